#!/usr/bin/env python3
"""Runs one webhook for a day (or as long as --duration says) under mixed traffic, with everything that happens to it in that time:
reloads good and bad, evidence that goes and comes back, a source that is away, new certificates, clients that come and go and
some that misbehave. Samples memory, descriptors, threads, queue and latency, and judges: exit 0 where memory does not grow,
nothing leaks and no answer was wrong, 1 otherwise.

    .build/python/bin/python bench/soak.py --pedigree .build/release/pedigree --duration 24h --output .build/soak
"""

import argparse
import contextlib
import csv
import json
import os
import pathlib
import random
import socket
import statistics
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("PEDIGREE_SHARED", ROOT.parent / "shared"))
FIELDS = ["seconds", "rss_kib", "anonymous_kib", "descriptors", "threads", "queue", "pending", "requests", "p50_ms", "p99_ms", "wrong"]
BARS = "▁▂▃▄▅▆▇█"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pedigree", default=str(ROOT / ".build/release/pedigree"), help="the binary")
    parser.add_argument("--duration", default="24h", help="such as 90s, 20m, 24h (default: 24h)")
    parser.add_argument("--rate", type=int, default=150, help="requests a second, about (default: 150)")
    parser.add_argument("--output", default=str(ROOT / ".build/soak"), help="a directory for samples.csv and memory.svg")
    return parser.parse_args()


def seconds(text):
    return float(text[:-1]) * {"s": 1, "m": 60, "h": 3600}[text[-1]]


# What is judged.

def slope(samples, field):
    """Least squares: by how much the field grows in an hour."""
    times, values = [s["seconds"] for s in samples], [s[field] for s in samples]
    if len(samples) < 3:
        return 0.0
    middle, mean = statistics.fmean(times), statistics.fmean(values)
    spread = sum((time - middle) ** 2 for time in times)
    return 3600 * sum((time - middle) * (value - mean) for time, value in zip(times, values)) / spread if spread else 0.0


def settled(samples):
    """Without the warm-up: the first quarter, or the first ten minutes of a long run. Caches and pools fill then."""
    end = samples[-1]["seconds"]
    return [sample for sample in samples if sample["seconds"] >= min(end / 4, 600)]


def judge(samples, wrong):
    """What is wrong with the run, in words; empty where nothing is."""
    there = settled(samples)
    hours = (there[-1]["seconds"] - there[0]["seconds"]) / 3600
    found = []
    median = statistics.median(sample["rss_kib"] for sample in there)
    grown, allowed = slope(there, "rss_kib") * hours, max(8 << 10, median / 10)
    if grown > allowed:
        found.append(f"memory grew by {grown / 1024:.1f} MiB after the warm-up; {allowed / 1024:.1f} MiB are allowed")
    quarter = max(len(there) // 4, 1)
    for field, slack in (("descriptors", 24), ("threads", 6)):
        before, after = max(s[field] for s in there[:quarter]), min(s[field] for s in there[-quarter:])
        if after > before + slack:
            found.append(f"{field} grew from {before} to {after}")
    if wrong:
        found.append(f"{len(wrong)} wrong answers: {wrong[:3]}")
    return found


# What is sampled.

def sample(replica, load, begin):
    status = pathlib.Path(f"/proc/{replica.process.pid}/status").read_text()
    numbers = {line.split(":")[0]: line.split()[1] for line in status.splitlines() if ":" in line and len(line.split()) > 1}
    latencies = sorted(load.latencies) or [0.0]
    load.latencies.clear()
    return {
        "seconds": round(time.monotonic() - begin, 1), "rss_kib": int(numbers["VmRSS"]), "anonymous_kib": int(numbers["RssAnon"]),
        "descriptors": len(os.listdir(f"/proc/{replica.process.pid}/fd")), "threads": int(numbers["Threads"]),
        "queue": int(replica.metric("pedigree_log_queue_entries") or 0),
        "pending": int(replica.metric("pedigree_record_pending_decisions") or 0), "requests": load.sent,
        "p50_ms": round(1000 * latencies[len(latencies) // 2], 2),
        "p99_ms": round(1000 * latencies[int(len(latencies) * 0.99)], 2), "wrong": len(load.wrong)}


def sparkline(values, width=72):
    size = max(len(values) / width, 1)
    cells = [values[int(index * size)] for index in range(min(width, len(values)))]
    low, high = min(cells), max(cells)
    return "".join(BARS[round((value - low) / max(high - low, 1) * (len(BARS) - 1))] for value in cells)


def svg(samples):
    """The curve of memory, from nothing up, so that small changes look small."""
    width, height, left, bottom = 720, 260, 60, 40
    end = max(samples[-1]["seconds"], 1)
    top = max(s["rss_kib"] for s in samples) * 1.15 / 1024
    x = lambda time: left + (width - left - 20) * time / end
    y = lambda mebibytes: height - bottom - (height - bottom - 20) * mebibytes / top
    points = {field: " ".join(f"{x(s['seconds']):.1f},{y(s[field] / 1024):.1f}" for s in samples)
              for field in ("rss_kib", "anonymous_kib")}
    unit, name = (3600, "h") if end > 7200 else (60, "min") if end > 120 else (1, "s")
    ticks = "".join(
        f'<text x="{x(end * part / 4):.0f}" y="{height - 18}" text-anchor="middle">{end * part / 4 / unit:.1f} {name}</text>'
        for part in range(5))
    lines = "".join(
        f'<line x1="{left}" x2="{width - 20}" y1="{y(top * part / 4):.1f}" y2="{y(top * part / 4):.1f}" stroke="#ccc"/>'
        f'<text x="{left - 8}" y="{y(top * part / 4) + 4:.1f}" text-anchor="end">{top * part / 4:.0f}</text>'
        for part in range(5))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
        f'<rect width="{width}" height="{height}" fill="white"/>{lines}{ticks}'
        f'<text x="{left}" y="14">MiB: resident (blue), of it anonymous (orange)</text>'
        f'<polyline points="{points["rss_kib"]}" fill="none" stroke="#1f6feb" stroke-width="1.5"/>'
        f'<polyline points="{points["anonymous_kib"]}" fill="none" stroke="#d9730d" stroke-width="1.5"/></svg>\n')


# What happens in the meantime.

class Events:
    """One of them every few seconds, in an order that is the same in every run."""

    def __init__(self, site, replica, withdrawn):
        self.site, self.replica, self.withdrawn, self.random = site, replica, withdrawn, random.Random(20)
        self.count, self.errors = 0, []
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()

    def run(self):
        events = [self.reload, self.broken, self.evidence, self.source, self.certificate, self.visitors, self.abusers]
        while not self.is_over.wait(self.random.uniform(0.5, 2.5)):
            try:
                events[self.count % len(events)]()
            except Exception as error:
                self.errors.append(repr(error))
            self.count += 1
        # As it was, for whoever looks at the end.
        self.site.show(*self.site.files)
        self.site.toggle(fleet.MILD)

    def reload(self):
        self.site.toggle(fleet.STRICT if self.count % 2 else fleet.MILD)

    def broken(self):
        self.site.configure({**self.site.documents(), "production.yaml": "kind: ["})
        self.is_over.wait(1.5)
        self.site.toggle(fleet.MILD)

    def evidence(self):
        # Which of both is judged by is not waited for, so that either answer is right.
        files = [file for file in self.site.files if file != self.site.withdrawn]
        self.site.show(*(files if self.count % 2 else self.site.files))

    def source(self):
        held = self.site.evidence.readlink()
        self.site.evidence.unlink()
        self.is_over.wait(1.5)
        os.symlink(held, self.site.evidence)

    def certificate(self):
        self.site.rotate_certificate()

    def visitors(self):
        for _ in range(5):
            self.replica.ask(fleet.good()[0].body("visitor", self.count))

    def abusers(self):
        """Connections that say nothing, half a handshake, and that go away in the middle."""
        with contextlib.ExitStack() as stack:
            for number in range(40):
                connection = stack.enter_context(socket.create_connection(("127.0.0.1", self.replica.port), timeout=5))
                if number % 2:
                    connection.sendall(b"\x16\x03\x01\x02\x00\x01")
                if number % 3 == 0:
                    connection.sendall(os.urandom(512))


class Recorded:
    """Reviews that a real API server has sent: whatever is answered is answered again, by the same policies."""

    def __init__(self):
        self.verdicts = {}
        self.files = sorted((SHARED / "corpus/reviews").glob("*.json")) if SHARED.is_dir() else []

    def cases(self):
        return [load_module.Case(f"recorded: {file.stem}", self.body(json.loads(file.read_text())), "either",
                                 check=self.check(file.stem)) for file in self.files]

    @staticmethod
    def body(review):
        def made(uid, number):
            review["request"]["uid"] = uid
            return json.dumps(review).encode()
        return made

    def check(self, name):
        def checked(outcome, answer):
            if outcome == "undecided":
                return None
            key = (name, answer.get("auditAnnotations", {}).get("policy-digest"))
            before = self.verdicts.setdefault(key, outcome)
            return None if before == outcome else f"{outcome}, and {before} before"
        return checked


def soak(options):
    duration, output = seconds(options.duration), pathlib.Path(options.output)
    output.mkdir(parents=True, exist_ok=True)
    interval = min(max(duration / 400, 0.5), 60)
    samples = []
    with tempfile.TemporaryDirectory() as name:
        site = fleet.Site(pathlib.Path(name))
        replica = fleet.Replica(site, "soaked", "--log", str(site.directory / "log.sqlite"), "--log-retention", "1h",
                                "--max-connection-age", "30s", "--log-level", "warning")
        toggled, recorded, service = fleet.Toggled(), Recorded(), load_module.Service()
        cases = [*fleet.violating() * 2, *fleet.good() * 4, toggled.case,
                 load_module.Case("withdrawn", fleet.served(f"{fleet.BUCKET}/v44/"), "either"), *recorded.cases()[::4]]
        with fleet.stopping(replica):
            replica.start()
            service.add(replica.port, replica.health)
            begin = time.monotonic()
            with load_module.Load(service, site.certificates[0], cases, connections=2, streams=6, singles=4,
                                  rate=options.rate) as load, Events(site, replica, None) as events:
                with (output / "samples.csv").open("w", newline="") as file:
                    table = csv.DictWriter(file, FIELDS)
                    table.writeheader()
                    while time.monotonic() - begin < duration:
                        time.sleep(interval)
                        samples.append(sample(replica, load, begin))
                        table.writerow(samples[-1])
                        file.flush()
            service.close()
            # What a roll-out would wait for.
            replica.stop()
    return samples, load, events, output


def main():
    options = arguments()
    samples, load, events, output = soak(options)
    (output / "memory.svg").write_text(svg(samples))
    found = judge(samples, load.wrong)
    failed = load.count("lost") + load.count("not connected")
    if failed:
        found.append(f"{failed} requests got no answer: {dict(load.errors)}")
    if events.errors:
        found.append(f"{len(events.errors)} events failed: {events.errors[:3]}")
    there = settled(samples)
    memory = [sample["rss_kib"] for sample in samples]
    print(load.summary())
    print(f"{events.count} events; {len(samples)} samples in {output}/samples.csv, drawn in {output}/memory.svg")
    print(f"memory {min(memory) / 1024:.0f} to {max(memory) / 1024:.0f} MiB  {sparkline(memory)}")
    print(f"after the warm-up: {slope(there, 'rss_kib') / 1024:+.2f} MiB an hour; "
          f"descriptors {there[0]['descriptors']} to {there[-1]['descriptors']}, threads {there[0]['threads']} to "
          f"{there[-1]['threads']}; p50 {statistics.median(s['p50_ms'] for s in there):.1f} ms, "
          f"p99 {statistics.median(s['p99_ms'] for s in there):.1f} ms at the client")
    for line in found:
        print(f"FAILED: {line}")
    return 1 if found else 0


# The binary that the tests' support starts.
if __name__ == "__main__":
    os.environ["PEDIGREE"] = str(pathlib.Path(arguments().pedigree).resolve())
sys.path.insert(0, str(ROOT / "Tests/Acceptance"))
import fleet  # noqa: E402
import load as load_module  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
