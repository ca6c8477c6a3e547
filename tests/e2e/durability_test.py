"""Writers note what the API server acknowledged while it is killed 50 times: nothing is missing, resource versions never
go back, and a watch goes on where it was or says that it cannot."""
import base64
import http.client
import json
import os
import random
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

SOURCE = os.environ.get("CORACLE_SOURCE") or os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.environ.get("CORACLE_BUILD") or os.path.join(SOURCE, "build")
KILLS = int(os.environ.get("CORACLE_KILLS", "50"))
PATH = "/api/v1/namespaces/default/configmaps"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        self.log = open(f"{folder}/log", "ab")
        self.start()
        with open(f"{folder}/state/admin.kubeconfig", encoding="utf-8") as file:
            config = json.load(file)
        self.tls = ssl.create_default_context(cadata=self.decoded(config["clusters"][0]["cluster"]["certificate-authority-data"]))
        user = config["users"][0]["user"]
        for name, member in (("cert", "client-certificate-data"), ("key", "client-key-data")):
            with open(f"{folder}/{name}.pem", "w", encoding="ascii") as file:
                file.write(self.decoded(user[member]))
        self.tls.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")

    @staticmethod
    def decoded(text):
        return base64.b64decode(text).decode()

    def start(self):
        self.process = subprocess.Popen(
            [f"{BUILD}/bin/coracle", "apiserver", "--state", f"{self.folder}/state", "--port", str(self.port)],
            stdout=subprocess.PIPE, stderr=self.log)
        if self.process.stdout.readline() != b"ready\n":
            raise AssertionError("the server does not start: " + open(f"{self.folder}/log", encoding="utf-8").read()[-2000:])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def connect(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=self.tls, timeout=10)


class Client:
    """One kept connection; a request that got no answer gives None."""

    def __init__(self, server):
        self.server, self.connection = server, None

    def call(self, method, path, body=None):
        try:
            if self.connection is None:
                self.connection = self.server.connect()
            self.connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"})
            answer = self.connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            self.close()
            time.sleep(0.01)
            return None

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


class Writer(threading.Thread):
    """Creates, changes and deletes objects that nobody else touches."""

    def __init__(self, server, number, over):
        super().__init__()
        self.client, self.number, self.over = Client(server), number, over
        self.acknowledged = {}  # name -> value, or None once its deletion was acknowledged
        self.possible = {}      # name -> values that an unanswered write may have left
        self.versions, self.problems, self.made = [], [], 0

    def run(self):
        chance = random.Random(self.number)
        while not self.over.is_set():
            living = [name for name, value in self.acknowledged.items() if value is not None and name not in self.possible]
            what = chance.random()
            if what < 0.5 or not living:
                self.write("POST", f"w{self.number}-{self.made}", str(self.made))
                self.made += 1
            elif what < 0.85:
                name = chance.choice(living)
                self.write("PUT", name, f"{self.acknowledged[name]}+")
            else:
                self.write("DELETE", chance.choice(living), None)
        self.client.close()

    def write(self, method, name, value):
        body = None if method == "DELETE" else {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name},
                                                "data": {"value": value}}
        answer = self.client.call(method, PATH if method == "POST" else f"{PATH}/{name}", body)
        if answer is None:
            # It may have happened or not; this object is left alone from now on.
            self.possible[name] = {self.acknowledged.get(name), value}
            return
        status, object = answer
        if status not in (200, 201):
            self.problems.append(f"{method} {name}: {status} {object.get('message')}")
            return
        self.acknowledged[name] = value
        if method != "DELETE":
            self.versions.append(int(object["metadata"]["resourceVersion"]))


class Watcher(threading.Thread):
    """Follows all objects by list and watch, as an informer does."""

    def __init__(self, server, over):
        super().__init__()
        self.server, self.over = server, over
        self.seen, self.version, self.problems, self.resumed, self.expired = {}, None, [], 0, 0

    def run(self):
        while not self.over.is_set():
            try:
                if self.version is None:
                    self.list()
                self.watch()
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.01)

    def get(self, path):
        connection = self.server.connect()
        connection.request("GET", path)
        return connection, connection.getresponse()

    def list(self):
        connection, answer = self.get(PATH)
        listed = json.loads(answer.read())
        connection.close()
        version = int(listed["metadata"]["resourceVersion"])
        self.seen = {item["metadata"]["name"]: item["data"]["value"] for item in listed["items"]
                     if "value" in item.get("data", {})}
        self.version = version

    def watch(self):
        connection, answer = self.get(f"{PATH}?watch=1&allowWatchBookmarks=1&resourceVersion={self.version}")
        if answer.status == 200:
            self.resumed += 1
        try:
            for line in answer:
                if not self.take(json.loads(line)):
                    return
        finally:
            connection.close()

    def take(self, event):
        object = event["object"]
        if event.get("type") == "ERROR" or event.get("kind") == "Status":
            if object.get("code") != 410:
                self.problems.append(f"the watch says {object}")
            self.expired += 1
            self.version = None
            return False
        version = int(object["metadata"]["resourceVersion"])
        if version < self.version or (version == self.version and event["type"] != "BOOKMARK"):
            self.problems.append(f"{event['type']} {object['metadata'].get('name')}: version {version} after {self.version}")
        self.version = version
        if event["type"] == "DELETED":
            self.seen.pop(object["metadata"]["name"], None)
        elif event["type"] != "BOOKMARK" and "value" in object.get("data", {}):
            self.seen[object["metadata"]["name"]] = object["data"]["value"]
        return True


class Durability(unittest.TestCase):
    def test_what_was_acknowledged_is_there_after_every_kill(self):
        chance = random.Random(int(os.environ.get("CORACLE_SEED", "1")))
        with tempfile.TemporaryDirectory(prefix="coracle-durable-") as folder:
            server = Server(folder)
            self.addCleanup(server.log.close)
            self.addCleanup(server.kill)
            over = threading.Event()
            writers = [Writer(server, number, over) for number in range(6)]
            watcher = Watcher(server, over)
            for thread in (*writers, watcher):
                thread.start()
            try:
                for _ in range(KILLS):
                    time.sleep(chance.uniform(0.02, 0.4))
                    server.kill()
                    server.start()
                time.sleep(1)
            finally:
                over.set()
                # Whoever waits for an event gets one, and ends.
                last = Client(server)
                last.call("POST", PATH, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "last"}})
                last.close()
                for thread in (*writers, watcher):
                    thread.join(30)
            self.check(server, writers, watcher)

    def check(self, server, writers, watcher):
        client = Client(server)
        status, listed = client.call("GET", PATH)
        self.assertEqual(status, 200)
        client.close()
        there = {item["metadata"]["name"]: item["data"]["value"] for item in listed["items"]
                 if "value" in item.get("data", {})}
        writes = sum(len(writer.versions) for writer in writers)
        self.assertGreater(writes, KILLS * 5, "the writers have hardly written")
        wrong = [problem for writer in writers for problem in writer.problems]
        for writer in writers:
            self.assertEqual(writer.versions, sorted(set(writer.versions)), "resource versions go back")
            self.assertLessEqual(writer.versions[-1], int(listed["metadata"]["resourceVersion"]))
            for name, value in writer.acknowledged.items():
                if there.get(name) not in writer.possible.get(name, {value}):
                    wrong.append(f"{name} is {there.get(name)!r}, acknowledged was {value!r}")
            # What nobody asked for is not there.
            for name in there:
                if name.startswith(f"w{writer.number}-") and name not in writer.acknowledged and name not in writer.possible:
                    wrong.append(f"{name} is there, and was never written")
        self.assertEqual(wrong, [])
        self.assertEqual(watcher.problems, [])
        self.assertEqual(watcher.seen, there, "the watcher's view is another")
        print(f"{writes} writes acknowledged, {KILLS} kills, the watch resumed {watcher.resumed} times, "
              f"listed anew {watcher.expired} times")


if __name__ == "__main__":
    unittest.main()
