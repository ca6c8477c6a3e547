"""`coracle up --containerd`: on a containerd that somebody else started, whose network and images are its own. Runs within
tests/support/containerd.sh."""
import json
import os
import subprocess
import unittest

from cluster import BUILD, IMAGES, busybox_pod, project_version, vm, wait_until

RUNTIME = os.environ["CORACLE_CONTAINERD"]
ROOT = os.environ["CORACLE_CONTAINERD_DIR"] + "/c"


class GivenContainerd(unittest.TestCase):
    def setUp(self):
        self.environment = dict(os.environ, KUBECONFIG=f"{ROOT}/etc/coracle/admin.kubeconfig",
                                HOME=os.environ["CORACLE_CONTAINERD_DIR"])

    def run_program(self, *command, check=True, input=None):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, input=input,
                              env=self.environment)
        if check:
            self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")
        return done.stdout

    def up(self, *more):
        self.coracle("up", "--detach", "--port", "0", "--no-uplink", "--images", IMAGES, "--containerd", RUNTIME, *more)

    def coracle(self, *words):
        return self.run_program(f"{BUILD}/bin/coracle", *words, "--root", ROOT)

    def ctr(self, *words):
        return self.run_program("ctr", "--address", RUNTIME, "--namespace", "k8s.io", *words)

    def get(self, *what):
        said = self.run_program("kubectl", "get", *what, "-o", "json", "--ignore-not-found")
        return json.loads(said) if said else None

    def phase(self, *what):
        found = self.get(*what)
        return found and found.get("status", {}).get("phase")

    @staticmethod
    def machine():
        machine = vm("guest")
        machine["spec"]["template"]["spec"]["volumes"][0]["containerDisk"]["image"] = \
            f"localhost/coracle/demo-guest:{project_version()}"
        return machine

    def test_without_kvm_and_emulation_a_machine_is_unschedulable_and_says_why(self):
        self.up("--emulation", "off")
        try:
            (node,) = self.get("nodes")["items"]
            if node["metadata"]["annotations"]["coracle.dev/kvm"] == "usable":
                self.skipTest("KVM works here")
            self.run_program("kubectl", "apply", "-f", "-", input=json.dumps(self.machine()))
            wait_until(lambda: self.get("vm", "guest").get("status", {}).get("printableStatus") == "ErrorUnschedulable", 30,
                       lambda: self.get("vm", "guest").get("status"))
            (scheduled,) = [one for one in self.get("vmi", "guest")["status"]["conditions"] if one["type"] == "PodScheduled"]
            self.assertEqual((scheduled["status"], scheduled["reason"]), ("False", "Unschedulable"))
            self.assertIn("Insufficient devices.kubevirt.io/kvm", scheduled["message"])
        finally:
            self.coracle("down", "--purge")

    def test_pods_and_machines_run_on_it_and_it_outlives_the_cluster(self):
        self.up()
        try:
            self.ctr("images", "import", f"{IMAGES}/demo-guest.tar")
            for manifest in (self.machine(), busybox_pod("beside")):
                self.run_program("kubectl", "apply", "-f", "-", input=json.dumps(manifest))
            wait_until(lambda: self.phase("vmi", "guest") == "Running", 60, lambda: self.phase("vmi", "guest"))
            wait_until(lambda: self.phase("pod", "beside") == "Running", 60, lambda: self.phase("pod", "beside"))
            # Its network is the given one's, not ours.
            self.assertRegex(self.get("pod", "beside")["status"]["podIP"], r"^10\.88\.0\.\d+$")
        finally:
            self.coracle("down", "--purge")
        self.assertEqual(self.ctr("containers", "ls", "--quiet"), "")
        self.assertIn("localhost/coracle/demo-guest", self.ctr("images", "ls", "--quiet"))
        processes = self.run_program("ps", "-e", "-o", "args=")
        for program in ("qemu-system", "coracle up", "containerd-shim"):
            self.assertNotIn(program, processes)
        with open("/proc/self/mountinfo", encoding="utf-8") as mounts:
            self.assertEqual([line for line in mounts if ROOT in line], [])


if __name__ == "__main__":
    unittest.main()
