"""Any process may be killed at any time: what goes on, and what the API then says (ARCHITECTURE.md has the table)."""
import signal

from cluster import vm, wait_until
from suite import ClusterTest, main
from terminal import GuestConsole


class Kills(ClusterTest):
    cluster_name = "kills"

    @classmethod
    def prepare(cls):
        cls.cluster.apply(vm("vm"))
        cls.cluster.wait_phase("vm", "Running")

    def kill(self, *numbers):
        self.cluster.run("kill", f"-{int(signal.SIGKILL)}", *[str(number) for number in numbers])

    def one(self, pattern):
        pod = self.cluster.launcher_pod("vm")
        found = self.cluster.processes_of(pod, pattern)
        self.assertEqual(len(found), 1, f"{pattern}: {found}")
        return found[0]

    def uid(self):
        vmi = self.cluster.get("vmi", "vm")
        return vmi["metadata"]["uid"] if vmi else None

    def start_counter(self, console):
        console.send_line("(while :; do echo $(($(cat /tmp/n 2>/dev/null || echo 0) + 1)) >/tmp/m; mv /tmp/m /tmp/n; sleep 1; done) &")
        wait_until(lambda: self.count(console) > 1, 20, "the guest counts", 1)

    def count(self, console):
        status, said = console.run("cat /tmp/n")
        return int(said.splitlines()[-1]) if status == 0 and said else 0

    def is_paused(self):
        conditions = self.cluster.get("vmi", "vm")["status"].get("conditions", [])
        return any(one["type"] == "Paused" and one["status"] == "True" for one in conditions)

    def control(self, how):
        """The guest can be paused and goes on: whoever died, somebody controls it."""
        wait_until(lambda: self.cluster.virtctl("pause", "vm", "vm", check=False).returncode == 0, 30, f"it is {how}")
        wait_until(self.is_paused, 10, "it is paused")
        self.cluster.virtctl("unpause", "vm", "vm")
        wait_until(lambda: not self.is_paused(), 10, "it goes on")

    def replaced_after(self, old):
        wait_until(lambda: self.uid() not in (None, old), 120, "a new instance")
        self.cluster.wait_phase("vm", "Running")

    def test_01_coracle_killed_the_guest_counts_on_and_is_adopted(self):
        old, qemu = self.uid(), self.one("qemu-system")
        with GuestConsole(self.cluster, "vm") as console:
            console.login()
            self.start_counter(console)
            before = self.count(console)
            self.kill(self.cluster.pid())
            console.wait()
        self.assertEqual(self.cluster.run("kill", "-0", str(qemu)).returncode, 0)
        self.cluster.up()
        self.assertEqual(self.uid(), old)
        self.assertEqual(self.one("qemu-system"), qemu)
        self.cluster.wait_phase("vm", "Running", 20)
        with GuestConsole(self.cluster, "vm") as console:
            console.login()
            self.assertGreater(self.count(console), before)
            console.leave()
        self.control("adopted")
        self.assertEqual(len(self.cluster.launcher_pods("vm")), 1)

    def test_02_libvirtd_killed_the_machine_stays_running(self):
        old, qemu, daemon = self.uid(), self.one("qemu-system"), self.one("libvirtd")
        self.kill(daemon)
        wait_until(lambda: self.cluster.processes_of(self.cluster.launcher_pod("vm"), "libvirtd") not in ([], [daemon]), 30,
                   "another libvirtd")
        self.control("controlled by the new one")
        self.assertEqual((self.uid(), self.one("qemu-system")), (old, qemu))
        self.assertEqual(self.cluster.phase("vm"), "Running")

    def test_03_virt_launcher_killed_the_machine_stays_running_and_is_adopted(self):
        old, qemu, launcher = self.uid(), self.one("qemu-system"), self.one(r"^\S*virt-launcher ")
        self.kill(launcher)
        self.control("adopted")
        self.assertEqual((self.uid(), self.one("qemu-system")), (old, qemu))
        self.assertEqual(self.cluster.phase("vm"), "Running")

    def test_04_qemu_killed_the_instance_fails_and_run_strategy_always_makes_another(self):
        old = self.uid()
        self.kill(self.one("qemu-system"))
        self.replaced_after(old)

    def test_05_monitor_killed_the_instance_fails_and_run_strategy_always_makes_another(self):
        old = self.uid()
        self.kill(self.one("virt-launcher-monitor"))
        self.replaced_after(old)

    def test_06_pause_killed_the_instance_fails_and_run_strategy_always_makes_another(self):
        old = self.uid()
        self.kill(self.one(r"^/pause"))
        self.replaced_after(old)


if __name__ == "__main__":
    main()
