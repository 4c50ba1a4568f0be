#!/usr/bin/env python3
"""What evidence costs: verification beside OpenSSL's own rate, the time until ready, memory, and /validate with few and
with many records in the index. QUICK=1 makes one short round of each.
"""

import contextlib
import datetime
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import make_evidence
import serve

ROOT = serve.ROOT
FEW, SOME, MANY = 10, 1_000, 10_000
REVIEW = ROOT / "examples/demo/production/review.json"


def openssl_rate():
    """Verifications of ECDSA P-256 per second on one core, as `openssl speed` counts them."""
    done = subprocess.run(
        ["taskset", "-c", "0", "openssl", "speed", "-seconds", "1" if serve.QUICK else "3", "ecdsap256"],
        capture_output=True, text=True, check=True,
    )
    return float(re.findall(r"([\d.]+)\s*$", done.stdout.strip().splitlines()[-1])[0])


def processor_seconds(process):
    """User and system time of a process so far."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024, int(status.split("VmHWM:")[1].split()[0]) / 1024


def until_ready(health, process):
    while True:
        if process.poll() is not None:
            raise SystemExit(f"the webhook ended with {process.returncode}")
        with contextlib.suppress(OSError, urllib.error.URLError):
            if urllib.request.urlopen(f"http://127.0.0.1:{health}/readyz", timeout=1).status == 200:
                return
        time.sleep(0.001)


class Server:
    """The webhook over one policy directory."""

    def __init__(self, pedigree, policies, directory, pinned):
        health, self.port = serve.free_port(), serve.free_port()
        command = [
            *(pedigree, "serve", "--policy", str(policies), "--log-level", "error", "--memo-size", "0"),
            *("--tls-cert", f"{directory}/tls.crt", "--tls-key", f"{directory}/tls.key"),
            *("--listen", f"127.0.0.1:{self.port}", "--health-listen", f"127.0.0.1:{health}"),
        ]
        begin = time.perf_counter()
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", *command] if pinned else command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until_ready(health, self.process)
        self.ready = (time.perf_counter() - begin) * 1000
        self.processor = processor_seconds(self.process)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def constant(binary, directory, running):
    """The port of the same stack answering a constant: the ceiling of bench/serve.py."""
    port = serve.free_port()
    process = serve.start([binary, f"127.0.0.1:{port}", f"{directory}/tls.crt", f"{directory}/tls.key"])
    running.callback(lambda: (process.terminate(), process.wait()))
    serve.wait_for(port, process)
    return port


def main():
    pedigree = f"{serve.binaries()}/pedigree"
    finished = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as running:
        directory = pathlib.Path(name)
        serve.make_certificate(directory)
        sets = {}
        for count in (FEW, SOME, MANY):
            sets[count] = directory / str(count)
            make_evidence.write(sets[count], count, finished)
            for name in ("baseline.yaml", "strict.yaml"):
                shutil.copy(ROOT / "policies" / name, sets[count])
        rounds = max(3, serve.ROUNDS)
        starts = {count: [] for count in sets}
        for _ in range(rounds):
            for count, policies in sets.items():
                server = Server(pedigree, policies, directory, pinned=False)
                starts[count].append((server.ready, server.processor, *resident(server.process)))
                server.stop()
        medians = {count: [statistics.median(part) for part in zip(*values)] for count, values in starts.items()}
        rate = openssl_rate()
        each = (medians[MANY][1] - medians[FEW][1]) / (MANY - FEW)
        print("| envelopes | ready after ms | resident MiB | at most MiB |\n| ---: | ---: | ---: | ---: |")
        for count, (ready, _, now, peak) in medians.items():
            print(f"| {count:,} | {ready:.0f} | {now:.0f} | {peak:.0f} |")
        print(f"\nOpenSSL verifies {rate:,.0f} P-256 signatures a second on one core: {1e6 / rate:.0f} µs each.")
        print(f"An envelope costs {each * 1e6:.0f} µs of one core from file to index, {each * rate:.1f} times that.\n")

        servers = {count: Server(pedigree, sets[count], directory, pinned=True) for count in (FEW, MANY)}
        for server in servers.values():
            running.callback(server.stop)
        ports = {f"{count:,} envelopes": server.port for count, server in servers.items()}
        ports["constant answer"] = constant(f"{pathlib.Path(pedigree).parent}/bench-constant-server", directory, running)
        samples = {name: [] for name in ports}
        for _ in range(serve.ROUNDS):
            for name, port in ports.items():
                samples[name].append(serve.load_h2(port, str(REVIEW), directory))
        table = {name: [statistics.median(part) for part in zip(*values)] for name, values in samples.items()}
        print("A review that the full policy set admits for its evidence, decided anew each time, over h2:\n")
        print("| in the index | requests/s | p50 µs | p99 µs | of the constant answer's |\n| --- | ---: | ---: | ---: | ---: |")
        for name, (rate, median, late) in table.items():
            print(f"| {name} | {rate:,.0f} | {median:,.0f} | {late:,.0f} | {rate / table['constant answer'][0]:.2f} |")
        print(f"\nUnder load {MANY:,} envelopes hold {resident(servers[MANY].process)[0]:.0f} MiB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
