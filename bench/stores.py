#!/usr/bin/env python3
"""What evidence on the network costs: the first decision about a model whose evidence was just pushed (cold) beside the next
ones (warm), the requests behind them, the time until ready, memory with many records, and what a source that hangs does to
the others. Stores are a web server, moto's S3 and Debian's docker-registry, all on loopback. QUICK=1 makes one short round.

    .build/python/bin/python bench/stores.py
"""

import contextlib
import datetime
import functools
import hashlib
import http.client
import http.server
import json
import pathlib
import re
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import evidence
import make_evidence
import serve

ROOT = serve.ROOT
RECORDS, MANY = (50, 2_000) if serve.QUICK else (500, 10_000)
COLD, WARM = (3, 200) if serve.QUICK else (7, 2_000)
ADMISSIONS = 1_000
WAITING = 32
# What was not there is believed not to be there for five seconds.
ABSENCE = 5.5
KNOWN = "s3://ml-models-prod/fraud-detector/v47/"


def wait_for(url):
    for _ in range(400):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.05)
    raise SystemExit(f"nobody answers at {url}")


class Web:
    """Files with a SHA256SUMS beside them."""

    name = "https (plain http here)"

    def __init__(self, directory, _):
        self.directory = directory / "web"
        self.directory.mkdir()
        self.count = 0
        store = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Python writes an answer's head and body apart, and would wait for the client's acknowledgement in between.
            disable_nagle_algorithm = True

            def log_request(self, code="-", size="-"):
                store.count += 1

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(self.directory)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.sums = {}

    def source(self):
        return f"https: {{url: 'http://127.0.0.1:{self.server.server_port}/'"

    def put(self, entries):
        for name, text in entries.items():
            (self.directory / name).write_text(text)
            self.sums[name] = hashlib.sha256(text.encode()).hexdigest()
        draft = self.directory / ".draft"
        draft.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(self.sums.items())))
        draft.rename(self.directory / "SHA256SUMS")

    def requests(self):
        return self.count

    def stop(self):
        self.server.shutdown()


class Bucket:
    """moto's S3."""

    name = "s3 (moto)"

    def __init__(self, directory, _):
        import boto3

        port = serve.free_port()
        self.url, self.log = f"http://127.0.0.1:{port}", directory / "moto.log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=self.log.open("w"))
        wait_for(f"{self.url}/moto-api/")
        keys = {"aws_access_key_id": "bench", "aws_secret_access_key": "bench", "region_name": "us-east-1"}
        self.client = boto3.client("s3", endpoint_url=self.url, **keys)
        self.client.create_bucket(Bucket="ml-evidence")
        self.credentials = directory / "credentials"
        self.credentials.write_text("[default]\naws_access_key_id = bench\naws_secret_access_key = bench\n")

    def source(self):
        return f"s3: {{bucket: ml-evidence, endpoint: '{self.url}', credentialsFile: {self.credentials}"

    def put(self, entries):
        for name, text in entries.items():
            self.client.put_object(Bucket="ml-evidence", Key=name, Body=text.encode())

    def requests(self):
        return len(re.findall(r'"(?:GET|HEAD) /ml-evidence', self.log.read_text()))

    def stop(self):
        self.process.kill()
        self.process.wait()


class Registry:
    """Debian's docker-registry: no referrers API, so that the fallback tag is what is read."""

    name = "oci (docker-registry)"

    def __init__(self, directory, _):
        self.port, self.log = serve.free_port(), directory / "registry.log"
        config = directory / "registry.yaml"
        config.write_text(
            f"version: 0.1\nlog: {{level: info}}\nstorage: {{filesystem: {{rootdirectory: {directory}/registry}}}}\n"
            f'http: {{addr: "127.0.0.1:{self.port}"}}\n')
        self.process = subprocess.Popen(["docker-registry", "serve", str(config)], stdout=self.log.open("w"), stderr=subprocess.STDOUT)
        wait_for(f"http://127.0.0.1:{self.port}/v2/")

    def source(self):
        return f"oci: {{repositories: ['oci://127.0.0.1:{self.port}/ml/evidence']"

    def put(self, entries):
        # As `pedigree attest --push` writes them, less the fallback index: the manifest has a tag of its own.
        for text in entries.values():
            layer = self.blob(text.encode())
            config = self.blob(b"{}")
            manifest = json.dumps({
                "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "artifactType": "application/vnd.in-toto+json",
                "config": {"mediaType": "application/vnd.oci.empty.v1+json", **config},
                "layers": [{"mediaType": "application/vnd.dsse.envelope.v1+json", **layer}],
            }).encode()
            tag = "evidence-" + hashlib.sha256(manifest).hexdigest()
            self.ask("PUT", f"/v2/ml/evidence/manifests/{tag}", manifest, "application/vnd.oci.image.manifest.v1+json")

    def blob(self, data):
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        location = self.ask("POST", "/v2/ml/evidence/blobs/uploads/", b"")
        path = location.partition(f":{self.port}")[2]
        self.ask("PUT", f"{path}&digest={digest}", data, "application/octet-stream")
        return {"digest": digest, "size": len(data)}

    def ask(self, method, path, body, kind=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, {"Content-Type": kind} if kind else {})
        answer = connection.getresponse()
        answer.read()
        if answer.status >= 300:
            raise SystemExit(f"the registry answered {answer.status} to {method} {path}")
        return answer.headers.get("Location", "")

    def requests(self):
        return len(re.findall(r'"(?:GET|HEAD) /v2/ml/', self.log.read_text()))

    def stop(self):
        self.process.kill()
        self.process.wait()


class Signer:
    """Evidence by the keys of one policy directory."""

    def __init__(self, policies):
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        self.finished = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        (policies / "keys").mkdir(parents=True)
        for name in ("eval-runner", "trainer"):
            (policies / "keys" / f"{name}.pub").write_bytes(public)
        self.train, self.test = (make_evidence.digest_of(f"{name}.csv").removeprefix("sha256:") for name in ("train", "eval"))

    def model(self, uri):
        """The two envelopes that admit a model, by their names."""
        slug = uri.split("/")[-3] + "-" + uri.split("/")[-2]
        return {
            f"{slug}-lineage.dsse.json": make_evidence.envelope(self.key, make_evidence.lineage(uri, self.train, self.finished)),
            f"{slug}-evaluation.dsse.json": make_evidence.envelope(self.key, make_evidence.evaluation(uri, self.test, self.finished)),
        }

    def others(self, count):
        entries = {}
        for number in range(count // 2):
            entries.update(self.model(f"s3://ml-models-prod/model-{number}/v1/"))
        return entries


def write_policies(policies, source):
    text = (ROOT / "Tests/Fixtures/evidence/production.yaml").read_text()
    text = text.replace(
        "metadata: {name: git}\nspec: {directory: {path: evidence}}",
        f"metadata: {{name: store}}\nspec: {{{source}, networks: [127.0.0.1/32], plainHTTP: true, refresh: 1h}}}}")
    (policies / "production.yaml").write_text(text)


class Client:
    """One connection, as an API server keeps one."""

    def __init__(self, port, directory):
        context = ssl.create_default_context(cafile=f"{directory}/tls.crt")
        context.check_hostname = False
        self.connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=60)
        self.review = json.loads(evidence.REVIEW.read_text())
        self.asked = 0

    def ask(self, model):
        """Milliseconds until the answer, and whether it admits."""
        self.asked += 1
        self.review["request"]["uid"] = f"u-{self.asked}"
        self.review["request"]["object"]["spec"]["predictor"]["model"]["storageUri"] = model
        body = json.dumps(self.review)
        begin = time.perf_counter()
        self.connection.request("POST", "/validate?timeout=30s", body, {"Content-Type": "application/json"})
        answer = json.loads(self.connection.getresponse().read())
        return (time.perf_counter() - begin) * 1000, answer["response"]["allowed"]


def measure(kind, pedigree, directory):
    policies = directory / "policies"
    policies.mkdir()
    signer = Signer(policies)
    store = kind(directory, policies)
    try:
        store.put({**signer.model(KNOWN), **signer.others(RECORDS)})
        write_policies(policies, store.source())
        before = store.requests()
        server = evidence.Server(pedigree, policies, directory.parent, pinned=False)
        try:
            start = store.requests() - before
            client = Client(server.port, directory.parent)
            warm = [client.ask(KNOWN) for _ in range(WARM)]
            before = store.requests()
            for _ in range(ADMISSIONS):
                client.ask(KNOWN)
            admitted = store.requests() - before
            cold, asked = [], []
            for number in range(COLD):
                model = f"s3://ml-models-prod/fraud-detector/v{100 + number}/"
                store.put(signer.model(model))
                time.sleep(ABSENCE)
                before = store.requests()
                cold.append(client.ask(model))
                asked.append(store.requests() - before)
            if not all(allowed for _, allowed in warm + cold):
                raise SystemExit(f"{store.name}: a review that should be admitted was not")
            return (
                store.name, server.ready, start, statistics.median(took for took, _ in warm),
                statistics.median(took for took, _ in cold), statistics.median(asked), admitted)
        finally:
            server.stop()
    finally:
        store.stop()


def hanging(pedigree, directory):
    """Percentiles of known reviews alone, and while others wait for a second source that takes connections and says nothing."""
    policies = directory / "policies"
    policies.mkdir()
    signer = Signer(policies)
    store = Web(directory, policies)
    store.put({**signer.model(KNOWN), **signer.others(RECORDS)})
    write_policies(policies, store.source())
    with socket.create_server(("127.0.0.1", 0), backlog=256) as silent:
        other = f"https: {{url: 'http://127.0.0.1:{silent.getsockname()[1]}/', plainHTTP: true, networks: [127.0.0.1/32], timeout: 60s"
        with (policies / "production.yaml").open("a") as file:
            file.write(
                "---\napiVersion: pedigree.dev/v1alpha1\nkind: EvidenceSource\nmetadata: {name: silent}\n"
                f"spec: {{{other}, refresh: 1h}}}}\n")
        # Ready only once each source was tried: the silent one is let answer once.
        refuser = threading.Thread(target=lambda: silent.accept()[0].close(), daemon=True)
        refuser.start()
        server = evidence.Server(pedigree, policies, directory.parent, pinned=False)
        try:
            client = Client(server.port, directory.parent)
            alone = [client.ask(KNOWN)[0] for _ in range(WARM)]
            waiting = [threading.Thread(target=wait, args=(server.port, directory.parent, number), daemon=True) for number in range(WAITING)]
            time.sleep(ABSENCE)
            for thread in waiting:
                thread.start()
            time.sleep(1)
            beside = [client.ask(KNOWN)[0] for _ in range(WARM)]
            still = sum(thread.is_alive() for thread in waiting)
            return percentiles(alone), percentiles(beside), still
        finally:
            server.stop()
            store.stop()


def wait(port, directory, number):
    """Asks about a model that nothing is known of; the server may end first."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        Client(port, directory).ask(f"s3://ml-models-prod/fraud-detector/v{200 + number}/")


def percentiles(values):
    return statistics.median(values), statistics.quantiles(values, n=100)[98]


def memory(pedigree, directory):
    """Resident MiB with many records of a web server."""
    policies = directory / "policies"
    policies.mkdir()
    signer = Signer(policies)
    store = Web(directory, policies)
    store.put({**signer.model(KNOWN), **signer.others(MANY)})
    write_policies(policies, store.source())
    server = evidence.Server(pedigree, policies, directory.parent, pinned=False)
    try:
        return server.ready, *evidence.resident(server.process)
    finally:
        server.stop()
        store.stop()


def main():
    pedigree = f"{serve.binaries()}/pedigree"
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        serve.make_certificate(directory)
        print(f"With {RECORDS + 2:,} records; milliseconds as one client sees them, medians of {WARM:,} and {COLD}:\n")
        print("| store | ready after ms | requests until ready | warm ms | cold ms | requests of a cold one | of 1,000 known |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        for kind in (Web, Bucket, Registry):
            home = directory / kind.__name__
            home.mkdir()
            name, ready, start, warm, cold, asked, admitted = measure(kind, pedigree, home)
            print(f"| {name} | {ready:,.0f} | {start:,} | {warm:.2f} | {cold:.1f} | {asked:.0f} | {admitted} |", flush=True)
            shutil.rmtree(home)
        home = directory / "hanging"
        home.mkdir()
        alone, beside, still = hanging(pedigree, home)
        print(
            f"\nA known review takes {alone[0]:.2f} ms (p99 {alone[1]:.2f}); while {still} reviews wait for a source that says nothing, "
            f"{beside[0]:.2f} ms (p99 {beside[1]:.2f}).", flush=True)
        home = directory / "memory"
        home.mkdir()
        ready, now, peak = memory(pedigree, home)
        print(f"\nWith {MANY + 2:,} records of a web server: ready after {ready:,.0f} ms, {now:.0f} MiB resident, {peak:.0f} at most.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
