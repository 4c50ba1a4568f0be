"""A model that comes back brings its data context along, or is refused; and only the deployer that is named deploys."""

import json
import pathlib
import subprocess
import tempfile

from cluster import eventually, guarded_cluster
from record_test import entries, lives
from support import PEDIGREE, expect, run

POLICY = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: production}
spec:
  match: {namespaces: [ml]}
  rules:
    pinnedModel:
      allow: [pinned, versioned]
      sources: [{uri: "s3://ml-models-prod/", immutable: true}]
    rollback: {requireDataContext: true}
"""
DEPLOYER = """
    deployer: {serviceAccounts: ["argocd:argocd-application-controller"]}
"""
ARGO = "system:serviceaccount:argocd:argocd-application-controller"


def service(version, features, name="fraud", **annotations):
    return {
        "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
        "metadata": {"name": name, "namespace": "ml", "annotations": {
            "pedigree.dev/data-context": f"features=s3://corp-data/features/{features}/", **annotations}},
        "spec": {"predictor": {"model": {
            "modelFormat": {"name": "sklearn"}, "storageUri": f"s3://ml-models-prod/fraud-detector/{version}/"}}},
    }


def main():
    with tempfile.TemporaryDirectory() as name:
        policies = pathlib.Path(name) / "policies"
        policies.mkdir()
        (policies / "policy.yaml").write_text(POLICY)
        with guarded_cluster(policies) as (cluster, server):
            rollbacks(cluster, server)
            never_stored(cluster, server)
            (policies / "policy.yaml").write_text(POLICY + DEPLOYER)
            before = server.metric("pedigree_reload_generation", '{source="policies"}')
            eventually(lambda: server.metric("pedigree_reload_generation", '{source="policies"}') > before, "new policies")
            deployers(cluster)
            status, text, errors = run("audit", "verify-log", server.log_place)
            expect(status == 0, text + errors)


def live(server, name, count):
    eventually(lambda: len(entries(server, "live", name)) >= count, f"{name} is live for the time {count}")


def rollbacks(cluster, server):
    expect(cluster.create(service("v47", "v12")).stored, "the first version")
    live(server, "fraud", 1)
    forward = cluster.update(service("v48", "v13"))
    expect(forward.stored, forward.message)
    live(server, "fraud", 2)
    refused = cluster.update(service("v47", "v13"))
    expect(refused.status == 403, f"{refused.status} {refused.body}")
    for part in ("rollback.contextChanged", "features", "v12", "v13", "pedigree rollback fraud"):
        expect(part in refused.message, f"{part}: {refused.message}")
    # The edit that is printed, applied as it is printed, is admitted.
    status, text, errors = run("rollback", "fraud", "--to", "v47", "--log", server.log_place)
    expect(status == 0 and "features/v12/" in text and "fraud-detector/v47/" in text, text + errors)
    status, patch, errors = run("rollback", "fraud", "--to", "47", "--log", server.log_place, "--format", "patch")
    expect(status == 0, errors)
    patched = cluster.ask(
        "PATCH", cluster.path(service("v47", "v12")), json.loads(patch), "alice@example.com",
        content="application/json-patch+json")
    expect(patched.stored, f"{patched.status} {patched.body}")
    live(server, "fraud", 3)
    now = cluster.ask("GET", cluster.path(service("v47", "v12"))).body
    expect(now["spec"]["predictor"]["model"]["storageUri"].endswith("/v47/"), now)
    expect(now["metadata"]["annotations"]["pedigree.dev/data-context"].endswith("/v12/"), now)
    # What is live now needs no edit; what never was is said, with what was.
    status, _, errors = run("rollback", "fraud", "--to", "v47", "--log", server.log_place)
    expect(status == 1 and "nothing to bring back" in errors, errors)
    status, _, errors = run("rollback", "fraud", "--to", "v9", "--log", server.log_place)
    expect(status == 1 and "v48" in errors and "v47" in errors, errors)
    status, _, errors = run("rollback", "nobody", "--to", "v9", "--log", server.log_place)
    expect(status == 2 and "nobody" in errors, errors)

    # A deletion and a creation are an update (another uid, the same workload).
    expect(cluster.delete(service("v47", "v12")).status == 200, "deleted")
    eventually(lambda: entries(server, "gone", "fraud"), "it is gone")
    again = cluster.create(service("v48", "v12"))
    expect(again.status == 403 and "rollback.contextChanged" in again.message, f"{again.status} {again.message}")
    expect(cluster.create(service("v48", "v13")).stored, "with its own context")
    live(server, "fraud", 4)


def never_stored(cluster, server):
    """A version that somebody asked for and the cluster never stored was never served."""
    dry = cluster.ask("PUT", cluster.path(service("v50", "v13")) + "?dryRun=All", {
        **service("v50", "v13"), "metadata": {**service("v50", "v13")["metadata"], "resourceVersion": cluster.ask(
            "GET", cluster.path(service("v50", "v13"))).body["metadata"]["resourceVersion"]}})
    expect(dry.stored, dry.message)
    stale = cluster.ask("PUT", cluster.path(service("v50", "v13")), {
        **service("v50", "v13"), "metadata": {**service("v50", "v13")["metadata"], "resourceVersion": "1"}}, "alice")
    expect(stale.status == 409, f"{stale.status} {stale.body}")
    status, _, errors = run("rollback", "fraud", "--to", "v50", "--log", server.log_place)
    expect(status == 1 and "never served" in errors, errors)


def deployers(cluster):
    marked = {"argocd.argoproj.io/tracking-id": "fraud-prod:serving.kserve.io/InferenceService:ml/fraud"}
    edited = cluster.update(service("v49", "v13", **marked))
    expect(edited.status == 403 and "deployer.notAllowed" in edited.message, f"{edited.status} {edited.message}")
    for part in ("alice@example.com", "fraud-prod", "argocd-application-controller"):
        expect(part in edited.message, f"{part}: {edited.message}")
    dry = cluster.create(service("v49", "v13", name="other"), dry_run=True)
    expect(dry.stored and any("deployer" in warning for warning in dry.warnings), f"{dry.status} {dry.warnings}")
    expect(cluster.create(service("v49", "v13", name="other")).status == 403, "not by hand")
    argo = cluster.update(service("v49", "v13", **marked), user=ARGO)
    expect(argo.stored, argo.message)
    # What bears on no model is everybody's.
    labelled = service("v49", "v13", **marked)
    labelled["metadata"]["labels"] = {"team": "fraud"}
    expect(cluster.update(labelled).stored, "a label")


if __name__ == "__main__":
    main()
