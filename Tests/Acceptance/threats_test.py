"""What docs/threat-model.md answers to the threats of Kubernetes SIG Security, asked of a running webhook over TLS.

Each test is named by what it holds; its twin, the smallest change that is let in, stands beside it.
"""

import base64
import contextlib
import json
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

import yaml

from support import ROOT, expect, free_port, make_certificates, run, webhook

SHA = "sha256:" + "4b" * 32
MOVING = ["--model=acme/fraud"]
COMMIT = "3f786850e387550fdab836ed7e6dc881de23001b"
PINNED = [*MOVING, f"--revision={COMMIT}"]
SERVER = f"docker.io/vllm/vllm-openai@{SHA}"
REGISTRATION = ROOT / "docs/reference/webhook-configuration.yaml"


def review(body, *, operation="CREATE", namespace="ml-team", old=None, **more):
    """An AdmissionReview of `body`, as an API server writes it."""
    group, _, version = body["apiVersion"].rpartition("/")
    kind = body["kind"]
    name = body.setdefault("metadata", {}).setdefault("name", "churn")
    body["metadata"]["namespace"] = namespace
    resource = {"group": group, "version": version, "resource": kind.lower() + "s"}
    request = {
        "uid": "5f6a1c3e-0b52-4a8e-9d57-00000000000a",
        "kind": {"group": group, "version": version, "kind": kind}, "resource": resource,
        "name": name, "namespace": namespace, "operation": operation, "userInfo": {"username": "mallory"},
        "object": body, "oldObject": old, "dryRun": False, **more,
    }
    return {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request}


def pod(container=None, **spec):
    plain = {"name": "web", "image": f"docker.io/library/nginx@{SHA}"}
    spec.setdefault("containers", [container or plain])
    return {"apiVersion": "v1", "kind": "Pod", "spec": spec}


def vllm(arguments, **more):
    return {"name": "vllm", "image": SERVER, "args": arguments, **more}


def deployment(arguments, version="apps/v1"):
    template = {"metadata": {"labels": {"app": "churn"}}, "spec": {"containers": [vllm(arguments)]}}
    spec = {"selector": {"matchLabels": {"app": "churn"}}, "template": template}
    return {"apiVersion": version, "kind": "Deployment", "spec": spec}


def ask(server, body, path="/validate?timeout=10s"):
    """The response of one review, over TLS, checked against the webhook's CA."""
    done = subprocess.run(
        [
            *("curl", "-sS", "--http2", "--cacert", server.ca, "-H", "Content-Type: application/json"),
            *("--data-binary", "@-", f"https://127.0.0.1:{server.port}{path}"),
        ],
        input=json.dumps(body), capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)["response"]


def refused(server, body, code=403):
    answer = ask(server, body)
    expect(not answer["allowed"] and answer["status"]["code"] == code, f"{code} was expected: {answer}")


def admitted(server, body):
    answer = ask(server, body)
    expect(answer["allowed"], f"let in was expected: {answer}")


def flood_of_connections_leaves_others_an_answer(server):
    """Threat 1: all connections that are allowed are taken and left idle; they make room, and nothing was let in."""
    idle = []
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                idle.append(socket.create_connection(("127.0.0.1", server.port), timeout=5))
        expect(server.get("/readyz")[0] == 200, "the listener of the kubelet answers beside a flood")
        for _ in range(600):
            done = subprocess.run(
                [
                    *("curl", "-sS", "--max-time", "5", "--cacert", server.ca, "-H", "Content-Type: application/json"),
                    *("--data-binary", "@-", f"https://127.0.0.1:{server.port}/validate?timeout=10s"),
                ],
                input=json.dumps(review(deployment(MOVING))), capture_output=True, text=True, check=False)
            # No answer is no admission: the API server refuses then (failurePolicy: Fail).
            if done.returncode == 0:
                expect(not json.loads(done.stdout)["response"]["allowed"], "a flood lets nothing in")
                break
            time.sleep(0.1)
        else:
            raise AssertionError("idle connections kept everybody out for good")
    finally:
        for connection in idle:
            connection.close()
    admitted(server, review(deployment(PINNED)))


def costly_workloads_are_bounded(server):
    """Threat 2: what would take long to follow is given up at a bound, and given up means not let in."""
    many = [vllm(MOVING) | {"name": f"c{number}"} for number in range(4000)]
    refused(server, review(pod(containers=many)))
    padded = "x=1; " * 60_000 + "vllm serve acme/fraud"
    refused(server, review(pod({"name": "vllm", "image": SERVER, "command": ["sh", "-c", padded]})))
    deep = "$(" * 5000 + "id" + ")" * 5000
    refused(server, review(pod({"name": "vllm", "image": SERVER, "command": ["sh", "-c", f"vllm serve {deep}"]})))
    admitted(server, review(pod({"name": "vllm", "image": SERVER, "command": ["vllm", "serve", *PINNED]})))


def registration_leaves_no_gap():
    """Threats 3, 11 and 14: what is generated for the cluster fails closed, asks of every version, and exempts by name."""
    document = yaml.safe_load(REGISTRATION.read_text())
    expect(document["kind"] == "ValidatingWebhookConfiguration", "it validates, and mutates nothing")
    kinds = json.loads(run("list", "kinds", "--format", "json")[1])
    asked = set()
    for hook in document["webhooks"]:
        expect(hook["failurePolicy"] == "Fail", "who is not answered is refused")
        expect(hook["matchPolicy"] == "Equivalent", "another version of the same object is sent, too")
        expect("objectSelector" not in hook, "no label that a tenant writes keeps an object away")
        exempt = hook["namespaceSelector"]["matchExpressions"]
        expect([entry["key"] for entry in exempt] == ["kubernetes.io/metadata.name"], f"exempt by name alone: {exempt}")
        expect(set(exempt[0]["values"]) == {"kube-system", "pedigree-system"}, f"exempt are two namespaces: {exempt}")
        for rule in hook["rules"]:
            expect(rule["apiVersions"] == ["*"], f"every version is asked about: {rule}")
            # Nothing is created by its scale.
            ways = {"UPDATE"} if rule["resources"] == ["*/scale"] else {"CREATE", "UPDATE"}
            expect(set(rule["operations"]) == ways, f"every way to write, and no other: {rule}")
            asked |= {(group, resource) for group in rule["apiGroups"] for resource in rule["resources"]}
    expect(("", "pods/ephemeralcontainers") in asked, "containers that come later are asked about")
    for kind in kinds["kinds"] if isinstance(kinds, dict) else kinds:
        resource = kind.get("resource") or kind.get("plural")
        expect((kind["group"], resource) in asked, f"{kind} is judged, but never sent")


def chart_fails_closed_and_keeps_to_itself():
    """Threats 1, 4, 8, 10, 15, 16, 18, of what Helm renders: closed, without rights to itself, without a path to the node."""
    helm = str(pathlib.Path(sys.executable).parent / "helm")
    done = subprocess.run(
        [helm, "template", "pedigree", str(ROOT / "charts/pedigree"), "--namespace", "pedigree-system"], capture_output=True,
        text=True, check=True, timeout=120)
    found = [document for document in yaml.safe_load_all(done.stdout) if document]
    kinds = {}
    for document in found:
        kinds.setdefault(document["kind"], []).append(document)
    expect("MutatingWebhookConfiguration" not in kinds, "something would be changed")
    for hook in (hook for document in kinds["ValidatingWebhookConfiguration"] for hook in document["webhooks"]):
        expect(hook["failurePolicy"] == "Fail", f"{hook['name']} fails open")
        expect(base64.b64decode(hook["clientConfig"]["caBundle"]).startswith(b"-----BEGIN CERTIFICATE"), "any certificate counts")
    for role in kinds.get("ClusterRole", []) + kinds.get("Role", []):
        for rule in role["rules"]:
            expect("admissionregistration.k8s.io" not in rule["apiGroups"] + rule.get("resources", []), f"rights to itself: {rule}")
    for deployment in kinds["Deployment"]:
        spec = deployment["spec"]["template"]["spec"]
        expect(deployment["spec"]["replicas"] >= 2 and spec["topologySpreadConstraints"], "one node lost is an outage")
        expect(not any(spec.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")), "a namespace of the node")
        expect(not any("hostPath" in volume for volume in spec["volumes"]), "a directory of the node")
    expect("PodDisruptionBudget" in kinds, "a drain may take all replicas at once")
    for policy in kinds["NetworkPolicy"]:
        expect("Egress" in policy["spec"]["policyTypes"], f"egress is open: {policy}")
        for rule in policy["spec"].get("egress", []):
            expect(rule.get("ports"), f"egress to any port: {rule}")


def no_answer_changes_an_object(server):
    """Threat 10: there is no mutation that could be abused."""
    for body in (review(deployment(MOVING)), review(deployment(PINNED)), review(pod())):
        answer = ask(server, body)
        expect("patch" not in answer and "patchType" not in answer, f"an answer that changes the object: {answer}")


def labels_and_annotations_exempt_nobody(server):
    """Threat 11: what a tenant can write into an object or its metadata is no way out."""
    for metadata in (
        {"labels": {"pedigree.dev/exempt": "true", "control-plane": "true", "admission.gatekeeper.sh/ignore": "yes"}},
        {"annotations": {"pedigree.dev/skip": "true", "pedigree.dev/model": f"oci://registry.corp/churn@{SHA}"}},
        {"ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "x", "uid": "y", "controller": True}]},
        {"deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": ["x/y"]},
        {"generateName": "churn-", "managedFields": []},
    ):
        body = deployment(MOVING) | {"metadata": {"name": "churn"} | metadata}
        refused(server, review(body))
    admitted(server, review(deployment(PINNED)))


def every_place_of_a_container_is_seen(server):
    """Threat 12: init containers, sidecars, ephemeral containers, and templates within templates."""
    for arguments, check in ((MOVING, refused), (PINNED, admitted)):
        plain = pod()["spec"]["containers"]
        check(server, review(pod(initContainers=[vllm(arguments, restartPolicy="Always")], containers=plain)))
        check(server, review(pod(containers=[*plain, vllm(arguments)])))
        ephemeral = pod(containers=plain, ephemeralContainers=[vllm(arguments)])
        check(server, review(ephemeral, operation="UPDATE", old=pod(), subResource="ephemeralcontainers"))
        job = {"template": {"spec": {"containers": [vllm(arguments)], "restartPolicy": "Never"}}}
        cron = {"apiVersion": "batch/v1", "kind": "CronJob", "spec": {"schedule": "* * * * *", "jobTemplate": {"spec": job}}}
        check(server, review(cron))


def almost_equal_names_are_other_names(server):
    """Threat 13: sources and images are compared in whole segments, hosts in whole labels, tags as tags."""
    def service(uri):
        model = {"modelFormat": {"name": "sklearn"}, "storageUri": uri}
        return {
            "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "spec": {"predictor": {"model": model}},
        }

    admitted(server, review(service("s3://ml-models/fraud/v47/")))
    for uri in (
        "s3://ml-models-evil/fraud/v47/", "s3://ml-models.evil.example/fraud/v47/", "s3://evil/ml-models/fraud/v47/",
        "S3://ml-models/../evil/v47/", "s3://ml-models/fraud/../../evil/v47/", "s3://ml-models/%2e%2e/evil/v47/",
        "s3://ml-models@evil/fraud/v47/", "s3:/ml-models/fraud/v47/", "s3://ml-models\u200b/fraud/v47/",
        "s3://mⅼ-models/fraud/v47/",
    ):
        answer = ask(server, review(service(uri)))
        expect(not answer["allowed"], f"{uri} was let in: {answer}")


def new_and_old_versions_are_not_let_in_unread(server):
    """Threat 14: a known kind in a version that nobody has read cannot be decided."""
    for version in ("apps/v2", "apps/v1alpha9"):
        refused(server, review(deployment(PINNED, version)), code=503)
    for version in ("apps/v1beta1", "apps/v1beta2"):
        answer = ask(server, review(deployment(MOVING, version)))
        expect(not answer["allowed"], f"an old version is a way round: {answer}")
    admitted(server, review(deployment(PINNED)))


def nothing_of_a_request_decides_where_anything_is_sent(server):
    """Threat 18: addresses in a workload are judged and never connected to."""
    connections = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        place = f"http://127.0.0.1:{listener.getsockname()[1]}"
        ending = threading.Event()

        def accept():
            while not ending.is_set():
                with contextlib.suppress(OSError):
                    connections.append(listener.accept()[1])

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            env = [{"name": name, "value": place} for name in ("HF_ENDPOINT", "HTTPS_PROXY", "AWS_ENDPOINT_URL", "MLFLOW_TRACKING_URI")]
            body = deployment([f"--model={place}/secret"])
            body["spec"]["template"]["spec"]["containers"][0]["env"] = env
            body["metadata"] = {"annotations": {f"pedigree.dev/{key}": f"{place}/{key}" for key in ("evaluation", "lineage", "model")}}
            expect(not ask(server, review(body))["allowed"], "a model behind such an address was let in")
            isvc = {"modelFormat": {"name": "sklearn"}, "storageUri": f"{place}/model.pkl"}
            ask(server, review({
                "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "spec": {"predictor": {"model": isvc}}}))
            # The trap works: a connection to it is seen.
            socket.create_connection(listener.getsockname(), timeout=5).close()
            for _ in range(100):
                if connections:
                    break
                time.sleep(0.1)
        finally:
            ending.set()
            thread.join()
    expect(len(connections) == 1, f"{len(connections) - 1} connections were made to an address of the workload")


def secrets_stay_out_of_logs_and_metrics(server):
    """Threats 7 and 18: what a request holds is in no log line, and in no metric."""
    secret = "hunter2-" + "5e" * 8
    body = deployment([*MOVING, f"--api-key={secret}"])
    body["spec"]["template"]["spec"]["containers"][0]["env"] = [{"name": "HF_TOKEN", "value": secret}]
    answer = ask(server, review(body))
    expect(not answer["allowed"] and secret not in json.dumps(answer), f"the answer repeats a secret: {answer}")
    expect(secret not in server.get("/metrics")[1], "a metric repeats a secret")
    expect(secret not in server.log.read_text(), "the log repeats a secret")


def only_tls_is_spoken(server):
    """Threats 7 to 9: in the clear nothing is answered, and who does not hold the key cannot answer in its stead."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
        plain.sendall(b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        with contextlib.suppress(OSError):
            expect(b"allowed" not in plain.recv(4096), "an answer in the clear")
    with tempfile.TemporaryDirectory() as name:
        other, _, _ = make_certificates(pathlib.Path(name))
        context = ssl.create_default_context(cafile=other)
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
            try:
                context.wrap_socket(plain, server_hostname="127.0.0.1").close()
            except ssl.SSLCertVerificationError:
                return
    raise AssertionError("a certificate of another CA was believed")


def client_without_certificate_is_not_heard():
    """Threats 2, 5, 8: with --client-ca nobody but the API server is heard, and a stranger's certificate is none."""
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        for part in ("api", "stranger"):
            (directory / part).mkdir()
        ca, chain, key = make_certificates(directory / "api")
        _, other_chain, other_key = make_certificates(directory / "stranger")
        with webhook("policies/baseline.yaml", "--client-ca", ca) as (server, _):
            url = f"https://127.0.0.1:{server.port}/validate?timeout=10s"
            curl = ["curl", "-sS", "--cacert", server.ca, "-H", "Content-Type: application/json", "--data-binary", "@-"]
            for credentials, wanted in (
                ([], False), (["--cert", other_chain, "--key", other_key], False), (["--cert", chain, "--key", key], True),
            ):
                done = subprocess.run(
                    [*curl, *credentials, url], input=json.dumps(review(deployment(PINNED))), capture_output=True,
                    text=True, check=False, timeout=60)
                heard = done.returncode == 0 and '"allowed"' in done.stdout
                expect(heard == wanted, f"{credentials}: {done.stdout}{done.stderr}")


POLICY = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: threats}
spec:
  match: {excludeNamespaces: [kube-system]}
  validationActions: [Deny]
  rules:
    pinnedModel:
      allow: [pinned, versioned]
      sources: [{uri: "s3://ml-models/", immutable: true}, {uri: "hf://acme/"}]
"""


def main():
    registration_leaves_no_gap()
    chart_fails_closed_and_keeps_to_itself()
    with tempfile.TemporaryDirectory() as name:
        policy = pathlib.Path(name) / "policy.yaml"
        policy.write_text(POLICY)
        with webhook(policy, "--max-connections", "256", "--handshake-timeout", "2s") as (server, _):
            for test in (
                costly_workloads_are_bounded, no_answer_changes_an_object, labels_and_annotations_exempt_nobody,
                every_place_of_a_container_is_seen, almost_equal_names_are_other_names,
                new_and_old_versions_are_not_let_in_unread, nothing_of_a_request_decides_where_anything_is_sent,
                secrets_stay_out_of_logs_and_metrics, only_tls_is_spoken, flood_of_connections_leaves_others_an_answer,
            ):
                test(server)
    client_without_certificate_is_not_heard()
    print("the threats of SIG Security are answered as docs/threat-model.md says")


if __name__ == "__main__":
    try:
        main()
    except AssertionError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
