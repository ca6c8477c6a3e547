"""A disk that becomes full under a whole cluster: it is told, what runs goes on, and with room all is as before."""
import json

from cluster import Cluster, busybox_pod, vm, wait_until
from suite import ClusterTest, main


class ClusterOnSmallDisk(Cluster):
    def start(self):
        self.run("mount", "-t", "tmpfs", "-o", "size=500m", "tmpfs", self.root)
        self.run("mkdir", "-p", self.environment["HOME"])
        super().start()

    def log(self):
        return self.run("cat", f"{self.root}/var/lib/coracle/coracle.log", check=False).stdout

    def fill(self):
        self.run("sh", "-c", f"cat /dev/zero >{self.root}/balloon 2>/dev/null || true")

    def make_room(self):
        self.run("rm", "-f", f"{self.root}/balloon")

    def down(self):
        self.make_room()
        super().down()

    def what_is_left(self):
        left = self.run("find", self.root, "-type", "f", "-not", "-path", self.environment["HOME"] + "/*").stdout.splitlines()
        self.run("umount", self.root)
        return left + super().what_is_left()


class DiskFull(ClusterTest):
    cluster_name = "full"
    cluster_class = ClusterOnSmallDisk
    written = 0

    @classmethod
    def prepare(cls):
        cls.cluster.apply(busybox_pod("beside"))
        cls.cluster.apply(vm("guest"))

    def status(self):
        return self.cluster.coracle("status", "--root", self.cluster.root, check=False).stdout

    def store_is_full(self):
        """Writes a large object; True when it is refused in the words for it."""
        self.written += 1
        large = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"large-{self.written}"}, "data": {"a": "x" * 500_000}}
        done = self.cluster.kubectl("create", "-f", "-", input=json.dumps(large), check=False)
        if done.returncode != 0:
            self.assertIn("the store's disk is full", done.stderr)
        return done.returncode != 0

    def test_a_full_disk_is_told_and_passes(self):
        self.cluster.wait_phase("guest", "Running")
        wait_until(lambda: self.cluster.get("pod", "beside")["status"]["phase"] == "Running", 60, "the pod runs")
        self.cluster.fill()
        # The store's log may have room of its own for a while: it goes round in a file.
        wait_until(self.store_is_full, 60, "a write is refused")
        self.assertRegex(self.status(), r"missing: +the disk of .*/var/lib/coracle is full")
        # The guest is paused, only nobody can be told; and virt-launcher complains when it finds no room for its own note.
        paused = self.cluster.virtctl("pause", "vm", "guest", check=False)
        if paused.returncode != 0:
            self.assertIn("No space left on device", paused.stderr)
        self.assertEqual(len(self.cluster.get("pods")["items"]), 2)

        self.cluster.make_room()
        self.cluster.kubectl("create", "configmap", "one", "--from-literal=a=b")
        wait_until(lambda: self.condition("Paused"), 60, lambda: self.cluster.get("vmi", "guest")["status"])
        self.cluster.virtctl("unpause", "vm", "guest")
        wait_until(lambda: not self.condition("Paused"), 60, lambda: self.cluster.get("vmi", "guest")["status"])
        wait_until(lambda: "ready for virtual machines" in self.status(), 30, self.status)
        self.cluster.kubectl("delete", "pod", "beside")

    def condition(self, kind):
        conditions = self.cluster.get("vmi", "guest")["status"].get("conditions", [])
        return any(one["type"] == kind and one["status"] == "True" for one in conditions)


if __name__ == "__main__":
    main()
