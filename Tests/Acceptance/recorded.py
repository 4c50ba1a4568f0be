"""The objects that an API server has sent, as recorded reviews hold them, and what the tools say of them, made comparable."""

import json

from cluster import start_cluster, stop_cluster
from support import expect, run, shared


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


def key(value):
    return value["kind"], value.get("namespace"), value["name"]


def findings(value):
    return sorted((f["path"], f["code"], f["message"], f["policy"], f["action"]) for f in value["findings"])


def ended(value):
    """Whether it has done what it was made for: an audit says nothing of it."""
    conditions = (value.get("status") or {}).get("conditions") or []
    return value["kind"] == "Pod" and (value.get("status") or {}).get("phase") in ("Succeeded", "Failed") or (
        value["kind"] == "Job" and any(c["type"] in ("Complete", "Failed") and c["status"] == "True" for c in conditions))


def by_check(policies, objects, directory):
    manifest = directory / "objects.json"
    manifest.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))
    _, output, errors = run("check", str(manifest), "--policy", str(policies), "--format", "json")
    expect(output, errors)
    return json.loads(output)["objects"]


def by_audit(policies, objects, *options):
    """The report of an audit of a cluster that holds the objects."""
    cluster = start_cluster("--groups", "all")
    try:
        for value in objects:
            answer = cluster.command(do="put", object=value)
            expect("error" not in answer, answer)
        status, output, errors = run(
            "audit", "--kubeconfig", cluster.kubeconfig, "--policy", str(policies), "--format", "json", *options)
    finally:
        stop_cluster(cluster)
    expect(output, errors)
    report = json.loads(output)
    expect(status in (0, 1, 2) and not report["problems"], f"{status} {report['problems']}")
    return report
