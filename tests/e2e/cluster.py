"""A cluster of its own for a test file: network, mount and PID namespace, a root folder, no uplink. down() ends it and
proves that nothing is left."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from transcript import Failed, wait_until  # noqa: E402

SOURCE = os.environ.get("CORACLE_SOURCE") or os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.environ.get("CORACLE_BUILD") or os.path.join(SOURCE, "build")
IMAGES = os.environ.get("CORACLE_IMAGES") or os.path.join(BUILD, "images")
CIRROS = "quay.io/kubevirt/cirros-container-disk-demo"


def project_version():
    with open(os.path.join(SOURCE, "CMakeLists.txt"), encoding="utf-8") as file:
        return re.search(r"project\(coracle VERSION ([^ )]+)", file.read())[1]


BUSYBOX = f"localhost/coracle/busybox:{project_version()}"


def kubectls():
    """Paths of the kubectls to test with: Debian's 1.20.2, and the one in PATH where there is one."""
    subprocess.run([f"{SOURCE}/tools/unpack-packages", "--dir", f"{BUILD}/packages", "kubernetes-client"], check=True)
    found = [f"{BUILD}/packages/kubernetes-client/usr/bin/kubectl"]
    newer = shutil.which("kubectl")
    return found + ([newer] if newer else [])


class Cluster:
    def __init__(self, name):
        self.root = tempfile.mkdtemp(prefix=f"coracle-{name}-", dir="/tmp")
        self.cgroup = "/coracle-" + hashlib.sha256(self.root.encode()).hexdigest()[:8]
        self.kubectl_path = shutil.which("kubectl") or kubectls()[0]
        self.made_shim_folder = not os.path.isdir("/run/containerd")
        self.holder = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "--net", "--pid", "--fork", "--kill-child=KILL",
             "--mount-proc", sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "reaper.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.holder.stdout.readline() != "inside\n":
            raise Failed("the test's namespaces cannot be made")
        with open(f"/proc/{self.holder.pid}/task/{self.holder.pid}/children", encoding="ascii") as file:
            self.inside_pid = int(file.read().split()[0])
        with open(f"/proc/{self.inside_pid}/mountinfo", encoding="utf-8") as file:
            self.mounts_before = {line.split()[4] for line in file}
        self.environment = dict(os.environ, KUBECONFIG=f"{self.root}/etc/coracle/admin.kubeconfig", HOME=self.root + "/home")
        os.makedirs(self.environment["HOME"])

    # --- running things inside
    def enter(self, *command):
        return ["nsenter", "--target", str(self.inside_pid), "--mount", "--net", "--pid", "--", *command]

    def run(self, *command, check=True, timeout=120, input=None):
        done = subprocess.run(self.enter(*command), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=timeout, env=self.environment, input=input)
        if check and done.returncode != 0:
            raise Failed(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def coracle(self, *arguments, **options):
        return self.run(f"{BUILD}/bin/coracle", *arguments, **options)

    def kubectl(self, *arguments, **options):
        return self.run(self.kubectl_path, *arguments, **options)

    def virtctl(self, *arguments, **options):
        return self.run(f"{BUILD}/bin/virtctl", *arguments, **options)

    def get(self, *what):
        """An object or list, decoded; None when there is none."""
        done = self.kubectl("get", *what, "-o", "json", check=False)
        if done.returncode != 0:
            if "NotFound" in done.stderr:
                return None
            raise Failed(f"get {' '.join(what)}: {done.stderr}")
        return json.loads(done.stdout)

    def apply(self, manifest):
        text = manifest if isinstance(manifest, str) else json.dumps(manifest)
        return self.kubectl("apply", "-f", "-", input=text).stdout

    # --- life
    def up(self):
        started = time.monotonic()
        self.coracle("up", "--detach", "--root", self.root, "--port", "0", "--no-uplink", "--images", IMAGES, timeout=180)
        return time.monotonic() - started

    def start(self):
        self.up()
        self.coracle("images", "add", "--root", self.root, CIRROS, f"{IMAGES}/demo-guest.tar")

    def pid(self):
        """Of coracle, as the namespace numbers it."""
        with open(f"{self.root}/run/coracle/lock", encoding="ascii") as file:
            return int(file.read())

    def log(self):
        try:
            with open(f"{self.root}/var/lib/coracle/coracle.log", encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def explain(self):
        """What helps to understand a failure in a machine that is gone afterwards."""
        parts = []
        for what in (("get", "vm,vmi,pods", "-A", "-o", "wide"), ("get", "events", "-A")):
            done = self.kubectl(*what, check=False)
            parts.append(done.stdout + done.stderr)
        parts.append(self.log()[-8000:])
        return "\n".join(parts)

    def down(self):
        """Purges, and then looks for whatever may be left."""
        try:
            try:
                self.coracle("down", "--purge", "--root", self.root, timeout=120)
            except subprocess.TimeoutExpired as error:
                raise Failed(f"down takes more than {error.timeout} s; coracle says:\n{self.log()[-4000:]}") from None
            left = self.what_is_left()
        finally:
            self.end()
        if left:
            raise Failed("left behind after down --purge:\n" + "\n".join(left))

    def what_is_left(self):
        left = []
        processes = self.run("ps", "-e", "-o", "pid=,args=").stdout.splitlines()
        left += [f"process {line}" for line in processes if "reaper.py" not in line and not re.search(r"\bps -e\b", line)]
        with open(f"/proc/{self.inside_pid}/mountinfo", encoding="utf-8") as file:
            left += [f"mount {line}" for line in file if line.split()[4] not in self.mounts_before]
        links = self.run("ip", "-o", "link").stdout.splitlines()
        left += [f"link {line}" for line in links if not re.match(r"\d+: lo:", line)]
        left += [f"table {line}" for line in self.run("nft", "list", "tables").stdout.splitlines() if line]
        left += [f"cgroup {path}" for path in self.cgroups()]
        if os.path.exists(self.root):
            left += [f"file {os.path.join(folder, name)}" for folder, folders, files in os.walk(self.root)
                     for name in files + folders if not os.path.join(folder, name).startswith(self.root + "/home")]
        return left

    def cgroups(self):
        hierarchies = ["/sys/fs/cgroup"] + [os.path.join("/sys/fs/cgroup", name) for name in os.listdir("/sys/fs/cgroup")]
        return [path + self.cgroup for path in hierarchies if os.path.isdir(path + self.cgroup)]

    def end(self):
        """Whatever still runs in the namespaces ends with their first process."""
        self.holder.kill()
        self.holder.wait()
        self.holder.stdin.close()
        self.holder.stdout.close()
        for path in self.cgroups():
            wait_until(lambda path=path: self.remove_groups(path), 10, f"the cgroup {path} can be removed")
        shutil.rmtree(self.root, ignore_errors=True)
        if self.made_shim_folder:
            try:
                os.rmdir("/run/containerd")
            except OSError:
                pass

    @staticmethod
    def remove_groups(path):
        for folder, _, _ in sorted(os.walk(path), reverse=True):
            try:
                os.rmdir(folder)
            except OSError:
                return False
        return True

    # --- looking
    def phase(self, name):
        vmi = self.get("vmi", name)
        return vmi["status"].get("phase") if vmi else None

    def wait_phase(self, name, phase, seconds=120):
        return wait_until(lambda: self.phase(name) == phase and self.get("vmi", name), seconds,
                          lambda: f"{name} is {phase}; it is {self.phase(name)}")

    def launcher_pods(self, name):
        pods = self.get("pods", "-l", f"vm.kubevirt.io/name={name}")["items"]
        return [pod for pod in pods if "deletionTimestamp" not in pod["metadata"]]

    def launcher_pod(self, name):
        uid = self.get("vmi", name)["metadata"]["uid"]
        pods = self.get("pods", "-l", f"kubevirt.io/created-by={uid}")["items"]
        if len(pods) != 1:
            raise Failed(f"{name} has {len(pods)} launcher pods: {[pod['metadata']['name'] for pod in pods]}")
        return pods[0]

    def processes_of(self, pod, pattern):
        """Numbers, in the test's namespace, of the pod's processes whose command line matches."""
        uid = pod["metadata"]["uid"]
        found = []
        for line in self.run("ps", "-e", "-o", "pid=,args=").stdout.splitlines():
            number, _, arguments = line.strip().partition(" ")
            if not re.search(pattern, arguments):
                continue
            groups = self.run("cat", f"/proc/{number}/cgroup", check=False).stdout
            if uid in groups:
                found.append(int(number))
        return found


def vm(name, run_strategy="Always", **more):
    """A machine of the demo guest: the tutorial's, under another name."""
    disks = [{"name": "containerdisk", "disk": {"bus": "virtio"}}]
    volumes = [{"name": "containerdisk", "containerDisk": {"image": CIRROS}}]
    if "user_data" in more:
        disks.append({"name": "cloudinit", "disk": {"bus": "virtio"}})
        volumes.append({"name": "cloudinit", "cloudInitNoCloud": {"userData": more["user_data"]}})
    return {
        "apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine", "metadata": {"name": name},
        "spec": {"runStrategy": run_strategy, "template": {
            "metadata": {"labels": {"kubevirt.io/domain": name}},
            "spec": {
                "terminationGracePeriodSeconds": more.get("grace", 30),
                "domain": {"devices": {"disks": disks, "interfaces": [{"name": "default", "masquerade": {}}]},
                           "resources": {"requests": {"memory": more.get("memory", "64M")}}},
                "networks": [{"name": "default", "pod": {}}], "volumes": volumes}}}}


def busybox_pod(name, *command):
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name},
            "spec": {"terminationGracePeriodSeconds": 1, "containers": [
                {"name": "main", "image": BUSYBOX, "imagePullPolicy": "IfNotPresent",
                 "command": list(command) or ["sleep", "100000"]}]}}
