"""Replicas of the webhook that can be killed and started again, the policies and evidence that they share as ConfigMaps and
git-sync show them, and the objects that they are asked about: good ones, and every sort that must never be let in."""

import base64
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
import zlib

from cluster import eventually
from load import Case
from support import PEDIGREE, ROOT, Webhook, expect, free_port, make_certificates, run

DEMO = ROOT / "examples/demo/production"
TRAINING = "sha256:e61a184aca4c4a585450a345a2874b57306b015e4632a67e0eddc6e88f0f13c1"
BUCKET = "s3://ml-models-prod/fraud-detector"
# Stricter or milder from one reload to the next; it never touches what the others judge.
TOGGLE = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: toggle}
spec: {match: {namespaces: [toggle]}, rules: {pinnedModel: {allow: [ALLOWED]}}}
"""
MILD, STRICT = TOGGLE.replace("ALLOWED", "pinned, versioned"), TOGGLE.replace("ALLOWED", "pinned")


def digest(version):
    return f"{version:02x}" * 32


class Site:
    """Policies, keys and evidence below one directory."""

    def __init__(self, directory, source="directory: {path: ../evidence}", more=None):
        self.directory, self.count, self.source, self.more = directory, 0, source, more or {}
        self.policies, self.evidence = directory / "policies", directory / "evidence"
        self.certificates = make_certificates(directory)
        self.policies.mkdir()
        for name in ("eval-runner", "trainer", "stranger"):
            status, _, errors = run("keygen", "--output", str(directory / name))
            expect(status == 0, errors)
        self.toggle(MILD)
        self.files = self.make_evidence()
        self.show(*self.files)

    # Policies, as a ConfigMap is mounted: each file is a link into ..data, which is a link itself.

    def configure(self, files):
        data = self.policies / f"..{self.count}"
        self.count += 1
        data.mkdir()
        for name, text in files.items():
            (data / name).write_text(text)
            link = self.policies / name
            if not link.is_symlink():
                link.symlink_to(f"..data/{name}")
        draft = self.policies / "..data_tmp"
        draft.symlink_to(data.name)
        os.replace(draft, self.policies / "..data")
        for link in self.policies.iterdir():
            if not link.name.startswith("..") and link.name not in files:
                link.unlink()

    def documents(self, toggle=MILD):
        text = (ROOT / "Tests/Fixtures/evidence/production.yaml").read_text()
        text = text.replace("keys/", "").replace("directory: {path: evidence}", self.source)
        keys = {f"{role}.pub": (self.directory / f"{role}.pub").read_text() for role in ("eval-runner", "trainer")}
        return {"production.yaml": text, "toggle.yaml": toggle, **keys, **self.more}

    def toggle(self, text):
        self.configure(self.documents(text))

    # Evidence, as git-sync shows it: the directory is a link to a checkout.

    def attest(self, kind, version, key, metrics="v47.json"):
        output = self.directory / f"made-{self.count}"
        self.count += 1
        common = ("--subject", f"{BUCKET}/v{version}/", "--digest", f"sha256:{digest(version)}", "--key",
                  str(self.directory / f"{key}.key"), "--output", str(output))
        if kind == "evaluation":
            options = ("--metrics", str(DEMO / "metrics" / metrics), "--dataset", f"fraud-eval={DEMO / 'data/eval.csv'}")
        else:
            source = "git+https://git.corp/ml/fraud@3f786850e387550fdab836ed7e6dc881de23001b"
            options = ("--source", source, "--dataset", str(DEMO / "data/train.csv"), "--seed", "1", "--parameter", "a=b")
        status, _, errors = run("attest", kind, *common, *options)
        expect(status == 0, errors)
        return next(output.glob("*.json"))

    def make_evidence(self):
        files = [self.attest("lineage", version, "trainer") for version in (44, 46, 47, 48, 49)]
        files.append(self.attest("evaluation", 47, "eval-runner"))
        files.append(self.attest("evaluation", 48, "stranger"))
        files.append(self.attest("evaluation", 46, "eval-runner", "v47-apac-weak.json"))
        self.tampered = self.attest("evaluation", 49, "eval-runner", "v47-apac-weak.json")
        envelope = json.loads(self.tampered.read_text())
        payload = base64.b64decode(envelope["payload"]).replace(b"0.713", b"0.913")
        envelope["payload"] = base64.b64encode(payload).decode()
        self.tampered.write_text(json.dumps(envelope))
        self.withdrawn = self.attest("evaluation", 44, "eval-runner")
        return [*files, self.tampered, self.withdrawn]

    def show(self, *files):
        checkout = self.directory / f"checkout-{self.count}"
        self.count += 1
        checkout.mkdir()
        for file in files:
            shutil.copy(file, checkout)
        link = self.directory / "link"
        link.symlink_to(checkout)
        os.replace(link, self.evidence)

    def rotate_certificate(self):
        """A new leaf of the same CA, swapped file by file as a Secret is; returns its serial number."""
        directory = self.directory
        openssl = ["openssl", "x509", "-req", "-in", directory / "tls.csr", "-CA", directory / "ca.crt", "-CAkey",
                   directory / "ca.key", "-CAcreateserial", "-days", "1", "-extfile", directory / "san.cnf", "-out",
                   directory / "leaf.crt"]
        subprocess.run(openssl, check=True, capture_output=True)
        draft = directory / "tls.draft"
        draft.write_text((directory / "leaf.crt").read_text() + (directory / "ca.crt").read_text())
        os.replace(draft, directory / "tls.crt")
        text = subprocess.run(["openssl", "x509", "-noout", "-serial", "-in", directory / "leaf.crt"], check=True,
                              capture_output=True, text=True).stdout
        return text.strip().partition("=")[2]


class Replica:
    """`pedigree serve` of one version, at ports of its own."""

    def __init__(self, site, name, *options, binary=PEDIGREE, env=None, prepare=None):
        self.site, self.name, self.options, self.binary = site, name, options, binary
        self.env, self.prepare = env or {}, prepare
        self.port, self.health = free_port(), free_port()
        self.directory = site.directory / name
        self.directory.mkdir()
        self.log, self.process = self.directory / "serve.log", None
        self.webhook = Webhook(None, self.port, self.health, site.certificates[0], self.log)

    def launch(self):
        _, chain, key = self.site.certificates
        command = [self.binary, "serve", "--policy", str(self.site.policies), "--tls-cert", chain, "--tls-key",
                   key, "--listen", f"127.0.0.1:{self.port}", "--health-listen", f"127.0.0.1:{self.health}", "--log-level",
                   "notice", *self.options]
        with self.log.open("a") as errors:
            self.process = subprocess.Popen(
                command, stderr=errors, cwd=ROOT, env={**os.environ, **self.env}, preexec_fn=self.prepare)
        return self

    def start(self, seconds=60):
        self.launch()
        eventually(self.is_ready, f"{self.name} is ready", seconds)
        return self

    def is_ready(self):
        expect(self.process.poll() is None, f"{self.name} ended with {self.process.returncode}: {self.text()}")
        with contextlib.suppress(OSError):
            return self.webhook.get("/readyz")[0] == 200

    def text(self):
        return self.log.read_text()[-4000:]

    def get(self, path):
        return self.webhook.get(path)

    def metric(self, name, labels=""):
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith((name + labels + " ", name + "{")) and (not labels or line.startswith(name + labels)):
                return float(line.rsplit(" ", 1)[1])
        return None

    def ask(self, body, timeout="10s"):
        """One answer over a connection of its own; None where there is none."""
        done = subprocess.run(
            ["curl", "-sS", "--max-time", "60", "--cacert", self.site.certificates[0], "-H", "Content-Type: application/json",
             "--data-binary", "@-", f"https://127.0.0.1:{self.port}/validate?timeout={timeout}"],
            input=body, capture_output=True, check=False, timeout=90)
        if done.returncode != 0:
            return None
        expect(done.stdout.startswith(b"{"), f"a review is answered by a review: {done.stdout[:200]} {self.text()}")
        return json.loads(done.stdout)["response"]

    def serial(self):
        """Of the certificate that new connections get."""
        done = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{self.port}"], input=b"", capture_output=True, check=False,
            timeout=60)
        text = subprocess.run(["openssl", "x509", "-noout", "-serial"], input=done.stdout, capture_output=True, check=False)
        return text.stdout.decode().strip().partition("=")[2]

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def stop(self):
        self.terminate()
        self.ended()

    def ended(self):
        expect(self.process.wait(timeout=90) == 0, f"{self.name} ended with {self.process.returncode}: {self.text()}")


@contextlib.contextmanager
def stopping(*replicas):
    """Whatever happens, none of them stays."""
    try:
        yield replicas
    finally:
        for replica in replicas:
            replica.kill()


# What is asked.

def request(uid, kind, value, operation="CREATE", old=None, dry_run=False):
    group, _, version = value["apiVersion"].rpartition("/")
    api = {"group": group, "version": version}
    resource = {**api, "resource": f"{kind.lower()}s"}
    return json.dumps({
        "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
        "request": {
            "uid": uid, "kind": {**api, "kind": kind}, "resource": resource, "requestKind": {**api, "kind": kind},
            "requestResource": resource, "name": value["metadata"]["name"], "namespace": value["metadata"]["namespace"],
            "operation": operation, "userInfo": {"username": "dana@example.com", "groups": ["system:authenticated"]},
            "object": value, "oldObject": old, "dryRun": dry_run, "options": None}}).encode()


def uid_of(name):
    """One of a few. The record remembers decisions for an hour by the object's uid, in case the cluster shows it."""
    return f"uid-{zlib.crc32(str(name).encode()) % 50}"


def inference_service(name, uri, namespace="ml-prod", annotations=None):
    there = {"pedigree.dev/dataset": TRAINING} if annotations is None else annotations
    return {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": {"name": name, "namespace": namespace, "annotations": there, "uid": uid_of(name), "generation": 1},
            "spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}, "storageUri": uri}}}}


def served(uri, fresh=True, **more):
    """Reviews of an InferenceService; one in two asks what was asked before, unless each has to be new."""
    def body(uid, number):
        return request(uid, "InferenceService", inference_service(f"fraud-{number if fresh or number % 2 else 0}", uri, **more))
    return body


def moved(to):
    """An UPDATE from a model that may be served to this one."""
    def body(uid, number):
        old, new = (inference_service(f"fraud-{number}", uri) for uri in (f"{BUCKET}/v47/", to))
        return request(uid, "InferenceService", new, "UPDATE", old)
    return body


def deployed(kind, *arguments, image="vllm/vllm-openai:v0.10.0"):
    def body(uid, number):
        metadata = {"name": f"vllm-{number}", "namespace": "ml-prod", "uid": uid_of(number), "generation": 1}
        spec = {"containers": [{"name": "server", "image": image, "args": list(arguments)}]}
        if kind == "Pod":
            return request(uid, kind, {"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": spec})
        template = {"metadata": {"labels": {"app": "vllm"}}, "spec": spec}
        return request(uid, kind, {
            "apiVersion": "apps/v1", "kind": kind, "metadata": metadata,
            "spec": {"selector": {"matchLabels": {"app": "vllm"}}, "template": template}})
    return body


def violating(model="org/model"):
    """Every sort of object that must never be let in, with the code that says why."""
    return [
        Case("mutable: latest", served(f"{BUCKET}/latest/", fresh=False), "denied", ["pinnedModel.mutable"]),
        Case("mutable: a stage", served("models:/fraud-detector/Production"), "denied", ["pinnedModel.mutable"]),
        Case("moved to latest", moved(f"{BUCKET}/latest/"), "denied", ["pinnedModel.mutable"]),
        Case("tagged: modelcar", served("oci://registry.corp/ml/fraud:v1"), "denied", ["pinnedModel"]),
        Case("no revision: Deployment", deployed("Deployment", "--model", model), "denied", ["pinnedModel.mutable"]),
        Case("a branch: Pod", deployed("Pod", "--model", model, "--revision", "main"), "denied", ["pinnedModel.mutable"]),
        Case("another bucket", served("s3://elsewhere/fraud-detector/v47/"), "denied", ["pinnedModel.source"]),
        Case("no evidence", served(f"{BUCKET}/v50/"), "denied", ["evaluation", "lineage"]),
        Case("a stranger's signature", served(f"{BUCKET}/v48/", fresh=False), "denied", ["evaluation.untrusted"]),
        Case("tampered evidence", served(f"{BUCKET}/v49/"), "denied", ["evaluation.invalid"]),
        Case("moved to tampered", moved(f"{BUCKET}/v49/"), "denied", ["evaluation.invalid"]),
        Case("below the threshold", served(f"{BUCKET}/v46/"), "denied", ["evaluation.belowThreshold"]),
        Case("no dataset", served(f"{BUCKET}/v47/", annotations={}), "denied", ["dataset.missing"]),
        Case("another's evidence", served(
            f"{BUCKET}/v50/", annotations={"pedigree.dev/dataset": TRAINING, "pedigree.dev/evaluation": f"sha256:{digest(47)}"}),
            "denied", ["evaluation"]),
    ]


def good():
    return [
        Case("good", served(f"{BUCKET}/v47/"), "allowed"),
        Case("good, asked again", served(f"{BUCKET}/v47/", fresh=False), "allowed"),
        Case("good: no model", deployed("Deployment", image="nginx:1.29"), "allowed"),
        Case("good: no change", moved(f"{BUCKET}/v47/"), "allowed"),
    ]


class Toggled:
    """What is judged by the policy that changes: each answer must be the one of the policies that it names."""

    def __init__(self):
        self.verdicts = {}
        self.case = Case(
            "as the policies say", served("s3://ml-models-prod/fraud/v47/", namespace="toggle"), "either", check=self.check)

    def check(self, outcome, answer):
        if outcome == "undecided":
            return None
        named = answer.get("auditAnnotations", {}).get("policy-digest")
        if not named:
            return f"{outcome} by no policies: {answer}"
        before = self.verdicts.setdefault(named, outcome)
        return None if before == outcome else f"{outcome} by {named}, which gave {before} before"
