"""What a cluster holds confirms what was let in: children, orphans, /scale, restores and requests that were never stored."""

import contextlib
import json
import pathlib
import sqlite3
import tempfile
import time

from cluster import CONTROLLERS, eventually, guarded_cluster
from support import expect, run

MILD = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: production}
spec: {match: {namespaces: [ml]}, validationActions: [ACTION], rules: {pinnedModel: {allow: [pinned, versioned]}}}
"""
STRICT = MILD.replace("[pinned, versioned]", "[pinned]").replace("ACTION", "Deny")


def template(model):
    return {"spec": {"containers": [{"name": "server", "image": "vllm/vllm-openai:v0.10.0", "args": ["--model", *model.split()]}]}}


def workload(kind, name, model, **spec):
    metadata = {"name": name, "namespace": "ml"}
    if kind == "Pod":
        return {"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": template(model)["spec"]}
    labels = {"app": name}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": metadata,
            "spec": {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, **template(model)},
                     **spec}}


def main():
    with tempfile.TemporaryDirectory() as name:
        policies = pathlib.Path(name) / "policies"
        policies.mkdir()
        policy = policies / "policy.yaml"
        policy.write_text(MILD.replace("ACTION", "Warn"))
        with guarded_cluster(policies) as (cluster, server):
            check(cluster, server, policy)


def reload(server, policy, text):
    before = server.metric("pedigree_reload_generation", '{source="policies"}')
    policy.write_text(text)
    eventually(lambda: server.metric("pedigree_reload_generation", '{source="policies"}') > before, "new policies")


def entries(server, kind, name):
    """The bodies of the log's entries of a kind about an object."""
    with contextlib.closing(sqlite3.connect(f"file:{server.log_place}?mode=ro", uri=True)) as log:
        rows = log.execute("SELECT body FROM entries WHERE kind = ? AND name = ? ORDER BY time, sequence", (kind, name))
        return [json.loads(bytes(row[0])) for row in rows]


def lives(server, object):
    """Whether the log has seen the object live."""
    return entries(server, "live", object["metadata"]["name"])


def check(cluster, server, policy):
    tag, kept = "org/model", "s3://ml-models-prod/fraud/v47/"
    deployment, replica_set = workload("Deployment", "web", tag, replicas=1), workload("ReplicaSet", "web-1", tag)
    expect(cluster.create(deployment).stored, "a warning lets in")
    eventually(lambda: lives(server, deployment), "the Deployment is live")
    expect(cluster.child(deployment, replica_set, "deployment-controller").stored, "a ReplicaSet of it")
    expect(cluster.child(replica_set, workload("Pod", "web-1-a", tag), "replicaset-controller").stored, "a pod of that")
    parked = workload("Deployment", "parked", tag, replicas=0)
    expect(cluster.create(parked).stored, "parked at nothing")
    good = workload("Deployment", "good", "org/model --revision " + "a" * 40, replicas=0)
    expect(cluster.create(good).stored, "parked, with nothing against it")
    eventually(lambda: lives(server, parked) and lives(server, good), "both are live")

    reload(server, policy, STRICT)
    # A drain: the pod comes again, though nothing of it would be let in today.
    again = cluster.child(replica_set, workload("Pod", "web-1-b", tag), "replicaset-controller")
    expect(again.stored, again.message)
    refused = cluster.create(workload("Deployment", "new", tag))
    expect(refused.status == 403 and "pinnedModel" in refused.message, refused.message)
    # A pod by anybody else, and of an owner that is not there.
    forged = workload("Pod", "web-1-c", tag)
    reference = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "uid": cluster.uid(replica_set),
                 "controller": True}
    forged["metadata"]["ownerReferences"] = [reference]
    expect(cluster.create(forged).status == 403, "an ownerReference alone excuses nobody")
    forged["metadata"]["ownerReferences"][0]["uid"] = "00000000-0000-0000-0000-000000000000"
    expect(cluster.create(forged, f"{CONTROLLERS}:replicaset-controller").status == 403, "an owner that is not there")

    # /scale from nothing of what was let in with a warning; of what was let in clean; and from n to m.
    scaled = cluster.scale(parked, 1)
    expect(scaled.status == 403 and "pinnedModel.mutable" in scaled.message, f"{scaled.status} {scaled.message}")
    expect(cluster.scale(good, 1).stored, "what was let in clean begins to run")
    expect(cluster.scale(deployment, 3).stored, "an autoscaler is never stopped")

    # Orphans are nobody's children.
    cluster.delete(deployment, orphan=True)
    eventually(lambda: not cluster.ask("GET", cluster.path(replica_set)).body["metadata"].get("ownerReferences"), "orphan")
    late = cluster.child(replica_set, workload("Pod", "web-1-d", tag), "replicaset-controller")
    eventually(
        lambda: cluster.child(replica_set, workload("Pod", f"web-1-{time.monotonic_ns()}", tag), "replicaset-controller")
        .status == 403, f"the pods of an orphan are judged ({late.status})")

    restart(cluster, server, good)
    verify(server)


def restart(cluster, server, good):
    """What was known is known again: by a killed server's successor, from the log alone."""
    server.kill()
    cluster.command(do="delete", group="apps", resource="deployments", namespace="ml", name="parked")
    server.start(*server.options)
    eventually(server.is_watching, "the cluster is watched")
    expect(cluster.scale(good, 0).stored and cluster.scale(good, 2).stored, "it is still known as let in")
    eventually(lambda: entries(server, "gone", "parked"), "what went meanwhile is gone")


def verify(server):
    status, text, errors = run("audit", "verify-log", server.log_place)
    expect(status == 0, text + errors)


if __name__ == "__main__":
    main()
