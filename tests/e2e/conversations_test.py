"""kubectl and virtctl say on a cluster with guests what they were recorded to say on the real system (tests/cases/kubectl)."""
import unittest

from cluster import BUILD, SOURCE, kubectls, project_version
from suite import ClusterTest, main


class Conversations(ClusterTest):
    cluster_name = "talk"

    def play(self, kubectl, *needs):
        wanted = [word for need in needs for word in ("--needs", need)]
        done = self.cluster.run("python3", f"{SOURCE}/tests/kubectl/conversations.py", "--kubectl", kubectl, "--virtctl",
                                f"{BUILD}/bin/virtctl", "--set", f"version={project_version()}", *wanted, check=False,
                                timeout=400)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_pods_and_machines_are_spoken_of_as_on_the_real_system(self):
        self.play(self.cluster.kubectl_path, "cluster", "vm")

    def test_pods_are_spoken_of_with_debians_own_kubectl(self):
        self.play(kubectls()[0], "cluster")


if __name__ == "__main__":
    main()
