"""Replicas are rolled, killed and started anew, and policies, evidence and certificates change, while good and violating objects
are sent as API servers send them: nothing violating is let in, nothing good is denied, and a roll loses no request."""

import os
import pathlib
import signal
import tempfile
import time

from cluster import eventually
from fleet import BUCKET, MILD, STRICT, Replica, Site, Toggled, good, served, stopping, violating
from load import Case, Load, Service
from support import expect

REPLICAS = 3
# More than a Service of these tests takes to learn of an end.
DELAYED = ("--shutdown-delay", "1s")


class Roll:
    def __init__(self, site, service, load, replicas, withdrawn):
        self.site, self.service, self.load, self.replicas, self.withdrawn = site, service, load, replicas, withdrawn

    def restart(self, replica, sign):
        """A pod that ends and the one that takes its place; the kubelet waits for the old one."""
        replica.process.send_signal(sign)
        if sign == signal.SIGTERM:
            replica.ended()
        else:
            replica.process.wait()
        replica.start()
        eventually(lambda: replica.port in self.service.ready, "the Service knows it")

    def rolling(self):
        """As a Deployment's roll-out: one after the other. Nothing that was begun is lost, and nobody is refused."""
        before = self.failed()
        for replica in self.replicas:
            self.load.moves(100)
            self.restart(replica, signal.SIGTERM)
        self.load.moves(100)
        failed = self.failed() - before
        print(f"rolled {len(self.replicas)} replicas: {failed} requests without an answer of a policy")
        expect(failed == 0, f"{failed} requests were lost by a roll-out: {self.load.errors}")

    def failed(self):
        return sum(self.load.count(outcome) for outcome in ("lost", "not connected", "undecided"))

    def killing(self):
        """What a kill loses was refused: the API server's failurePolicy is Fail."""
        before = self.failed()
        for replica in self.replicas:
            self.load.moves(100)
            self.restart(replica, signal.SIGKILL)
        # Two at once.
        for replica in self.replicas[:2]:
            replica.kill()
        self.load.moves(50)
        for replica in self.replicas[:2]:
            replica.start()
        self.load.moves(100)
        print(f"killed {len(self.replicas) + 2} replicas: {self.failed() - before} requests without an answer of a policy")

    def reloading(self):
        # Each of these would be no gate at all, if it were taken over.
        broken = [("production.yaml", "kind: ["), ("production.yaml", ""), ("eval-runner.pub", "no key"),
                  ("production.yaml", self.site.documents()["production.yaml"].replace("pinnedModel", "pinedModel"))]
        for (name, text), good in zip(broken, (STRICT, MILD, STRICT, STRICT)):
            self.site.configure({**self.site.documents(), name: text})
            for replica in self.replicas:
                self.policies(replica, "[!]policies ok", f"{name} {text[:20]!r} is refused")
            self.load.moves(50)
            self.site.toggle(good)
            for replica in self.replicas:
                self.policies(replica, "[+]policies ok", "good policies are taken")
            self.load.moves(50)

    def policies(self, replica, state, what):
        eventually(lambda: state in replica.get("/readyz?verbose")[1], what, 60)

    def evidence(self):
        """What is withdrawn denies on every replica, and what is given back allows."""
        others = [file for file in self.site.files if file != self.site.withdrawn]
        for files, verdict in ((others, "denied"), (self.site.files, "allowed"), (others, "denied")):
            self.withdrawn["verdict"] = "either"
            self.site.show(*files)
            for replica in self.replicas:
                eventually(lambda: self.stands(replica) == verdict, f"withdrawn evidence: {verdict}", 60)
            self.withdrawn["verdict"] = verdict
            self.load.moves(100)

    def stands(self, replica):
        answer = replica.ask(served(f"{BUCKET}/v44/")("probe", time.monotonic_ns()))
        return answer and ("allowed" if answer["allowed"] else "denied")

    def certificate(self):
        serial = self.site.rotate_certificate()
        for replica in self.replicas:
            eventually(lambda: replica.serial() == serial, "new connections get the new certificate", 60)
        self.load.moves(50)

    def without_evidence(self):
        """Who starts while the source is away decides what needs no evidence, and lets nothing else in."""
        held = self.site.evidence.readlink()
        self.site.evidence.unlink()
        replica = self.replicas[0]
        replica.stop()
        replica.launch()
        answered = []
        end = time.monotonic() + 4
        while time.monotonic() < end:
            for case in (*violating(), *good()):
                answer = replica.ask(case.body("start", time.monotonic_ns()))
                if answer is None:
                    continue
                answered.append(answer)
                expect(not answer["allowed"] or case.name in ("good: no model", "good: no change"), f"{case.name}: {answer}")
                expect(answer["allowed"] or case.name not in ("good", "good, asked again") or answer["status"]["code"] == 503,
                       f"{case.name}: what nobody could look for is not missing: {answer}")
        os.symlink(held, self.site.evidence)
        eventually(lambda: replica.port in self.service.ready, "it is ready", 60)
        for each in self.replicas:
            eventually(lambda: "[+]evidence ok" in each.get("/readyz?verbose")[1], "they read the source once it is back", 60)
        print(f"started without evidence: {len(answered)} answers meanwhile, none of them lets in what needs some")
        self.load.moves(100)


def main():
    with tempfile.TemporaryDirectory() as name:
        site = Site(pathlib.Path(name))
        replicas = [Replica(site, f"replica-{number}", *DELAYED) for number in range(REPLICAS)]
        service, toggled, withdrawn = Service(), Toggled(), {"verdict": "allowed"}
        cases = [*violating(), *good() * 3, toggled.case, Case(
            "withdrawn", served(f"{BUCKET}/v44/"), lambda: withdrawn["verdict"])]
        with stopping(*replicas):
            for replica in replicas:
                replica.start()
                service.add(replica.port, replica.health)
            eventually(lambda: len(service.ready) == REPLICAS, "all replicas are ready")
            with Load(service, site.certificates[0], cases) as load:
                roll = Roll(site, service, load, replicas, withdrawn)
                for phase in (roll.rolling, roll.killing, roll.reloading, roll.evidence, roll.certificate,
                              roll.without_evidence, roll.rolling):
                    start = time.monotonic()
                    phase()
                    print(f"{phase.__name__}: {time.monotonic() - start:.1f} s, {load.sent} requests so far")
                    expect(not load.wrong, f"{len(load.wrong)} wrong answers: {load.wrong[:5]}")
            service.close()
            for replica in replicas:
                replica.stop()
        report(load, toggled)


def report(load, toggled):
    print(load.summary())
    for (case, outcome), count in sorted(load.counts.items()):
        print(f"    {count:6} {case}: {outcome}")
    expect(not load.wrong, f"{len(load.wrong)} wrong answers: {load.wrong[:5]}")
    names = {case.name for case in violating()}
    admitted = sum(count for (case, outcome), count in load.counts.items() if case in names and outcome == "allowed")
    expect(admitted == 0, f"{admitted} violating objects were let in")
    for name in names:
        expect(load.counts[name, "denied"] > 0, f"{name} was never denied: it was never tried")
    expect(set(toggled.verdicts.values()) == {"allowed", "denied"}, f"both policies were seen: {toggled.verdicts}")
    expect(load.count("lost") + load.count("not connected") > 0, "no kill was ever noticed: the load was not under way")


if __name__ == "__main__":
    main()
