#!/usr/bin/env python3
"""Plays the conversations of tests/cases/kubectl with a cluster and compares what kubectl says.

usage: tests/kubectl/conversations.py --kubectl PATH --needs apiserver|cluster|vm [--virtctl PATH] [NAME...]

The cluster is that of $KUBECONFIG. Each conversation has a namespace of its own, which is removed afterwards. A case is
  {"needs": ..., "files": {NAME: TEXT}, "steps": [STEP...]}
and a step
  {"run": [ARGUMENT...], "exit": 0, "says": REGEX, "code": HTTP STATUS, "within": SECONDS, "older": false}
`says` is searched in both streams; ${...} in arguments and files is replaced (namespace, and --set NAME=VALUE). `code` is
the status of the last request that was answered. `within` repeats a step until it holds. "older": false leaves a step out
for a kubectl that does not have it. `run` begins with "virtctl" for that program. A step's "transcript" names a
recorded conversation, and "there" of the case maps our words to its, for tools/compare-transcripts.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cases", "kubectl")


def load_cases(folder=FOLDER):
    cases = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            with open(os.path.join(folder, name)) as file:
                cases[name[:-5]] = json.load(file)
    return cases


class Player:
    def __init__(self, kubectl, virtctl, values):
        self.kubectl, self.virtctl, self.values = kubectl, virtctl, values
        told = subprocess.run([kubectl, "version", "--client", "-o", "json"], capture_output=True, text=True, timeout=30)
        minor = json.loads(told.stdout)["clientVersion"]["minor"]
        self.old = int(re.sub(r"\D", "", minor)) < 24

    def fill(self, text):
        for name, value in self.values.items():
            text = text.replace("${" + name + "}", value)
        return text

    def command(self, arguments, verbose):
        arguments = [self.fill(argument) for argument in arguments]
        if arguments[0] == "virtctl":
            return [self.virtctl, "-n", self.values["namespace"]] + arguments[1:]
        # The old one ends with a stack trace when a request fails and it is to be verbose.
        return [self.kubectl, "-n", self.values["namespace"]] + (["-v=6"] if verbose and not self.old else []) + arguments

    def attempt(self, step, folder):
        """What is wrong with the step, or nothing."""
        command = self.command(step["run"], "code" in step)
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
        except subprocess.TimeoutExpired:
            return f"{' '.join(step['run'])}: no end after 60 s"
        said = done.stdout + done.stderr
        problems = []
        if done.returncode != step.get("exit", 0):
            problems.append(f"exit status {done.returncode}, not {step.get('exit', 0)}")
        if "says" in step and not re.search(self.fill(step["says"]), said, re.M):
            problems.append(f"it does not say {step['says']!r}")
        if "silent" in step and re.search(self.fill(step["silent"]), said, re.M):
            problems.append(f"it says {step['silent']!r}")
        if "code" in step and not self.old:
            # After a 404 kubectl asks whether the namespace is there.
            asked = re.findall(r"(https://\S+) (\d{3}) ", done.stderr)
            codes = [int(code) for url, code in asked if not url.endswith("/namespaces/" + self.values["namespace"])]
            if codes[-1:] != [step["code"]]:
                problems.append(f"answered {codes[-1:]}, not {step['code']}")
        if problems:
            return f"{' '.join(step['run'])}: {'; '.join(problems)}\n{said.strip()[-1500:]}"
        return None

    def play(self, name, case):
        namespace = "case-" + ("old-" if self.old else "") + re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
        self.values["namespace"] = namespace
        self.values["old"] = "old-" if self.old else ""
        for made in (["namespace", namespace], ["-n", namespace, "serviceaccount", "default"]):
            # The second one a cluster has made by itself; an API server alone has not.
            subprocess.run([self.kubectl, "create"] + made, capture_output=True, timeout=60)
        failure = None
        with tempfile.TemporaryDirectory() as folder:
            for file_name, text in case.get("files", {}).items():
                with open(os.path.join(folder, file_name), "w") as file:
                    file.write(self.fill(text if isinstance(text, str) else json.dumps(text)))
            for step in case["steps"]:
                if self.old and not step.get("older", True):
                    continue
                deadline = time.monotonic() + step.get("within", 0)
                failure = self.attempt(step, folder)
                while failure and time.monotonic() < deadline:
                    time.sleep(0.2)
                    failure = self.attempt(step, folder)
                if failure:
                    break
        for cluster_wide in case.get("removes", []):
            subprocess.run([self.kubectl, "delete", "--ignore-not-found"] + [self.fill(word) for word in cluster_wide], capture_output=True, timeout=60)
        subprocess.run([self.kubectl, "delete", "namespace", self.values["namespace"], "--wait=false"],
                       capture_output=True, timeout=60)
        return failure


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kubectl", required=True)
    parser.add_argument("--virtctl", default="virtctl")
    parser.add_argument("--needs", action="append", required=True)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    player = Player(options.kubectl, options.virtctl, dict(pair.split("=", 1) for pair in options.set))
    played, failed = 0, 0
    for name, case in load_cases().items():
        if case["needs"] not in options.needs or (options.names and name not in options.names):
            continue
        played += 1
        failure = player.play(name, case)
        if failure:
            failed += 1
            print(f"FAILED {name}: {failure}\n")
    print(f"{played - failed} of {played} conversations as expected with {options.kubectl}")
    if not played:
        sys.exit("there is no such conversation")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
