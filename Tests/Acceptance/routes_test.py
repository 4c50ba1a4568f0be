"""More traffic for a model is a decision: weights of Istio's and the Gateway API's routes, followed to what answers."""

import json
import pathlib
import tempfile

from cluster import eventually, guarded_cluster
from record_test import MILD, STRICT, lives, reload, template, verify
from support import expect

TAG = "org/model"
PINNED = "org/model --revision " + "a" * 40


def deployment(name, model, labels):
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": "ml"},
            "spec": {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, **template(model)}}}


def service(name, **spec):
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": "ml"}, "spec": spec}


def virtual_service(name, *destinations, namespace="ml", version="v1"):
    route = [{"destination": {"host": host, **({"subset": subset} if subset else {})}, "weight": weight}
             for host, subset, weight in destinations]
    return {"apiVersion": f"networking.istio.io/{version}", "kind": "VirtualService",
            "metadata": {"name": name, "namespace": namespace}, "spec": {"hosts": [name], "http": [{"route": route}]}}


def http_route(name, *backends):
    references = [{"name": host, "port": 80, "weight": weight} for host, weight in backends]
    return {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": name, "namespace": "ml"},
            "spec": {"parentRefs": [{"name": "edge"}], "rules": [{"backendRefs": references}]}}


def run_on(cluster, server, owner):
    """What the controllers make of a Deployment, down to its pod."""
    name, labels = owner["metadata"]["name"], owner["spec"]["selector"]["matchLabels"]
    replica_set = {**owner, "kind": "ReplicaSet", "metadata": {"name": f"{name}-1", "namespace": "ml"}}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"{name}-1-a", "namespace": "ml", "labels": labels},
           "spec": owner["spec"]["template"]["spec"]}
    expect(cluster.create(owner).stored, f"{name} is let in")
    eventually(lambda: lives(server, owner), f"{name} is live")
    expect(cluster.child(owner, replica_set, "deployment-controller").stored, f"the ReplicaSet of {name}")
    expect(cluster.child(replica_set, pod, "replicaset-controller").stored, f"the pod of {name}")


def refused(answer, workload):
    expect(answer.status == 403 and "pinnedModel.mutable" in answer.message and workload in answer.message,
           f"{answer.status} {answer.message}")


def let_in(answer):
    expect(answer.stored, f"{answer.status} {answer.message}")


def main():
    with tempfile.TemporaryDirectory() as name:
        policies = pathlib.Path(name) / "policies"
        policies.mkdir()
        policy = policies / "policy.yaml"
        policy.write_text(MILD.replace("ACTION", "Warn"))
        with guarded_cluster(policies) as (cluster, server):
            for host, labels in (("good", {"app": "good"}), ("new", {"app": "new"})):
                run_on(cluster, server, deployment(host, PINNED if host == "good" else TAG, labels))
                let_in(cluster.create(service(host, selector=labels, ports=[{"port": 80}])))
            for version, model in (("v1", PINNED), ("v2", TAG)):
                run_on(cluster, server, deployment(f"fraud-{version}", model, {"app": "fraud", "version": version}))
            let_in(cluster.create(service("fraud", selector={"app": "fraud"})))
            reload(server, policy, STRICT)
            weights(cluster)
            gateway_api(cluster)
            subsets(cluster)
            kserve(cluster)
            elsewhere(cluster)
            unreachable(cluster)
            verify(server)


def weights(cluster):
    refused(cluster.create(virtual_service("r", ("good", None, 90), ("new", None, 10))), "Deployment.apps ml/new")
    let_in(cluster.create(virtual_service("r", ("good", None, 100), ("new", None, 0))))
    refused(cluster.update(virtual_service("r", ("good", None, 99), ("new.ml.svc.cluster.local", None, 1))), "ml/new")
    let_in(cluster.update(virtual_service("r", ("good", None, 100))))
    # A route that was there before: less for it, and the same, are nobody's business.
    old = virtual_service("old", ("good", None, 50), ("new", None, 50))
    cluster.command(do="put", object=old)
    refused(cluster.update(virtual_service("old", ("good", None, 40), ("new", None, 60))), "ml/new")
    let_in(cluster.update({**old, "metadata": {**old["metadata"], "labels": {"team": "a"}}}))
    let_in(cluster.update(virtual_service("old", ("good", None, 80), ("new", None, 20))))
    # The workload's namespace decides, wherever the route lies.
    refused(cluster.create(virtual_service("far", ("new.ml", None, 100), namespace="edge", version="v1beta1")), "ml/new")
    let_in(cluster.create(virtual_service("far", ("good.ml", None, 100), namespace="edge", version="v1beta1")))


def gateway_api(cluster):
    refused(cluster.create(http_route("h", ("good", 9), ("new", 1))), "ml/new")
    let_in(cluster.create(http_route("h", ("good", 9), ("new", 0))))
    refused(cluster.update(http_route("h", ("good", 9), ("new", 1))), "ml/new")
    inference_pools(cluster)


def inference_pools(cluster):
    """The inference extension's pools select pods as Services do, in both forms of their selector."""
    for group, version, selector in (
        ("inference.networking.k8s.io", "v1", {"matchLabels": {"app": "POD"}}),
        ("inference.networking.x-k8s.io", "v1alpha2", {"app": "POD"}),
    ):
        cluster.command(do="serve", group=group, versions=[version], kind="InferencePool", resource="inferencepools")
        for pod in ("good", "new"):
            spec = {"selector": json.loads(json.dumps(selector).replace("POD", pod))}
            cluster.command(do="put", object={"apiVersion": f"{group}/{version}", "kind": "InferencePool",
                                              "metadata": {"name": pod, "namespace": "ml"}, "spec": spec})
            route = http_route(f"pool-{pod}-{version}", (pod, 1))
            route["spec"]["rules"][0]["backendRefs"][0].update(group=group, kind="InferencePool")
            answer = cluster.create(route)
            let_in(answer) if pod == "good" else refused(answer, "ml/new")


def subsets(cluster):
    # Before anybody says what a subset is, it may be each of them.
    refused(cluster.create(virtual_service("s", ("fraud", "v1", 100))), "fraud-v2")
    cluster.command(do="serve", group="networking.istio.io", versions=["v1", "v1beta1"], kind="DestinationRule",
                    resource="destinationrules")
    rule = {"apiVersion": "networking.istio.io/v1", "kind": "DestinationRule", "metadata": {"name": "fraud", "namespace": "ml"},
            "spec": {"host": "fraud", "subsets": [{"name": name, "labels": {"version": name}} for name in ("v1", "v2")]}}
    cluster.command(do="put", object=rule)

    def knows():
        answer = cluster.create(virtual_service("s", ("fraud", "v1", 100)))
        return answer.stored
    eventually(knows, "the subset is known")
    refused(cluster.update(virtual_service("s", ("fraud", "v1", 90), ("fraud", "v2", 10))), "fraud-v2")


def kserve(cluster):
    """Behind a Service that leads to a gateway there is the InferenceService that it is named after."""
    isvc = {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": {"name": "iris", "namespace": "ml"},
            "spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}, "storageUri": "s3://models/iris/latest/"}}}}
    cluster.command(do="put", object=isvc)
    cluster.command(do="put", object=service(
        "iris-predictor", type="ExternalName", externalName="knative-local-gateway.istio-system.svc.cluster.local"))
    refused(cluster.create(virtual_service("k", ("iris-predictor", None, 100))), "InferenceService.serving.kserve.io ml/iris")
    gateway = virtual_service("k", ("knative-local-gateway.istio-system.svc.cluster.local", None, 100))
    gateway["spec"]["http"][0]["headers"] = {"request": {"set": {"Host": "iris-predictor.ml.svc.cluster.local"}}}
    refused(cluster.create(gateway), "ml/iris")


def elsewhere(cluster):
    let_in(cluster.create(virtual_service("later", ("not-there-yet", None, 100))))
    let_in(cluster.create(virtual_service("out", ("api.openai.com", None, 100))))
    cluster.command(do="put", object=service("mail", type="ExternalName", externalName="mail.example.com"))
    let_in(cluster.create(virtual_service("mail", ("mail", None, 100))))


def unreachable(cluster):
    cluster.command(do="forbid", resource="services", verb="get")
    answer = cluster.create(virtual_service("blind", ("good", None, 100)))
    expect(answer.status != 201 and "record.unavailable" in answer.message, f"{answer.status} {answer.message}")
    cluster.command(do="allow")
    let_in(cluster.create(virtual_service("blind", ("good", None, 100))))


if __name__ == "__main__":
    main()
