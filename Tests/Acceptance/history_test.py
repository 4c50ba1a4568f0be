"""The log tells who deployed what, when and why; and an audit over it alone says what an audit of the cluster says."""

import csv
import io
import json
import pathlib
import tempfile

from cluster import eventually, guarded_cluster
from record_test import entries
from rollback_test import ARGO, POLICY, live, service
from support import expect, run


def main():
    with tempfile.TemporaryDirectory() as name:
        policies = pathlib.Path(name) / "policies"
        policies.mkdir()
        (policies / "policy.yaml").write_text(POLICY)
        with guarded_cluster(policies) as (cluster, server):
            deploy(cluster, server)
            histories(server)
            over_the_log(policies, server)


def deploy(cluster, server):
    tracking = {"argocd.argoproj.io/tracking-id": "fraud-prod:serving.kserve.io/InferenceService:ml/fraud"}
    expect(cluster.create(service("v47", "v12", **tracking), user=ARGO).stored, "the first version")
    live(server, "fraud", 1)
    expect(cluster.update(service("v48", "v13", **tracking), user=ARGO).stored, "the next version")
    live(server, "fraud", 2)
    expect(cluster.update(service("v47", "v13", **tracking), user="bob@example.com").status == 403, "without its data")
    eventually(lambda: len(entries(server, "reviewed", "fraud")) >= 3, "the refusal is kept")


def histories(server):
    status, text, errors = run("history", "fraud", "--log", server.log_place, "--format", "json")
    expect(status == 0, errors)
    [workload] = json.loads(text)["workloads"]
    first, second, refused = workload["events"]
    expect([first["event"], second["event"], refused["event"]] == ["live", "live", "refused"], text)
    expect(first["user"] == ARGO and first["gitOps"] == "Argo CD Application fraud-prod", first)
    expect(first["until"] is not None and second["until"] is None, text)
    expect(second["reasons"][0] == "v47 → v48" and "features" in second["reasons"][1], second)
    expect(refused["user"] == "bob@example.com" and refused["codes"] == ["rollback.contextChanged"], refused)
    status, text, errors = run("history", "s3://ml-models-prod/fraud-detector", "--log", server.log_place)
    expect(status == 0 and "ml/fraud" in text and "v47 → v48" in text, text + errors)
    status, text, errors = run("history", "fraud", "--log", server.log_place, "--format", "csv", "--limit", "1")
    expect(status == 0 and len(list(csv.DictReader(io.StringIO(text)))) == 1, text + errors)
    status, _, errors = run("history", "nobody", "--log", server.log_place)
    expect(status == 1 and "nobody" in errors, errors)
    status, _, errors = run("history", "fraud", "--log", "/nowhere/log.sqlite")
    expect(status == 2 and "/nowhere/log.sqlite" in errors, errors)
    status, _, errors = run("history", "fraud", "--log", server.log_place, "--as-of", "2026-01-01")
    expect(status == 2 and "--as-of" in errors, errors)


def over_the_log(policies, server):
    status, text, errors = run(
        "audit", "--policy", str(policies), "--log", server.log_place, "--format", "json")
    expect(status == 0, text + errors)
    [workload] = json.loads(text)["workloads"]
    expect(workload["name"] == "fraud" and workload["judgement"] == "allowed", workload)
    # A policy that was made stricter since refuses what the log gives back.
    strict = policies.parent / "strict"
    strict.mkdir()
    (strict / "policy.yaml").write_text(POLICY.replace("[pinned, versioned]", "[pinned]"))
    status, text, errors = run("audit", "--policy", str(strict), "--log", server.log_place, "--format", "json")
    expect(status == 1 and "pinnedModel.versioned" in text, text + errors)


if __name__ == "__main__":
    main()
