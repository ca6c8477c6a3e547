"""What `coracle up --containerd` has to do with somebody else's containerd: its mirror where that one is told of it, its end
after a crash, and what purge takes out and leaves. Runs within tests/support/containerd.sh."""
import json
import os
import signal
import subprocess
import time
import unittest

from cluster import BUILD, CIRROS, IMAGES, busybox_pod, project_version, vm, wait_until

RUNTIME = os.environ["CORACLE_CONTAINERD"]
FOLDER = os.environ["CORACLE_CONTAINERD_DIR"]
ROOT = FOLDER + "/life"
MIRROR_PORT = 5055  # of a network namespace of our own


class GivenContainerd(unittest.TestCase):
    environment = dict(os.environ, KUBECONFIG=f"{ROOT}/etc/coracle/admin.kubeconfig", HOME=FOLDER)

    def run_program(self, *command, check=True, input=None):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, input=input,
                              env=self.environment)
        if check:
            self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")
        return done.stdout

    def coracle(self, *words):
        return self.run_program(f"{BUILD}/bin/coracle", *words)

    def ctr(self, *words, namespace="k8s.io"):
        return self.run_program("ctr", "--address", RUNTIME, "--namespace", namespace, *words)

    def up(self, *more):
        self.coracle("up", "--detach", "--root", ROOT, "--port", "0", "--no-uplink", "--images", IMAGES, "--containerd",
                     RUNTIME, "--mirror-port", str(MIRROR_PORT), *more)

    def apply(self, manifest):
        self.run_program("kubectl", "apply", "-f", "-", input=json.dumps(manifest))

    def status(self, *what):
        said = self.run_program("kubectl", "get", *what, "-o", "json", "--ignore-not-found")
        return json.loads(said).get("status", {}) if said else {}

    def phase(self, *what):
        return self.status(*what).get("phase")

    def wait_phase(self, *what, seconds=60):
        wait_until(lambda: self.phase(*what) == "Running", seconds, lambda: f"{what}: {self.phase(*what)}")

    def end_if_it_runs(self):
        if os.path.isdir(ROOT + "/var/lib/coracle"):
            self.coracle("down", "--purge", "--root", ROOT)

    def test_whole_life(self):
        self.addCleanup(self.end_if_it_runs)
        # Somebody's own: a container and an image, in namespaces of his.
        ours = [f"localhost/coracle/{name}:{project_version()}" for name in ("pause", "busybox", "virt-launcher")]
        for namespace in ("somebody", "k8s.io"):
            self.ctr("images", "import", f"{IMAGES}/busybox.tar", namespace=namespace)
        self.ctr("run", "--detach", ours[1], "own", "sleep", "100000", namespace="somebody")
        self.addCleanup(self.ctr, "tasks", "kill", "-s", "KILL", "own", namespace="somebody")
        self.ctr("images", "tag", ours[1], "somebody.test/own:1")

        with self.subTest("images that were added are pulled by a containerd that was told of the mirror"):
            os.makedirs(FOLDER + "/certs.d/_default", exist_ok=True)
            with open(FOLDER + "/certs.d/_default/hosts.toml", "w", encoding="ascii") as hosts:
                hosts.write(f'[host."http://127.0.0.1:{MIRROR_PORT}"]\n  capabilities = ["pull", "resolve"]\n')
            self.up()
            self.coracle("images", "add", "--root", ROOT, CIRROS, f"{IMAGES}/demo-guest.tar")
            self.apply(vm("guest"))
            self.apply(busybox_pod("beside"))
            self.wait_phase("vmi", "guest")
            self.wait_phase("pod", "beside")
            self.assertEqual(self.run_program("kubectl", "exec", "beside", "--", "echo", "here").strip(), "here")

        with self.subTest("pods go on when coracle is killed, the next one finds them"):
            before = self.run_program("kubectl", "get", "pods", "-o", "jsonpath={.items[*].metadata.uid}")
            self.kill_coracle()
            self.assertIn("qemu-system", self.run_program("ps", "-e", "-o", "args="))
            self.up()
            self.assertEqual(self.run_program("kubectl", "get", "pods", "-o", "jsonpath={.items[*].metadata.uid}"), before)
            self.wait_phase("vmi", "guest")

        with self.subTest("down ends what a killed one has left"):
            self.kill_coracle()
            self.coracle("down", "--root", ROOT)
            self.assertNotIn("qemu-system", self.run_program("ps", "-e", "-o", "args="))
            self.assertEqual(self.ctr("containers", "ls", "--quiet"), "")

        with self.subTest("it comes up again, and the machine with it"):
            self.up()
            self.wait_phase("vmi", "guest")

        with self.subTest("purge takes out what coracle brought, and nothing else"):
            self.coracle("down", "--purge", "--root", ROOT)
            names = self.ctr("images", "ls", "--quiet").split()
            for name in ours:
                self.assertNotIn(name, names)
            self.assertIn("somebody.test/own:1", names)
            self.assertEqual(self.ctr("containers", "ls", "--quiet"), "")
            self.assertIn("RUNNING", self.ctr("tasks", "ls", namespace="somebody"))
            self.assertIn(ours[1], self.ctr("images", "ls", "--quiet", namespace="somebody"))
            self.assertFalse(os.path.exists(ROOT + "/var/lib"))
            links = self.run_program("ip", "-o", "link")
            self.assertNotIn("coracle0", links)
            self.assertIn("test0", links)  # the bridge of its own network
            self.assertEqual(self.run_program("nft", "list", "tables"), "")
            with open("/proc/self/mountinfo", encoding="utf-8") as mounts:
                self.assertEqual([line for line in mounts if ROOT in line], [])

    def test_without_a_network_it_says_so_and_ends_soon(self):  # the last: containerd does not find it again
        self.addCleanup(self.end_if_it_runs)
        network = FOLDER + "/cni/10-test.conflist"
        os.rename(network, FOLDER + "/10-test.conflist")
        self.addCleanup(os.rename, FOLDER + "/10-test.conflist", network)
        done = subprocess.run([f"{BUILD}/bin/coracle", "up", "--detach", "--root", ROOT, "--port", "0", "--no-uplink", "--images",
                               IMAGES, "--containerd", RUNTIME, "--ready-timeout", "5"],
                              stderr=subprocess.PIPE, text=True, timeout=60, env=self.environment)
        self.assertEqual(done.returncode, 1)
        self.assertIn("container runtime network not ready", done.stderr)
        started = time.monotonic()
        self.coracle("down", "--purge", "--root", ROOT)
        self.assertLess(time.monotonic() - started, 20)

    def test_a_machine_is_unschedulable_without_kvm_and_emulation_and_says_why(self):
        self.addCleanup(self.end_if_it_runs)
        self.up("--emulation", "off")
        if self.run_program("kubectl", "get", "nodes", "-o",
                            r"jsonpath={.items[0].metadata.annotations.coracle\.dev/kvm}") == "usable":
            self.skipTest("KVM works here")
        self.apply(vm("guest"))
        wait_until(lambda: self.status("vm", "guest").get("printableStatus") == "ErrorUnschedulable", 30,
                   lambda: self.status("vm", "guest"))
        (scheduled,) = [one for one in self.status("vmi", "guest")["conditions"] if one["type"] == "PodScheduled"]
        self.assertEqual((scheduled["status"], scheduled["reason"]), ("False", "Unschedulable"))
        self.assertIn("Insufficient devices.kubevirt.io/kvm", scheduled["message"])

    def kill_coracle(self):
        with open(f"{ROOT}/run/coracle/lock", encoding="ascii") as lock:
            pid = int(lock.read())
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not self.run_program("ps", "-o", "stat=", "-p", str(pid), check=False).strip("Z+s \n"), 10,
                   f"the end of process {pid}")


if __name__ == "__main__":
    unittest.main()
