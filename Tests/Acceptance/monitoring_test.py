"""A real Prometheus scrapes a real server: every panel and every alert gets an answer, and alerts fire on what they name."""

import contextlib
import datetime
import json
import pathlib
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from alerts_test import CHART, alerts, metrics_of
from cluster import Server, eventually, start_cluster, stop_cluster
from record_test import workload
from support import ROOT, expect, free_port, run

POLICIES = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: pinned}
spec: {match: {namespaces: [ml]}, validationActions: [Deny], rules: {pinnedModel: {allow: [pinned, versioned]}}}
---
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: watched}
spec: {match: {namespaces: [ml]}, validationActions: [Warn], rules: {pinnedModel: {allow: [pinned]}}}
---
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: evaluated}
spec:
  match: {namespaces: [prod]}
  rules:
    pinnedModel: {allow: [pinned, versioned], sources: [{uri: "s3://ml-models-prod/", immutable: true}]}
    evaluation:
      signedBy: [eval-runner]
      dataset: "sha256:ab8272fad65474a66d294f0a9c27001b85017231fbe3e06b8d972924c7794f23"
      model: "s3://ml-models-prod/fraud/*/"
      metrics: [{name: f1_score, min: 0.9}]
---
apiVersion: pedigree.dev/v1alpha1
kind: TrustRoot
metadata: {name: eval-runner}
spec: {keys: [{publicKeyFile: keys/eval-runner.pub}]}
---
apiVersion: pedigree.dev/v1alpha1
kind: EvidenceSource
metadata: {name: git}
spec: {directory: {path: evidence}}
---
apiVersion: pedigree.dev/v1alpha1
kind: PolicyException
metadata: {name: legacy}
spec:
  policies: [pinned]
  match: {kind: Deployment, group: apps, namespace: ml, name: legacy}
  rules: [pinnedModel]
  reason: it is replaced
  owner: ml@corp.example
  ticket: ML-1
  expires: "EXPIRES"
"""
# Shown only where the control group has a limit, or by API servers.
RARE = {"pedigree_memory_limit_bytes"}
# Panels that may be empty here: nothing of it has happened.
EMPTY = {"Calls, p99", "Calls that failed", "Let in without a call"}
TAG, PINNED = "org/model", "org/model --revision " + "a" * 40


def certificates(directory, leaf, ca=(-30, 335), authority=None):
    """A CA and a leaf for 127.0.0.1, valid from and until so many days from now; the files are replaced as the kubelet does."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID
    import ipaddress

    now = datetime.datetime.now(datetime.timezone.utc)

    def issue(name, days, key, issuer, issuer_key, is_ca):
        names = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (x509.CertificateBuilder().subject_name(names).issuer_name(issuer.subject if issuer else names)
                   .public_key(key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(now + datetime.timedelta(days=days[0])).not_valid_after(now + datetime.timedelta(days=days[1]))
                   .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True))
        if not is_ca:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        return builder.sign(issuer_key, hashes.SHA256())

    if authority is None:
        ca_key = ec.generate_private_key(ec.SECP256R1())
        authority = (issue("test CA", ca, ca_key, None, ca_key, True), ca_key)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = issue("pedigree", leaf, key, authority[0], authority[1], False)
    pem = serialization.Encoding.PEM
    files = {
        "ca.crt": authority[0].public_bytes(pem), "tls.crt": certificate.public_bytes(pem),
        "tls.key": key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())}
    for name, content in files.items():
        (directory / f"{name}.new").write_bytes(content)
    for name in files:
        (directory / f"{name}.new").replace(directory / name)
    return authority


class Prometheus:
    """Debian's, which scrapes one replica each second and evaluates the chart's rules."""

    def __init__(self, directory, target):
        self.directory, self.port, self.process = directory / "prometheus", free_port(), None
        self.directory.mkdir()
        config = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(CHART / "alerts.yaml")],
            "scrape_configs": [{
                "job_name": "pedigree", "metrics_path": "/metrics",
                "static_configs": [{"targets": [f"127.0.0.1:{target}"], "labels": {"namespace": "pedigree-system", "pod": "pedigree-0"}}]}]}
        (self.directory / "prometheus.yml").write_text(json.dumps(config))

    def start(self):
        with (self.directory / "log").open("w") as log:
            self.process = subprocess.Popen(
                ["prometheus", f"--config.file={self.directory}/prometheus.yml", f"--storage.tsdb.path={self.directory}/data",
                 f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=warn"], stdout=log, stderr=log)
        eventually(self.is_ready, "Prometheus is ready", 120)

    def is_ready(self):
        assert self.process.poll() is None, (self.directory / "log").read_text()
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready", timeout=5):
            return True

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)

    def get(self, path, **query):
        url = f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(query)}"
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return json.loads(answer.read())["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{query}: {error.read().decode()}") from error

    def query(self, expression):
        return self.get("query", query=expression)["result"]


class Site:
    def __init__(self, directory):
        self.directory = directory
        self.policies, self.tls = directory / "policies", directory / "tls"
        self.tls.mkdir()
        (self.policies / "keys").mkdir(parents=True)
        (self.policies / "evidence").mkdir()
        status, _, errors = run("keygen", "--output", str(directory / "eval-runner"))
        expect(status == 0, errors)
        shutil.copy(directory / "eval-runner.pub", self.policies / "keys")
        self.write(days=60)
        (self.policies / "evidence/broken.json").write_text("{")
        self.authority = certificates(self.tls, leaf=(-30, 335))

    def write(self, days, then=""):
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
        new = self.directory / "policy.new"
        new.write_text(POLICIES.replace("EXPIRES", end.strftime("%Y-%m-%dT%H:%M:%SZ")) + then)
        new.replace(self.policies / "policy.yaml")

    @property
    def certificates(self):
        return str(self.tls / "ca.crt"), str(self.tls / "tls.crt"), str(self.tls / "tls.key")


def traffic(cluster, number):
    expect(cluster.create(workload("Deployment", f"good-{number}", PINNED, replicas=0)).stored, "pinned")
    expect(cluster.create(workload("Deployment", f"bad-{number}", TAG, replicas=0)).status == 403, "a tag")
    # By its exception, and then as an update that leaves the model alone.
    legacy = workload("Deployment", "legacy", TAG, replicas=0)
    legacy["metadata"]["labels"] = {"round": str(number)}
    expect(cluster.apply(legacy).stored, "the exception holds")
    away = workload("Deployment", f"away-{number}", "s3://ml-models-prod/fraud/v47/", replicas=0)
    away["metadata"]["namespace"] = "prod"
    expect(not cluster.create(away).stored, "without an evaluation")


def families(text):
    """Names of metrics and of their labels, as a page shows them."""
    found = {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line.split()[2:4]
            found[name] = (kind, set())
        elif line and not line.startswith("#"):
            name, labels = re.match(r"(\w+)(?:\{(.*)\})? ", line).groups()
            base = name if name in found else re.sub(r"_(bucket|sum|count)$", "", name)
            expect(base in found, f"{name} has no TYPE")
            found[base][1].update(re.findall(r'(\w+)="', labels or ""))
    return found


def documented():
    """The tables of docs/metrics.md."""
    rows = {}
    for line in (ROOT / "docs/metrics.md").read_text().splitlines():
        row = re.match(r"\| `(\w+)` \| (\w+) \|([^|]*)\|", line)
        if row:
            rows[row[1]] = (row[2], set(re.findall(r"`(\w+)`", row[3])))
    return rows


def page(server):
    text = server.get("/metrics")[1]
    done = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, capture_output=True, check=False)
    expect(done.returncode == 0 and not done.stdout + done.stderr, f"promtool: {done.stdout}{done.stderr}")
    shown, told = families(text), documented()
    expect(set(shown) <= set(told), f"not in docs/metrics.md: {set(shown) - set(told)}")
    expect(set(told) - RARE <= set(shown), f"docs/metrics.md tells of what nobody shows: {set(told) - set(shown)}")
    for name, (kind, labels) in shown.items():
        expect(told[name][0] == kind, f"{name} is a {kind}")
        expect(labels - {"le"} <= told[name][1], f"{name}: labels {labels}, documented {told[name][1]}")
    return shown


def known(name, shown):
    return name in shown or re.sub(r"_(bucket|sum|count)$", "", name) in shown or name in RARE or name == "up" or name.startswith("apiserver_")


def panels(prometheus, shown):
    board = json.loads((CHART / "dashboard.json").read_text())
    fill = {"$__rate_interval": "20s", "$__range": "1h", "$job": "pedigree", "$namespace": "pedigree-system"}
    empty, asked = [], 0
    queries = [(one["title"], target["expr"]) for one in board["panels"] for target in one.get("targets", [])]
    queries += [(one["name"], one["expr"]) for one in board["annotations"]["list"] if "expr" in one]
    for title, expression in queries:
        for name in metrics_of(expression):
            expect(known(name, shown), f"{title} asks for {name}, which nobody shows")
        for variable, value in fill.items():
            expression = expression.replace(variable, value)
        expect("$" not in expression, f"{title}: {expression}")
        found, asked = prometheus.query(expression), asked + 1
        if not found and title not in EMPTY and "memory_limit" not in expression and title != "New policies":
            empty.append(f"{title}: {expression}")
    expect(not empty, "panels without an answer:\n" + "\n".join(empty))
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            metric, label = re.match(r"label_values\((.*), (\w+)\)", variable["definition"]).groups()
            metric = metric.replace("$namespace", "pedigree-system")
            expect(prometheus.get(f"label/{label}/values", **{"match[]": metric}), f"the variable {variable['name']} has no values")
    return asked


class Watch:
    """The alerts' conditions, asked of Prometheus."""

    def __init__(self, prometheus):
        self.prometheus, self.rules = prometheus, {name: rule["expr"] for name, rule in alerts().items()}
        self.told = set()

    def holds(self, name):
        return bool(self.prometheus.query(self.rules[name]))

    def all(self):
        return {name for name in self.rules if self.holds(name)}

    def comes(self, *names):
        for name in names:
            eventually(lambda: self.holds(name), f"the condition of {name}", 120)
            eventually(lambda: name in self.names(), f"{name} is pending", 120)

    def names(self):
        """The alerts that are pending or firing; what they say must have been filled in."""
        found = self.prometheus.get("alerts")["alerts"]
        for one in found:
            for text in one["annotations"].values():
                expect("error expanding" not in text and "<no value>" not in text and "{{" not in text, one)
        self.told |= {one["labels"]["alertname"] for one in found}
        return {one["labels"]["alertname"] for one in found}

    def goes(self, *names):
        for name in names:
            eventually(lambda: not self.holds(name), f"the end of {name}", 120)


def break_files(site, watch):
    """Policies, exceptions, evidence: each breaks and is mended."""
    site.write(days=60, then="---\nkind: Nonsense\n")
    watch.comes("PedigreeReloadFailing")
    site.write(days=3)
    watch.goes("PedigreeReloadFailing")
    watch.comes("PedigreeExceptionExpiring")
    site.write(days=60)
    watch.goes("PedigreeExceptionExpiring")
    evidence = site.policies / "evidence"
    evidence.rename(site.directory / "aside")
    watch.comes("PedigreeEvidenceSourceDown")
    (site.directory / "aside").rename(evidence)
    watch.goes("PedigreeEvidenceSourceDown")
    expect("PedigreeEvidenceUnusable" in watch.all(), "a file that is no JSON is told")
    (evidence / "broken.json").unlink()
    watch.goes("PedigreeEvidenceUnusable")


def break_log(server, cluster, watch):
    """Somebody holds the database."""
    holder = sqlite3.connect(server.log_place, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    cluster.create(workload("Deployment", "held", PINNED, replicas=0))
    watch.comes("PedigreeLogNotWritable")
    expect("[!]log ok: entries wait, as " in server.get("/readyz/log")[1], server.get("/readyz/log"))
    holder.rollback()
    holder.close()
    watch.goes("PedigreeLogNotWritable")


def break_certificates(site, server, watch):
    expect("certificate ends soon" not in server.log.read_text(), "a fresh certificate warns nobody")
    certificates(site.tls, leaf=(-345, 20), authority=site.authority)
    watch.comes("PedigreeCertificateExpiring")
    expect(not watch.holds("PedigreeCertificateExpiryImminent"), "not within the week yet")
    certificates(site.tls, leaf=(-362, 3), authority=site.authority)
    watch.comes("PedigreeCertificateExpiryImminent")
    expect("[!]certificate/leaf ok: 2 days left" in server.get("/readyz?verbose")[1], server.get("/readyz?verbose"))
    eventually(lambda: server.log.read_text().count("a certificate ends soon") >= 2, "the log says so at both")
    certificates(site.tls, leaf=(-1, 90), ca=(-3645, 5))
    watch.comes("PedigreeCAExpiring", "PedigreeCAExpiryImminent")
    watch.goes("PedigreeCertificateExpiring", "PedigreeCertificateExpiryImminent")
    ca = (site.tls / "ca.crt").read_bytes()
    certificates(site.tls, leaf=(-1, 90))
    (site.tls / "ca.crt").write_bytes(ca)
    watch.comes("PedigreeCertificateNotSignedByCA")
    expect("[!]certificate/signed-by-ca" in server.get("/readyz?verbose")[1], server.get("/readyz?verbose"))
    certificates(site.tls, leaf=(-1, 90))
    watch.goes("PedigreeCertificateNotSignedByCA", "PedigreeCAExpiring")


def ends(server, watch):
    """A server that ends is not ready while it finishes what is in flight."""
    context = ssl.create_default_context(cafile=server.ca)
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain, context.wrap_socket(plain, server_hostname="127.0.0.1") as tls:
        tls.sendall(b"POST /validate?timeout=30s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
        time.sleep(0.5)
        server.process.terminate()
        watch.comes("PedigreeNotReady", "PedigreeNoneReady")
    server.process.wait(timeout=120)
    watch.comes("PedigreeAbsent", "PedigreeReplicaDown")


def watched(site, cluster, server, prometheus):
    for number in range(3):
        traffic(cluster, number)
    # Nobody is asked where everything is known; one that is new, while the evidence is away, is undecided.
    prometheus.start()
    (site.policies / "evidence").rename(site.directory / "aside")
    eventually(lambda: "what was read before stays" in server.get("/readyz/evidence/git")[1], "the evidence is away")
    traffic(cluster, 3)
    (site.directory / "aside").rename(site.policies / "evidence")
    eventually(lambda: prometheus.query('pedigree_reviews_total{outcome="undecided"} > 0'), "what is undecided is counted", 120)
    # Counters that were born between two scrapes need two more to have a rate.
    eventually(lambda: prometheus.query('count_over_time(pedigree_decisions_total{verdict="undecided"}[1m]) > 4'), "some scrapes", 120)
    shown = page(server)
    asked = panels(prometheus, shown)
    watch = Watch(prometheus)
    for name, expression in watch.rules.items():
        for metric in metrics_of(expression):
            expect(known(metric, shown) or metric.startswith("job:"), f"{name} asks for {metric}, which nobody shows")
    watch.goes("PedigreeEvidenceSourceDown")
    expect(watch.all() == {"PedigreeEvidenceUnusable"}, f"conditions that hold though nothing is wrong: {watch.all()}")
    break_files(site, watch)
    break_log(server, cluster, watch)
    break_certificates(site, server, watch)
    ends(server, watch)
    for group in prometheus.get("rules")["groups"]:
        for rule in group["rules"]:
            expect(rule["health"] == "ok", f"{rule['name']}: {rule.get('lastError')}")
    print(f"{len(shown)} metrics are as documented, {asked} queries of the dashboard have answers, and {len(watch.told)} alerts came when they should")


def main():
    with tempfile.TemporaryDirectory() as name:
        site = Site(pathlib.Path(name))
        port = free_port()
        cluster = start_cluster("--webhook", f"https://127.0.0.1:{port}/validate", "--webhook-ca", site.certificates[0])
        server = Server(site.policies, port, site.certificates, site.directory)
        server.log_place = str(site.directory / "decisions.sqlite")
        prometheus = Prometheus(site.directory, server.health)
        try:
            server.start("--log", server.log_place, "--cluster", "kubeconfig", "--kubeconfig", cluster.kubeconfig, "--tls-ca", site.certificates[0])
            eventually(server.is_watching, "the cluster is watched")
            watched(site, cluster, server, prometheus)
        finally:
            if server.process and server.process.poll() is None:
                server.kill()
            if prometheus.process:
                prometheus.stop()
            stop_cluster(cluster)
    return 0


if __name__ == "__main__":
    sys.exit(main())
