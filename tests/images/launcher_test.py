"""What the virt-launcher image promises: as uid 107 and without any right its libvirtd starts and runs the demo guest."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from guest import DISK, IMAGES, wait_until  # noqa: E402

# In mount, process and network namespaces of its own, so that everything ends with the shell that is process 1 in them.
ENTER = """
set -e
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount -t sysfs -o ro sysfs "$1/sys"
exec setpriv --no-new-privs chroot --userspec=107:107 --groups=107 "$1" /usr/bin/env -i PATH=/usr/bin:/usr/sbin XDG_CACHE_HOME=/var/run/kubevirt-private \
  XDG_CONFIG_HOME=/var/run/kubevirt-private XDG_RUNTIME_DIR=/var/run sh /scenario
"""
SCENARIO = """
set -e
mkdir -p /var/run/kubevirt-private/libvirt
cp /etc/libvirt/*.conf /var/run/kubevirt-private/libvirt
libvirtd > /tmp/libvirtd.log 2>&1 &
for i in $(seq 200); do [ -S /var/run/libvirt/libvirt-sock ] && break; sleep 0.05; done
virsh -q -c qemu:///session version
virsh -q -c qemu:///session create /domain.xml
while :; do virsh -q -c qemu:///session domstate demo; sleep 1; done
"""
DOMAIN = """
<domain type='qemu'>
  <name>demo</name><memory unit='KiB'>62500</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/disk.qcow2'/>
      <target dev='vda' bus='virtio'/></disk>
    <serial type='file'><source path='/tmp/serial'/></serial>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <graphics type='vnc' socket='/tmp/vnc'/><video><model type='vga'/></video>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  </devices>
</domain>
"""


def unpack(archive, folder):
    """The image's layers, as a container runtime would lay them out."""
    with tarfile.open(archive) as image:
        def blob(descriptor):
            return image.extractfile("blobs/sha256/" + descriptor["digest"].partition(":")[2])

        manifest = json.load(blob(json.load(image.extractfile("index.json"))["manifests"][0]))
        for layer in manifest["layers"]:
            with tarfile.open(fileobj=blob(layer), mode="r:gz") as content:
                content.extractall(folder, numeric_owner=True)
        return json.load(blob(manifest["config"]))


@unittest.skipUnless(os.geteuid() == 0, "namespaces and chroot need root")
class Launcher(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.mkdtemp(prefix="coracle-launcher-")
        os.chmod(cls.root, 0o755)
        cls.archive = os.path.join(IMAGES, "virt-launcher.tar")
        cls.config = unpack(cls.archive, cls.root)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.root)

    def path(self, name):
        return os.path.join(self.root, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        try:
            with open(self.path(name), encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def test_it_runs_as_107_and_is_small(self):
        self.assertEqual(self.config["config"]["User"], "107")
        self.assertIn("qemu:x:107:107:", self.read("etc/passwd"))
        self.assertLess(os.path.getsize(self.archive), 200_000_000)
        for folder in ("run/libvirt", "run/kubevirt", "run/kubevirt-private", "run/kubevirt-ephemeral-disks"):
            self.assertEqual(os.stat(self.path(folder)).st_uid, 107, folder)

    def test_its_cp_keeps_what_an_init_container_asks_it_to_keep(self):
        subprocess.run(["chroot", self.root, "/usr/bin/cp", "--preserve=all", "/usr/bin/virsh", "/tmp/copy"], check=True)
        self.assertEqual(os.stat(self.path("tmp/copy")).st_mtime, os.stat(self.path("usr/bin/virsh")).st_mtime)

    def test_libvirtd_starts_a_guest_without_any_right(self):
        self.write("scenario", SCENARIO)
        self.write("domain.xml", DOMAIN)
        shutil.copyfile(DISK, self.path("disk.qcow2"))
        os.chown(self.path("disk.qcow2"), 107, 107)
        started = time.monotonic()
        with open(self.path("scenario.log"), "wb") as log:
            process = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child", "sh", "-c", ENTER, "sh",
                 self.root], stdout=log, stderr=log, start_new_session=True)
        try:
            wait_until(lambda: "coracle-demo login: " in self.read("tmp/serial") or process.poll() is not None, 180,
                       "the guest's login prompt")
            self.assertIn("coracle-demo login: ", self.read("tmp/serial"),
                          self.read("scenario.log") + self.read("tmp/libvirtd.log"))
            print(f"login prompt {time.monotonic() - started:.1f} s after libvirtd's start with an empty cache")
            self.assertIn("running", self.read("scenario.log"))
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    unittest.main(verbosity=2)
