"""`pedigree audit` over a cluster says of each object what `check` says of its manifest: the same findings, with code, path,
message, policy and action, on every object that a real API server has sent; and what a cluster shows beyond manifests."""

import json
import pathlib
import tempfile

from cluster import start_cluster, stop_cluster
from recorded import by_audit, by_check, ended, findings, key, recorded
from support import expect, run

POLICIES = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: strict}
spec:
  match: {excludeNamespaces: [r7-*, r11-*]}
  rules: {pinnedModel: {allow: [pinned], unreferenced: Warn}}
---
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: lenient}
spec:
  validationActions: [Warn]
  match: {namespaces: ["*-prod"]}
  rules: {pinnedModel: {allow: [pinned, versioned]}, dataset: {allow: [pinned]}}
---
apiVersion: pedigree.dev/v1alpha1
kind: PolicyException
metadata: {name: waived}
spec:
  policies: [strict]
  match: {kind: InferenceService, namespace: "r1*-prod", name: "*"}
  rules: [pinnedModel]
  reason: a migration
  owner: ml-platform
  ticket: ML-1
  expires: "2099-01-31"
"""


def agreement(policies, directory):
    """What check says of a manifest is what an audit says of the same object in a cluster."""
    objects = recorded()
    report = by_audit(policies, objects)
    rows = {key(row): row for row in report["workloads"]}
    seen = {"denied": 0, "allowed": 0, "undecided": 0, "waived": 0}
    for said, value in zip(by_check(policies, objects, directory), objects):
        row = rows.pop(key(said), None)
        if ended(value):
            expect(row is None, row)
            continue
        if row is None:
            expect(not said["findings"] and not said.get("references"), f"the audit does not tell of {said}")
            continue
        expect(row["judgement"] == said["verdict"], f"{said} {row}")
        expect(findings(row) == findings(said), f"{findings(row)} {findings(said)} of {said}")
        expect(row["exceptions"] == said["exceptions"], f"{said} {row}")
        seen[said["verdict"]] += 1
        seen["waived"] += bool(row["exceptions"])
    expect(not rows, f"nobody else knows of {list(rows)}")
    expect(all(seen[name] >= 3 for name in ("denied", "allowed", "waived")), seen)
    expect(sum(kind["objects"] for kind in report["coverage"]["kinds"]) == len(objects), report["coverage"])


def manifests(policies, directory):
    """An audit of manifests is a check of them."""
    objects = recorded()
    said = {key(value): value for value in by_check(policies, objects, directory)}
    status, output, errors = run(
        "audit", str(directory / "objects.json"), "--policy", str(policies), "--format", "json")
    expect(status in (1, 2), errors)
    rows = json.loads(output)["workloads"]
    expect(len(rows) > 50, len(rows))
    for row in rows:
        value = said[key(row)]
        expect((row["judgement"], findings(row)) == (value["verdict"], findings(value)), f"{row} {value}")


def command_line(policies):
    """What the command line refuses, with the reason; and what it takes for PATHs."""
    def refused(words, *arguments):
        status, _, errors = run("audit", *arguments, env={"KUBECONFIG": "", "HOME": str(policies)})
        expect(status == 2 and words in errors, f"{arguments}: {status} {errors}")

    cluster = start_cluster()
    try:
        where = ("--kubeconfig", cluster.kubeconfig)
        refused("only a log knows that: name one with --log", *where, "--as-of", "2020-01-01T00:00:00Z")
        refused("only a log knows that: leave --cluster out", *where, "--as-of", "2020-01-01T00:00:00Z", "--log", "x.sqlite")
        refused("audit one of them", *where, "manifests/")
        refused("did you mean denied?", *where, "--fail-on", "denyed")
        refused("did you mean json?", *where, "--format", "jsn")
        refused("--as-of: \"2026-01-01\"", *where, "--as-of", "2026-01-01")
        status, output, errors = run("audit", *where, "--policy", str(policies), "--as-of", "2099-12-31T00:00:00Z")
        expect(status == 0, f"{output} {errors}")
        expect("expired" in output, f"the exception is over by then: {output}")
        status, _, errors = run("audit", *where, "--policy", str(policies), "--as-of", "2099-12-31T00:00:00Z", "--fail-on", "exceptions")
        expect(status == 1, errors)
    finally:
        stop_cluster(cluster)
    refused("no cluster is named")
    refused("no pod of a cluster", "--cluster", "in-cluster")
    refused("did you mean export?", "exprt")
    refused("can be only one", "manifests/", "-n", "a", "-n", "b")
    refused("name PATHs", "--at", "HEAD")
    refused("not with PATHs", "--write-policy-reports", "manifests/")
    for words, arguments in (("USAGE: pedigree audit [<path>", ["--help"]), ("USAGE: pedigree audit export", ["export", "--help"]),
                             ("verify-log", ["--help"])):
        status, output, errors = run("audit", *arguments)
        expect(status == 0 and words in output, f"{output} {errors}")
    status, output, _ = run("help", "audit")
    expect(status == 0 and "--fail-on" in output, output)


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        policies = directory / "policies"
        policies.mkdir()
        (policies / "all.yaml").write_text(POLICIES)
        agreement(policies, directory)
        manifests(policies, directory)
        command_line(policies)


main()
