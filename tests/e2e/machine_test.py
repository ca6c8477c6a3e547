"""The tutorial: a machine, its console, its network, cloud-init, an image that cannot be had."""
import os
import re

from cluster import BUSYBOX, SOURCE, busybox_pod, kubectls, vm, wait_until
from suite import ClusterTest, main
from terminal import GuestConsole


def example(name):
    with open(os.path.join(SOURCE, "examples", name), encoding="utf-8") as file:
        return file.read()


class Machine(ClusterTest):
    cluster_name = "machine"

    @classmethod
    def prepare(cls):
        cls.cluster.apply(example("vm-cirros.yaml"))
        cls.cluster.apply(busybox_pod("client"))

    def test_01_applied_machine_runs_in_a_pod_of_three_containers(self):
        vmi = self.cluster.wait_phase("vm-cirros", "Running")
        pod = self.cluster.launcher_pod("vm-cirros")
        self.assertRegex(pod["metadata"]["name"], r"^virt-launcher-vm-cirros-[a-z0-9]{5}$")
        self.assertEqual(sorted(container["name"] for container in pod["status"]["containerStatuses"]),
                         ["compute", "volumecontainerdisk"])
        self.assertEqual(vmi["status"]["interfaces"][0]["ipAddress"], pod["status"]["podIP"])
        for kubectl in kubectls():
            said = self.cluster.run(kubectl, "get", "vm,vmi,pods").stdout
            self.assertRegex(said, r"virtualmachine.kubevirt.io/vm-cirros +\S+ +Running +True")
            self.assertRegex(said, r"virtualmachineinstance.kubevirt.io/vm-cirros +\S+ +Running +[0-9.]+ +\S+ +True")
            self.assertRegex(said, r"pod/virt-launcher-vm-cirros-\S+ +3/3 +Running +0 ")

    def test_02_console_logs_in_and_leaves_with_status_0(self):
        self.cluster.wait_phase("vm-cirros", "Running")
        with GuestConsole(self.cluster, "vm-cirros") as console:
            console.login()
            self.assertEqual(console.run("whoami"), (0, "cirros"))
            self.assertEqual(console.run("sudo whoami"), (0, "root"))
            console.send_line("exit")
            console.expect("login: ")
            self.assertEqual(console.leave(), 0)

    def test_03_guest_is_reached_through_the_pod_and_reaches_pods(self):
        vmi = self.cluster.wait_phase("vm-cirros", "Running")
        address = vmi["status"]["interfaces"][0]["ipAddress"]
        wait_until(lambda: self.cluster.get("pod", "client")["status"]["phase"] == "Running", 60, "the client pod runs")
        with GuestConsole(self.cluster, "vm-cirros") as console:
            console.login()
            page = wait_until(lambda: self.page_from_pod(address), 60, "the guest's page from another pod", 1)
            self.assertIn("vm-cirros", page)
            self.assertEqual(self.cluster.run("curl", "-sf", "-m", "10", f"http://{address}/").stdout, page)
            client = self.cluster.get("pod", "client")["status"]["podIP"]
            status, said = console.run(f"sudo ping -c 3 -W 5 {client}")
            self.assertEqual(status, 0, said)
            self.assertEqual(console.leave(), 0)

    def page_from_pod(self, address):
        return self.cluster.kubectl("exec", "client", "--", "timeout", "5", "wget", "-qO-", f"http://{address}/", check=False).stdout

    def test_04_cloud_init_sets_the_guest_up(self):
        self.cluster.apply(example("vm-cloud-init.yaml"))
        self.cluster.wait_phase("vm-cloud-init", "Running")
        with GuestConsole(self.cluster, "vm-cloud-init") as console:
            console.login(password="coracle")
            self.assertEqual(console.run("hostname"), (0, "cloudy"))
            wait_until(lambda: console.run("cat /tmp/runcmd") == (0, "done"), 30, "runcmd has run", 1)
            self.assertEqual(console.run("cat /etc/motd"), (0, "Set up by cloud-init."))
            console.leave()
        self.remove("vm-cloud-init")

    def test_05_an_image_that_cannot_be_had_says_why_and_is_deleted_cleanly(self):
        self.cluster.apply(example("fedora-vm.yaml"))
        reasons = set()

        def backs_off():
            pods = self.cluster.get("pods", "-l", "kubevirt.io/domain=fedora-vm")["items"]
            for pod in pods:
                for status in pod["status"].get("containerStatuses", []) + pod["status"].get("initContainerStatuses", []):
                    reasons.add(status.get("state", {}).get("waiting", {}).get("reason"))
            return "ImagePullBackOff" in reasons and "ErrImagePull" in reasons

        wait_until(backs_off, 90, lambda: f"ErrImagePull, then ImagePullBackOff; seen: {reasons}")
        events = self.cluster.get("events")["items"]
        said = [event["message"] for event in events if "quay.io/containerdisks/fedora:40" in event.get("message", "")]
        self.assertTrue(any(re.search(r"[Ff]ailed to pull image .*quay.io/containerdisks/fedora:40.*: .*(dial|lookup|resolve)", one)
                            for one in said), said)
        printed = wait_until(lambda: self.status_of("fedora-vm") in ("ErrImagePull", "ImagePullBackOff")
                             and self.status_of("fedora-vm"), 60, lambda: self.status_of("fedora-vm"))
        self.assertIn(printed, ("ErrImagePull", "ImagePullBackOff"))
        self.remove("fedora-vm")
        wait_until(lambda: not self.cluster.get("pods", "-l", "kubevirt.io/domain=fedora-vm")["items"], 60,
                   "no pod of fedora-vm is left")

    def status_of(self, name):
        return self.cluster.get("vm", name)["status"].get("printableStatus")

    def test_06_wrong_manifests_are_refused_in_words(self):
        wrong = vm("wrong")
        wrong["spec"]["runStrategi"] = "Always"
        refused = self.cluster.run(self.cluster.kubectl_path, "apply", "-f", "-", check=False,
                                   input=__import__("json").dumps(wrong))
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("runStrategi", refused.stderr)
        wrong = vm("wrong")
        wrong["spec"]["template"]["spec"]["domain"]["devices"]["disks"][0]["name"] = "nope"
        refused = self.cluster.kubectl("apply", "-f", "-", check=False, input=__import__("json").dumps(wrong))
        self.assertIn("spec.template.spec.domain.devices.disks[0].Name 'nope' not found.", refused.stderr)

    def test_07_a_missing_secret_and_too_much_memory_say_so(self):
        big = vm("too-big", memory="4Ti")
        self.cluster.apply(big)
        wait_until(lambda: self.events_about("Insufficient memory"), 60, "an event about insufficient memory")
        self.remove("too-big")
        pod = busybox_pod("lacking")
        pod["spec"]["volumes"] = [{"name": "s", "secret": {"secretName": "not-there"}}]
        pod["spec"]["containers"][0]["volumeMounts"] = [{"name": "s", "mountPath": "/s"}]
        self.cluster.apply(pod)
        wait_until(lambda: self.events_about('secret "not-there" not found'), 60, "an event about the missing secret")
        self.cluster.kubectl("delete", "pod", "lacking", "--now")

    def test_07_a_guest_waits_for_its_cloud_init_secret_and_starts_when_it_comes(self):
        waiting = vm("waiting", user_data="")
        waiting["spec"]["template"]["spec"]["volumes"][1]["cloudInitNoCloud"] = {"secretRef": {"name": "late"}}
        self.cluster.apply(waiting)
        wait_until(lambda: self.events_about('secret "late" not found'), 60, "an event about the missing secret")
        self.assertNotEqual(self.cluster.phase("waiting"), "Running")
        self.cluster.kubectl("create", "secret", "generic", "late", "--from-literal=userdata=#cloud-config\nhostname: late")
        self.cluster.wait_phase("waiting", "Running")
        self.remove("waiting")

    def events_about(self, words):
        return [event for event in self.cluster.get("events")["items"] if words in event.get("message", "")]

    def test_08_deletion_ends_the_guest_and_its_pod(self):
        self.cluster.wait_phase("vm-cirros", "Running")
        pod = self.cluster.launcher_pod("vm-cirros")
        self.assertTrue(self.cluster.processes_of(pod, "qemu-system"))
        self.remove("vm-cirros")
        wait_until(lambda: self.cluster.get("pod", pod["metadata"]["name"]) is None, 60, "the launcher pod is gone")
        self.assertEqual(self.cluster.processes_of(pod, "."), [])


if __name__ == "__main__":
    main()
