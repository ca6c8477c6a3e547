"""Pods and guests reach what this machine reaches, under its address; not so without an uplink of ours, and nothing of it
stays."""
import os
import subprocess
import sys

import internet
from cluster import IMAGES, Cluster, Failed, busybox_pod, vm, wait_until
from suite import ClusterTest, main
from terminal import GuestConsole

NEAR_V4, NEAR_V6 = "203.0.113.2", "2001:db8:1::2"


class ClusterWithUplink(Cluster):
    """The far end of its one link is an internet of one machine, which has no way back to pods."""

    def __init__(self, name):
        super().__init__(name)
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "internet.py")
        self.far = subprocess.Popen(self.enter("unshare", "--net", sys.executable, script), stdin=subprocess.PIPE,
                                    stdout=subprocess.PIPE, text=True)
        try:
            self.join_far_side()
        except BaseException:
            self.end()
            raise

    def join_far_side(self):
        if self.far.stdout.readline() != "inside\n":
            raise Failed("the other side cannot be made")
        pids = self.run("pgrep", "-f", "internet.py").stdout.split()
        self.run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far")
        self.run("ip", "link", "set", "far", "netns", pids[0])
        self.far.stdin.write("\n")
        self.far.stdin.flush()
        if self.far.stdout.readline() != "up\n":
            raise Failed("the other side does not come up")
        for words in (f"addr add {NEAR_V4}/24 dev near", f"-6 addr add {NEAR_V6}/64 dev near nodad", "link set near up",
                      f"route add default via {internet.V4}", f"-6 route add default via {internet.V6}"):
            self.run("ip", *words.split())

    def up(self):
        self.coracle("up", "--detach", "--root", self.root, "--port", "0", "--images", IMAGES, timeout=180)

    def what_is_left(self):
        self.run("ip", "link", "del", "near")  # it is the test's
        self.leave_far_side()
        return super().what_is_left()

    def leave_far_side(self):
        self.far.stdin.close()  # it ends with it
        self.far.wait(timeout=30)
        self.far.stdout.close()

    def end(self):
        if self.far.poll() is None:
            self.leave_far_side()
        super().end()


class Uplink(ClusterTest):
    cluster_name = "uplink"
    cluster_class = ClusterWithUplink

    @classmethod
    def prepare(cls):
        cls.cluster.apply(busybox_pod("client"))
        cls.cluster.apply(vm("guest"))

    def fetch(self, address):
        return self.cluster.kubectl("exec", "client", "--", "timeout", "10", "wget", "-qO-", f"http://{address}:8000/",
                                    check=False).stdout

    def test_01_a_pod_is_seen_as_this_machine(self):
        wait_until(lambda: self.cluster.get("pod", "client")["status"]["phase"] == "Running", 60, "the pod runs")
        self.assertEqual(self.fetch(internet.V4), NEAR_V4 + "\n")
        if os.path.exists("/proc/net/if_inet6"):
            self.assertEqual(self.fetch(f"[{internet.V6}]"), NEAR_V6 + "\n")

    def test_02_a_guest_is_seen_as_this_machine(self):
        self.cluster.wait_phase("guest", "Running")
        with GuestConsole(self.cluster, "guest") as console:
            console.login()
            status, said = wait_until(lambda: self.answered(console), 60, "the guest has an answer", 1)
            self.assertEqual((status, said), (0, NEAR_V4))
            self.assertEqual(console.leave(), 0)

    @staticmethod
    def answered(console):
        status, said = console.run(f"wget -qO- http://{internet.V4}:8000/")
        return (status, said) if status == 0 else None

    def test_03_the_rules_are_there_once_after_a_restart(self):
        before = self.cluster.run("nft", "list", "table", "inet", "coracle_pods").stdout
        self.cluster.coracle("down", "--root", self.cluster.root)
        self.assertEqual(self.cluster.run("nft", "list", "tables").stdout, "")
        self.cluster.up()
        self.assertEqual(self.cluster.run("nft", "list", "table", "inet", "coracle_pods").stdout, before)


if __name__ == "__main__":
    main()
