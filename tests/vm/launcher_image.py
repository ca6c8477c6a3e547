"""Boots the demo guest under libvirtd inside the launcher image, as a pod on a container runtime and with no server of
ours: run by tests/support/containerd.sh. What works here, virt-launcher has only to do by itself."""
import json
import os
import socket
import subprocess
import sys
import time
import unittest

SOURCE = os.environ["CORACLE_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "tests", "images"))
from guest import PROMPT, Console, wait_until  # noqa: E402

DIR = os.environ["CORACLE_CONTAINERD_DIR"]
RUNTIME = os.environ["CORACLE_CONTAINERD"]
CGROUP = os.environ["CORACLE_CGROUP"]
VERSION = os.environ["CORACLE_VERSION"]
POD = "virt-launcher-demo"
PODS = f"{DIR}/pods"
SHARED = f"{PODS}/default_{POD}/volumes/shared"
GUEST_IMAGE = f"localhost/coracle/demo-guest:{VERSION}"
DISK_MOUNT = f"{DIR}/disk-image"
MEMORY_KIB = 62500  # what the public tutorial's 64M comes to

# PID 1 of the container: libvirtd as its child, in folders that uid 107 may write, and again when it died; SIGTERM ends
# both.
MAIN = """
mkdir -p "$XDG_CONFIG_HOME/libvirt" "$XDG_CACHE_HOME" "$XDG_RUNTIME_DIR" &&
cp /etc/libvirt/qemu.conf /etc/libvirt/libvirtd.conf "$XDG_CONFIG_HOME/libvirt/" || exit 1
trap 'kill $daemon; exit 0' TERM
while :; do
  libvirtd &
  daemon=$!
  wait $daemon
done
"""

DOMAIN = f"""
<domain type='qemu'>
  <name>demo</name>
  <memory unit='KiB'>{MEMORY_KIB}</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type><boot dev='hd'/></os>
  <features><acpi/><tcg><tb-cache unit='MiB'>32</tb-cache></tcg></features>
  <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none' discard='unmap'/>
      <source file='/shared/disk.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <controller type='usb' model='none'/>
    <serial type='unix'><source mode='bind' path='/shared/serial0'/><target port='0'/></serial>
    <console type='unix'><source mode='bind' path='/shared/serial0'/><target type='serial' port='0'/></console>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <memballoon model='virtio'/>
  </devices>
</domain>
"""


def pod():
    folders = {"XDG_CONFIG_HOME": "/run/coracle/config", "XDG_CACHE_HOME": "/run/coracle/cache",
               "XDG_RUNTIME_DIR": "/run/coracle/run", "HOME": "/home/qemu"}
    return {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": POD},
        "spec": {
            "restartPolicy": "Never", "securityContext": {"runAsUser": 107, "runAsGroup": 107},
            "volumes": [{"name": "shared", "emptyDir": {}}, {"name": "disk", "hostPath": {"path": f"{DISK_MOUNT}/disk"}}],
            "containers": [{
                "name": "compute", "image": f"localhost/coracle/virt-launcher:{VERSION}", "command": ["sh", "-c", MAIN],
                "env": [{"name": name, "value": value} for name, value in folders.items()],
                "volumeMounts": [{"name": "shared", "mountPath": "/shared"},
                                 {"name": "disk", "mountPath": "/disk", "readOnly": True}],
                "securityContext": {"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]},
                                    "allowPrivilegeEscalation": False}}]}}


def run(*command, check=True):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}")
    return done


def cri_pod(*arguments, check=True):
    return run(f"{os.environ['CORACLE_BIN']}/cri-pod", "--containerd", RUNTIME, "--state", PODS, "--cgroup-parent", CGROUP,
               *arguments, check=check)


def inside(*command, check=True):
    return cri_pod("--timeout", "60", "exec", POD, "--", *command, check=check)


def virsh(*arguments, check=True):
    return inside("virsh", "-q", "-c", "qemu:///session", *arguments, check=check)


def traces():
    """What a pod and a guest leave on a machine while they are there."""
    found = set()
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/comm") as name:
                if name.read().startswith(("containerd-shim", "qemu", "libvirtd", "pause")):
                    found.add(f"process {entry}")
        except OSError:
            pass  # it has ended meanwhile
    with open("/proc/self/mountinfo") as mounts:
        found.update("mount " + line.split()[4] for line in mounts)
    for hierarchy in os.listdir("/sys/fs/cgroup"):
        for path, folders, _ in os.walk(f"/sys/fs/cgroup/{hierarchy}{CGROUP}"):
            found.update(f"cgroup {path}/{folder}" for folder in folders)
    for folder in (f"{DIR}/state/netns", "/var/run/netns", PODS):
        if os.path.isdir(folder):
            found.update(f"{folder}/{name}" for name in os.listdir(folder))
    return found


def timed(what, action):
    started = time.monotonic()
    result = action()
    print(f"  {what}: {time.monotonic() - started:.2f} s", flush=True)
    return result


def connect_serial():
    stream = socket.socket(socket.AF_UNIX)
    stream.connect(f"{SHARED}/serial0")
    return Console(stream)


class LauncherImage(unittest.TestCase):
    def setUp(self):
        self.before = traces()
        os.makedirs(DISK_MOUNT)
        run("ctr", "--address", RUNTIME, "-n", "k8s.io", "images", "mount", GUEST_IMAGE, DISK_MOUNT)
        self.addCleanup(self.remove_everything)
        path = f"{DIR}/tmp/pod.json"
        with open(path, "w") as file:
            json.dump(pod(), file)
        timed("pod from file to started container", lambda: cri_pod("run", path))
        timed("libvirtd answers", lambda: wait_until(
            lambda: virsh("uri", check=False).returncode == 0 or self.still_running(), 30, "libvirtd's socket"))

    def still_running(self):
        if "container compute running" not in cri_pod("status", POD).stdout:
            self.fail("the container ended: " + cri_pod("log", POD).stdout)

    def remove_everything(self):
        cri_pod("remove", POD, check=False)
        run("ctr", "--address", RUNTIME, "-n", "k8s.io", "images", "unmount", "--rm", DISK_MOUNT, check=False)
        os.rmdir(DISK_MOUNT)
        wait_until(lambda: not traces() - self.before, 10, "nothing is left of the pod")

    def test_the_demo_guest_boots_to_a_login_prompt_and_a_user_works_in_it(self):
        (disk,) = os.listdir(f"{DISK_MOUNT}/disk")
        inside("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", f"/disk/{disk}", "/shared/disk.qcow2")
        with open(f"{SHARED}/domain.xml", "w") as file:
            file.write(DOMAIN)
        timed("first start of the domain, which probes QEMU", lambda: virsh("create", "/shared/domain.xml"))
        virsh("destroy", "demo")
        timed("start of the domain with a warm cache", lambda: virsh("create", "/shared/domain.xml"))
        booting = time.monotonic()
        console = connect_serial()
        self.addCleanup(console.stream.close)
        console.expect("login: ", 60)
        print(f"  domain to login prompt: {time.monotonic() - booting:.2f} s, "
              f"{self.cpu_seconds():.2f} s of QEMU's CPU time", flush=True)
        console.send("cirros")
        console.expect("Password: ")
        console.send("gocubsgo")
        console.expect(PROMPT)
        console.send("echo sum=$((6 * 7)) user=$(id -un) root=$(sudo id -u)")
        console.expect("sum=42 user=cirros root=0")
        self.who_runs_the_guest()
        self.libvirtd_may_die()
        virsh("shutdown", "demo", "--mode", "acpi")
        timed("power button to the end of the domain", lambda: wait_until(
            lambda: virsh("domstate", "demo", check=False).returncode != 0, 30, "the guest's shutdown"))

    def cpu_seconds(self):
        """What the machine's other load does not change."""
        fields = inside("sh", "-c", "cat /proc/$(cat $XDG_RUNTIME_DIR/libvirt/qemu/run/demo.pid)/stat").stdout.split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

    def who_runs_the_guest(self):
        status = inside("sh", "-c", "cat /proc/$(cat $XDG_RUNTIME_DIR/libvirt/qemu/run/demo.pid)/status").stdout
        values = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        self.assertEqual(values["Uid"].split(), ["107"] * 4)
        self.assertEqual(values["CapEff"], "0000000000000000")
        self.assertEqual(values["CapBnd"], "0000000000000400", "NET_BIND_SERVICE and nothing else")
        self.assertEqual(values["NoNewPrivs"], "1")

    def libvirtd_may_die(self):
        """The guest outlives it, and the next one takes it over."""
        pids = "cd $XDG_RUNTIME_DIR/libvirt; echo $(cat libvirtd.pid) $(cat qemu/run/demo.pid)"
        old_daemon, guest = inside("sh", "-c", pids).stdout.split()
        inside("kill", "-9", old_daemon)
        timed("libvirtd killed to a new one that has the guest", lambda: wait_until(
            lambda: virsh("domstate", "demo", check=False).stdout.strip() == "running", 30, "the new libvirtd"))
        new_daemon, same_guest = inside("sh", "-c", pids).stdout.split()
        self.assertNotEqual(new_daemon, old_daemon)
        self.assertEqual(same_guest, guest)
        virsh("suspend", "demo")
        virsh("resume", "demo")


if __name__ == "__main__":
    unittest.main(verbosity=2)
