#!/usr/bin/env python3
"""Times the life of virtual machines on any cluster that serves kubevirt.io: apply to Running, with the time of each step,
delete to gone, and several at once. What the watch tells is stamped when it arrives, because the API's own times are in
whole seconds.

usage: bench/vm_life.py [--kubeconfig FILE] [--runs N] [--at-once N] [--image IMAGE] [--memory QUANTITY] [--json FILE]
       bench/vm_life.py [--kubeconfig FILE] --memory-of N

The second form starts N instances and prints the proportional set size (PSS) of every process in their pods by program,
and of the programs of the control plane that are named with --control-plane (default: coracle, containerd).
"""
import argparse
import base64
import collections
import http.client
import json
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

NAMESPACE = "vm-bench"
VMI_PATH = f"/apis/kubevirt.io/v1/namespaces/{NAMESPACE}/virtualmachineinstances"
POD_PATH = f"/api/v1/namespaces/{NAMESPACE}/pods"


class Api:
    """The API server of a kubeconfig's current context."""

    def __init__(self, kubeconfig):
        command = ["kubectl", "config", "view", "--raw", "--minify", "-o", "json"]
        if kubeconfig:
            command += ["--kubeconfig", kubeconfig]
        config = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.url = urllib.parse.urlparse(cluster["server"])
        self.context = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
        self.headers = {"Content-Type": "application/json"}
        if "token" in user:
            self.headers["Authorization"] = "Bearer " + user["token"]
        else:
            with tempfile.NamedTemporaryFile(delete=False) as file:
                file.write(base64.b64decode(user["client-certificate-data"]) + base64.b64decode(user["client-key-data"]))
            self.context.load_cert_chain(file.name)
            os.unlink(file.name)

    def connect(self, timeout=60):
        return http.client.HTTPSConnection(self.url.hostname, self.url.port, context=self.context, timeout=timeout)

    def call(self, method, path, body=None, accept=(200, 201, 202)):
        connection = self.connect()
        connection.request(method, path, json.dumps(body) if body is not None else None, self.headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status not in accept:
            sys.exit(f"{method} {path}: {answer.status} {text.decode(errors='replace')[:500]}")
        return json.loads(text) if text else {}


class Watcher(threading.Thread):
    """Notes when each object first showed each of the marks that `marks_of` finds in it."""

    def __init__(self, api, path, marks_of):
        super().__init__(daemon=True)
        self.marks_of, self.seen, self.changed = marks_of, collections.defaultdict(dict), threading.Condition()
        version = api.call("GET", path)["metadata"]["resourceVersion"]
        self.connection = api.connect(timeout=600)
        self.connection.request("GET", f"{path}?watch=1&resourceVersion={version}", headers=api.headers)
        self.answer = self.connection.getresponse()
        self.start()

    def run(self):
        try:
            for line in self.answer:
                now = time.monotonic()
                event = json.loads(line)
                name, marks = self.marks_of(event)
                with self.changed:
                    for mark in marks:
                        self.seen[name].setdefault(mark, now)
                    self.changed.notify_all()
        except (OSError, ValueError, AttributeError):
            pass  # the connection was closed: the bench is over

    def wait(self, names, mark, limit):
        deadline = time.monotonic() + limit
        with self.changed:
            while not all(mark in self.seen[name] for name in names):
                left = deadline - time.monotonic()
                if left <= 0:
                    missing = [name for name in names if mark not in self.seen[name]]
                    sys.exit(f"not {mark} after {limit} s: {', '.join(missing)}; seen: {dict(self.seen)}")
                self.changed.wait(left)


def vmi_marks(event):
    vmi = event["object"]
    if event["type"] == "DELETED":
        return vmi["metadata"]["name"], ["gone"]
    return vmi["metadata"]["name"], ["instance stored"] + [vmi.get("status", {}).get("phase") or "Unset"]


def pod_marks(event):
    pod = event["object"]
    owner = (pod["metadata"].get("ownerReferences") or [{"name": pod["metadata"]["name"]}])[0]["name"]
    if event["type"] == "DELETED":
        return owner, ["pod gone"]
    marks, status = ["pod made"], pod.get("status", {})
    if pod["spec"].get("nodeName"):
        marks.append("pod bound")
    conditions = {c["type"]: c["status"] for c in status.get("conditions") or []}
    if conditions.get("PodReadyToStartContainers") == "True" or status.get("podIP"):
        marks.append("sandbox ready")
    if conditions.get("Initialized") == "True":
        marks.append("init done")
    if status.get("phase") == "Running":
        marks.append("pod Running")
    if conditions.get("ContainersReady") == "True":
        marks.append("containers ready")
    return owner, marks


def instance(name, image, memory):
    return {
        "apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstance", "metadata": {"name": name},
        "spec": {
            "terminationGracePeriodSeconds": 0,
            "domain": {"devices": {"disks": [{"name": "containerdisk", "disk": {"bus": "virtio"}}],
                                   "interfaces": [{"name": "default", "masquerade": {}}]},
                       "resources": {"requests": {"memory": memory}}},
            "networks": [{"name": "default", "pod": {}}],
            "volumes": [{"name": "containerdisk", "containerDisk": {"image": image, "imagePullPolicy": "IfNotPresent"}}]}}


STEPS = ["instance stored", "pod made", "pod bound", "sandbox ready", "init done", "containers ready", "Scheduled", "Running"]


def one_life(api, vmis, pods, name, options):
    started = time.monotonic()
    api.call("POST", VMI_PATH, instance(name, options.image, options.memory))
    vmis.wait([name], "Running", options.limit)
    seen = {**pods.seen[name], **vmis.seen[name]}
    steps = {step: seen[step] - started for step in STEPS if step in seen}
    began = time.monotonic()
    api.call("DELETE", f"{VMI_PATH}/{name}")
    vmis.wait([name], "gone", options.limit)
    steps["delete -> gone"] = vmis.seen[name]["gone"] - began
    pods.wait([name], "pod gone", options.limit)
    return steps


def print_steps(lives):
    print(f"{'step':<18} {'median s':>9} {'min':>7} {'max':>7}")
    for step in STEPS + ["delete -> gone"]:
        values = [life[step] for life in lives if step in life]
        if values:
            print(f"{step:<18} {statistics.median(values):9.3f} {min(values):7.3f} {max(values):7.3f}")


def start_all(api, vmis, names, options):
    started = time.monotonic()
    for name in names:
        api.call("POST", VMI_PATH, instance(name, options.image, options.memory))
    vmis.wait(names, "Running", options.limit)
    return max(vmis.seen[name]["Running"] for name in names) - started


def remove_all(api, vmis, pods, names, options):
    started = time.monotonic()
    for name in names:
        api.call("DELETE", f"{VMI_PATH}/{name}")
    vmis.wait(names, "gone", options.limit)
    took = max(vmis.seen[name]["gone"] for name in names) - started
    pods.wait(names, "pod gone", options.limit)
    return took


def pss_kib(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def program(pid):
    try:
        with open(f"/proc/{pid}/comm") as file:
            return file.read().strip()
    except OSError:
        return ""


def memory_report(uids, count, control_plane):
    by_program, shims = collections.Counter(), 0
    control = collections.Counter()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        name = program(pid)
        try:
            with open(f"/proc/{pid}/cgroup") as file:
                cgroup = file.read()
        except OSError:
            continue
        if any("pod" + uid in cgroup for uid in uids):
            by_program[name] += pss_kib(pid)
        elif name.startswith("containerd-shim"):
            shims += pss_kib(pid)
        elif name in control_plane:
            control[name] += pss_kib(pid)
    by_program["containerd-shim"] += shims
    print(f"PSS in MiB for each of {count} instances (mean):")
    beside = 0.0
    for name, kib in by_program.most_common():
        print(f"  {name:<24} {kib / 1024 / count:8.2f}")
        if not name.startswith("qemu"):
            beside += kib / 1024 / count
    print(f"  {'beside QEMU':<24} {beside:8.2f}")
    for name, kib in control.items():
        print(f"control plane {name:<18} {kib / 1024:8.2f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kubeconfig")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--at-once", type=int, default=10)
    parser.add_argument("--image", default="quay.io/kubevirt/cirros-container-disk-demo")
    parser.add_argument("--memory", default="64M")
    parser.add_argument("--limit", type=float, default=120, help="seconds that a step may take")
    parser.add_argument("--json", help="write the figures there, too")
    parser.add_argument("--memory-of", type=int, metavar="N")
    parser.add_argument("--control-plane", default="coracle,containerd")
    options = parser.parse_args()

    api = Api(options.kubeconfig)
    api.call("POST", "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}}, accept=(201, 409))
    vmis, pods = Watcher(api, VMI_PATH, vmi_marks), Watcher(api, POD_PATH, pod_marks)
    result = {}
    if options.memory_of:
        names = [f"memory-{i}" for i in range(options.memory_of)]
        start_all(api, vmis, names, options)
        time.sleep(20)  # a guest boots; what is measured is the state after it
        uids = [pod["metadata"]["uid"] for pod in api.call("GET", POD_PATH)["items"]]
        memory_report(uids, options.memory_of, options.control_plane.split(","))
        remove_all(api, vmis, pods, names, options)
    else:
        lives = [one_life(api, vmis, pods, f"life-{i}", options) for i in range(options.runs)]
        print_steps(lives)
        result["lives"] = lives
        if options.at_once:
            names = [f"many-{i}" for i in range(options.at_once)]
            result["at once"] = start_all(api, vmis, names, options)
            print(f"{options.at_once} at once until all Running: {result['at once']:.2f} s")
            result["all gone"] = remove_all(api, vmis, pods, names, options)
            print(f"{options.at_once} deleted at once until all gone: {result['all gone']:.2f} s")
    if options.json:
        with open(options.json, "w") as file:
            json.dump(result, file, indent=1)
    api.call("DELETE", f"/api/v1/namespaces/{NAMESPACE}")


if __name__ == "__main__":
    main()
