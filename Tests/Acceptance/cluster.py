"""A cluster for the acceptance tests: an API server that asks a running `pedigree serve` before it stores anything."""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from support import PEDIGREE, ROOT, Webhook, free_port, make_certificates

CONTROLLERS = "system:serviceaccount:kube-system"


def eventually(condition, what, seconds=30):
    """Waits until something holds; what it gives is given back."""
    for _ in range(seconds * 20):
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"it did not come to this within {seconds} s: {what}")


class Answer:
    """What the API server answered a client."""

    def __init__(self, status, body, warnings):
        self.status, self.body, self.warnings = status, body, warnings
        self.message = body.get("message", "") if isinstance(body, dict) else ""

    @property
    def stored(self):
        return self.status in (200, 201)


class Cluster:
    """The API server, with everybody's ways to write objects."""

    def __init__(self, process, ready):
        self.process, self.admin, self.kubeconfig = process, ready["admin"], ready["kubeconfig"]

    def command(self, **command):
        request = urllib.request.Request(f"{self.admin}/", json.dumps(command).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"{}")

    def ask(self, method, path, body=None, user=None, content="application/json"):
        headers = {"Content-Type": content}
        if user:
            headers["X-Remote-User"] = user
        request = urllib.request.Request(
            f"{self.admin}{path}", json.dumps(body).encode() if body is not None else None, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, json.loads(answer.read() or b"{}"), answer.headers.get_all("Warning") or [])
        except urllib.error.HTTPError as error:
            return Answer(error.code, json.loads(error.read() or b"{}"), error.headers.get_all("Warning") or [])

    @staticmethod
    def path(object, name=True):
        api = object["apiVersion"]
        kind = object["kind"].lower()
        plural = {"inferenceservice": "inferenceservices"}.get(kind, f"{kind}s")
        root = f"/apis/{api}" if "/" in api else f"/api/{api}"
        path = f"{root}/namespaces/{object['metadata']['namespace']}/{plural}"
        return f"{path}/{object['metadata']['name']}" if name else path

    def create(self, object, user="alice@example.com", dry_run=False):
        return self.ask("POST", self.path(object, name=False) + ("?dryRun=All" if dry_run else ""), object, user)

    def update(self, object, user="alice@example.com"):
        """Replaces the object as it is by this one."""
        there = self.ask("GET", self.path(object)).body
        object = {**object, "metadata": {**object["metadata"], "resourceVersion": there["metadata"]["resourceVersion"]}}
        return self.ask("PUT", self.path(object), object, user)

    def apply(self, object, user="alice@example.com"):
        return (self.update if self.ask("GET", self.path(object)).stored else self.create)(object, user)

    def scale(self, object, replicas, user="alice@example.com"):
        return self.ask(
            "PATCH", self.path(object) + "/scale", {"spec": {"replicas": replicas}}, user,
            content="application/merge-patch+json")

    def delete(self, object, user="alice@example.com", orphan=False):
        options = {"propagationPolicy": "Orphan"} if orphan else None
        return self.ask("DELETE", self.path(object), options, user)

    def uid(self, object):
        return self.ask("GET", self.path(object)).body["metadata"]["uid"]

    def child(self, owner, child, controller):
        """Writes a child as its controller does."""
        reference = {"apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": owner["metadata"]["name"],
                     "uid": self.uid(owner), "controller": True, "blockOwnerDeletion": True}
        child = {**child, "metadata": {**child["metadata"], "ownerReferences": [reference]}}
        return self.create(child, f"{CONTROLLERS}:{controller}")


def start_cluster(*options):
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "Tests/Servers/kubernetes.py"), *options], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, cwd=ROOT)
    line = process.stdout.readline()
    assert line, "the API server did not start"
    return Cluster(process, json.loads(line))


def stop_cluster(cluster):
    cluster.process.stdin.close()
    try:
        cluster.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        cluster.process.kill()
        cluster.process.wait()


class Server:
    """`pedigree serve` that can be stopped and started again at one address."""

    def __init__(self, policy, port, certificates, directory):
        self.policy, self.port, self.directory = policy, port, directory
        self.ca, self.chain, self.key = certificates
        self.health, self.process = free_port(), None
        self.log = directory / "serve.log"

    def start(self, *options):
        with self.log.open("a") as errors:
            self.process = subprocess.Popen(
                [PEDIGREE, "serve", "--policy", str(self.policy), "--tls-cert", self.chain, "--tls-key", self.key,
                 "--listen", f"127.0.0.1:{self.port}", "--health-listen", f"127.0.0.1:{self.health}", *options],
                stderr=errors, cwd=ROOT)
        self.webhook = Webhook(self.process, self.port, self.health, self.ca, self.log)
        eventually(self.is_ready, f"serve is ready: {self.log.read_text()[-2000:]}")

    def is_ready(self):
        assert self.process.poll() is None, f"serve ended with {self.process.returncode}: {self.log.read_text()}"
        with contextlib.suppress(OSError):
            return self.webhook.get("/readyz")[0] == 200

    def get(self, path):
        return self.webhook.get(path)

    def metric(self, name, labels=""):
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith(name + labels) and not line.startswith("#"):
                return float(line.rsplit(" ", 1)[1])
        return None

    def is_watching(self):
        """Whether everything that the cluster holds was seen."""
        lines = [line for line in self.get("/metrics")[1].splitlines() if line.startswith("pedigree_cluster_watch_synced{")]
        return bool(lines) and all(line.endswith(" 1") for line in lines)

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=60) == 0, f"serve ended with {self.process.returncode}: {self.log.read_text()}"

    def kill(self):
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def guarded_cluster(policy, *options, cluster_options=()):
    """An API server and the webhook that it asks; the webhook watches it in turn."""
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        certificates = make_certificates(directory)
        port = free_port()
        cluster = start_cluster(
            "--webhook", f"https://127.0.0.1:{port}/validate", "--webhook-ca", certificates[0], *cluster_options)
        server = Server(policy, port, certificates, directory)
        log = str(directory / "decisions.sqlite")
        server.options = ["--log", log, "--cluster", "kubeconfig", "--kubeconfig", cluster.kubeconfig, *options]
        server.log_place = log
        try:
            server.start(*server.options)
            eventually(server.is_watching, "the cluster is watched")
            yield cluster, server
            server.stop()
        finally:
            if server.process and server.process.poll() is None:
                server.kill()
            stop_cluster(cluster)
