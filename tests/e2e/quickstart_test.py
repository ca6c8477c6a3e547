"""The README's first command, on the machine's own folders, in a network without a way out."""
import os
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.environ.get("CORACLE_SOURCE") or os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
LINKS = [f"/usr/local/bin/{name}" for name in ("coracle", "virtctl", "kubectl-virt")]
FOLDERS = ["/var/lib/coracle", "/run/coracle", "/etc/coracle", "/var/lib/kubelet", "/var/log/pods", "/run/kubevirt",
           "/run/kubevirt-private", "/var/lib/kubevirt-node-labeller"]


class QuickStart(unittest.TestCase):
    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest("containers need root")
        there = [path for path in LINKS + FOLDERS[:3] if os.path.lexists(path)]
        if there:
            self.skipTest(f"this machine has a Coracle already: {there}")
        self.others = [path for path in FOLDERS if os.path.lexists(path)]
        home = tempfile.TemporaryDirectory(prefix="coracle-home-")
        self.addCleanup(home.cleanup)
        self.home = home.name
        self.environment = {key: value for key, value in os.environ.items() if key != "KUBECONFIG"}
        self.environment["HOME"] = self.home
        # It says when it is inside: whoever entered it before would be in the machine's own namespaces.
        self.holder = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "--net", "sh", "-ec",
             "ip link set lo up; echo inside; exec sleep infinity"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end)
        self.assertEqual(self.holder.stdout.readline(), "inside\n", "the test's namespaces cannot be made")

    def run_inside(self, *command, timeout=60):
        return subprocess.run(["nsenter", "--target", str(self.holder.pid), "--mount", "--net", "--", *command],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout,
                              env=self.environment)

    def logs(self):
        """What helps to understand a failure on a machine that is gone afterwards."""
        said = []
        for path in ("/var/lib/coracle/coracle.log", "/run/coracle/containerd.log"):
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    said.append(f"--- {path}\n{file.read()[-8000:]}")
            except OSError as error:
                said.append(str(error))
        return "\n".join(said)

    def remove_own(self):
        """The file that stands in a link's place; nothing when it is a link by now."""
        if os.path.isfile(LINKS[2]) and not os.path.islink(LINKS[2]):
            with open(LINKS[2], encoding="utf-8") as file:
                self.assertEqual(file.read(), "somebody's own\n")
            os.remove(LINKS[2])

    def end(self):
        self.run_inside(f"{SOURCE}/build/bin/coracle", "down", "--purge", timeout=240)
        self.holder.kill()
        self.holder.communicate()

    def test_quickstart_runs_a_machine_finds_it_again_and_is_undone_by_purge(self):
        os.makedirs(os.path.dirname(LINKS[2]), exist_ok=True)
        with open(LINKS[2], "w", encoding="utf-8") as file:
            file.write("somebody's own\n")
        self.addCleanup(self.remove_own)
        first = self.run_inside(f"{SOURCE}/quickstart", timeout=800)
        self.assertEqual(first.returncode, 0, first.stdout + self.logs())
        self.assertIn(f"{LINKS[2]} is there already and stays as it is", first.stdout)
        self.remove_own()
        self.assertIn("vm-cirros runs", first.stdout)
        self.assertIn("virtctl console vm-cirros      # user cirros, password gocubsgo; Ctrl+] leaves the console", first.stdout)
        self.assertNotIn("export KUBECONFIG", first.stdout)

        second = self.run_inside(f"{SOURCE}/quickstart", timeout=300)
        self.assertEqual(second.returncode, 0, second.stdout + self.logs())
        self.assertIn("Coracle runs already", second.stdout)
        self.assertIn("the virtual machine vm-cirros is there already", second.stdout)
        self.assertIn("\n  virtctl console vm-cirros      # user cirros", second.stdout)
        said = self.run_inside("kubectl", "virt", "version").stdout
        self.assertIn("Server Version: version.Info{GitVersion:\"v1.9.0+coracle.", said)

        gone = self.run_inside("coracle", "down", "--purge", timeout=240)
        self.assertEqual(gone.returncode, 0, gone.stdout)
        left = [path for path in LINKS + FOLDERS if os.path.lexists(path) and path not in self.others]
        self.assertEqual(left, [])
        self.assertFalse(os.path.exists(f"{self.home}/.kube/config"))
        links = self.run_inside("ip", "-o", "link").stdout.splitlines()
        self.assertEqual(len(links), 1, links)


if __name__ == "__main__":
    done = unittest.main(exit=False).result
    # ctest shows what was skipped: this must not pass unseen on a machine where somebody's Coracle lies.
    sys.exit(1 if not done.wasSuccessful() else 77 if done.skipped else 0)
