#!/usr/bin/env python3
"""What the log costs whoever waits for an answer: latency of /validate with the log off and on, in one run.

The server runs on core 0 and the load (h2load, at a fixed rate) on core 1. Every request is a CREATE that is let in and kept.
Cells are interleaved; medians over the rounds are shown, and the ratio to the same rate without a log. Beside the latencies stands
what a request costs of a processor, and what of that the log's own thread takes: that depends less on what else the machine does.
QUICK=1: one round.

    python3 bench/record.py            # needs .build/release/pedigree (make release), h2load and taskset
"""

import contextlib
import json
import os
import pathlib
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/Acceptance"))

from support import free_port, make_certificates  # noqa: E402

PEDIGREE = os.environ.get("PEDIGREE", str(ROOT / ".build/release/pedigree"))
QUICK = os.environ.get("QUICK") == "1"
SECONDS = int(os.environ.get("BENCH_SECONDS", 3 if QUICK else 8))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", 1 if QUICK else 7))
RATES = [int(rate) for rate in os.environ.get("BENCH_RATES", "200,1000,2000").split(",")]
CLIENTS = 10
CELLS = {"log off": [], "log on, async": ["--log", "LOG"],
         "log on, before-response": ["--log", "LOG", "--log-durability", "before-response"]}
POLICY = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: production}
spec: {rules: {pinnedModel: {allow: [pinned]}}}
"""


def review():
    fields = {"f:spec": {f"f:field-{number}": {".": {}, "f:name": {}} for number in range(60)}}
    return json.dumps({
        "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
        "request": {
            "uid": "705ab4f5-6393-11e8-b7cc-42010a800002", "kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
            "resource": {"group": "apps", "version": "v1", "resource": "deployments"}, "name": "fraud", "namespace": "ml",
            "operation": "CREATE", "userInfo": {"username": "system:serviceaccount:argocd:argocd-application-controller"},
            "object": {
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": {"name": "fraud", "namespace": "ml", "uid": "5c2d", "generation": 1, "managedFields": [
                    {"manager": "argocd", "operation": "Apply", "apiVersion": "apps/v1", "fieldsV1": fields}]},
                "spec": {"template": {"spec": {"containers": [
                    {"name": "server", "image": "vllm/vllm-openai:v0.10.0",
                     "args": ["--model", "org/model", "--revision", "a" * 40]}]}}}},
            "oldObject": None, "dryRun": False, "options": None}})


class Server:
    def __init__(self, directory, options):
        directory.mkdir()
        (directory / "policy.yaml").write_text(POLICY)
        self.ca, chain, key = make_certificates(directory)
        self.port, health = free_port(), free_port()
        options = [str(directory / "decisions.sqlite") if option == "LOG" else option for option in options]
        self.health = f"http://127.0.0.1:{health}"
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", PEDIGREE, "serve", "--policy", str(directory / "policy.yaml"), "--tls-cert", chain,
             "--tls-key", key, "--listen", f"127.0.0.1:{self.port}", "--health-listen", f"127.0.0.1:{health}",
             "--memo-size", "0", "--log-level", "warning", *options])
        for _ in range(400):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.health}/readyz").close()
                return
            time.sleep(0.05)
        raise SystemExit("serve did not become ready")

    def cpu(self):
        """Microseconds of a processor so far: of all threads, and of the one that writes the log."""
        whole = writer = 0.0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                taken = int((task / "schedstat").read_text().split()[0]) / 1000
                whole += taken
                writer += taken if (task / "comm").read_text().strip() == "decision log" else 0
        return whole, writer

    def lost(self):
        text = urllib.request.urlopen(f"{self.health}/metrics").read().decode()
        return sum(float(line.split()[1]) for line in text.splitlines() if line.startswith("pedigree_log_entries_lost_total "))


def load(server, body, rate, log):
    """Latencies in microseconds of every request."""
    log.unlink(missing_ok=True)
    done = subprocess.run(
        ["taskset", "-c", "1", "h2load", "-c", str(CLIENTS), "-m", "8", "-D", str(SECONDS), "--rps", str(rate / CLIENTS),
         "-d", str(body), "-H", "content-type: application/json", f"--log-file={log}",
         f"https://127.0.0.1:{server.port}/validate?timeout=10s"],
        capture_output=True, text=True, check=True)
    times = []
    for line in log.read_text().splitlines():
        _, status, microseconds = line.split("\t")
        if status != "200":
            raise SystemExit(f"a request was answered {status}: {done.stdout}")
        times.append(int(microseconds))
    return sorted(times)


def quantile(times, share):
    return times[min(len(times) - 1, int(len(times) * share))]


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        body = directory / "review.json"
        body.write_text(review())
        servers = {cell: Server(directory / str(number), options) for number, (cell, options) in enumerate(CELLS.items())}
        try:
            answer = json.loads(urllib.request.urlopen(urllib.request.Request(
                f"https://127.0.0.1:{servers['log off'].port}/validate", body.read_bytes(),
                {"Content-Type": "application/json"}), context=ssl.create_default_context(
                    cafile=servers["log off"].ca)).read())
            assert answer["response"]["allowed"], answer
            results = {}
            for _ in range(ROUNDS):
                for rate in RATES:
                    for cell, server in servers.items():
                        before = server.cpu()
                        times = load(server, body, rate, directory / "times")
                        cpu = [(now - then) / len(times) for now, then in zip(server.cpu(), before)]
                        results.setdefault((rate, cell), []).append(
                            (quantile(times, 0.5), quantile(times, 0.99), len(times) / SECONDS, *cpu))
            print(f"{ROUNDS} rounds of {SECONDS} s; bodies of {body.stat().st_size:,} bytes; medians over the rounds\n")
            print("| requests/s | log | p50 | p99 | p99 beside no log | CPU a request | of it the log's thread | lost |")
            print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
            for rate in RATES:
                base = statistics.median(one[1] for one in results[rate, "log off"])
                for cell, server in servers.items():
                    p50, p99, done, cpu, writer = (
                        statistics.median(one[place] for one in results[rate, cell]) for place in range(5))
                    print(f"| {done:,.0f} | {cell} | {p50 / 1000:.2f} ms | {p99 / 1000:.2f} ms | {p99 / base:.2f} "
                          f"| {cpu:.0f} µs | {writer:.0f} µs | {server.lost():.0f} |")
        finally:
            for server in servers.values():
                server.process.terminate()
            for server in servers.values():
                server.process.wait()


if __name__ == "__main__":
    main()
