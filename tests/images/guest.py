"""A guest under a plain QEMU that was unpacked for the virt-launcher image: serial console, monitor, guest agent."""
import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import transcript  # noqa: E402

SOURCE = os.environ.get("CORACLE_SOURCE") or os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
IMAGES = os.environ.get("CORACLE_IMAGES") or os.path.join(SOURCE, "build", "images")
TREE = os.path.join(IMAGES, "trees", "virt-launcher.amd64")
RUN = [os.path.join(SOURCE, "images", "lib", "run-unpacked"), TREE]
DISK = os.path.join(IMAGES, "demo-guest.qcow2")
PROMPT = "[$#] "
# What is looked at here costs little, and is measured.
wait_until = functools.partial(transcript.wait_until, interval=0.02)


class Console(transcript.Transcript):
    """The other end of a socket."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream

    def read(self, seconds):
        if select.select([self.stream], [], [], seconds)[0]:
            data = self.stream.recv(65536)
            self.text += data.decode("utf-8", "replace")
            return bool(data)
        return True

    def send(self, line):
        self.stream.sendall(line.encode() + b"\n")


class Guest:
    def __init__(self, folder, memory="62500k", seed=None, bus="virtio", network=True):
        self.folder = folder
        disk = {"virtio": ["-device", "virtio-blk-pci,drive=disk"], "sata": ["-device", "ide-hd,drive=disk"],
                "scsi": ["-device", "virtio-scsi-pci", "-device", "scsi-hd,drive=disk"]}[bus]
        arguments = [
            *RUN, "usr/bin/qemu-system-x86_64", "-machine", "q35", "-accel", "tcg", "-m", f"size={memory}", "-nodefaults",
            "-no-user-config", "-display", "none", "-vga", "std", "-L", f"{TREE}/usr/share/seabios", "-L",
            f"{TREE}/usr/share/qemu", "-drive", f"if=none,id=disk,file={DISK},format=qcow2,snapshot=on", *disk,
            "-chardev", f"socket,id=serial,path={folder}/serial,server=on,wait=on", "-serial", "chardev:serial",
            "-qmp", f"unix:{folder}/qmp,server=on,wait=off", "-device", "virtio-serial-pci", "-device", "virtio-rng-pci",
            "-chardev", f"socket,id=agent,path={folder}/agent,server=on,wait=off", "-device",
            "virtserialport,chardev=agent,name=org.qemu.guest_agent.0"]
        if network:
            # QEMU's own user network, closed to the outside.
            arguments += ["-netdev", "user,id=net,restrict=on", "-device",
                          "virtio-net-pci,netdev=net,romfile="]
        if seed:
            arguments += ["-drive", f"if=virtio,format=raw,readonly=on,file={seed}"]
        self.log = open(f"{folder}/qemu.log", "w+b")
        self.started = time.monotonic()
        self.process = subprocess.Popen(arguments, stdout=self.log, stderr=self.log, start_new_session=True)
        self.console = Console(self.connect("serial"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.console.stream.close()
        self.log.close()

    def age(self):
        return time.monotonic() - self.started

    def connect(self, name):
        stream = socket.socket(socket.AF_UNIX)

        def attempt():
            if self.process.poll() is not None:
                self.log.seek(0)
                raise RuntimeError("QEMU ended: " + self.log.read().decode())
            try:
                stream.connect(f"{self.folder}/{name}")
                return True
            except (FileNotFoundError, ConnectionRefusedError):
                return False

        wait_until(attempt, 10, f"QEMU's socket {name}")
        return stream

    def login(self, user="cirros", password="gocubsgo", seconds=60):
        self.console.expect("login: ", seconds)
        self.console.send(user)
        self.console.expect("Password: ")
        self.console.send(password)
        self.console.expect(PROMPT)

    def run(self, command, seconds=30):
        """Runs one command line in the shell on the console; its output."""
        # The marks are written in two parts, so that they are not found in the terminal's echo of this line.
        self.console.send(f"echo '<be''gin>'; {command}; echo \"<st\"\"atus $?>\"")
        start = self.console.expect("<begin>\\s*", seconds).end()
        status = self.console.expect(r"<status (\d+)>", seconds)
        output = self.console.text[start:status.start()].replace("\r", "").strip()
        self.console.expect(PROMPT)
        return int(status.group(1)), output

    def monitor(self, command, **arguments):
        with self.connect("qmp") as stream, stream.makefile("rw") as lines:
            lines.readline()
            for request in ({"execute": "qmp_capabilities"}, {"execute": command, "arguments": arguments}):
                lines.write(json.dumps(request) + "\n")
                lines.flush()
                answer = json.loads(lines.readline())
                while "event" in answer:
                    answer = json.loads(lines.readline())
            return answer

    def agent(self, command, seconds=30, **arguments):
        with self.connect("agent") as stream:
            stream.settimeout(seconds)
            with stream.makefile("rw") as lines:
                lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
                lines.flush()
                return json.loads(lines.readline())


def make_seed(folder, **files):
    """An ISO image with the label cidata; meta_data, user_data, network_config are its files."""
    content = os.path.join(folder, "seed")
    os.makedirs(content)
    for name, text in files.items():
        with open(os.path.join(content, name.replace("_", "-")), "w", encoding="utf-8") as file:
            file.write(text)
    path = os.path.join(folder, "seed.iso")
    subprocess.run(["genisoimage", "-quiet", "-volid", "cidata", "-joliet", "-rock", "-o", path, content], check=True)
    return path


def scratch_folder():
    return tempfile.TemporaryDirectory(prefix="coracle-guest-", ignore_cleanup_errors=True)
