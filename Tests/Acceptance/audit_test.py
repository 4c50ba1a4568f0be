"""`pedigree audit` over a cluster says of each object what `check` says of its manifest: the same findings, with code, path,
message, policy and action, on every object that a real API server has sent; and what a cluster shows beyond manifests."""

import json
import pathlib
import tempfile

from cluster import start_cluster, stop_cluster
from support import expect, run, shared

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


def audit(cluster, policies, *options):
    """Exit status and report of an audit of the cluster."""
    status, output, errors = run(
        "audit", "--kubeconfig", cluster.kubeconfig, "--policy", str(policies), "--format", "json", *options)
    expect(output, errors)
    return status, json.loads(output)


def check(policies, objects, directory):
    manifest = directory / "objects.json"
    manifest.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))
    _, output, errors = run("check", str(manifest), "--policy", str(policies), "--format", "json")
    expect(output, errors)
    return json.loads(output)["objects"]


def key(value):
    return value["kind"], value.get("namespace"), value["name"]


def findings(value):
    return sorted((f["path"], f["code"], f["message"], f["policy"], f["action"]) for f in value["findings"])


def recorded():
    """Each object that the recorded reviews would store, in a namespace of its own and with a uid of its own."""
    objects = []
    for number, file in enumerate(sorted(shared("corpus", "reviews").glob("*.json"))):
        request = json.loads(file.read_text())["request"]
        value = request.get("object")
        if request["operation"] not in ("CREATE", "UPDATE") or not value or request.get("subResource") not in (
                None, "", "ephemeralcontainers", "status") or value["kind"] in ("Binding", "Eviction", "Scale"):
            continue
        metadata = {name: part for name, part in value["metadata"].items() if name not in ("generateName", "managedFields")}
        metadata["name"] = metadata.get("name") or f"generated-{number}"
        metadata["uid"] = f"00000000-0000-4000-8000-{number:012}"
        if value["kind"] != "ClusterServingRuntime":
            metadata["namespace"] = f"r{number}-{'prod' if number % 2 else 'dev'}"
        objects.append({**value, "metadata": metadata})
    return objects


def ended(value):
    """Whether it has done what it was made for: an audit says nothing of it."""
    conditions = (value.get("status") or {}).get("conditions") or []
    return value["kind"] == "Pod" and (value.get("status") or {}).get("phase") in ("Succeeded", "Failed") or (
        value["kind"] == "Job" and any(c["type"] in ("Complete", "Failed") and c["status"] == "True" for c in conditions))


def agreement(policies, directory):
    """What check says of a manifest is what an audit says of the same object in a cluster."""
    cluster = start_cluster("--groups", "all")
    try:
        objects = recorded()
        for value in objects:
            cluster.command(do="put", object=value)
        status, report = audit(cluster, policies)
        expect(status in (1, 2), report["problems"])
        expect(not report["problems"], report["problems"])
        rows = {key(row): row for row in report["workloads"]}
        seen = {"denied": 0, "allowed": 0, "undecided": 0, "waived": 0}
        for said, value in zip(check(policies, objects, directory), objects):
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
    finally:
        stop_cluster(cluster)


def manifests(policies, directory):
    """An audit of manifests is a check of them."""
    objects = recorded()
    said = {key(value): value for value in check(policies, objects, directory)}
    status, output, errors = run(
        "audit", str(directory / "objects.json"), "--policy", str(policies), "--format", "json")
    expect(status in (1, 2), errors)
    rows = json.loads(output)["workloads"]
    expect(len(rows) > 50, len(rows))
    for row in rows:
        value = said[key(row)]
        expect((row["judgement"], findings(row)) == (value["verdict"], findings(value)), f"{row} {value}")


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        policies = directory / "policies"
        policies.mkdir()
        (policies / "all.yaml").write_text(POLICIES)
        agreement(policies, directory)
        manifests(policies, directory)


main()
