"""Drives the webhook as evidence, keys and sources change under it: what is in force, what is refused, what is told."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from support import ROOT, expect, run, webhook

DEMO = ROOT / "examples/demo/production"
MODEL = "s3://ml-models-prod/fraud-detector/v47/"
DIGEST = "sha256:" + "4b" * 32


def wait_for(condition, what):
    for _ in range(200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"it did not come to this within 10 s: {what}")


class Site:
    """A policy directory with its keys, and an evidence directory that is swapped as git-sync does."""

    def __init__(self, directory):
        self.directory = directory
        self.policies = directory / "policies"
        self.evidence = directory / "evidence"
        self.count = 0
        for name in ("eval-runner", "trainer", "stranger"):
            self.key(name)
        (self.policies / "keys").mkdir(parents=True)
        self.write_policies()
        self.show()

    def key(self, name):
        status, _, errors = run("keygen", "--output", str(self.directory / name))
        expect(status == 0, errors)

    def write_policies(self, path="../evidence", keys=("eval-runner", "trainer"), labels=""):
        text = (ROOT / "Tests/Fixtures/evidence/production.yaml").read_text()
        text = text.replace("path: evidence", f"path: {path}").replace("{name: eval-runner}", "{name: eval-runner" + labels + "}")
        for role, key in zip(("eval-runner", "trainer"), keys):
            swap(self.policies / "keys" / f"{role}.pub", (self.directory / f"{key}.pub").read_text())
        swap(self.policies / "production.yaml", text)

    def attest(self, kind, key, *options):
        output = self.directory / f"made-{self.count}"
        self.count += 1
        common = ("--subject", MODEL, "--digest", DIGEST, "--key", str(self.directory / f"{key}.key"), "--output", str(output))
        if kind == "evaluation":
            options = ("--metrics", str(DEMO / "metrics/v47.json"), "--dataset", f"fraud-eval={DEMO / 'data/eval.csv'}", *options)
        else:
            source = "git+https://git.corp/ml/fraud@3f786850e387550fdab836ed7e6dc881de23001b"
            options = ("--source", source, "--dataset", str(DEMO / "data/train.csv"), "--seed", "1", "--parameter", "a=b", *options)
        status, _, errors = run("attest", kind, *common, *options)
        expect(status == 0, errors)
        return next(output.glob("*.json"))

    def show(self, *files):
        """Puts just these files into the evidence directory, all at once."""
        checkout = self.directory / f"checkout-{self.count}"
        self.count += 1
        checkout.mkdir()
        for file in files:
            shutil.copy(file, checkout)
        link = self.directory / "link"
        link.symlink_to(checkout)
        os.replace(link, self.evidence)


def swap(path, text):
    draft = path.with_suffix(".draft")
    draft.write_text(text)
    os.replace(draft, path)


def ask(server):
    done = subprocess.run(
        [
            *("curl", "-sS", "--cacert", server.ca, "-H", "Content-Type: application/json"),
            *("--data-binary", f"@{DEMO / 'review.json'}", f"https://127.0.0.1:{server.port}/validate?timeout=10s"),
        ],
        capture_output=True, text=True, check=True, timeout=60,
    )
    return json.loads(done.stdout)["response"]


def codes(answer):
    return answer.get("auditAnnotations", {}).get("codes", "")


def metric(server, name):
    found = re.search(rf"^{re.escape(name)} (\S+)$", server.get("/metrics")[1], re.M)
    return float(found[1]) if found else None


def evidence_changes(site, server):
    expect(codes(ask(server)) == "evaluation.missing,lineage.missing", ask(server))
    lineage, good = site.attest("lineage", "trainer"), site.attest("evaluation", "eval-runner")
    site.show(lineage, good)
    wait_for(lambda: ask(server)["allowed"], "evidence is taken over")
    digest = "sha256:" + subprocess.run(["sha256sum", str(good)], capture_output=True, text=True, check=True).stdout.split()[0]
    expect(digest in ask(server)["auditAnnotations"]["evidence"], "the audit log hears what was relied on")
    expect(metric(server, 'pedigree_evidence_records{source="git",outcome="verified"}') == 2, "metrics count it")
    site.show(lineage, good, site.attest("evaluation", "stranger"))
    wait_for(lambda: metric(server, 'pedigree_evidence_records{source="git",outcome="untrusted"}') == 1, "a stranger's")
    expect(ask(server)["allowed"], "what a stranger signed changes nothing")
    broken = site.directory / "broken.dsse.json"
    broken.write_text("{")
    site.show(lineage, good, broken)
    wait_for(lambda: metric(server, 'pedigree_evidence_problems{source="git"}') == 1, "a bad file is told of")
    expect(ask(server)["allowed"], "one bad file hides no other")
    expect("broken.dsse.json" in server.log.read_text(), "the log names it")
    return lineage, good


def sources_go(site, server):
    """A source that cannot be read keeps what it held, and everybody can see that."""
    held = site.evidence.readlink()
    site.evidence.unlink()
    wait_for(lambda: metric(server, 'pedigree_evidence_source_up{source="git"}') == 0, "the source is gone")
    expect(ask(server)["allowed"], "what was there stays in use")
    status, text = server.get("/readyz?verbose")
    expect(status == 200 and "[!]evidence ok" in text, text)
    site.evidence.symlink_to(held)
    wait_for(lambda: metric(server, 'pedigree_evidence_source_up{source="git"}') == 1, "the source is back")
    expect("[+]evidence ok" in server.get("/readyz?verbose")[1], "and readiness says so")


def policies_change(site, server, lineage):
    """New policies take over together with their evidence, or not at all."""
    site.write_policies(path="../elsewhere")
    wait_for(lambda: "[!]policies ok" in server.get("/readyz?verbose")[1], "policies wait for their evidence")
    expect("elsewhere" in server.get("/readyz?verbose")[1], "and say for which")
    expect(ask(server)["allowed"], "the old ones go on deciding")
    site.write_policies(labels=', labels: {pedigree.dev/demo: "true"}')
    wait_for(lambda: "for demonstrations" in server.get("/readyz?verbose")[1], "a demo's trust root is refused")
    expect(ask(server)["allowed"], "the old ones go on deciding")
    site.write_policies(keys=("stranger", "trainer"))
    wait_for(lambda: not ask(server)["allowed"], "a new trust root is in force")
    expect(codes(ask(server)) == "evaluation.untrusted", ask(server))
    site.show(lineage, site.attest("evaluation", "stranger"))
    wait_for(lambda: ask(server)["allowed"], "what it signs counts now")


def demo_roots_are_refused_at_the_start(site):
    site.write_policies(labels=', labels: {pedigree.dev/demo: "true"}')
    status, _, errors = run(
        *("serve", "--policy", str(site.policies), "--tls-cert", "none", "--tls-key", "none", "--listen", "127.0.0.1:0"))
    expect(status == 2 and "for demonstrations" in errors, f"{status}: {errors}")
    with webhook(site.policies, "--allow-demo-trust-root") as (server, _):
        expect(server.get("/readyz")[0] == 200, "with the flag it serves")


def main():
    with tempfile.TemporaryDirectory() as name:
        site = Site(pathlib.Path(name))
        with webhook(site.policies) as (server, _):
            text = server.get("/readyz?verbose")[1]
            expect(all(f"[+]{part} ok" in text for part in ("policies", "trust-roots", "evidence", "certificate")), text)
            lineage, _ = evidence_changes(site, server)
            sources_go(site, server)
            policies_change(site, server, lineage)
        demo_roots_are_refused_at_the_start(site)


if __name__ == "__main__":
    sys.exit(main())
