"""A launcher pod as virt-controller renders it (two containers and the console's log), run by cri-pod, and virt-handler's
side of the launcher's socket. For tests below tests/support/containerd.sh."""
import http.client
import json
import os
import socket
import stat
import struct
import subprocess
import sys
import threading
import time

SOURCE = os.environ["CORACLE_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "tests", "images"))
from guest import Console, wait_until  # noqa: E402

DIR = os.environ["CORACLE_CONTAINERD_DIR"]
VERSION = os.environ["CORACLE_VERSION"]
BIN = os.environ["CORACLE_BIN"]
PODS = f"{DIR}/pods"
NODE = f"{DIR}/node"  # what the node's probe left
LAUNCHER_IMAGE = f"localhost/coracle/virt-launcher:{VERSION}"
PRIVATE, SHARE, DISKS = "/var/run/kubevirt-private", "/var/run/kubevirt", "/var/run/kubevirt/container-disks"
EPHEMERAL = "/var/run/kubevirt-ephemeral-disks"


def run(*command, check=True, timeout=120):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}")
    return done


def cri_pod(*arguments, check=True):
    return run(f"{BIN}/cri-pod", "--containerd", os.environ["CORACLE_CONTAINERD"], "--state", PODS, "--cgroup-parent",
               os.environ["CORACLE_CGROUP"], *arguments, check=check)


def security(**more):
    return {"runAsUser": 107, "runAsGroup": 107, "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"], **more}}


def mount(volume, path, **more):
    return {"name": volume, "mountPath": path, **more}


def probe_node():
    """What virt-operator's pod does on each node: the capabilities that launchers start with."""
    os.makedirs(NODE, exist_ok=True)
    os.chmod(NODE, 0o777)
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "node-probe"},
           "spec": {"restartPolicy": "Never", "volumes": [{"name": "node", "hostPath": {"path": NODE}}],
                    "containers": [{"name": "probe", "image": LAUNCHER_IMAGE,
                                    "command": ["/usr/bin/virt-launcher-monitor"], "args": ["--node-probe", "/node"],
                                    "volumeMounts": [mount("node", "/node")], "securityContext": security()}]}}
    start_pod(pod)
    try:
        if cri_pod("--timeout", "60", "wait", "node-probe", check=False).returncode != 0:
            raise AssertionError("the node's probe failed: " + cri_pod("log", "node-probe").stdout)
    finally:
        cri_pod("remove", "node-probe", check=False)


def start_pod(pod):
    path = f"{DIR}/tmp/{pod['metadata']['name']}.json"
    with open(path, "w", encoding="utf-8") as file:
        json.dump(pod, file)
    cri_pod("run", path)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("launcher", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        # sun_path ends at 107 bytes.
        folder = os.open(os.path.dirname(self.path), os.O_PATH | os.O_DIRECTORY)
        try:
            self.sock.connect(f"/proc/self/fd/{folder}/{os.path.basename(self.path)}")
        finally:
            os.close(folder)


class Launcher:
    """virt-handler's side of one launcher."""

    def __init__(self, path):
        self.path = path

    def get(self, name, timeout=20):
        return self.request("GET", name, None, timeout)

    def request(self, method, name, body, timeout):
        connection = UnixConnection(self.path, timeout)
        try:
            connection.request(method, f"/v1/{name}", body)
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status != 200:
                raise AssertionError(f"{method} {name}: {answer.status} {text}")
            return json.loads(text)
        finally:
            connection.close()

    def post(self, verb, timeout=60, check=True, **members):
        answer = self.request("POST", verb, json.dumps({"protocol": 1, **members}), timeout)
        if check and not answer["success"]:
            raise AssertionError(f"{verb}: {answer}")
        return answer

    def answers(self):
        try:
            return self.get("Info")["domainUID"] is not None
        except (OSError, http.client.HTTPException):
            return False

    def peer(self):
        connection = UnixConnection(self.path, 5)
        connection.connect()
        try:
            return struct.unpack("3i", connection.sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
        finally:
            connection.close()


class Events:
    """Listens to /v1/Events as virt-handler does, and connects again when a launcher dies."""

    def __init__(self, launcher):
        self.launcher, self.reports, self.told, self.ended = launcher, [], [], False
        self.connections, self.connection = 0, None
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        while not self.stopped.is_set():
            try:
                self.listen_once()
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)

    def listen_once(self):
        connection = self.connection = UnixConnection(self.launcher.path, 30)
        try:
            connection.request("GET", "/v1/Events")
            answer = connection.getresponse()
            self.connections += 1
            while not self.stopped.is_set():
                line = answer.readline()
                if not line:
                    return
                if line.strip():
                    event = json.loads(line)
                    if "domain" in event:
                        self.reports.append((time.monotonic(), event["domain"]))
                    else:
                        self.told.append(event)
        finally:
            connection.close()

    def stop(self):
        self.stopped.set()
        if self.connection and self.connection.sock:
            self.connection.sock.shutdown(socket.SHUT_RDWR)
        self.thread.join(5)

    def last(self):
        return self.reports[-1][1] if self.reports else {}

    def wait(self, seconds, what, **members):
        """The first report from now on, or the last one, that has these members."""

        def fits():
            last = self.last()
            return all(last.get(name, "") == value for name, value in members.items()) and last

        try:
            return wait_until(fits, seconds, what)
        except Exception as problem:
            raise AssertionError(f"{problem}; the reports were {[report for _, report in self.reports[-5:]]}") from None


class LauncherPod:
    def __init__(self, name, disk_image=None, uid=None, grace=20, arguments=(), files=None):
        self.name, self.uid = name, uid or f"5b1e6f0c-6a52-4a05-9c4b-{abs(hash(name)) % 10**12:012d}"
        self.image, self.grace, self.arguments = disk_image, grace, list(arguments)
        self.files = files or {}  # volume name -> (host path, mount path)
        self.folder = f"{PODS}/default_{name}/volumes"
        self.launcher = Launcher(f"{self.folder}/sockets/launcher-sock")
        self.events = None

    def json(self):
        own = {"private": PRIVATE, "public": SHARE, "ephemeral-disks": EPHEMERAL, "libvirt-runtime": "/var/run/libvirt",
               "sockets": f"{SHARE}/sockets", "container-disks": DISKS, "hotplug-disks": f"{SHARE}/hotplug-disks"}
        tail = {"name": "guest-console-log", "image": LAUNCHER_IMAGE, "command": ["/usr/bin/virt-tail"],
                "args": ["--logfile", f"{PRIVATE}/{self.uid}/virt-serial0-log"],
                "volumeMounts": [mount("private", PRIVATE)], "securityContext": security()}
        mounts = [mount(volume, path) for volume, path in own.items()]
        mounts += [mount("node", "/run/coracle/libvirt-cache", readOnly=True), mount("tun", "/dev/net/tun")]
        mounts += [mount(volume, path, readOnly=True) for volume, (_, path) in self.files.items()]
        compute = {
            "name": "compute", "image": LAUNCHER_IMAGE, "command": ["/usr/bin/virt-launcher-monitor"],
            "args": ["--qemu-timeout", "251s", "--name", self.name, "--uid", self.uid, "--namespace", "default",
                     "--kubevirt-share-dir", SHARE, "--ephemeral-disk-dir", EPHEMERAL, "--container-disk-dir", DISKS,
                     "--grace-period-seconds", str(self.grace), "--hook-sidecars", "0", "--ovmf-path",
                     "/usr/share/edk2/ovmf", "--disk-memory-limit", "2097152000", "--hypervisor", "kvm",
                     "--run-as-nonroot", "--upgrade-ordinal-ifaces", "--allow-emulation", *self.arguments],
            "env": [{"name": "XDG_CACHE_HOME", "value": PRIVATE}, {"name": "XDG_CONFIG_HOME", "value": PRIVATE},
                    {"name": "XDG_RUNTIME_DIR", "value": "/var/run"},
                    {"name": "VIRT_LAUNCHER_LOG_VERBOSITY", "value": "4"}],
            "volumeMounts": mounts, "securityContext": security(add=["NET_BIND_SERVICE"])}
        containers = [compute, tail]
        volumes = [{"name": name, "emptyDir": {}} for name in own]
        volumes += [{"name": "node", "hostPath": {"path": f"{NODE}/libvirt-cache"}},
                    {"name": "tun", "hostPath": {"path": f"{DIR}/tun"}},
                    # The init container's job: the static program, as it comes out of the image.
                    {"name": "bin", "hostPath": {"path": f"{DIR}/container-disk-binary"}}]
        volumes += [{"name": volume, "hostPath": {"path": path}} for volume, (path, _) in self.files.items()]
        if self.image:
            served = f"{EPHEMERAL}/container-disk-data/{self.uid}"
            containers.append({
                "name": "volumecontainerdisk", "image": self.image, "command": ["/usr/bin/container-disk"],
                "args": ["--copy-path", f"{served}/disk_0"], "securityContext": security(),
                "volumeMounts": [mount("container-disks", served), mount("bin", "/usr/bin")]})
        return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": self.name},
                "spec": {"restartPolicy": "Never", "securityContext": {"runAsUser": 107, "runAsGroup": 107},
                         "volumes": volumes, "containers": containers}}

    def start(self):
        if not os.path.exists(f"{DIR}/container-disk-binary"):
            os.makedirs(f"{DIR}/container-disk-binary")
            run("cp", f"{BIN}/container-disk", f"{DIR}/container-disk-binary/container-disk")
        if not os.path.exists(f"{DIR}/tun"):  # the device plugin's part
            os.mknod(f"{DIR}/tun", 0o600 | stat.S_IFCHR, os.makedev(10, 200))
            os.chmod(f"{DIR}/tun", 0o666)
        start_pod(self.json())
        try:
            wait_until(self.launcher.answers, 20, "the launcher's socket answers")
        except Exception as problem:
            raise AssertionError(f"{problem}\n{self.log()}") from None
        self.events = Events(self.launcher)

    def remove(self):
        if self.events:
            self.events.stop()
        cri_pod("remove", self.name, check=False)

    def log(self, container="compute"):
        return cri_pod("-c", container, "log", self.name, check=False).stdout

    def inside(self, *command, check=True):
        return cri_pod("--timeout", "60", "exec", self.name, "--", *command, check=check)

    def pid_inside(self, program):
        """The number of the process in the pod's own process space whose program is that."""
        script = f"ps -o pid,args | awk '$2 ~ /{program}$/ {{print $1}}'"
        found = self.inside("sh", "-c", script).stdout.split()
        return int(found[0]) if found else 0

    def kill_inside(self, program, number=9):
        pid = self.pid_inside(program)
        assert pid > 0, f"{program} does not run:\n{self.inside('ps').stdout}"
        self.inside("kill", f"-{number}", str(pid))
        return pid

    def dial(self, name):
        """A socket that QEMU serves."""
        stream = socket.socket(socket.AF_UNIX)
        folder = os.open(f"{self.folder}/private/{self.uid}", os.O_PATH | os.O_DIRECTORY)
        try:
            stream.connect(f"/proc/self/fd/{folder}/{name}")
        finally:
            os.close(folder)
        return stream

    def console(self):
        return Console(self.dial("virt-serial0"))


def instance(pod, interfaces=(), disks=(), volumes=(), **spec):
    """A VirtualMachineInstance as virt-api leaves it."""
    all_volumes = list(volumes)
    all_disks = list(disks)
    if pod.image:
        all_volumes.insert(0, {"name": "containerdisk", "containerDisk": {"image": pod.image}})
        all_disks.insert(0, {"name": "containerdisk", "disk": {"bus": "virtio"}})
    return {
        "apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstance",
        "metadata": {"name": pod.name, "namespace": "default", "uid": pod.uid},
        "spec": {
            "architecture": "amd64", "terminationGracePeriodSeconds": 5,
            "domain": {
                "cpu": {"cores": 1, "sockets": 1, "threads": 1, "model": "host-model", "maxSockets": 4},
                "machine": {"type": "q35"}, "memory": {"guest": "64M"}, "firmware": {"uuid": pod.uid},
                "features": {"acpi": {"enabled": True}}, "resources": {"requests": {"memory": "64M"}},
                "devices": {"disks": all_disks, "interfaces": list(interfaces)}},
            "networks": [{"name": each["name"], "pod": {}} for each in interfaces], "volumes": all_volumes, **spec}}
