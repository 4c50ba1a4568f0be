"""The version before and this one side by side, as in a roll-out that goes on, stops half-way and goes back: over one PostgreSQL,
and in turn over one file of SQLite. No wrong answer, one record, and chains that either verifies."""

import pathlib
import subprocess
import tempfile

from cluster import eventually, start_cluster, stop_cluster
from fleet import MILD, STRICT, Replica, Site, Toggled, good, request, stopping, violating
from load import Load, Service
from postgres import postgres
from rollback_test import POLICY, service as workload
from support import PEDIGREE, ROOT, expect

RECORD = {"rollback.yaml": POLICY.replace("name: production", "name: rollback")}


def previous():
    """The binary of the version before, where `make previous` has built it."""
    path = subprocess.run([ROOT / "scripts/previous-version.sh", "--path"], check=True, capture_output=True, text=True)
    binary = pathlib.Path(path.stdout.strip())
    if binary.exists():
        print(f"the version before is {binary.parent.name[:12]}")
        return str(binary)
    print("note: the version before was not built (make previous): this version ran twice, and nothing was shown of two")
    return PEDIGREE


def by(binary, *arguments):
    done = subprocess.run([binary, *arguments], capture_output=True, text=True, timeout=120, check=False, cwd=ROOT)
    return done.returncode, done.stdout, done.stderr


class Both:
    """What either version says of one log."""

    def __init__(self, old, place):
        self.old, self.place = old, place

    def same(self, *arguments):
        answers = [by(binary, *arguments, "--log", self.place) for binary in (self.old, PEDIGREE)]
        expect(answers[0] == answers[1], f"{arguments}: {answers}")
        return answers[0]

    def verify(self):
        answers = [by(binary, "audit", "verify-log", self.place) for binary in (self.old, PEDIGREE)]
        for status, text, errors in answers:
            expect(status == 0 and text.startswith("good"), text + errors)
        return answers[1][1].splitlines()[0]


def turn(replica, binary, service, load):
    """The pod goes, and one of the other version comes."""
    replica.stop()
    if len(service.replicas) > 1:
        load.moves(40)
    replica.binary = binary
    replica.start()
    eventually(lambda: replica.port in service.ready, "the Service knows it")
    load.moves(60)


# One PostgreSQL.

def shared(old):
    with tempfile.TemporaryDirectory() as name, postgres() as place:
        site = Site(pathlib.Path(name), more=RECORD)
        first, second = (Replica(site, replica, binary=old) for replica in ("first", "second"))
        cluster = start_cluster(
            "--webhook", f"https://127.0.0.1:{first.port}/validate", "--webhook-ca", site.certificates[0])
        for replica in (first, second):
            replica.options = ("--log", place, "--cluster", "kubeconfig", "--kubeconfig", cluster.kubeconfig, "--replicas", "2")
        try:
            with stopping(first, second):
                rolled(site, cluster, first, second, old, Both(old, place))
        finally:
            stop_cluster(cluster)


def rolled(site, cluster, first, second, old, both):
    service, toggled = Service(), Toggled()
    for replica in (first, second):
        replica.start()
        service.add(replica.port, replica.health)
    with Load(service, site.certificates[0], [*violating(), *good() * 3, toggled.case], rate=50) as load:
        expect(cluster.create(workload("v47", "v12")).stored, "the first version of the model")
        agree(cluster, first, second, "v48", "v12")
        turn(first, PEDIGREE, service, load)
        site.toggle(STRICT)
        expect(cluster.update(workload("v48", "v13")).stored, "forward, by this version")
        agree(cluster, first, second, "v47", "v12", refused=["v13"])
        turn(second, PEDIGREE, service, load)
        agree(cluster, first, second, "v47", "v12", refused=["v13"])
        turn(first, old, service, load)
        site.toggle(MILD)
        expect(cluster.update(workload("v49", "v14")).stored, "forward, by the version before")
        agree(cluster, first, second, "v48", "v13", refused=["v14"])
        agree(cluster, first, second, "v47", "v12", refused=["v14", "v13"])
        # As a node fails.
        second.kill()
        load.moves(40)
        second.binary = old
        second.start()
        agree(cluster, first, second, "v48", "v13", refused=["v14"])
    service.close()
    finish(load, "PostgreSQL")
    for to in ("v47", "v48", "v9"):
        both.same("rollback", "fraud", "--to", to)
    status, text, _ = both.same("history", "fraud")
    expect(status == 0 and all(version in text for version in ("v47", "v48", "v49")), text)
    print(both.verify())
    for replica in (first, second):
        replica.stop()
    expect("good" in both.verify(), "after the end, too")


def agree(cluster, first, second, version, context, refused=()):
    """Both answer the same about a model that comes, with its context and without."""
    there = cluster.ask("GET", cluster.path(workload("v47", "v12"))).body

    def answers(features):
        value = {**there, **{part: workload(version, features)[part] for part in ("spec",)}}
        annotations = workload(version, features)["metadata"]["annotations"]
        value["metadata"] = {**there["metadata"], "annotations": annotations, "generation": there["metadata"]["generation"] + 1}
        body = request("the-same", "InferenceService", value, "UPDATE", there, dry_run=True)
        return [replica.ask(body) for replica in (first, second)]

    def same(features, allowed):
        one, other = answers(features)
        return one == other and one["allowed"] == allowed and (allowed or "rollback.contextChanged" in one["status"]["message"])

    # What one has let in the other knows a moment later.
    eventually(lambda: same(context, True), f"{version} with {context}: {answers(context)}")
    for features in refused:
        eventually(lambda: same(features, False), f"{version} with {features} is refused: {answers(features)}")


def finish(load, what):
    print(f"{what}: {load.summary()}")
    expect(not load.wrong, f"{len(load.wrong)} wrong answers: {load.wrong[:5]}")
    expect(all(load.count(outcome) for outcome in ("allowed", "denied")), load.counts)


# One file of SQLite.

def alone(old):
    with tempfile.TemporaryDirectory() as name:
        site = Site(pathlib.Path(name))
        place = str(site.directory / "log.sqlite")
        replica, service = Replica(site, "alone", "--log", place, binary=old), Service()
        both = Both(old, place)
        with stopping(replica):
            replica.start()
            service.add(replica.port, replica.health)
            with Load(service, site.certificates[0], [*violating(), *good() * 3], rate=50) as load:
                load.moves(60)
                turn(replica, PEDIGREE, service, load)
                print(both.verify())
                turn(replica, old, service, load)
                replica.kill()
                replica.binary = PEDIGREE
                replica.start()
                load.moves(60)
            service.close()
            finish(load, "SQLite")
            replica.stop()
        print(both.verify())
        entries = by(PEDIGREE, "audit", "export", place, "--kind", "opened")[1].splitlines()
        expect(len(entries) == 4, f"each start of either version began a chain: {entries}")


def main():
    old = previous()
    shared(old)
    alone(old)


if __name__ == "__main__":
    main()
