#!/usr/bin/env python3
"""`pedigree check` on a bundle of 10,000 documents, beside bare libyaml reading the same bytes; start-up and memory.

Rounds are interleaved and medians shown. QUICK=1 makes one round of 1,000 documents.
"""

import contextlib
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from serve import free_port, make_certificate

ROOT = pathlib.Path(__file__).resolve().parent.parent
QUICK = os.environ.get("QUICK") == "1"
DOCUMENTS = 1_000 if QUICK else 10_000
ROUNDS = 1 if QUICK else 5

MODEL = """apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: fraud-{n}
  namespace: ml-{team}
  labels: {{app: fraud-{n}, team: team-{team}}}
spec:
  predictor:
    minReplicas: 1
    model:
      modelFormat: {{name: sklearn}}
      storageUri: s3://ml-models-prod/fraud-{n}/v{n}/
      resources:
        requests: {{cpu: "1", memory: 2Gi}}
        limits: {{cpu: "2", memory: 4Gi}}
"""
ORDINARY = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-{n}
  namespace: web-{team}
  labels:
    app: web-{n}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web-{n}
  template:
    metadata:
      labels:
        app: web-{n}
    spec:
      containers:
        - name: web
          image: registry.corp/web/server:{n}
          env:
            - name: LOG_LEVEL
              value: info
            - name: UPSTREAM
              value: http://backend-{n}:8080
          ports:
            - containerPort: 8080
          readinessProbe:
            httpGet:
              path: /healthz
              port: 8080
"""


def bundle(path):
    """One document in ten serves a model, as in a platform's repository."""
    with path.open("w") as file:
        for n in range(DOCUMENTS):
            file.write("---\n" + (MODEL if n % 10 == 0 else ORDINARY).format(n=n, team=n % 40))


def timed(command, allowed=(0,)):
    """Seconds that a command takes."""
    begin = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    took = time.perf_counter() - begin
    if done.returncode not in allowed:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr.decode()[:300]}")
    return took


def peak(command):
    """The largest resident set of one command, in MiB."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execv(command[0], command)
    _, _, usage = os.wait4(pid, 0)
    return usage.ru_maxrss / 1024


def check(pedigree, directory):
    path = directory / "bundle.yaml"
    bundle(path)
    floor = directory / "libyaml-events"
    compiler = next(name for name in ("cc", "gcc", "clang") if subprocess.run(["which", name], capture_output=True).returncode == 0)
    subprocess.run([compiler, "-O2", "-o", str(floor), str(ROOT / "bench/libyaml-events.c"), "-lyaml"], check=True)
    command = [pedigree, "check", str(path), "--policy", str(ROOT / "policies/baseline.yaml")]
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(timed([str(floor), str(path)]))
        ours.append(timed(command))
    bare, ours, size = statistics.median(bare), statistics.median(ours), path.stat().st_size / 1e6
    print(f"| `check` on {DOCUMENTS:,} documents ({size:.1f} MB) | seconds | MB/s | of bare libyaml |")
    print("| --- | ---: | ---: | ---: |")
    print(f"| bare libyaml events | {bare:.2f} | {size / bare:.0f} | 1.00 |")
    print(f"| pedigree check | {ours:.2f} | {size / ours:.0f} | {bare / ours:.2f} |")
    print(f"\n`check` peaks at {peak(command):.0f} MiB.\n")


def start_up(pedigree, directory):
    key, certificate = directory / "tls.key", directory / "tls.crt"
    make_certificate(directory)
    times, resident = [], []
    for _ in range(ROUNDS):
        health = free_port()
        begin = time.perf_counter()
        process = subprocess.Popen(
            [
                *(pedigree, "serve", "--policy", str(ROOT / "policies/baseline.yaml"), "--tls-cert", certificate, "--tls-key", key),
                *("--listen", f"127.0.0.1:{free_port()}", "--health-listen", f"127.0.0.1:{health}"),
            ],
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2000):
            with contextlib.suppress(OSError, urllib.error.URLError):
                if urllib.request.urlopen(f"http://127.0.0.1:{health}/readyz", timeout=1).status == 200:
                    break
            time.sleep(0.001)
        times.append((time.perf_counter() - begin) * 1000)
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        resident.append(int(status.split("VmRSS:")[1].split()[0]) / 1024)
        process.terminate()
        process.wait()
    print(f"`serve` is ready after {statistics.median(times):.0f} ms and holds {statistics.median(resident):.0f} MiB.")


def main():
    pedigree = str(ROOT / ".build/release/pedigree")
    with tempfile.TemporaryDirectory() as name:
        check(pedigree, pathlib.Path(name))
        start_up(pedigree, pathlib.Path(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
