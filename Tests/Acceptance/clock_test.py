"""A replica whose clock is wrong, and is set while it runs: what depends on the time of day moves with it, to the strict side where
nothing else can be known, and comes back with it; nothing hangs, and the log stays whole."""

import datetime
import pathlib
import tempfile

from cluster import eventually
from fleet import BUCKET, Replica, Site, good, inference_service, request, served, stopping, violating
from load import Case, Load, Service
from skew import Clock
from support import expect, run

HOUR, DAY = 3600, 86400
EXCEPTION = """
apiVersion: pedigree.dev/v1alpha1
kind: PolicyException
metadata: {name: legacy}
spec:
  policies: [production]
  match: {kind: InferenceService, namespace: ml-prod, name: legacy}
  rules: [pinnedModel, evaluation, lineage]
  reason: "moves next week"
  owner: fraud-team
  ticket: OPS-1
  expires: "EXPIRES"
"""


def legacy(uid, number):
    return request(uid, "InferenceService", inference_service("legacy", f"{BUCKET}/latest/"))


class Skewed:
    def __init__(self, replica, clock):
        self.replica, self.clock, self.asked = replica, clock, 0

    def at(self, offset, body):
        """The answer, with the clock so many seconds off."""
        self.clock.set(offset)
        self.asked += 1
        answer = self.replica.ask(body(f"u-{self.asked}", self.asked))
        expect(answer is not None, f"no answer at {offset:+}")
        return answer

    def allowed(self, offset, body, what):
        answer = self.at(offset, body)
        expect(answer["allowed"], f"{what} at {offset:+} s: {answer}")

    def denied(self, offset, body, code, what):
        answer = self.at(offset, body)
        expect(not answer["allowed"] and code in answer["auditAnnotations"]["codes"], f"{what} at {offset:+} s: {answer}")


def ages(skewed):
    """An evaluation may be 30 days old. Asked anew and asked again: what is remembered knows its time, too."""
    for body in (served(f"{BUCKET}/v47/"), served(f"{BUCKET}/v47/", fresh=False)):
        skewed.allowed(0, body, "new evidence")
        skewed.allowed(29 * DAY, body, "not old yet")
        skewed.denied(31 * DAY, body, "evaluation.stale", "too old")
        skewed.allowed(29 * DAY, body, "not too old after all")
        # Of what was finished in its future a replica cannot know how old it is. Five minutes are forgiven.
        skewed.allowed(-4 * 60, body, "a clock that is a little slow")
        skewed.denied(-3 * HOUR, body, "evaluation.invalid", "finished in the future")
        skewed.allowed(0, body, "the clock was set right")


def exceptions(skewed):
    """It ends when the replica's clock says so."""
    skewed.allowed(0, legacy, "excepted")
    skewed.allowed(HOUR // 2, legacy, "still excepted")
    skewed.denied(3 * HOUR, legacy, "pinnedModel.mutable", "the exception is over")
    skewed.allowed(0, legacy, "excepted again")
    # A year behind nothing violating is let in that no exception names.
    for case in violating():
        for offset in (-365 * DAY, 365 * DAY, -3 * HOUR, 3 * HOUR):
            answer = skewed.at(offset, case.body)
            expect(not answer["allowed"], f"{case.name} at {offset:+}: {answer}")
    skewed.clock.set(0)


def under_load(skewed, service, site):
    """Back and forth, while others are asked: an answer always comes, and reloads go on."""
    replica = skewed.replica
    generation = '{source="policies"}'
    # By another clock the same is denied for another reason.
    denied = [Case(case.name, case.body, "denied") for case in violating()]
    with Load(service, site.certificates[0], [*denied, good()[2], good()[3]], connections=1, streams=4, singles=2) as load:
        for count, offset in enumerate((6 * HOUR, -6 * HOUR, 400 * DAY, -400 * DAY, 0)):
            skewed.clock.set(offset)
            load.moves(30)
            before = replica.metric("pedigree_reload_generation", generation)
            site.more["exception.yaml"] = site.more["exception.yaml"].replace("OPS-", f"OPS-{count}")
            site.toggle(site.documents()["toggle.yaml"])
            eventually(lambda: replica.metric("pedigree_reload_generation", generation) > before, f"a reload at {offset:+}", 60)
    print(f"clock set back and forth: {load.summary()}")
    expect(not load.wrong, load.wrong[:5])
    expect(load.count("lost") + load.count("not connected") + load.count("undecided") == 0, load.counts)


def log_in_order(place):
    status, text, errors = run("audit", "verify-log", place)
    expect(status == 0, f"the clock went back and forth, the chain does not: {text + errors}")
    print(text.splitlines()[0])


def main():
    with tempfile.TemporaryDirectory() as name:
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        site = Site(pathlib.Path(name), more={"exception.yaml": EXCEPTION.replace("EXPIRES", end.strftime("%Y-%m-%dT%H:%M:%SZ"))})
        clock, place = Clock(site.directory), str(site.directory / "log.sqlite")
        key = site.directory / "checkpoint"
        expect(run("keygen", "--type", "ed25519", "--output", str(key))[0] == 0, "a key for checkpoints")
        replica = Replica(site, "skewed", "--log", place, "--log-checkpoint-key", f"{key}.key", env=clock.env)
        service = Service()
        with stopping(replica):
            replica.start()
            service.add(replica.port, replica.health)
            skewed = Skewed(replica, clock)
            ages(skewed)
            exceptions(skewed)
            under_load(skewed, service, site)
            service.close()
            replica.stop()
            log_in_order(place)
            # What a wrong clock has written does not keep the next start from going on.
            replica.start()
            skewed.allowed(0, served(f"{BUCKET}/v47/"), "after a start")
            replica.stop()
            log_in_order(place)


if __name__ == "__main__":
    main()
