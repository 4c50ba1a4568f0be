#!/usr/bin/env python3
"""PolicyReports are what their CRDs ask for, with ordinary and with hostile manifests; and an audit of a cluster keeps them in line
with what is live, writes only what differs, and tells pods that run different bytes under one name."""

import copy
import json
import pathlib
import tempfile

import jsonschema
import yaml
from cluster import start_cluster, stop_cluster
from support import ROOT, expect, run

FIXTURES = ROOT / "Tests/Fixtures/policyreport"
POLICY = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: strict}
spec:
  validationActions: [Deny]
  match: {excludeNamespaces: [kube-system]}
  rules: {pinnedModel: {allow: [pinned], modelImages: ["registry.corp.example/ml/*"]}}
"""
HOSTILE = "\x1b]0;owned\x07\r\n---\nkind: Secret\u202e\ufffe`|<b>: \"'{{ [x]: &a *b !t"
GROUP = "/apis/wgpolicyk8s.io/v1alpha2"


def schema(kind):
    """The schema of v1alpha2, with every field that it does not name refused: an API server would drop it."""
    file = FIXTURES / ("wgpolicyk8s.io_policyreports.yaml" if kind == "PolicyReport" else "wgpolicyk8s.io_clusterpolicyreports.yaml")
    versions = next(yaml.safe_load_all(file.read_text()))["spec"]["versions"]
    root = next(version for version in versions if version["name"] == "v1alpha2")["schema"]["openAPIV3Schema"]
    root = copy.deepcopy(root)
    root["properties"]["metadata"] = {
        "type": "object", "required": ["name", "labels"], "additionalProperties": False,
        "properties": {name: {} for name in (
            "name", "namespace", "labels", "annotations", "ownerReferences", "resourceVersion", "uid", "creationTimestamp",
            "generation")}}

    def close(node):
        if isinstance(node, dict):
            if "properties" in node and "additionalProperties" not in node:
                node["additionalProperties"] = False
            for value in node.values():
                close(value)

    close(root)
    jsonschema.Draft7Validator.check_schema(root)
    return jsonschema.Draft7Validator(root)


def is_valid(report):
    problems = [f"{list(error.path)}: {error.message}" for error in schema(report["kind"]).iter_errors(report)]
    expect(not problems, problems[:5])
    expect(report["apiVersion"] == "wgpolicyk8s.io/v1alpha2", report)
    counts = {name: 0 for name in report["summary"]}
    for result in report["results"]:
        counts[result["result"]] += 1
    omitted = int(report["metadata"].get("annotations", {}).get("pedigree.dev/omitted-results", 0))
    expect(sum(report["summary"].values()) == sum(counts.values()) + omitted, report)
    broken = copy.deepcopy(report)
    broken["results"] = [{"policy": 7, "result": "perhaps"}]
    expect(list(schema(report["kind"]).iter_errors(broken)), "the schema lets nonsense pass")


def service(name, uri, namespace="ml"):
    return {
        "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}, "storageUri": uri}}},
    }


def test_format(directory):
    policies = write_policy(directory)
    objects = [service("good", f"hf://o/n:{'a' * 40}"), service("bad", "hf://o/n"), service("odd", f"hf://o/n:{HOSTILE}"),
               service(HOSTILE, "hf://o/n", HOSTILE)]
    manifest = directory / "objects.json"
    manifest.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))
    status, output, errors = run("audit", str(manifest), "--policy", policies, "--format", "policyreport")
    expect(output, errors)
    reports = list(yaml.safe_load_all(output))
    expect(len(reports) == 4, output)
    for report in reports:
        is_valid(report)
        expect(report["kind"] in ("PolicyReport", "ClusterPolicyReport"), report)
        expect("\x1b" not in json.dumps(report, ensure_ascii=False), report)
    by_name = {report["scope"]["name"]: report for report in reports}
    expect(by_name["good"]["summary"] == {"fail": 0, "error": 0, "warn": 0, "skip": 0, "pass": 1}, by_name["good"])
    expect(by_name["bad"]["results"][0]["properties"]["code"] == "pinnedModel.mutable", by_name["bad"])
    status, _, errors = run("audit", str(manifest), "--policy", policies, "--write-policy-reports")
    expect(status == 2 and "cluster" in errors, errors)


def write_policy(directory):
    (directory / "policies").mkdir(exist_ok=True)
    (directory / "policies/policy.yaml").write_text(POLICY)
    return str(directory / "policies")


def owner(kind, name, uid, version="apps/v1"):
    return [{"apiVersion": version, "kind": kind, "name": name, "uid": uid, "controller": True}]


def put(cluster, kind, name, spec, owners=None, status=None, version="apps/v1"):
    metadata = {"name": name, "namespace": "ml"}
    if owners:
        metadata["ownerReferences"] = owners
    done = {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}
    if status:
        done["status"] = status
    return cluster.command(do="put", object=done)["object"]["metadata"]["uid"]


def deploy(cluster, image, digests):
    """A Deployment, its ReplicaSet, and a Pod for each digest that a node has pulled."""
    pod = {"containers": [{"name": "server", "image": image}]}
    template = {"metadata": {"labels": {"app": "fraud"}}, "spec": pod}
    spec = {"replicas": len(digests), "selector": {"matchLabels": {"app": "fraud"}}, "template": template}
    deployment = put(cluster, "Deployment", "fraud", spec)
    replicas = put(cluster, "ReplicaSet", "fraud-1", spec, owner("Deployment", "fraud", deployment))
    for number, digest in enumerate(digests):
        image_id = f"{image.partition(':')[0]}@sha256:{digest * 64}"
        status = {"phase": "Running", "containerStatuses": [{"name": "server", "image": image, "imageID": image_id}]}
        put(cluster, "Pod", f"fraud-1-{number}", pod, owner("ReplicaSet", "fraud-1", replicas), status, "v1")


def test_cluster(directory):
    policies = write_policy(directory)
    cluster = start_cluster()
    try:
        def audit(*options):
            status, output, errors = run(
                "audit", "--kubeconfig", cluster.kubeconfig, "--policy", policies, "--format", "json", *options)
            expect(output, errors)
            return status, json.loads(output), errors

        deploy(cluster, "registry.corp.example/ml/fraud-classifier:v1", "ab")
        cluster.command(do="put", object=service("churn", f"hf://o/n:{'a' * 40}"))
        status, report, errors = audit("--write-policy-reports")
        expect(status == 2 and "install its CRD" in errors, errors)

        for kind in ("PolicyReport", "ClusterPolicyReport"):
            cluster.command(
                do="serve", group="wgpolicyk8s.io", versions=["v1alpha2"], kind=kind, resource=f"{kind.lower()}s",
                namespaced=kind == "PolicyReport")
        # Off by default.
        status, report, errors = audit()
        expect(not cluster.ask("GET", f"{GROUP}/policyreports").body["items"], "reports that nobody asked for")
        workloads = {workload["name"]: workload for workload in report["workloads"]}
        drift = workloads["fraud"]["drift"]
        expect([found["kind"] for found in drift] == ["changedBytes"], drift)
        expect("a" * 64 in drift[0]["message"] and "b" * 64 in drift[0]["message"], drift)
        expect(workloads["fraud"]["children"] == 3 and not workloads["churn"]["drift"], workloads)

        status, _, errors = audit("--write-policy-reports")
        expect(status == 1 and "2 created, 0 updated, 0 deleted, 0 unchanged" in errors, errors)
        reports = cluster.ask("GET", f"{GROUP}/policyreports").body["items"]
        for report in reports:
            is_valid(report)
            expect(report["metadata"]["ownerReferences"][0]["uid"] == report["scope"]["uid"], report)
        found = {report["scope"]["name"]: report["summary"] for report in reports}
        expect(found["fraud"]["fail"] == 1 and found["fraud"]["warn"] == 1 and found["churn"]["pass"] == 1, found)
        _, _, errors = audit("--write-policy-reports")
        expect("0 created, 0 updated, 0 deleted, 2 unchanged" in errors, errors)

        # What is gone takes its report with it, as the owner's; what changed is written.
        cluster.ask("DELETE", "/apis/serving.kserve.io/v1beta1/namespaces/ml/inferenceservices/churn")
        cluster.command(do="delete", resource="pods", namespace="ml", name="fraud-1-1")
        _, _, errors = audit("--write-policy-reports")
        expect("0 created, 1 updated, 0 deleted, 0 unchanged" in errors, errors)
        expect(len(cluster.ask("GET", f"{GROUP}/policyreports").body["items"]) == 1, "one report is left")
    finally:
        stop_cluster(cluster)


def main():
    for test in (test_format, test_cluster):
        with tempfile.TemporaryDirectory() as directory:
            test(pathlib.Path(directory))


if __name__ == "__main__":
    main()
