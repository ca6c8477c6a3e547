"""Stop, start, restart, pause; and what each runStrategy makes of a guest that powers itself off."""
import shutil
import subprocess
import unittest

from cluster import BUILD, vm, wait_until
from suite import ClusterTest, main
from terminal import GuestConsole


class Life(ClusterTest):
    cluster_name = "life"

    def uid(self, name):
        vmi = self.cluster.get("vmi", name)
        return vmi["metadata"]["uid"] if vmi else None

    def new_instance(self, name, old, seconds=120):
        wait_until(lambda: self.uid(name) not in (None, old), seconds, f"a new instance of {name}")
        return self.cluster.wait_phase(name, "Running", seconds)

    def test_01_stop_start_restart(self):
        self.cluster.apply(vm("life"))
        self.cluster.wait_phase("life", "Running")
        self.assertEqual(self.cluster.virtctl("stop", "life").stdout, "VM life was scheduled to stop\n")
        wait_until(lambda: self.uid("life") is None, 90, "the instance is gone")
        wait_until(lambda: self.cluster.get("vm", "life")["status"]["printableStatus"] == "Stopped", 20, "Stopped")
        again = self.cluster.virtctl("stop", "life", check=False)
        self.assertEqual(again.returncode, 1)
        self.assertIn('error stopping VirtualMachine Operation cannot be fulfilled on virtualmachine.kubevirt.io "life": '
                      "VM is not running", again.stderr)
        self.assertEqual(self.cluster.virtctl("start", "life").stdout, "VM life was scheduled to start\n")
        self.cluster.wait_phase("life", "Running")
        old = self.uid("life")
        self.assertEqual(self.cluster.virtctl("restart", "life").stdout, "VM life was scheduled to restart\n")
        self.new_instance("life", old)
        old = self.uid("life")
        self.cluster.virtctl("restart", "life", "--force", "--grace-period=0")
        self.new_instance("life", old)
        self.remove("life")

    def test_02_pause_and_unpause(self):
        self.cluster.apply(vm("paused"))
        self.cluster.wait_phase("paused", "Running")
        with GuestConsole(self.cluster, "paused") as console:
            console.login()
            console.send_line("while :; do date +tick-%s; sleep 1; done")
            console.expect(r"tick-\d+", 30)
            self.assertEqual(self.cluster.virtctl("pause", "vm", "paused").stdout, "VMI paused was scheduled to pause\n")
            wait_until(lambda: self.is_paused("paused"), 20, "the condition Paused")
            while console.read(2) and console.text[console.seen:]:
                console.seen = len(console.text)
            self.assertFalse(console.text[console.seen:], "a paused guest says nothing")
            again = self.cluster.virtctl("pause", "vm", "paused", check=False)
            self.assertEqual(again.returncode, 1)
            self.assertIn("already paused", again.stderr)
            self.assertEqual(self.cluster.virtctl("unpause", "vm", "paused").stdout,
                             "VMI paused was scheduled to unpause\n")
            wait_until(lambda: not self.is_paused("paused"), 20, "no condition Paused")
            console.expect(r"tick-\d+", 30)
            console.leave()
        self.remove("paused")

    def is_paused(self, name):
        conditions = self.cluster.get("vmi", name)["status"].get("conditions", [])
        return any(one["type"] == "Paused" and one["status"] == "True" for one in conditions)

    def power_off(self, name):
        with GuestConsole(self.cluster, name) as console:
            console.login()
            console.send_line("sudo poweroff")
            # The console tells how it ended, and that this was no doing of its user.
            self.assertEqual(console.wait(90), 1)
            self.assertRegex(console.text, "disconnected from the console: the virtual machine (has|.* was) stopped")

    def test_05_consoles_take_over_wait_and_work_without_a_terminal(self):
        self.cluster.apply(vm("shared", "Manual"))
        early = self.cluster.virtctl("console", "shared", check=False)
        self.assertEqual(early.returncode, 1)
        self.assertIn('virtualmachineinstance.kubevirt.io "shared" not found', early.stderr)
        self.cluster.virtctl("start", "shared")
        wait_until(lambda: self.uid("shared"), 20, "the instance is there", 0.05)
        with GuestConsole(self.cluster, "shared") as first:
            first.login()
            self.assertIn("Waiting for VMI shared", first.text)
            with GuestConsole(self.cluster, "shared") as second:
                second.connected()
                self.assertEqual(first.wait(), 1)
                self.assertIn("disconnected from the console: another session has taken over the console", first.text)
                second.login()
                self.assertEqual(second.run("whoami"), (0, "cirros"))
                self.assertFalse(second.echoes(), "each key goes to the guest")
                self.assertEqual(second.leave(), 0)
                self.assertTrue(second.echoes())
            self.assertTrue(first.echoes())
        with GuestConsole(self.cluster, "shared") as ended:
            ended.connected()
            ended.send("\r")
            ended.expect(".")
            number = self.cluster.run("pgrep", "-f", "virtctl console shared").stdout.split()[0]
            self.cluster.run("kill", "-TERM", number)
            self.assertEqual(ended.wait(), 1)
            self.assertTrue(ended.echoes(), "the terminal is as it was")
        piped = self.cluster.virtctl("console", "shared", input="\n\x1d")
        self.assertEqual(piped.returncode, 0)
        self.remove("shared")

    def test_06_ports_are_forwarded(self):
        self.cluster.apply(vm("served"))
        self.cluster.wait_phase("served", "Running")
        forward = subprocess.Popen(self.cluster.enter(f"{BUILD}/bin/virtctl", "port-forward", "vm/served", "18080:80"),
                                   stdout=subprocess.PIPE, text=True, env=self.cluster.environment)
        try:
            self.assertEqual(forward.stdout.readline(), "Forwarding from 127.0.0.1:18080 to 80\n")
            page = wait_until(lambda: self.cluster.run("curl", "-s", "-m", "5", "http://127.0.0.1:18080/", check=False).stdout,
                              60, "the guest's page through the port", 1)
            self.assertIn("Hello from", page)
        finally:
            # nsenter stands between us and it.
            number = self.cluster.run("pgrep", "-f", "port-forward vm/served").stdout.split()[0]
            self.cluster.run("kill", "-TERM", number)
            forward.communicate(timeout=10)
        self.assertEqual(forward.returncode, 0)
        self.remove("served")

    @unittest.skipUnless(shutil.which("ssh-keygen"), "there is no ssh on this machine")
    def test_08_ssh_reaches_the_guest_through_the_api(self):
        key = f"{self.cluster.root}/home/key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        with open(key + ".pub", encoding="ascii") as file:
            self.cluster.apply(vm("sshd", user_data="#cloud-config\nssh_authorized_keys:\n- " + file.read()))
        self.cluster.wait_phase("sshd", "Running")
        command = ("ssh", "cirros@vm/sshd", "--identity-file", key, "--local-ssh-opts", "-oStrictHostKeyChecking=no",
                   "--command", "whoami; hostname; exit 7")
        said = wait_until(lambda: self.answer(command), 90, "ssh lets in", 1)
        self.assertEqual((said.stdout, said.returncode), ("cirros\nsshd\n", 7))
        self.remove("sshd")

    def answer(self, command):
        said = self.cluster.virtctl(*command, check=False)
        return said if said.stdout else None

    def test_07_the_screen_is_saved_and_the_guest_is_reset(self):
        self.cluster.apply(vm("seen"))
        self.cluster.wait_phase("seen", "Running")
        picture = f"{self.cluster.root}/home/screen.png"
        self.cluster.virtctl("vnc", "screenshot", "seen", "--file", picture)
        with open(picture, "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")
        with GuestConsole(self.cluster, "seen") as console:
            console.login()
            self.assertEqual(self.cluster.virtctl("reset", "seen").stdout, "VMI seen was scheduled to reset\n")
            console.expect("login: ", 60)
            self.assertEqual(self.cluster.virtctl("soft-reboot", "seen").stdout, "VMI seen was scheduled to soft-reboot\n")
            console.expect("login: ", 90)
            console.leave()
        self.remove("seen")

    def test_03_power_off_under_each_run_strategy(self):
        strategies = {"always": "Always", "rerun": "RerunOnFailure", "manual": "Manual", "once": "Once"}
        for name, strategy in strategies.items():
            self.cluster.apply(vm(name, strategy))
        self.cluster.virtctl("start", "manual")
        for name, strategy in strategies.items():
            with self.subTest(strategy):
                self.cluster.wait_phase(name, "Running")
                old = self.uid(name)
                self.power_off(name)
                if strategy == "Always":
                    self.new_instance(name, old)
                else:
                    self.stays_off(name, old)
                self.remove(name)

    def stays_off(self, name, old):
        def is_off():
            vmi = self.cluster.get("vmi", name)
            return vmi is None or (vmi["metadata"]["uid"] == old and vmi["status"]["phase"] == "Succeeded")

        wait_until(is_off, 60, f"{name} is off")
        pods = len(self.cluster.launcher_pods(name))
        wait_until(lambda: self.cluster.get("vm", name)["status"]["printableStatus"] in ("Stopped", "Succeeded"), 30,
                   lambda: self.cluster.get("vm", name)["status"]["printableStatus"])
        self.assertTrue(is_off())
        self.assertLessEqual(len(self.cluster.launcher_pods(name)), pods)

    def test_04_halted_stays_off_until_it_is_started(self):
        self.cluster.apply(vm("halted", "Halted"))
        wait_until(lambda: self.cluster.get("vm", "halted").get("status", {}).get("printableStatus") == "Stopped", 20,
                   "Stopped")
        self.assertIsNone(self.uid("halted"))
        self.cluster.virtctl("start", "halted")
        self.cluster.wait_phase("halted", "Running")
        self.remove("halted")


if __name__ == "__main__":
    main()
