"""virt-launcher's run mode in the images of a release: this test plays virt-handler. Run by
tests/support/containerd.sh."""
import base64
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from launcher_pod import (DIR, SOURCE, VERSION, LauncherPod, cri_pod, instance, probe_node, run,  # noqa: E402
                          wait_until)
from guest import PROMPT  # noqa: E402

GUEST_IMAGE = f"localhost/coracle/demo-guest:{VERSION}"
OPTIONS = {"useKVM": False, "balloonStatsPeriod": 10, "freePageReporting": True, "logSerialConsole": True}
GUEST = {"user": "cirros", "password": "gocubsgo"}


def timed(what, action):
    started = time.monotonic()
    result = action()
    print(f"  {what}: {time.monotonic() - started:.2f} s", flush=True)
    return result


def setUpModule():
    timed("node probe", probe_node)


class LauncherRun(unittest.TestCase):
    maxDiff = None

    def pod(self, name, image=GUEST_IMAGE, **more):
        pod = LauncherPod(name, image, **more)
        self.addCleanup(pod.remove)
        timed("pod made and launcher answers", pod.start)
        self.addCleanup(self.show_log, pod)
        return pod

    def show_log(self, pod):
        result = self._outcome.result
        if any(self is test for test, _ in result.failures + result.errors) or not self._outcome.success:
            print(pod.log(), file=sys.stderr)
            print(pod.inside("ps", check=False).stdout, file=sys.stderr)

    def start(self, pod, options=None, **more):
        vmi = instance(pod, **more)
        timed("SyncVirtualMachine", lambda: pod.launcher.post("SyncVirtualMachine", vmi=vmi, options=options or OPTIONS))
        pod.events.wait(5, "the guest runs", state="Running")
        return vmi

    def login(self, pod):
        console = pod.console()
        self.addCleanup(console.stream.close)
        timed("login prompt", lambda: console.expect("login: ", 90))
        console.send(GUEST["user"])
        console.expect("Password: ")
        console.send(GUEST["password"])
        console.expect(PROMPT)
        return console

    def command(self, console, command, answer, seconds=30):
        console.send(command)
        console.expect(answer, seconds)

    def test_1_a_guest_lives_through_the_deaths_around_it_and_ends_in_order(self):
        pod = self.pod("life")
        self.assertEqual(pod.launcher.get("Info")["domainUID"], pod.uid)
        self.assertEqual(pod.launcher.get("GetDomain"), {"uid": pod.uid})
        vmi = self.start(pod)
        report = pod.events.last()
        self.assertTrue(report["machineType"].startswith("pc-q35-"), report)
        self.assertEqual(report["diskTargets"], ["containerdisk=vda"])
        self.assertEqual(report["guestMemoryBytes"], 62 << 20)
        again = pod.launcher.post("SyncVirtualMachine", vmi=vmi, options=OPTIONS)
        self.assertTrue(again["success"])
        console = self.login(pod)
        self.command(console, "echo sum=$((6 * 7)) root=$(sudo id -u)", "sum=42 root=0")
        self.check_pause(pod, console)
        self.check_agent(pod)
        self.check_screen(pod)
        self.check_dead_launcher(pod, vmi)
        self.check_dead_libvirtd(pod)
        self.check_both_dead(pod, console)
        self.assertIn("login:", pod.log("guest-console-log"))
        pod.launcher.post("ShutdownVirtualMachine")
        timed("power button to the end", lambda: pod.events.wait(30, "the guest is over", state="Shutoff"))
        self.assertEqual(pod.events.last()["reason"], "Shutdown")
        self.assertNotIn("graceExpired", pod.events.last())
        self.assertEqual(timed("the pod's end", lambda: self.statuses(pod)), {"compute": 0, "volumecontainerdisk": 0})

    def statuses(self, pod):
        """Of the containers that end with the guest; a kubelet ends the console's log, a sidecar."""

        def ended():
            lines = [line.split() for line in cri_pod("status", pod.name).stdout.splitlines()]
            states = {line[1]: line[2:] for line in lines if line and line[0] == "container"}
            states.pop("guest-console-log", None)
            return states if not any(state[0] == "running" for state in states.values()) else None

        states = wait_until(ended, 15, f"the containers end: {cri_pod('status', pod.name).stdout}")
        return {name: int("".join(filter(str.isdigit, " ".join(state)))) for name, state in states.items()}

    def check_pause(self, pod, console):
        timed("pause", lambda: pod.launcher.post("PauseVirtualMachine"))
        pod.events.wait(5, "paused", state="Paused", reason="User")
        console.send("echo paused=$((1 + 1))")
        console.read(0.5)
        self.assertNotIn("paused=2", console.text)
        pod.launcher.post("PauseVirtualMachine")
        pod.launcher.post("UnpauseVirtualMachine")
        pod.events.wait(5, "it goes on", state="Running", reason="Unpaused")
        console.expect("paused=2")

    def check_agent(self, pod):
        timed("agent connects", lambda: pod.events.wait(60, "the agent is connected", agentConnected=True))
        wait_until(lambda: pod.events.last().get("guestOSInfo"), 30, "the guest says what it is")
        self.assertIn("id", pod.events.last()["guestOSInfo"])
        self.assertRegex(pod.events.last()["agentVersion"], r"^\d")
        pod.launcher.post("GuestPing", timeoutSeconds=5)
        answer = pod.launcher.post("Exec", command="/bin/sh", args=["-c", "echo from-the-guest; exit 3"],
                                   timeoutSeconds=20)
        self.assertEqual((answer["exitCode"], answer["out"]), (3, "from-the-guest\n"))
        info = pod.launcher.post("GetGuestInfo")["data"]
        self.assertTrue(info["supportedCommands"])
        users = pod.launcher.post("GetUsers")["data"]["items"]
        self.assertIn("cirros", [user["userName"] for user in users])
        self.assertTrue(pod.launcher.post("GetFilesystems")["data"]["items"])
        self.check_tools(pod)

    def check_tools(self, pod):
        """What probes and backup tools run in the compute container."""
        self.assertEqual(pod.inside("virt-probe", "--timeoutSeconds", "5", "--guestAgentPing").returncode, 0)
        done = pod.inside("virt-probe", "--domainName", "default_life", "--timeoutSeconds", "5", "--command", "/bin/sh",
                          "--", "-c", "echo in-the-guest; exit 4", check=False)
        self.assertEqual((done.returncode, done.stdout), (4, "in-the-guest\n"))
        pod.inside("virt-freezer", "--freeze", "--name", "life", "--namespace", "default")
        pod.events.wait(5, "it is frozen", fsFreezeStatus="frozen")
        pod.inside("virt-freezer", "--unfreeze", "--name", "life", "--namespace", "default")
        pod.events.wait(5, "it is thawed", fsFreezeStatus="")
        pod.launcher.post("FreezeVirtualMachine", timeoutSeconds=1)
        pod.events.wait(5, "it is frozen", fsFreezeStatus="frozen")
        pod.events.wait(8, "it is thawed by itself", fsFreezeStatus="")

    def check_screen(self, pod):
        picture = base64.b64decode(pod.launcher.post("GetScreenshot")["out"])
        self.assertEqual(picture[:8], b"\x89PNG\r\n\x1a\n")
        with pod.dial("virt-vnc") as stream:
            stream.settimeout(5)
            self.assertEqual(stream.recv(12), b"RFB 003.008\n")

    def check_both_dead(self, pod, console):
        count, connections = len(pod.events.reports), pod.events.connections
        pod.kill_inside("virt-launcher")
        pod.kill_inside("libvirtd")
        wait_until(lambda: pod.events.connections > connections, 10, "virt-handler is connected again")
        wait_until(lambda: pod.launcher.post("ResetVirtualMachine", check=False)["success"], 20, "the guest is reset")
        bad = [report for _, report in pod.events.reports[count:] if report["state"] != "Running"]
        self.assertEqual(bad, [])
        console.expect("login: ", 90)

    def check_dead_launcher(self, pod, vmi):
        connections, count = pod.events.connections, len(pod.events.reports)
        old = pod.kill_inside("virt-launcher")
        killed = time.monotonic()
        wait_until(lambda: pod.events.connections > connections, 10, "virt-handler is connected again")
        wait_until(lambda: [1 for when, report in pod.events.reports[count:]
                            if when > killed and report.get("state") == "Running"], 10, "it is Running again")
        took = time.monotonic() - killed
        print(f"  virt-launcher killed to Running again: {took:.2f} s", flush=True)
        self.assertLess(took, 5)
        self.assertNotEqual(pod.pid_inside("virt-launcher"), old)
        self.assertEqual([report["state"] for _, report in pod.events.reports[count:] if report.get("state", "") not in
                          ("", "Running")], [])
        self.assertTrue(pod.launcher.post("SyncVirtualMachine", vmi=vmi, options=OPTIONS)["success"])
        pod.events.wait(30, "the agent is known again", agentConnected=True)
        self.assertEqual(pod.events.last()["diskTargets"], ["containerdisk=vda"])

    def check_dead_libvirtd(self, pod):
        qemu, count = pod.pid_inside("qemu-system-x86_64"), len(pod.events.reports)
        pod.kill_inside("libvirtd")
        killed = time.monotonic()

        def paused():
            return pod.launcher.post("PauseVirtualMachine", check=False)["success"]

        wait_until(paused, 20, "a new libvirtd controls the guest")
        print(f"  libvirtd killed to a guest that can be paused: {time.monotonic() - killed:.2f} s", flush=True)
        pod.launcher.post("UnpauseVirtualMachine")
        pod.events.wait(5, "it runs", state="Running")
        self.assertEqual(pod.pid_inside("qemu-system-x86_64"), qemu)
        bad = [report for _, report in pod.events.reports[count:] if report["state"] not in ("Running", "Paused")]
        self.assertEqual(bad, [])

    def test_2_a_killed_qemu_is_a_failed_guest(self):
        pod = self.pod("killed")
        self.start(pod)
        pod.kill_inside("qemu-system-x86_64")
        timed("the report", lambda: wait_until(lambda: pod.events.last()["state"] in ("Shutoff", "Crashed"), 10, "over"))
        self.assertIn(pod.events.last()["reason"], ("Failed", "Crashed"))
        self.assertEqual(timed("the pod's end", lambda: self.statuses(pod)["compute"]), 100)

    def test_2b_a_guest_that_dies_unseen_is_a_failed_one(self):
        pod = self.pod("unseen")
        self.start(pod)
        pod.inside("kill", "-9", *(str(pod.pid_inside(program)) for program in
                                   ("libvirtd", "virt-launcher", "qemu-system-x86_64")))
        self.assertEqual(timed("the pod's end", lambda: self.statuses(pod)["compute"]), 100)
        self.assertEqual(pod.events.last()["state"], "Shutoff")
        self.assertIn(pod.events.last()["reason"], ("Failed", "Crashed"))

    def test_3_sigterm_shuts_a_guest_down_when_no_handler_listens(self):
        pod = self.pod("orphan")
        self.start(pod)
        self.login(pod)
        pod.events.stop()
        pod.kill_inside("virt-launcher-monitor", 15)
        self.assertEqual(timed("SIGTERM to the pod's end", lambda: self.statuses(pod)["compute"]), 0)

    def test_4_sigterm_is_told_and_an_unwilling_guest_is_ended_at_last(self):
        pod = self.pod("unwilling", grace=4)
        self.start(pod)
        pod.kill_inside("virt-launcher-monitor", 15)
        pod.events.wait(5, "virt-handler is told", askedToEnd=True)
        pod.launcher.post("ShutdownVirtualMachine")  # the firmware does not listen
        report = timed("grace period", lambda: pod.events.wait(15, "it is over", state="Shutoff"))
        self.assertEqual((report["reason"], report.get("graceExpired")), ("Destroyed", True))
        self.assertEqual(self.statuses(pod)["compute"], 100)

    def test_5_network_cloud_init_and_empty_disks(self):
        pod = self.pod("devices")
        self.make_network(pod)
        user_data = "#cloud-config\nwrite_files:\n- path: /etc/from-cloud-init\n  content: hello-seed\n"
        interface = {"name": "default", "masquerade": {}}
        prepared = {"name": "default", "tap": "tap0", "bridge": "k6t-eth0", "mac": "02:00:00:aa:bb:01", "mtu": 1450,
                    "guestAddress": "10.0.2.2/24", "gateway": "10.0.2.1", "dnsServers": ["10.0.2.1"],
                    "dnsSearch": ["default.svc.cluster.local"]}
        self.start(pod, {**OPTIONS, "interfaces": [prepared]}, interfaces=[interface],
                   disks=[{"name": "seed", "disk": {"bus": "virtio"}}, {"name": "scratch", "disk": {"bus": "virtio"}}],
                   volumes=[{"name": "seed", "cloudInitNoCloud": {"userData": user_data}},
                            {"name": "scratch", "emptyDisk": {"capacity": "96Mi"}}], hostname="seeded")
        self.assertEqual(pod.events.last()["diskTargets"], ["containerdisk=vda", "seed=vdb", "scratch=vdc"])
        console = self.login(pod)
        self.command(console, "cat /etc/from-cloud-init; hostname", "hello-seedseeded")
        self.command(console, "echo sectors=$(cat /sys/block/vdc/size)", f"sectors={96 * 2048}")
        self.command(console, "until ip -4 addr show dev eth0 | grep inet; do sleep 1; done", "inet 10.0.2.2/24", 60)
        self.command(console, "cat /sys/class/net/eth0/mtu", "1450")
        self.command(console, "sudo ping -c 1 10.0.2.1", "1 packets received")
        self.command(console, "sudo dd if=/dev/zero of=/dev/vdc bs=1M count=8 conv=fsync && echo written", r"\nwritten")

        def has_address():
            cards = pod.events.last().get("interfaces", [])
            return cards and cards[0].get("ipAddress") == "10.0.2.2" and cards

        card = wait_until(has_address, 40, "the agent tells the address")[0]
        self.assertEqual((card["name"], card["mac"], card["interfaceName"], card["infoSource"]),
                         ("default", "02:00:00:aa:bb:01", "eth0", "domain, guest-agent"))
        # The lease is served by a launcher that comes after a dead one, too.
        pod.kill_inside("virt-launcher")
        wait_until(pod.launcher.answers, 10, "the next launcher answers")
        self.command(console, "sudo udhcpc -i eth0 -n -q", "lease of 10.0.2.2 obtained from 10.0.2.1")
        pod.launcher.post("KillVirtualMachine")
        report = pod.events.wait(10, "it is over", state="Shutoff")
        self.assertEqual((report["reason"], report.get("graceExpired", False)), ("Destroyed", False))
        self.assertEqual(self.statuses(pod)["compute"], 0)

    def make_network(self, pod):
        """virt-handler's part, without the address translation."""
        enter = ["nsenter", f"--net=/proc/{pod.launcher.peer()}/ns/net"]
        for command in ("ip link add k6t-eth0 address 02:00:00:00:00:00 mtu 1450 type bridge",
                        "ip addr add 10.0.2.1/24 dev k6t-eth0", "ip tuntap add tap0 mode tap user 107 group 107",
                        "ip link set tap0 mtu 1450 master k6t-eth0", "ip link set tap0 up", "ip link set k6t-eth0 up"):
            run(*enter, *command.split())
        run(*enter, "sh", "-c", "echo 67 >/proc/sys/net/ipv4/ip_unprivileged_port_start")

    def test_6_what_cannot_be_is_told_in_a_sentence_and_may_be_tried_again(self):
        pod = self.pod("wrong")
        other = instance(pod)
        other["metadata"]["uid"] = "another"
        missing = instance(pod, disks=[{"name": "more", "disk": {}}], volumes=[{"name": "more", "memoryDump": {"claimName": "x"}}])
        no_network = instance(pod, interfaces=[{"name": "default", "masquerade": {}}])
        wrong_bridge = {"name": "default", "tap": "tap0", "bridge": "k6t-none", "mac": "02:00:00:aa:bb:01",
                        "guestAddress": "10.0.2.2/24", "gateway": "10.0.2.1"}
        too_small = instance(pod)
        too_small["spec"]["domain"]["machine"]["type"] = "pc-q35-99.0"
        cases = ((other, OPTIONS, "not another"), (missing, OPTIONS, "volume more: memoryDump is not supported yet"),
                 (no_network, OPTIONS, "interface default: its network was not prepared on this node"),
                 (no_network, {**OPTIONS, "interfaces": [wrong_bridge]}, "k6t-none: there is no such device"),
                 (too_small, OPTIONS, "pc-q35-99.0"))
        for vmi, options, words in cases:
            answer = pod.launcher.post("SyncVirtualMachine", vmi=vmi, options=options, check=False)
            self.assertFalse(answer["success"])
            self.assertIn(words, answer["message"])
        self.assertIn("has not been started", pod.launcher.post("PauseVirtualMachine", check=False)["message"])
        self.start(pod)
        self.assertIn("agent", pod.launcher.post("GetUsers", check=False)["message"])
        pod.launcher.post("KillVirtualMachine")
        self.assertEqual(self.statuses(pod)["compute"], 0)

    def test_7b_a_guest_that_was_ended_before_it_ran_never_runs(self):
        pod = self.pod("ended", image=None)
        pod.launcher.post("KillVirtualMachine")
        answer = pod.launcher.post("SyncVirtualMachine", vmi=instance(pod), options=OPTIONS, check=False)
        self.assertIn("ended before it ran", answer["message"])

    def test_8_images_of_others_are_looked_at_first(self):
        header = bytearray(104)
        header[0:8] = b"QFI\xfb\0\0\0\3"
        header[15], header[23], header[29], header[39], header[103] = 200, 16, 1, 1, 104
        evil = bytes(header) + bytes(96) + b"/etc/passwd" + bytes(65536 * 4)
        cases = (("backing", evil, "has a backing file, which is not allowed"),
                 ("vmdk", b"KDMV" + bytes(4096), "in format VMDK"), ("raw", bytes(3 << 20), None))
        for name, content, words in cases:
            image = f"localhost/test/{name}:1"
            self.import_disk(image, content)
            pod = self.pod(name, image=image)
            answer = pod.launcher.post("SyncVirtualMachine", vmi=instance(pod, startStrategy="Paused"), options=OPTIONS,
                                       check=False)
            self.assertEqual(answer["success"], words is None, answer)
            self.assertIn(words or "", answer.get("message", ""))
            if not words:
                self.assertEqual(pod.events.wait(5, "it waits", state="Paused")["reason"], "User")
            pod.remove()

    def import_disk(self, name, content):
        with open(f"{DIR}/tmp/disk.img", "wb") as file:
            file.write(content)
        run(f"{SOURCE}/tools/oci-image", "--file", f"{DIR}/tmp/disk.img=/disk/disk.img", "--owner", "/disk=107:107",
            "--output", f"{DIR}/tmp/disk.tar", "--name", name)
        run("ctr", "--address", os.environ["CORACLE_CONTAINERD"], "-n", "k8s.io", "images", "import", f"{DIR}/tmp/disk.tar")

    def test_7_a_pod_that_ends_before_its_guest_starts_ends_at_once(self):
        pod = self.pod("early", image=None)
        pod.kill_inside("virt-launcher-monitor", 15)
        self.assertEqual(timed("SIGTERM to the pod's end", lambda: self.statuses(pod)), {"compute": 100})


if __name__ == "__main__":
    unittest.main(verbosity=2, failfast="--failfast" in sys.argv)
