#!/usr/bin/env python3
"""What an audit of a cluster costs: time, memory and requests, for clusters of 10,000, 30,000 and 100,000 objects, in one run.

An API server of its own speaks the list protocol (discovery, pages by `limit` and `continue`, TLS) from one process and holds
ready-made pages, so that it is not what is measured. For each InferenceService there are the Deployment, ReplicaSets and Pods
that follow from it, and several times as many objects that serve no model. Each object is as large as real ones are.

    python3 bench/audit.py                            # needs .build/release/pedigree (make release)
    PEDIGREE=.build/debug/pedigree python3 bench/audit.py --sizes 1000,3000
"""

import argparse
import http.server
import json
import os
import pathlib
import socketserver
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/Acceptance"))

from support import make_certificates  # noqa: E402

PEDIGREE = os.environ.get("PEDIGREE", str(ROOT / ".build/release/pedigree"))
POLICY = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: production}
spec: {rules: {pinnedModel: {allow: [pinned, versioned]}}}
"""
RESOURCES = {
    ("serving.kserve.io", "v1beta1", "inferenceservices"): "InferenceService",
    ("apps", "v1", "deployments"): "Deployment", ("apps", "v1", "replicasets"): "ReplicaSet", ("", "v1", "pods"): "Pod",
}
# Of what a cluster of this kind holds for each InferenceService: what follows from it, and what serves no model.
FORMER, PODS, PLAIN, PLAIN_PODS = 2, 4, 3, 8
PER_SERVICE = 1 + 1 + 1 + FORMER + PODS + PLAIN * 2 + PLAIN * PLAIN_PODS


def uid(kind, number):
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


def metadata(kind, number, name, owner=None, **labels):
    """With what an API server and its clients write there: much of an object is this."""
    fields = {"f:metadata": {"f:labels": {f"f:{label}": {} for label in labels}},
              "f:spec": {f"f:field-{index}": {".": {}, "f:name": {}} for index in range(30)}}
    value = {
        "name": name, "namespace": f"team-{number % 40}", "uid": uid(kind, number), "resourceVersion": str(1000 + number),
        "generation": 1, "creationTimestamp": "2026-10-01T08:00:00Z", "labels": labels,
        "annotations": {"argocd.argoproj.io/tracking-id": f"team-{number % 40}:apps/Deployment:ml/{name}"},
        "managedFields": [{"manager": "argocd-controller", "operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": fields}],
    }
    if owner:
        value["ownerReferences"] = [{**owner, "controller": True, "blockOwnerDeletion": True}]
    return value


def pod_spec(model):
    arguments = ["--model", *model.split()] if model else ["--port", "8080"]
    image = "vllm/vllm-openai:v0.10.0" if model else "registry.corp/web/frontend:1.27"
    variables = [{"name": f"SETTING_{index}", "value": f"value-{index}"} for index in range(12)]
    container = {
        "name": "server", "image": image, "args": arguments, "env": variables, "resources": {"limits": {"cpu": "4"}},
        "volumeMounts": [{"name": "token", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "readOnly": True}]}
    return {"containers": [container], "nodeName": "node-1", "schedulerName": "default-scheduler",
            "volumes": [{"name": "token", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}]}


def workload(kind, number, name, model, owner=None, replicas=1):
    labels = {"app": name}
    return {"metadata": metadata(kind, number, name, owner, **labels),
            "spec": {"replicas": replicas, "selector": {"matchLabels": labels},
                     "template": {"metadata": {"labels": labels}, "spec": pod_spec(model)}},
            "status": {"replicas": replicas, "observedGeneration": 1}}


def pod(number, name, model, owner):
    conditions = [{"type": kind, "status": "True", "lastTransitionTime": "2026-10-01T08:00:00Z"}
                  for kind in ("PodScheduled", "Initialized", "ContainersReady", "Ready")]
    return {"metadata": metadata(4, number, name, owner, app=name), "spec": pod_spec(model),
            "status": {"phase": "Running", "conditions": conditions, "podIP": "10.0.0.7"}}


def reference(api, kind, code, number, name):
    return {"apiVersion": api, "kind": kind, "name": name, "uid": uid(code, number)}


class Population:
    """The objects of a cluster, by resource."""

    def __init__(self, size):
        self.objects = {resource: [] for resource in RESOURCES}
        self.services = self.followers = 0
        number = 0
        while sum(map(len, self.objects.values())) < size:
            number = self.add(number)
        for resource, kept in self.trimmed(size).items():
            self.objects[resource] = kept

    def add(self, number):
        services, deployments, sets, pods = self.objects.values()
        name = f"model-{number}"
        # One in ten has no revision, and would be refused.
        model = f"org/model-{number % 500}" + (f" --revision {'a' * 40}" if number % 10 else "")
        service = {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
                   "metadata": metadata(1, number, name), "spec": {"predictor": pod_spec(model)}}
        services.append(service)
        deployments.append(workload(
            2, number, f"{name}-predictor", model, reference("serving.kserve.io/v1beta1", "InferenceService", 1, number, name)))
        owner = reference("apps/v1", "Deployment", 2, number, f"{name}-predictor")
        for index in range(1 + FORMER):
            former = f"org/former-{index}" if index else model
            sets.append(workload(3, number * 16 + index, f"{name}-predictor-{index}", former, owner, 0 if index else PODS))
        for index in range(PODS):
            pods.append(pod(number * 64 + index, f"{name}-predictor-0-{index}", model,
                            reference("apps/v1", "ReplicaSet", 3, number * 16, f"{name}-predictor-0")))
        for index in range(PLAIN):
            place = 1_000_000 + number * PLAIN + index
            web = f"web-{number}-{index}"
            deployments.append(workload(2, place, web, None))
            sets.append(workload(3, place * 16, f"{web}-0", None, reference("apps/v1", "Deployment", 2, place, web)))
            for copy in range(PLAIN_PODS):
                pods.append(pod(place * 64 + copy, f"{web}-0-{copy}", None,
                                reference("apps/v1", "ReplicaSet", 3, place * 16, f"{web}-0")))
        return number + 1

    def trimmed(self, size):
        """Exactly so many, at the cost of Pods without a model."""
        pods = self.objects[("", "v1", "pods")]
        surplus = sum(map(len, self.objects.values())) - size
        return {("", "v1", "pods"): pods[:len(pods) - surplus]}


class Pages:
    """What the server sends, made before it is asked."""

    def __init__(self, population, limit=500):
        self.lists = {}
        for (group, version, name), kind in RESOURCES.items():
            items = population.objects[(group, version, name)]
            api = f"{group}/{version}" if group else version
            root = f"/apis/{api}" if group else f"/api/{api}"
            for start in range(0, max(len(items), 1), limit):
                rest = len(items) - start - limit
                about = {"resourceVersion": "1"}
                if rest > 0:
                    about |= {"continue": f"at-{start + limit}", "remainingItemCount": rest}
                self.lists[f"{root}/{name}", start] = json.dumps({
                    "kind": f"{kind}List", "apiVersion": api, "metadata": about, "items": items[start:start + limit]}).encode()
        groups = [{"name": group, "versions": [{"groupVersion": f"{group}/{version}", "version": version}],
                   "preferredVersion": {"groupVersion": f"{group}/{version}", "version": version}}
                  for group, version in {(group, version) for group, version, _ in RESOURCES if group}]
        self.others = {"/apis": json.dumps({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}).encode()}
        for group, version in {(group, version) for group, version, _ in RESOURCES}:
            api = f"{group}/{version}" if group else version
            found = [{"name": name, "kind": kind, "namespaced": True, "verbs": ["get", "list", "watch"]}
                     for (own, _, name), kind in RESOURCES.items() if own == group]
            self.others[f"/apis/{api}" if group else f"/api/{api}"] = json.dumps(
                {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": api, "resources": found}).encode()

    @property
    def bytes(self):
        return sum(map(len, self.lists.values()))

    def get(self, target):
        path, _, query = target.partition("?")
        if path in self.others:
            return self.others[path]
        asked = urllib.parse.parse_qs(query)
        return self.lists.get((path, int(asked.get("continue", ["at-0"])[0].removeprefix("at-"))))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        body = self.server.pages.get(self.path)
        self.server.requests += 1
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/json")
        body = body or b'{"kind":"Status","status":"Failure","code":404}'
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def __init__(self, pages, directory):
        super().__init__(("127.0.0.1", 0), Handler)
        ca, chain, key = make_certificates(directory)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.pages, self.requests = pages, 0
        self.kubeconfig = directory / "kubeconfig"
        self.kubeconfig.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "bench",
            "clusters": [{"name": "bench", "cluster": {
                "server": f"https://127.0.0.1:{self.server_port}", "certificate-authority": ca}}],
            "users": [{"name": "bench", "user": {"token": "t"}}],
            "contexts": [{"name": "bench", "context": {"cluster": "bench", "user": "bench"}}]}))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass


class Peak(threading.Thread):
    """The most memory that a process had resident: VmHWM, which only rises, read until it ends. (The kernel's ru_maxrss would
    count what this script held when it forked.)"""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.path, self.kib = f"/proc/{pid}/status", 0
        self.start()

    def run(self):
        while True:
            try:
                lines = pathlib.Path(self.path).read_text().splitlines()
            except OSError:
                return
            found = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
            if not found:
                return
            self.kib = found[0]
            time.sleep(0.005)


def audit(server, policy, report):
    """Wall seconds, seconds of CPU, the most memory that was resident (MiB), and the report."""
    command = [PEDIGREE, "audit", "--kubeconfig", str(server.kubeconfig), "--policy", str(policy), "--fail-on", "never"]
    with report.open("wb") as output:
        begin = time.monotonic()
        process = subprocess.Popen([*command, "--format", "json"], stdout=output, cwd=policy.parent)
        peak = Peak(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
    peak.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"the audit ended with {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, peak.kib / 1024, json.loads(report.read_text())


def transfer(server):
    """Seconds in which curl alone fetches every page: what the server and TLS take."""
    config = json.loads(server.kubeconfig.read_text())["clusters"][0]["cluster"]
    targets = [f"{config['server']}{path}?limit=500" + (f"&continue=at-{start}" if start else "")
               for path, start in server.pages.lists]
    lines = "".join(f'url = "{target}"\noutput = "/dev/null"\n' for target in targets)
    begin = time.monotonic()
    subprocess.run(["curl", "-s", "--cacert", config["certificate-authority"], "-K", "-"], input=lines, text=True, check=True)
    return time.monotonic() - begin


def measure(size, rounds, directory):
    population = Population(size)
    pages = Pages(population)
    services = len(population.objects[("serving.kserve.io", "v1beta1", "inferenceservices")])
    del population
    directory.mkdir()
    policy = directory / "policies"
    policy.mkdir()
    (policy / "policy.yaml").write_text(POLICY)
    server = Server(pages, directory)
    try:
        before = server.requests
        runs = [audit(server, policy, directory / "report.json") for _ in range(rounds)]
        requests = (server.requests - before) / rounds
        alone = min(transfer(server) for _ in range(2))
    finally:
        server.shutdown()
        server.server_close()
    report = runs[-1][3]
    # A fast answer that saw only a part would prove nothing.
    summary = report["summary"]
    kinds = {kind["name"]: kind for kind in report["coverage"]["kinds"]}
    assert summary["objects"] == size and summary["workloads"] == services, summary
    assert summary["children"] == services * (2 + PODS) and summary["denied"] == (services + 9) // 10, summary
    assert not report["problems"] and kinds["InferenceService.serving.kserve.io"]["serving"] == services, report["problems"]
    seconds, cpu, memory = (statistics.median(run[place] for run in runs) for place in range(3))
    return {"size": size, "bytes": pages.bytes, "services": services, "seconds": seconds, "cpu": cpu, "memory": memory,
            "requests": requests, "transfer": alone}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="10000,30000,100000", help="objects, with commas between them")
    parser.add_argument("--rounds", type=int, default=3, help="of each size; medians are shown")
    chosen = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as name:
        for size in map(int, chosen.sizes.split(",")):
            results.append(measure(size, chosen.rounds, pathlib.Path(name) / str(size)))
    print("| objects | sent | models served | requests | time | of it transfer alone (curl) | CPU | peak memory |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for one in results:
        print(f"| {one['size']:,} | {one['bytes'] / 2**20:,.0f} MiB | {one['services']:,} | {one['requests']:,.0f} "
              f"| {one['seconds']:.2f} s | {one['transfer']:.2f} s | {one['cpu']:.2f} s | {one['memory']:.0f} MiB |")
    first, last = results[0], results[-1]
    factor = last["size"] / first["size"]
    print(f"\nfrom {first['size']:,} to {last['size']:,} objects: time for each object x "
          f"{last['seconds'] / first['seconds'] / factor:.2f}, memory x {last['memory'] / first['memory']:.2f}")


if __name__ == "__main__":
    main()
