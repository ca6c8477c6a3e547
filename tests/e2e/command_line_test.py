"""coracle's own commands: a second one, status, token, kubeconfig, down and up again."""
import json
import os
import shutil
import subprocess

from cluster import BUILD, BUSYBOX, IMAGES, busybox_pod, kubectls, vm, wait_until
from suite import ClusterTest, main


class CommandLine(ClusterTest):
    cluster_name = "cmd"

    def root(self):
        return ("--root", self.cluster.root)

    def test_01_a_second_one_says_who_holds_the_first(self):
        second = self.cluster.coracle("up", *self.root(), "--port", "0", "--images", IMAGES, check=False)
        self.assertEqual(second.returncode, 1)
        self.assertIn(f"coracle runs already as process {self.cluster.pid()}", second.stderr)

    def test_01_what_is_in_the_way_is_told_in_one_sentence(self):
        other = f"{self.cluster.root}/o"
        up = (f"{BUILD}/bin/coracle", "up", "--images", IMAGES, "--root", other)
        config = json.loads(self.cluster.kubectl("config", "view", "--raw", "-o", "json").stdout)
        port = config["clusters"][0]["cluster"]["server"].rpartition(":")[2]
        cases = {
            "need root": ("setpriv", "--reuid", "65534", "--clear-groups", *up),
            "containerd is not installed": ("env", "PATH=/nowhere", *up),
            f"port {port} of 127.0.0.1 cannot be listened on": (*up, "--port", port),
            "pause.tar or a neighbour of it is missing": (*up, "--port", "0", "--images", "/nowhere"),
            "bring it up with ip link set lo up": ("unshare", "--net", *up, "--port", "0"),
            "--root must be no longer": (*up, "--port", "0", "--root", "/" + "x" * 70),
            '"Big_Host" is no name for a Node': (*up, "--port", "0", "--node-name", "Big_Host"),
            '"10.0.0.0" is no network such as': (*up, "--port", "0", "--pod-cidr", "10.0.0.0"),
            "listen on localhorst:7: the host must be a numeric address": (*up, "--port", "7", "--address", "localhorst"),
            "Cannot assign requested address": (*up, "--port", "7", "--address", "192.0.2.1"),
        }
        for words, command in cases.items():
            with self.subTest(words):
                refused = self.cluster.run(*command, check=False, timeout=20)
                self.assertEqual(refused.returncode, 1)
                self.assertEqual(len(refused.stderr.strip().splitlines()), 1, refused.stderr)
                self.assertTrue(refused.stderr.startswith("coracle: "))
                self.assertIn(words, refused.stderr)

    def test_01_a_wrong_command_line_ends_with_status_2_and_a_sentence(self):
        cases = {
            "coracle: a command is missing; see coracle --help": (),
            'coracle: unknown command "op"; see coracle --help': ("op",),
            "coracle up: unknown flag --nonsense; see coracle up --help": ("up", "--nonsense"),
            "coracle up: could not convert: --port = 99999; see coracle up --help": ("up", "--port", "99999"),
            'coracle images: unknown command "ad"; see coracle images --help': ("images", "ad"),
            "coracle token: ACCOUNT is required; see coracle token --help": ("token",),
        }
        for sentence, words in cases.items():
            with self.subTest(sentence):
                refused = self.cluster.coracle(*words, check=False)
                self.assertEqual((refused.returncode, refused.stderr), (2, sentence + "\n"))

    def test_01_beside_a_kubelet_it_refuses_to_use_the_same_folders(self):
        kubelet = f"{self.cluster.root}/kubelet"
        shutil.copy(shutil.which("sleep"), kubelet)
        other = subprocess.Popen(self.cluster.enter(kubelet, "1000"))
        try:
            wait_until(lambda: self.cluster.run("pgrep", "-x", "kubelet", check=False).stdout, 5, "the kubelet runs", 0.05)
            refused = self.cluster.run(f"{BUILD}/bin/coracle", "up", "--port", "0", "--images", IMAGES, check=False, timeout=20)
        finally:
            self.cluster.run("kill", *self.cluster.run("pgrep", "-x", "kubelet").stdout.split())
            other.wait()
            os.remove(kubelet)
        self.assertEqual(refused.returncode, 1)
        self.assertRegex(refused.stderr, r"^coracle: another kubelet runs on this machine \(process \d+\) and holds /var/lib/kubelet")
        self.assertEqual(refused.stderr.count("\n"), 1)

    def test_01_a_containerd_that_ends_at_once_is_told_in_its_own_words(self):
        other = f"{self.cluster.root}/broken"
        programs = f"{self.cluster.root}/home/programs"
        os.makedirs(programs)
        with open(f"{programs}/containerd", "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\necho 'time=\"now\" level=fatal msg=\"no room for \\\"this\\\"\"' >&2\nexit 1\n")
            os.chmod(file.fileno(), 0o755)
        refused = self.cluster.run("env", f"PATH={programs}:{os.environ['PATH']}", f"{BUILD}/bin/coracle", "up", "--detach",
                                   "--port", "0", "--no-uplink", "--images", IMAGES, "--root", other, check=False, timeout=30)
        self.cluster.coracle("down", "--purge", "--root", other)
        self.assertEqual(refused.returncode, 1)
        self.assertIn('coracle: node: containerd has ended at once: no room for "this"', refused.stderr)

    def test_02_status_says_that_it_is_ready(self):
        said = self.cluster.coracle("status", *self.root()).stdout
        self.assertIn("ready for virtual machines", said)

    def test_03_token_of_a_service_account_lets_in(self):
        token = self.cluster.coracle("token", *self.root(), "kubevirt/default").stdout.strip()
        config = json.loads(self.cluster.kubectl("config", "view", "--raw", "-o", "json").stdout)
        server = config["clusters"][0]["cluster"]["server"]
        who = self.cluster.run("curl", "-sk", "-m", "10", "-H", f"Authorization: Bearer {token}", f"{server}/api/v1/namespaces/default")
        self.assertEqual(json.loads(who.stdout)["kind"], "Namespace")

    def test_04_kubeconfig_is_printed_and_merged(self):
        printed = self.cluster.coracle("kubeconfig", *self.root()).stdout
        self.assertRegex(printed, r"current-context\W+coracle")
        target = os.path.join(self.cluster.root, "home", "config")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as file:
            file.write("apiVersion: v1\nkind: Config\nclusters: [{name: other, cluster: {server: 'https://other'}}]\n"
                       "users: []\ncontexts: [{name: other, context: {cluster: other, user: ''}}]\ncurrent-context: other\n")
        merged = self.cluster.run("env", f"KUBECONFIG={target}", f"{BUILD}/bin/coracle", "kubeconfig", "--merge", *self.root())
        self.assertIn("context coracle is current", merged.stdout)
        contexts = self.cluster.run("env", f"KUBECONFIG={target}", self.cluster.kubectl_path, "config", "get-contexts",
                                    "-o", "name").stdout.split()
        self.assertEqual(sorted(contexts), ["coracle", "other"])

    def test_05_pods_logs_and_exec_with_both_kubectls(self):
        self.cluster.apply(busybox_pod("talker", "sh", "-c", "echo hello; sleep 100000"))
        wait_until(lambda: self.cluster.get("pod", "talker")["status"]["phase"] == "Running", 60, "the pod runs")
        for kubectl in kubectls():
            with self.subTest(kubectl):
                self.assertEqual(self.cluster.run(kubectl, "logs", "talker").stdout, "hello\n")
                self.assertEqual(self.cluster.run(kubectl, "exec", "talker", "--", "echo", "from inside").stdout, "from inside\n")
                said = self.cluster.run(kubectl, "exec", "-i", "talker", "--", "cat", input="through\n").stdout
                self.assertEqual(said, "through\n")
                failing = self.cluster.run(kubectl, "exec", "talker", "--", "sh", "-c", "exit 7", check=False)
                self.assertEqual(failing.returncode, 7)
        # There are no Services, so nothing may send a pod to one.
        self.assertNotIn("KUBERNETES_SERVICE", self.cluster.kubectl("exec", "talker", "--", "env").stdout)
        self.cluster.kubectl("delete", "pod", "talker", "--now")

    def test_05_ports_of_pods_are_forwarded_by_both_kubectls(self):
        self.cluster.apply(busybox_pod("web", "sh", "-c", "echo a page >/tmp/index.html; httpd -f -p 8080 -h /tmp"))
        wait_until(lambda: self.cluster.get("pod", "web")["status"]["phase"] == "Running", 60, "the pod runs")
        for port, kubectl in enumerate(kubectls(), 18080):
            with self.subTest(kubectl):
                forward = subprocess.Popen(self.cluster.enter(kubectl, "port-forward", "pod/web", f"{port}:8080"),
                                           stdout=subprocess.PIPE, text=True, env=self.cluster.environment)
                try:
                    self.assertEqual(forward.stdout.readline(), f"Forwarding from 127.0.0.1:{port} -> 8080\n")
                    for _ in range(2):
                        said = self.cluster.run("curl", "-sf", "-m", "10", f"http://127.0.0.1:{port}/")
                        self.assertEqual(said.stdout, "a page\n")
                finally:
                    self.cluster.run("kill", *self.cluster.run("pgrep", "-f", f"{port}:8080").stdout.split(), check=False)
                    forward.communicate(timeout=10)
        self.cluster.kubectl("delete", "pod", "web", "--now")

    def test_05_mounts_spread_where_the_pod_says_so(self):
        def mounting(name, propagation, **more):
            return {"name": name, "image": BUSYBOX, "command": ["sleep", "100000"], **more,
                    "volumeMounts": [{"name": "shared", "mountPath": "/shared", "mountPropagation": propagation}]}
        pod = busybox_pod("spread")
        pod["spec"]["volumes"] = [{"name": "shared", "emptyDir": {}}]
        pod["spec"]["containers"] = [mounting("gives", "Bidirectional", securityContext={"privileged": True}),
                                     mounting("takes", "HostToContainer"), mounting("alone", "None")]
        self.cluster.apply(pod)
        wait_until(lambda: self.cluster.get("pod", "spread")["status"]["phase"] == "Running", 60, "the pod runs")
        self.cluster.kubectl("exec", "spread", "-c", "gives", "--", "sh", "-c",
                             "mkdir /shared/disk && mount -t tmpfs none /shared/disk && touch /shared/disk/file")
        seen = {name: self.cluster.kubectl("exec", "spread", "-c", name, "--", "ls", "/shared/disk").stdout
                for name in ("takes", "alone")}
        self.assertEqual(seen, {"takes": "file\n", "alone": ""})
        self.cluster.kubectl("delete", "pod", "spread", "--now")

    def test_05_images_are_listed_and_removed(self):
        name = "registry.example/team/guest:1"
        self.cluster.coracle("images", "add", *self.root(), name, f"{IMAGES}/busybox.tar")
        self.assertIn(name, self.cluster.coracle("images", "list", *self.root()).stdout)
        self.cluster.coracle("images", "remove", *self.root(), name)
        self.assertNotIn(name, self.cluster.coracle("images", "list", *self.root()).stdout)
        again = self.cluster.coracle("images", "remove", *self.root(), name, check=False)
        self.assertEqual((again.returncode, again.stderr), (1, f"coracle: there is no image {name}\n"))

    def test_06_down_shuts_guests_down_and_the_next_up_follows_their_run_strategies(self):
        self.cluster.apply(vm("always"))
        self.cluster.apply(vm("rerun", "RerunOnFailure"))
        for name in ("always", "rerun"):
            self.cluster.wait_phase(name, "Running")
            # Before that it hears no power button, and would be switched off as one that does not listen.
            wait_until(lambda: self.agent_is_connected(name), 90, f"{name} has booted")
        specs = {name: self.cluster.get("vm", name)["spec"] for name in ("always", "rerun")}
        old = self.cluster.get("vmi", "always")["metadata"]["uid"]
        self.cluster.coracle("down", *self.root(), timeout=180)
        processes = self.cluster.run("ps", "-e", "-o", "args=").stdout
        for program in ("qemu-system", "containerd", "coracle up"):
            self.assertNotIn(program, processes)
        self.cluster.up()
        wait_until(lambda: (self.cluster.get("vmi", "always") or {"metadata": {"uid": old}})["metadata"]["uid"] != old, 120,
                   "always runs again, as another instance")
        self.cluster.wait_phase("always", "Running")
        vmi = self.cluster.get("vmi", "rerun")
        self.assertTrue(vmi is None or vmi["status"]["phase"] == "Succeeded", vmi and vmi["status"])
        for name, spec in specs.items():
            self.assertEqual(self.cluster.get("vm", name)["spec"], spec)
        self.remove("always", "rerun")

    def agent_is_connected(self, name):
        conditions = self.cluster.get("vmi", name)["status"].get("conditions", [])
        return any(one["type"] == "AgentConnected" and one["status"] == "True" for one in conditions)

    def test_07_sigterm_leaves_pods_and_the_next_up_adopts_them(self):
        self.cluster.apply(busybox_pod("stays"))
        wait_until(lambda: self.cluster.get("pod", "stays")["status"]["phase"] == "Running", 60, "the pod runs")
        before = self.cluster.get("pod", "stays")["status"]["containerStatuses"][0]["containerID"]
        pid = self.cluster.pid()
        self.cluster.run("kill", "-TERM", str(pid))
        wait_until(lambda: self.cluster.run("kill", "-0", str(pid), check=False).returncode != 0, 5, "coracle has ended", 0.05)
        stopped = self.cluster.coracle("status", *self.root(), check=False)
        self.assertEqual(stopped.returncode, 1)
        self.assertIn("coracle does not run", stopped.stdout)
        self.assertIn("sleep 100000", self.cluster.run("ps", "-e", "-o", "args=").stdout)
        self.cluster.up()
        after = self.cluster.get("pod", "stays")["status"]["containerStatuses"][0]
        self.assertEqual((after["containerID"], after["restartCount"]), (before, 0))
        self.assertEqual(self.cluster.kubectl("exec", "stays", "--", "echo", "here").stdout, "here\n")

    def test_08_down_ends_what_a_killed_coracle_left(self):
        self.cluster.apply(vm("left"))
        self.cluster.wait_phase("left", "Running")
        self.cluster.run("kill", "-KILL", str(self.cluster.pid()))
        self.cluster.coracle("down", *self.root(), timeout=120)
        processes = self.cluster.run("ps", "-e", "-o", "args=").stdout
        for program in ("qemu-system", "containerd", "sleep 100000"):
            self.assertNotIn(program, processes)
        self.cluster.up()
        self.cluster.wait_phase("left", "Running")
        self.remove("left")


if __name__ == "__main__":
    main()
