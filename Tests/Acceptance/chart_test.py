"""The chart over its matrix of values: accepted by Helm, by Kubernetes' schemas and by Pedigree, and as the golden files say."""

import base64
import concurrent.futures
import difflib
import json
import os
import pathlib
import re
import subprocess
import tempfile

import yaml

from chart import (
    CHART, FIXTURES, MATRIX, NAMESPACE, TOOLS, VERSIONS, golden, helm, objects, of_kind, only, refusal, render, validate)
from chart_promises import promises
from support import PEDIGREE, ROOT, expect, run

UPDATES = os.environ.get("UPDATE_EXPECTED") == "1"
# The files that show rules and rights in full.
LONG = {"default", "postgresql"}


def name(file):
    return file.name.removesuffix("-values.yaml")


def every_values_file(file):
    status, _, errors = helm("lint", "--strict", CHART, "--values", file, "--kube-version", "1.31.0")
    expect(status == 0 and "[INFO] Fail" not in errors, f"helm lint, {name(file)}: {errors}")
    needs_conditions = any(word in file.read_text() for word in ("childrenFailurePolicy", "matchConditions"))
    for version in VERSIONS:
        if needs_conditions and version < "1.28":
            said = refusal("--values", file, "--kube-version", version)
            expect("1.28" in said, f"{name(file)} for {version}: {said}")
            continue
        text = render("--values", file, version=version)
        found = objects(text)
        validate(found, version, name(file))
        promises(found, name(file))
        if version == "1.31.0":
            compare(text, file)
            judged_by_pedigree(text, name(file))


def compare(text, file):
    fresh = golden(text, name(file) in LONG)
    path = FIXTURES / "golden" / f"{name(file)}.yaml"
    if UPDATES:
        path.parent.mkdir(exist_ok=True)
        path.write_text(fresh)
    kept = path.read_text() if path.exists() else ""
    difference = "\n".join(difflib.unified_diff(kept.splitlines(), fresh.splitlines(), str(path), "rendered", lineterm=""))
    expect(not difference, f"{difference[:4000]}\nUPDATE_EXPECTED=1 writes the golden files anew")


def judged_by_pedigree(text, where):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(text)
        file.flush()
        status, output, errors = run("check", "--policy", "policies/", "--offline", "--namespace", NAMESPACE, file.name)
    expect(status == 0, f"pedigree check, {where}: {output}{errors}")


def generated_files():
    """What the chart has from elsewhere is what would be generated."""
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run(
            [ROOT / "scripts/chart.sh", directory], check=True, timeout=300,
            env={**os.environ, "PEDIGREE": PEDIGREE, "PYTHON": str(TOOLS / "python")})
        for file in pathlib.Path(directory).rglob("*"):
            relative = file.relative_to(directory)
            if file.is_file():
                expect(file.read_text() == (ROOT / relative).read_text(), f"{relative} is out of date: make docs")
        base = {file.name for file in pathlib.Path(directory, "charts/kustomize/base").iterdir()}
        there = {file.name for file in (ROOT / "charts/kustomize/base").iterdir()} - {"values.yaml"}
        expect(base == there, f"charts/kustomize/base has {there ^ base}")


def rules_and_rights():
    """Each kind that Pedigree knows is asked about, and may be read where that is needed; and nothing else."""
    status, text, errors = run("list", "kinds", "--format", "json")
    expect(status == 0, errors)
    known = {(kind["group"], kind["resource"]) for kind in json.loads(text)["kinds"]}
    found = objects(render("--values", CHART / "ci/postgresql-values.yaml"))
    asked = {
        (group, resource, operation)
        for rule in only(found, "ValidatingWebhookConfiguration")["webhooks"][0]["rules"]
        for group in rule["apiGroups"] for resource in rule["resources"] for operation in rule["operations"]}
    wanted = {(*kind, operation) for kind in known | {("", "pods/ephemeralcontainers")} for operation in ("CREATE", "UPDATE")}
    wanted |= {(group, "*/scale", "UPDATE") for group, _ in known}
    expect(asked == wanted, f"rules and kinds differ: {sorted(asked ^ wanted)[:10]}")
    for role, verbs, more in (
            ("pedigree", {"get", "list", "watch"},
             {("", "services", "get"), ("networking.istio.io", "destinationrules", "list"),
              ("ml.corp.example", "modeldeployments", "get")}),
            ("pedigree-audit", {"get", "list"},
             {("wgpolicyk8s.io", resource, verb) for resource in ("policyreports", "clusterpolicyreports")
              for verb in ("get", "list", "create", "update", "delete")} | {("ml.corp.example", "modeldeployments", "get")})):
        allowed = {
            (group, resource, verb) for rule in only(found, "ClusterRole", role)["rules"]
            for group in rule["apiGroups"] for resource in rule["resources"] for verb in rule["verbs"]}
        needed = {(*kind, verb) for kind in known for verb in verbs} | more
        expect(allowed == needed, f"{role}: rights and kinds differ: {sorted(allowed ^ needed)[:10]}")
    quiet = objects(render())
    expect(not of_kind(quiet, "ClusterRole"), "rights that nobody needs")
    expect(not only(quiet, "Deployment")["spec"]["template"]["spec"]["automountServiceAccountToken"], "a token that nobody needs")
    reference = yaml.safe_load((ROOT / "docs/reference/webhook-configuration.yaml").read_text())["webhooks"][0]
    webhook = only(objects(render("--values", CHART / "ci/postgresql-values.yaml")), "ValidatingWebhookConfiguration")["webhooks"][0]
    for field in ("rules", "namespaceSelector", "failurePolicy", "matchPolicy", "timeoutSeconds", "sideEffects"):
        expect(webhook[field] == reference[field], f"{field} is not what docs/reference/webhook-configuration.yaml has")


def alerts_and_dashboard():
    found = objects(render("--values", CHART / "ci/everything-values.yaml"))
    alerts = yaml.safe_load((CHART / "files/alerts.yaml").read_text())
    expect(only(found, "PrometheusRule")["spec"] == alerts, "the PrometheusRule is not files/alerts.yaml")
    dashboard = only(found, "ConfigMap", "pedigree-gate-dashboard")
    expect(json.loads(dashboard["data"]["pedigree.json"]) == json.loads((CHART / "files/dashboard.json").read_text()), "dashboard")
    expect(dashboard["metadata"]["labels"]["grafana_dashboard"] == "1", "the sidecar does not find the dashboard")
    monitor = only(found, "ServiceMonitor")
    service = only(found, "Service")
    expect(monitor["spec"]["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items(), "nothing is scraped")
    port = {port["name"]: port for port in service["spec"]["ports"]}[monitor["spec"]["endpoints"][0]["port"]]
    expect(port["targetPort"] == "metrics", f"{port}")
    relabelled = monitor["spec"]["endpoints"][0].get("relabelings", [])
    expect(relabelled == [{"targetLabel": "job", "replacement": "pedigree"}], "alerts look for job=pedigree")
    plain = only(objects(render("--set", "monitoring.serviceMonitor.enabled=true")), "ServiceMonitor")
    expect(plain["spec"]["jobLabel"] == "app.kubernetes.io/name", "alerts look for job=pedigree")


def refusals():
    """What is wrong is said by Helm, with the field's name and the way out."""
    secret = base64.b64encode(b"hunter2").decode()
    cases = [
        (["--set", "webhok.enabled=false"], ["webhok"]),
        (["--set", "webhook.failurePolicey=Ignore"], ["webhook", "failurePolicey"]),
        (["--set", "webhook.failurePolicy=ignore"], ["webhook.failurePolicy", "Fail"]),
        (["--set", "webhook.timeoutSeconds=31"], ["webhook.timeoutSeconds", "30"]),
        (["--set", "webhook.exemptNamespaces={*-prod}"], ["webhook.exemptNamespaces"]),
        (["--set", "replicas=0"], ["replicas"]),
        (["--set", "replicas=two"], ["replicas"]),
        (["--set", "image.digest=latest"], ["image.digest"]),
        (["--set", "policies.baseline.action=Block"], ["policies.baseline.action", "Deny"]),
        (["--set", "policies.baseline.enabled=false"], ["there are no policies", "policies.inline"]),
        (["--set-string", "policies.inline.\\.\\./x=y"], ["policies.inline"]),
        (["--set", "log.mode=sqlite"], ["replicas: 1", "postgresql"]),
        (["--set", "log.mode=sqlite,replicas=1,autoscaling.enabled=true"], ["replicas: 1"]),
        (["--set", "log.mode=postgresql"], ["log.postgresql.host"]),
        (["--set", "log.retention=400d"], ["log.mode"]),
        (["--set", f"log.postgresql.password={secret}"], ["log.postgresql", "password"]),
        (["--set", f"log.postgresql.parameters.password={secret}"], ["log.postgresql.parameters"]),
        (["--set", "log.mode=postgresql,log.postgresql.host=u:p@db"], ["log.postgresql.host"]),
        (["--set", f"extraEnv[0].name=AWS_SECRET_ACCESS_KEY,extraEnv[0].value={secret}"], ["extraEnv.0"]),
        (["--set", f"extraEnv[0].name=registry_token,extraEnv[0].value={secret}"], ["extraEnv.0"]),
        (["--set", f"policies.gitSync.enabled=true,policies.gitSync.repo=https://me:{secret}@git/x"], ["policies.gitSync.existingSecret"]),
        (["--set", f"server.extraArgs={{--log=postgresql://me:{secret}@db/x}}"], ["server.extraArgs", "Secret"]),
        (["--set", f"audit.extraArgs={{--log=postgresql://me:{secret}@db/x}}"], ["audit.extraArgs"]),
        (["--set", f"policies.inline.a=-----BEGIN PRIVATE KEY-----{secret}"], ["policies.inline.a", "private key"]),
        (["--set", f"certificates.existingSecret.caBundle=-----BEGIN CERTIFICATE-----x-----BEGIN EC PRIVATE KEY-----{secret}"],
         ["caBundle", "private key"]),
        (["--set", "policies.gitSync.enabled=true"], ["policies.gitSync.repo"]),
        (["--set", "evidence.gitSync.enabled=true,evidence.gitSync.repo=git@x:y,evidence.gitSync.protocol=ssh"], ["known_hosts"]),
        (["--set", "policies.gitSync.path=../.."], ["policies.gitSync.path"]),
        (["--set", "certificates.mode=existingSecret"], ["certificates.existingSecret.name"]),
        (["--set", "certificates.mode=existingSecret,certificates.existingSecret.name=x"], ["caBundle"]),
        (["--set", "certificates.mode=existingSecret,certificates.existingSecret.caBundle=LS0t"], ["caBundle"]),
        (["--set", "certificates.mode=files"], ["certificates.files.certificate"]),
        (["--set", "certificates.helm.requireCluster=true"], ["certManager"]),
        (["--set", "rbac.extraRules[0].apiGroups={*},rbac.extraRules[0].resources={x},rbac.extraRules[0].verbs={get}"], ["rbac.extraRules"]),
        (["--set", "rbac.extraRules[0].apiGroups={a},rbac.extraRules[0].resources={x},rbac.extraRules[0].verbs={delete}"], ["rbac.extraRules"]),
        (["--set", "secretsStore.mountPath=/x"], ["secretsStore.provider"]),
        (["--kube-version", "1.24.0"], ["1.25"]),
    ]
    for arguments, words in cases:
        said = refusal(*arguments)
        expect(all(word in said for word in words), f"{arguments}: {said}")
        expect(secret not in said, f"{arguments}: the message shows the secret: {said}")
    # The twins: what the same fields allow.
    for arguments in (
            ["--set", "log.mode=sqlite,replicas=1"],
            ["--set", "log.mode=postgresql,log.postgresql.host=db"],
            ["--set", "extraEnv[0].name=AWS_REGION,extraEnv[0].value=eu"],
            ["--set", "server.extraArgs={--log-name=https://a:b/c@d}"],
            ["--set", "policies.inline.a=-----BEGIN PUBLIC KEY-----"],
            ["--set", "extraEnv[0].name=AWS_WEB_IDENTITY_TOKEN_FILE,extraEnv[0].value=/x"],
            ["--set", "certificates.mode=existingSecret,certificates.existingSecret.name=x,certificates.existingSecret.injectCAFromSecret=a/b"],
            ["--set", "policies.gitSync.enabled=true,policies.gitSync.repo=https://git/x"]):
        render(*arguments)


def pages():
    """What the pages show can be installed; the chart installs the version that it is built with."""
    shown = re.findall(r"(?s)```yaml\n(.*?)```", (ROOT / "docs/install.md").read_text())
    production = next(each for each in shown if each.startswith("# values.yaml"))
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(production)
        file.flush()
        found = objects(render("--values", file.name))
    validate(found, "1.31.0", "docs/install.md")
    promises(found, "docs/install.md")
    release = next(each for text in shown for each in yaml.safe_load_all(text) if each.get("kind") == "HelmRelease")
    application = next(each for text in shown for each in yaml.safe_load_all(text) if each.get("kind") == "Application")
    for values in (release["spec"]["values"], application["spec"]["source"]["helm"]["valuesObject"]):
        expect(of_kind(objects(render("--set-json", f"certificates={json.dumps(values['certificates'])}")), "Certificate"), f"{values}")
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    expect(run("--version")[1].strip() == chart["appVersion"], f"the chart installs {chart['appVersion']}")


def main():
    expect(len(MATRIX) >= 18, "the matrix of values is not there")
    kept = {file.stem for file in (FIXTURES / "golden").glob("*.yaml")}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(every_values_file, MATRIX))
    expect(UPDATES or kept == {name(file) for file in MATRIX}, f"golden files without values: {kept}")
    generated_files()
    rules_and_rights()
    alerts_and_dashboard()
    refusals()
    pages()


main()
