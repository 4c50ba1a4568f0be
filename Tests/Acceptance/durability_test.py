"""What was answered is in the log: servers killed at any moment, and a disk that is full."""

import contextlib
import http.client
import json
import pathlib
import random
import resource
import signal
import sqlite3
import ssl
import subprocess
import tempfile
import threading
import time

from cluster import eventually
from support import PEDIGREE, ROOT, Webhook, expect, free_port, make_certificates, run

KILLS = 12
POLICY = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: production}
spec: {match: {namespaces: [ml]}, rules: {pinnedModel: {allow: [pinned]}}}
"""


def review(uid, revision="a" * 40, namespace="ml", dry_run=False):
    name = f"model-{uid}"
    return json.dumps({
        "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
        "request": {
            "uid": uid, "kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
            "resource": {"group": "apps", "version": "v1", "resource": "deployments"}, "name": name,
            "namespace": namespace, "operation": "CREATE", "userInfo": {"username": "alice@example.com", "groups": ["ml"]},
            "object": {
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": {"name": name, "namespace": namespace, "uid": f"object-{uid}", "generation": 1},
                "spec": {"template": {"spec": {"containers": [
                    {"name": "server", "image": "vllm/vllm-openai:v0.10.0",
                     "args": ["--model", "org/model", *(["--revision", revision] if revision else [])]}
                    if revision != "none" else {"name": "web", "image": "nginx:1.29"}]}}}},
            "oldObject": None, "dryRun": dry_run, "options": None}})


class Server:
    """`pedigree serve` with a log, alone."""

    def __init__(self, directory, *options, limit=None):
        self.directory, self.options, self.limit = directory, options, limit
        self.certificates = make_certificates(directory)
        (directory / "policies").mkdir()
        (directory / "policies/policy.yaml").write_text(POLICY)
        self.place = str(directory / "decisions.sqlite")

    def start(self, until_ready=True):
        ca, chain, key = self.certificates
        self.port, health = free_port(), free_port()
        log = self.directory / "serve.log"

        def confine():
            # A file that may not grow is a disk that is full, without a disk.
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            if self.limit:
                resource.setrlimit(resource.RLIMIT_FSIZE, (self.limit, self.limit))

        with log.open("a") as errors:
            self.process = subprocess.Popen(
                [PEDIGREE, "serve", "--policy", str(self.directory / "policies"), "--tls-cert", chain, "--tls-key", key,
                 "--listen", f"127.0.0.1:{self.port}", "--health-listen", f"127.0.0.1:{health}", "--log", self.place,
                 "--log-level", "warning", *self.options],
                stderr=errors, cwd=ROOT, preexec_fn=confine)
        self.webhook = Webhook(self.process, self.port, health, ca, log)
        if until_ready:
            eventually(self.is_ready, "serve is ready")

    def is_ready(self):
        assert self.process.poll() is None, (self.directory / "serve.log").read_text()
        with contextlib.suppress(OSError):
            return self.webhook.get("/readyz")[0] == 200

    def connection(self):
        context = ssl.create_default_context(cafile=self.certificates[0])
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)

    def ask(self, body, connection=None):
        connection = connection or self.connection()
        connection.request("POST", "/validate?timeout=10s", body, {"Content-Type": "application/json"})
        return json.loads(connection.getresponse().read())["response"]

    def metric(self, name):
        for line in self.webhook.get("/metrics")[1].splitlines():
            if line.startswith(name + " "):
                return float(line.rsplit(" ", 1)[1])
        return None

    def stop(self, status=0):
        self.process.terminate()
        expect(self.process.wait(timeout=60) == status, (self.directory / "serve.log").read_text()[-2000:])

    def kill(self):
        self.process.kill()
        self.process.wait()

    def kept(self):
        """Request uids of the decisions that the log holds."""
        with contextlib.closing(sqlite3.connect(f"file:{self.place}?mode=ro", uri=True)) as log:
            rows = log.execute("SELECT body FROM entries WHERE kind = 'reviewed'")
            return {json.loads(bytes(row[0]))["decision"]["requestUID"] for row in rows}


def kills(directory):
    """before-response: whatever the moment of the kill, what was answered is in the log, and the log is whole."""
    server = Server(directory, "--log-durability", "before-response")
    chance = random.Random(47)
    answered, lock = set(), threading.Lock()

    def client(number, kill):
        connection = server.connection()
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            for count in range(10_000):
                uid = f"{kill}-{number}-{count}"
                if server.ask(review(uid), connection)["allowed"]:
                    with lock:
                        answered.add(uid)

    for kill in range(KILLS):
        server.start()
        clients = [threading.Thread(target=client, args=(number, kill)) for number in range(4)]
        for thread in clients:
            thread.start()
        time.sleep(chance.uniform(0.05, 0.5))
        server.kill()
        for thread in clients:
            thread.join()
        missing = answered - server.kept()
        expect(not missing, f"{len(missing)} answered decisions are not in the log after kill {kill}")
    expect(len(answered) > KILLS, f"only {len(answered)} were answered")
    status, text, errors = run("audit", "verify-log", server.place)
    expect(status == 0, text + errors)


def full_disk(directory):
    """before-response gives no answer that it cannot keep, and decides what needs no log."""
    server = Server(directory, "--log-durability", "before-response", limit=512 << 10)
    server.start()
    answers = []
    for number in range(3000):
        answers.append(server.ask(review(f"full-{number}")))
        if not answers[-1]["allowed"]:
            break
    last = answers[-1]
    expect(not last["allowed"] and last["status"]["code"] == 503, last)
    expect("record.unavailable" in last["status"]["message"], last)
    expect(server.ask(review("nginx", "none", namespace="web"))["allowed"], "what no policy is about needs no log")
    expect(server.ask(review("dry", dry_run=True))["allowed"], "a dry run is kept nowhere")
    expect(server.metric("pedigree_log_writable") == 0, "the metric says so")
    expect("[!]record" in server.webhook.get("/readyz?verbose")[1], server.webhook.get("/readyz?verbose")[1])
    kept = server.kept()
    expect(all(f"full-{number}" in kept for number in range(len(answers) - 1)), "all that was answered is kept")
    server.kill()
    # With room again it goes on, on the same log.
    server.limit = None
    server.start()
    expect(server.ask(review("room-again"))["allowed"], "room again")
    server.stop()
    status, text, errors = run("audit", "verify-log", server.place)
    expect(status == 0, text + errors)


def losses(directory):
    """async answers all the same, counts what it loses, says so, and the end of the process says it too."""
    server = Server(directory, limit=512 << 10)
    server.start()
    connection = server.connection()
    number = 0
    while server.metric("pedigree_log_writable") == 1:
        for _ in range(100):
            expect(server.ask(review(f"async-{number}"), connection)["allowed"], "answered")
            number += 1
        expect(number < 50_000, "the limit was never reached")
    expect(server.ask(review("later"), connection)["allowed"], "still answered")
    expect("decision log" in (directory / "serve.log").read_text(), "the log of the server says it")
    server.stop(status=1)


def main():
    for test in (kills, full_disk, losses):
        with tempfile.TemporaryDirectory() as name:
            test(pathlib.Path(name))


if __name__ == "__main__":
    main()
