"""The chart's life at an API server: installed, upgraded, switched off, brought back and removed by Helm and kubectl themselves."""

import base64
import contextlib
import json
import pathlib
import re
import shlex
import subprocess
import tempfile

from chart import CHART, NAMESPACE, TOOLS, helm, objects, of_kind, only, render
from cluster import start_cluster, stop_cluster
from support import ROOT, expect

REGISTRATION = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/pedigree"
# Kinds that Helm looks for, and that the API server of the tests has only where it is told.
CLUSTERS_OWN = [
    ("scheduling.k8s.io", "PriorityClass", "priorityclasses", False),
    ("networking.k8s.io", "NetworkPolicy", "networkpolicies", True),
    ("policy", "PodDisruptionBudget", "poddisruptionbudgets", True),
    ("", "PersistentVolumeClaim", "persistentvolumeclaims", True),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", False),
]


@contextlib.contextmanager
def api_server(*options):
    cluster = start_cluster(*options)
    try:
        for group, kind, resource, is_namespaced in CLUSTERS_OWN:
            cluster.command(do="serve", group=group, versions=["v1"], kind=kind, resource=resource, namespaced=is_namespaced)
        cluster.command(do="put", object={"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kube-system"}})
        yield cluster
    finally:
        stop_cluster(cluster)


def kubectl(*arguments):
    done = subprocess.run(
        [TOOLS / "kubectl", *arguments], capture_output=True, text=True, timeout=60, check=False)
    expect(done.returncode == 0, f"kubectl {arguments}: {done.stderr}")
    return done.stdout


def rendered_there(cluster, *arguments):
    """What Helm makes of the chart while it can ask the cluster."""
    status, text, errors = helm(
        "template", "pedigree", CHART, "--namespace", NAMESPACE, "--dry-run=server", "--kubeconfig", cluster.kubeconfig, *arguments)
    expect(status == 0, f"helm template {arguments}: {errors}")
    return objects(text)


def install_secrets(cluster, found):
    for secret in of_kind(found, "Secret"):
        answer = cluster.command(do="put", object=secret)
        expect("error" not in answer, f"{answer}")


def data(secret, key):
    return base64.b64decode(secret["data"][key]).decode()


def bundle(found):
    return base64.b64decode(only(found, "ValidatingWebhookConfiguration")["webhooks"][0]["clientConfig"]["caBundle"]).decode()


def openssl_believes(found, directory, roots):
    """The certificate that the pods show is believed by whoever has the roots, for the Service's name."""
    leaf, ca = directory / "leaf.crt", directory / "roots.crt"
    leaf.write_text(data(only(found, "Secret", "pedigree-tls"), "tls.crt"))
    ca.write_text(roots)
    done = subprocess.run(
        ["openssl", "verify", "-CAfile", ca, "-verify_hostname", f"pedigree.{NAMESPACE}.svc", "-purpose", "sslserver", leaf],
        capture_output=True, text=True, check=False)
    return done.returncode == 0


def certificates_of_helm(directory):
    """They are kept over upgrades; near their end they are made anew, in an order that nobody notices."""
    with api_server() as cluster:
        first = rendered_there(cluster, "--set", "certificates.helm.requireCluster=true")
        expect(openssl_believes(first, directory, bundle(first)), "the first certificate is not believed")
        expect("pedigree.dev/warning" not in only(first, "Secret", "pedigree-ca")["metadata"]["annotations"], "a warning too many")
        install_secrets(cluster, first)

        again = rendered_there(cluster)
        for name in ("pedigree-ca", "pedigree-tls"):
            expect(only(again, "Secret", name) == only(first, "Secret", name), f"an upgrade changes {name}")
        expect(bundle(again) == bundle(first), "an upgrade changes the caBundle")

        # The server's certificate is near its end: another one, by the same CA.
        renewed = rendered_there(cluster, "--set", "certificates.helm.renewBeforeDays=800")
        old, new = (data(only(each, "Secret", "pedigree-tls"), "tls.crt") for each in (first, renewed))
        expect(old != new, "a certificate near its end was kept")
        expect(bundle(renewed) == bundle(first), "another CA where the old one is good")
        expect(openssl_believes(renewed, directory, bundle(first)), "API servers do not believe the renewed certificate")

        # The CA is near its end: another one, and until every pod has the new certificate both are believed.
        install_secrets(cluster, first)
        replaced = rendered_there(cluster, "--set", "certificates.helm.renewBeforeDays=4000,certificates.helm.caDays=5000")
        expect(data(only(replaced, "Secret", "pedigree-ca"), "tls.crt") != data(only(first, "Secret", "pedigree-ca"), "tls.crt"), "CA")
        expect(openssl_believes(replaced, directory, bundle(replaced)), "the new certificate is not believed")
        expect(openssl_believes(first, directory, bundle(replaced)), "the old certificate is believed no longer, and pods show it still")
        expect(not openssl_believes(replaced, directory, bundle(first)), "the test cannot fail")
        install_secrets(cluster, replaced)
        kept = rendered_there(cluster, "--set", "certificates.helm.caDays=5000")
        expect(bundle(kept) == bundle(replaced), "the bundle of both is not kept")

        # A damaged Secret is made anew.
        damaged = json.loads(json.dumps(only(kept, "Secret", "pedigree-tls")))
        del damaged["data"]["tls.key"]
        cluster.command(do="put", object=damaged)
        expect("tls.key" in only(rendered_there(cluster), "Secret", "pedigree-tls")["data"], "a damaged Secret is kept")

    alone = objects(render())
    for secret in of_kind(alone, "Secret"):
        expect("pedigree.dev/warning" in secret["metadata"]["annotations"], "made without a cluster, and nothing says so")


def notes():
    """What Helm says at the end names the mode, the next steps, and the way out."""
    with api_server() as cluster:
        def text(*arguments):
            status, said, errors = helm(
                "install", "pedigree", CHART, "--dry-run=server", "--namespace", NAMESPACE, "--kubeconfig", cluster.kubeconfig,
                "--disable-openapi-validation", *arguments)
            expect(status == 0, errors)
            return said.split("\nNOTES:\n")[1]

        usual = text()
        for words in ("kubectl delete validatingwebhookconfiguration pedigree", "rollout status", "policies.baseline.action=Deny"):
            expect(words in usual, f"{words} is not in {usual}")
        expect("WARNING" not in usual, usual)
        expect("WARNING: webhook.failurePolicy is Ignore" in text("--set", "webhook.failurePolicy=Ignore"), "Ignore is not told")
        expect("IT IS NOT REGISTERED" in text("--set", "webhook.enabled=false"), "that nothing is registered is not told")
        expect("REFUSES" in text("--set", "policies.baseline.action=Deny"), "Deny is not told")


def emergency(directory):
    """The commands of docs/emergency.md do what they say."""
    said = (ROOT / "docs/emergency.md").read_text()
    configuration = only(objects(render()), "ValidatingWebhookConfiguration")
    file = directory / "registration.json"
    file.write_text(json.dumps(configuration))
    patched = []
    for command in re.findall(r"`kubectl (patch validatingwebhookconfiguration pedigree [^`]*)`", said):
        words = shlex.split(command)
        expect(words[:3] == ["patch", "validatingwebhookconfiguration", "pedigree"], command)
        done = kubectl("patch", "--local", "-f", str(file), "-o", "json", *words[3:])
        patched.append(json.loads(done)["webhooks"][0])
    softer, without_one = patched
    usual = configuration["webhooks"][0]
    expect(softer == {**usual, "failurePolicy": "Ignore"}, "the first patch does something else")
    names = usual["namespaceSelector"]["matchExpressions"][0]["values"]
    expect(without_one["namespaceSelector"]["matchExpressions"][0]["values"] == [*names, "ml-prod"], "the second patch")
    commands = re.findall(r"(?m)^    kubectl (delete validatingwebhookconfiguration .*)$", said)
    expect(len(commands) == 2, f"{commands}")
    with api_server() as cluster:
        for command in commands:
            cluster.command(do="put", object=configuration)
            expect(cluster.ask("GET", REGISTRATION).stored, "it is not registered")
            kubectl("--kubeconfig", cluster.kubeconfig, *shlex.split(command))
            expect(cluster.ask("GET", REGISTRATION).status == 404, f"kubectl {command} left it there")


def lifecycle():
    """helm install, upgrade, rollback and uninstall, as the pages have it."""
    with api_server() as cluster:
        def release(*arguments):
            status, text, errors = helm(*arguments, "--namespace", NAMESPACE, "--kubeconfig", cluster.kubeconfig)
            expect(status == 0, f"helm {arguments}: {errors}")
            return text

        def stored(kind, name="pedigree"):
            return cluster.ask("GET", f"/api/v1/namespaces/{NAMESPACE}/{kind}/{name}").body

        def policy():
            return stored("configmaps", "pedigree-policies")["data"]["pedigree-baseline.yaml"]

        unchecked = "--disable-openapi-validation"
        again = ("upgrade", "pedigree", CHART, "--reset-then-reuse-values", unchecked)
        release("install", "pedigree", CHART, unchecked, "--set", "webhook.enabled=false")
        expect(cluster.ask("GET", REGISTRATION).status == 404, "registered in the first of two steps")
        release(*again, "--set", "webhook.enabled=true")
        believed = cluster.ask("GET", REGISTRATION).body["webhooks"][0]["clientConfig"]["caBundle"]
        certificate = stored("secrets", "pedigree-tls")["data"]
        expect("[Warn]" in policy(), policy())

        release(*again, "--set", "policies.baseline.action=Deny")
        expect("[Deny]" in policy(), policy())
        # The emergency, and the way back, which keeps the values.
        kubectl("--kubeconfig", cluster.kubeconfig, "delete", "validatingwebhookconfiguration", "pedigree")
        release(*again)
        expect(cluster.ask("GET", REGISTRATION).body["webhooks"][0]["clientConfig"]["caBundle"] == believed, "another CA")
        expect(stored("secrets", "pedigree-tls")["data"] == certificate, "another certificate")
        expect("[Deny]" in policy(), "the way back has lost the values")
        release("rollback", "pedigree", "2")
        expect("[Warn]" in policy(), "a rollback changes nothing")

        release(*again, "--set", "log.mode=sqlite,replicas=1")
        release("uninstall", "pedigree")
        left = {key for key, count in cluster.command(do="version")["counts"].items() if count}
        expect(left == {"/namespaces", "/persistentvolumeclaims"}, f"left behind: {left}")


def with_kustomize():
    """kubectl apply -k, without cert-manager."""
    with api_server() as cluster:
        for _ in range(2):
            kubectl("--kubeconfig", cluster.kubeconfig, "apply", "--validate=false", "-k",
                    ROOT / "charts/kustomize/overlays/own-certificate")
        expect(cluster.ask("GET", REGISTRATION).body["webhooks"][0]["failurePolicy"] == "Fail", "it is not registered")
        expect(cluster.ask("GET", f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/pedigree").stored, "there is no Deployment")


def main():
    with tempfile.TemporaryDirectory() as name:
        certificates_of_helm(pathlib.Path(name))
        emergency(pathlib.Path(name))
    notes()
    lifecycle()
    with_kustomize()


main()
