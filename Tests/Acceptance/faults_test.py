"""What breaks under a running webhook, one thing after the other, and what becomes of its answers: nothing violating is let in, what
can be decided is, and what comes back is found without a restart."""

import contextlib
import json
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import durability_test
from cluster import eventually
from fleet import BUCKET, STRICT, Replica, Site, good, request, served, stopping, violating
from postgres import postgres
from support import PEDIGREE, ROOT, SKIPPED, expect, run

ALONE = "PEDIGREE_FAULTS_NAMESPACE"


def let_in(replica, cases, what):
    """The verdicts on the cases, each asked once; of violating ones none may be let in."""
    verdicts = {}
    for case in cases:
        answer = replica.ask(case.body(f"fault-{len(verdicts)}", time.monotonic_ns()))
        verdicts[case.name] = answer and (200 if answer["allowed"] else answer["status"]["code"])
    expect(all(verdicts[case.name] != 200 for case in violating() if case.name in verdicts), f"{what}: {verdicts}")
    return verdicts


def healthy(replica, what):
    """The twin of each fault: as before it, everything is decided."""
    verdicts = let_in(replica, [*violating(), *good()], what)
    expect(all(verdicts[case.name] == 200 for case in good()), f"{what}: {verdicts}")
    expect(all(verdicts[case.name] == 403 for case in violating()), f"{what}: {verdicts}")


@contextlib.contextmanager
def small_disk(directory, kilobytes):
    directory.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", directory], check=True)
    try:
        yield directory
    finally:
        subprocess.run(["umount", "--lazy", directory], check=False)


# A disk.

def full_disk_async(directory):
    """Answers go on, what cannot be kept waits and is written when there is room; nothing is lost while the queue has room."""
    site = Site(directory)
    with small_disk(directory / "disk", 2048) as disk:
        place = str(disk / "log.sqlite")
        replica = Replica(site, "async", "--log", place)
        with stopping(replica):
            replica.start()
            (disk / "other").write_bytes(b"x" * (1 << 20))
            with contextlib.suppress(OSError), (disk / "rest").open("wb") as rest:
                while True:
                    rest.write(b"x" * 4096)
                    rest.flush()
            asked = 0
            for _ in range(40):
                healthy(replica, f"full {asked}")
                asked += 1
                if replica.metric("pedigree_log_writable") == 0:
                    break
            expect(replica.metric("pedigree_log_writable") == 0, "the disk is full, and the metric says so")
            expect("[!]record" in replica.get("/readyz?verbose")[1], replica.get("/readyz?verbose")[1])
            expect("disk is full" in replica.text(), replica.text())
            healthy(replica, "while it is full")
            (disk / "other").unlink()
            eventually(lambda: replica.metric("pedigree_log_writable") == 1, "it is written again", 60)
            eventually(lambda: replica.metric("pedigree_log_queue_entries") == 0, "all that waited is written", 60)
            expect(not replica.metric("pedigree_log_entries_lost_total"), "nothing was lost")
            healthy(replica, "with room again")
            replica.stop()
        status, text, errors = run("audit", "verify-log", place)
        expect(status == 0, text + errors)


def full_disk_before_response(directory):
    """No answer that is not kept; with room again the same process goes on."""
    site = Site(directory)
    with small_disk(directory / "disk", 2048) as disk:
        place = str(disk / "log.sqlite")
        replica = Replica(site, "before", "--log", place, "--log-durability", "before-response")
        with stopping(replica):
            replica.start()
            healthy(replica, "before")
            (disk / "other").write_bytes(b"x" * (1 << 20))
            with contextlib.suppress(OSError), (disk / "rest").open("wb") as rest:
                while True:
                    rest.write(b"x" * 4096)
                    rest.flush()
            verdict = None
            for number in range(400):
                answer = replica.ask(served(f"{BUCKET}/v47/")(f"full-{number}", number))
                verdict = 200 if answer["allowed"] else answer["status"]["code"]
                if verdict != 200:
                    break
            expect(verdict == 503 and "record.unavailable" in answer["status"]["message"], answer)
            start = time.monotonic()
            let_in(replica, violating(), "while it is full")
            print(f"{len(violating())} answers that could not be kept took {time.monotonic() - start:.1f} s")
            (disk / "other").unlink()
            eventually(lambda: replica.ask(served(f"{BUCKET}/v47/")("room", time.monotonic_ns()))["allowed"], "room again", 60)
            healthy(replica, "with room again")
            replica.stop()
        status, text, errors = run("audit", "verify-log", place)
        expect(status == 0, text + errors)


def damaged_log(directory):
    """A file that is no log, or half of one, is never written on: the start says what it is, and what to do."""
    server = durability_test.Server(directory)
    server.start()
    for number in range(20):
        server.ask(durability_test.review(f"kept-{number}"))
    server.stop()
    place = pathlib.Path(server.place)
    whole = place.read_bytes()

    def start():
        ca, chain, key = server.certificates
        return subprocess.run(
            [PEDIGREE, "serve", "--policy", str(server.directory / "policies"), "--tls-cert", chain, "--tls-key", key,
             "--listen", "127.0.0.1:0", "--health-listen", "127.0.0.1:0", "--log", str(place)],
            capture_output=True, text=True, timeout=120, check=False)

    for name, damaged in {
        "garbage": os.urandom(len(whole)), "header": b"no SQLite at all" + whole[16:], "half": whole[:len(whole) // 2],
        "pages": whole[:4096] + bytes(len(whole) - 4096), "schema": whole[:100] + os.urandom(1000) + whole[1100:],
    }.items():
        place.write_bytes(damaged)
        done = start()
        expect(done.returncode == 2 and str(place) in done.stderr, f"{name}: {done.returncode} {done.stderr}")
        expect(place.read_bytes() == damaged, f"{name}: it was written to")
    place.unlink()
    os.mkfifo(place)
    done = start()
    expect(done.returncode == 2 and "no regular file" in done.stderr, f"a pipe: {done.returncode} {done.stderr}")
    place.unlink()
    place.write_bytes(whole)
    server.start()
    expect(server.ask(durability_test.review("again"))["allowed"], "the whole one goes on")
    server.stop()
    expect(run("audit", "verify-log", str(place))[0] == 0, "and verifies")


# Limits.

def memory(directory):
    """Under the chart's limit of memory hostile load does not get the process killed, and others are answered meanwhile."""
    limit = 512 << 20
    group = pathlib.Path(f"/sys/fs/cgroup/memory/pedigree-{os.getpid()}")
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(limit))
    except OSError as error:
        print(f"note: no limit of memory can be set here ({error}): skipped")
        expect(os.environ.get("CI") != "true", "in CI it can")
        return
    site = Site(directory)
    replica = Replica(
        site, "bounded", "--max-bodies", str(64 << 20), prepare=lambda: (group / "tasks").write_text(str(os.getpid())))
    try:
        with stopping(replica):
            replica.start()
            hostile(replica)
            healthy(replica, "after the flood")
            peak = int((group / "memory.max_usage_in_bytes").read_text())
            print(f"peak of memory under hostile load: {peak >> 20} MiB of {limit >> 20} MiB")
            expect(replica.process.poll() is None, f"it was killed: {replica.text()}")
            replica.stop()
            killed(site, group)
    finally:
        with contextlib.suppress(OSError):
            group.rmdir()


def hostile(replica):
    """Bodies of 7 MiB in which everything looks like a model, deep ones, and endless ones, from many connections at once."""
    containers = [{"name": f"c{number}", "image": "vllm/vllm-openai:v0.10.0", "args": ["--model", f"org/model-{number}"]}
                  for number in range(50_000)]
    wide = request("wide", "Pod", {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "wide", "namespace": "ml-prod"},
        "spec": {"containers": containers}})
    blob = json.loads(served(f"{BUCKET}/latest/")("blob", 1))
    blob["request"]["object"]["metadata"]["annotations"] = {f"k{number}": "x" * 100 for number in range(50_000)}
    endless = b'{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"endless","object":{"a":"' + b"x" * (64 << 20)
    bodies = [wide[:8 << 20], json.dumps(blob).encode(), b"[" * (4 << 20), endless]
    errors, admitted = [], []

    def client(number):
        try:
            answer = replica.ask(bodies[number % len(bodies)])
        except (AssertionError, ValueError, KeyError, subprocess.SubprocessError) as error:
            errors.append(repr(error))
            return
        if answer and answer["allowed"]:
            admitted.append(answer)

    clients = [threading.Thread(target=client, args=(number,)) for number in range(16)]
    # Connections that say nothing.
    silent = []
    for _ in range(600):
        with contextlib.suppress(OSError):
            silent.append(socket.create_connection(("127.0.0.1", replica.port), timeout=5))
    for thread in clients:
        thread.start()
    answered = 0
    while any(thread.is_alive() for thread in clients):
        case = violating()[answered % 3]
        answer = replica.ask(case.body("meanwhile", time.monotonic_ns()))
        expect(answer is None or not answer["allowed"], f"{case.name}: {answer}")
        answered += answer is not None
    for thread in clients:
        thread.join()
    for connection in silent:
        connection.close()
    expect(not admitted, f"{len(admitted)} of them were let in: {admitted[:1]}")
    expect(answered > 0, "nobody else was answered meanwhile")
    print(f"{answered} others were answered during the flood; {len(errors)} of its 16 answers were no reviews")


def killed(site, group):
    """Where the limit is too small all the same, the process that is killed has let nothing in, and the next one goes on."""
    (group / "memory.limit_in_bytes").write_text(str(24 << 20))
    replica = Replica(site, "killed", prepare=lambda: (group / "tasks").write_text(str(os.getpid())))
    with stopping(replica):
        replica.launch()
        with contextlib.suppress(AssertionError):
            for _ in range(100):
                if replica.is_ready():
                    hostile_once(replica)
                time.sleep(0.05)
        expect(replica.process.wait(timeout=60) == -signal.SIGKILL, f"the kernel kills it: {replica.process.returncode}")
    (group / "memory.limit_in_bytes").write_text(str(512 << 20))
    with stopping(replica):
        replica.start()
        healthy(replica, "after it was killed")
        replica.stop()


def hostile_once(replica):
    body = json.loads(served(f"{BUCKET}/latest/")("blob", 1))
    body["request"]["object"]["metadata"]["annotations"] = {"blob": "x" * (7 << 20)}
    answer = replica.ask(json.dumps(body).encode())
    expect(answer is None or not answer["allowed"], answer)


def descriptors(directory):
    """However many connect, some file descriptors are left: files are read anew meanwhile, and the process, whose runtime traps
    where it has none (decision 95), lives. It answers whom it can, and everybody when they are gone."""
    site = Site(directory)
    replica = Replica(site, "few", prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
    with stopping(replica):
        replica.start()
        expect("at most" in replica.text() and "64 files" in replica.text(), replica.text())
        expect(replica.metric("process_max_fds") == 64, "the limit is known")
        loads = replica.metric("pedigree_reload_generation", '{source="policies"}') or 0
        held, most, end = [], 0, time.monotonic() + 6
        site.toggle(STRICT)
        while time.monotonic() < end:
            # Those that were closed come again.
            for connection in held[:]:
                with contextlib.suppress(BlockingIOError):
                    if not connection.recv(1):
                        held.remove(connection)
                        connection.close()
            while len(held) < 200:
                with contextlib.suppress(OSError):
                    held.append(socket.create_connection(("127.0.0.1", replica.port), timeout=5))
                    held[-1].setblocking(False)
            most = max(most, len(os.listdir(f"/proc/{replica.process.pid}/fd")))
            expect(replica.process.poll() is None, replica.text())
        expect(32 < most < 60, f"{most} of 64 file descriptors were taken")
        eventually(
            lambda: replica.metric("pedigree_reload_generation", '{source="policies"}') > loads, "policies are read anew", 30)
        for case in violating()[:4]:
            with contextlib.suppress(subprocess.SubprocessError):
                answer = replica.ask(case.body("few", time.monotonic_ns()))
                expect(answer is None or not answer["allowed"], f"{case.name}: {answer}")
        for connection in held:
            connection.close()
        eventually(lambda: replica.is_ready() and replica.ask(good()[0].body("again", 1)), "it is there again", 60)
        healthy(replica, "with descriptors again")
        replica.stop()
    replica = Replica(site, "none", prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24)))
    with stopping(replica):
        replica.launch()
        expect(replica.process.wait(timeout=60) == 2 and "ulimit -n" in replica.text(), replica.text())


# A database.

def database(directory):
    """PostgreSQL hangs, and is killed and started anew: async answers go on, and what waited is written once it is back."""
    with postgres() as place:
        pid = postgres_pid(place)
        site = Site(directory)
        replica = Replica(site, "logged", "--log", place)
        strict = Replica(site, "strict", "--log", place, "--log-durability", "before-response")
        with stopping(replica, strict):
            replica.start()
            strict.start()
            healthy(replica, "before")
            processes = tree(pid)
            for process in processes:
                os.kill(process, signal.SIGSTOP)
            try:
                for _ in range(2):
                    healthy(replica, "while it hangs")
                answer = strict.ask(served(f"{BUCKET}/v47/")("hang", 1))
                expect(not answer["allowed"] and answer["status"]["code"] == 503, f"not kept, not answered: {answer}")
                eventually(lambda: replica.metric("pedigree_log_writable") == 0, "the metric says so", 60)
            finally:
                for process in processes:
                    os.kill(process, signal.SIGCONT)
            for server in (replica, strict):
                eventually(lambda: server.metric("pedigree_log_writable") == 1, "it is written again", 90)
            eventually(lambda: replica.metric("pedigree_log_queue_entries") == 0, "what waited is written", 90)
            healthy(replica, "after it hung")
            eventually(lambda: strict.ask(served(f"{BUCKET}/v47/")("back", time.monotonic_ns()))["allowed"], "it answers again", 60)
            expect(not replica.metric("pedigree_log_entries_lost_total"), "nothing was lost")
            # Its connections are cut, as in a failover.
            for process in tree(pid)[1:]:
                with contextlib.suppress(OSError):
                    os.kill(process, signal.SIGTERM)
            healthy(replica, "after its connections were cut")
            eventually(lambda: replica.metric("pedigree_log_queue_entries") == 0, "they are made anew", 90)
            replica.stop()
            strict.stop()
        status, text, errors = run("audit", "verify-log", place)
        expect(status == 0, text + errors)


def postgres_pid(place):
    port = place.rpartition(":")[2].partition("/")[0]
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            if words[0].endswith(b"/postgres") and port.encode() in words:
                return int(process.name)
    raise AssertionError("PostgreSQL is not there")


def tree(pid):
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


# The network.

def names(directory):
    """A source whose name resolves to nothing is away, as any other: 503 for what needs it, and all else is decided."""
    source = "https: {url: 'https://evidence.invalid/ml/', refresh: 1s, timeout: 2s}"
    site = Site(directory, source=source)
    replica = Replica(site, "nameless")
    with stopping(replica):
        replica.start()
        verdicts = let_in(replica, [*violating(), *good()], "without a name")
        expect(verdicts["good: no model"] == 200, verdicts)
        expect(verdicts["good"] == 503 and verdicts["no evidence"] == 503, verdicts)
        expect(verdicts["mutable: latest"] == 403, f"what needs nobody is denied as ever: {verdicts}")
        expect("[!]evidence" in replica.get("/readyz?verbose")[1], replica.get("/readyz?verbose")[1])
        site.source = "directory: {path: ../evidence}"
        site.toggle(site.documents()["toggle.yaml"])
        eventually(lambda: replica.ask(good()[0].body("back", time.monotonic_ns()))["allowed"], "another source", 60)
        healthy(replica, "with a source that is there")
        replica.stop()


TESTS = (full_disk_async, full_disk_before_response, damaged_log, memory, descriptors, database, names)


def main():
    wanted = sys.argv[1:]
    # Disks are mounted where nobody else sees them.
    if not os.environ.get(ALONE):
        command = ["unshare", "--mount", "--propagation", "private", sys.executable, __file__, *wanted]
        if os.getuid() or not shutil.which("unshare") or subprocess.run([*command[:4], "true"], check=False).returncode:
            print("a small disk needs root and unshare")
            return 1 if os.environ.get("CI") == "true" else SKIPPED
        return subprocess.run(command, env={**os.environ, ALONE: "1"}, check=False).returncode
    for test in TESTS:
        if wanted and test.__name__ not in wanted:
            continue
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as name:
            test(pathlib.Path(name))
        print(f"{test.__name__}: {time.monotonic() - start:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
