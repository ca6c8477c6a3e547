"""What the test files share: one cluster a file, and words about it when a test fails."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cluster import Cluster  # noqa: E402


class ClusterTest(unittest.TestCase):
    cluster = None
    cluster_name = "e2e"
    cluster_class = Cluster

    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            raise unittest.SkipTest("containers need root")
        cls.cluster = cls.cluster_class(cls.cluster_name)
        cls.addClassCleanup(cls.cluster.down)
        try:
            cls.cluster.start()
            cls.prepare()
        except BaseException:
            print(cls.cluster.explain(), file=sys.stderr)
            raise

    @classmethod
    def prepare(cls):
        """What all tests of the file begin with."""

    def tearDown(self):
        result = self._outcome.result
        if any(case is self for case, _ in result.failures + result.errors):
            print(f"--- {self.id()} failed; the cluster says:\n{self.cluster.explain()}", file=sys.stderr)

    def remove(self, *names):
        """Deletes machines and waits until nothing of them is left."""
        for name in names:
            self.cluster.kubectl("delete", "vm", name, "--ignore-not-found", timeout=120)
            self.assertIsNone(self.cluster.get("vmi", name))


def main():
    unittest.main(failfast="--failfast" in sys.argv)
