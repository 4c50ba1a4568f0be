"""What the chart registers, serves and configures, at work: in front of an API server, and with a database."""

import base64
import contextlib
import json
import pathlib
import re
import shlex
import subprocess
import tempfile


from chart import CHART, NAMESPACE, TOOLS, helm, objects, of_kind, only, render
from cluster import Server, eventually, start_cluster, stop_cluster
from postgres import postgres, programs
from support import ROOT, expect, free_port, make_certificates, run

@contextlib.contextmanager
def api_server(*options):
    cluster = start_cluster(*options)
    try:
        yield cluster
    finally:
        stop_cluster(cluster)


def registered(configuration, directory):
    """The registration in the one form that the API server of the tests reads."""
    webhook = configuration["webhooks"][0]
    names = next(
        each["values"] for each in webhook["namespaceSelector"]["matchExpressions"]
        if each["key"] == "kubernetes.io/metadata.name" and each["operator"] == "NotIn")
    lines = [f"- {{key: kubernetes.io/metadata.name, operator: NotIn, values: [{', '.join(names)}]}}", "rules:"]
    for rule in webhook["rules"]:
        lines += [f"- apiGroups: {json.dumps(rule['apiGroups'])}", "  apiVersions: [\"*\"]",
                  f"  operations: {json.dumps(rule['operations'])}", f"  resources: {json.dumps(rule['resources'])}"]
    file = directory / "registration.yaml"
    file.write_text("\n".join(lines) + "\n")
    return file


def policy_directory(found, directory):
    """The directory of policies as the pods see it."""
    items = only(found, "Deployment")["spec"]["template"]["spec"]["volumes"][0]["projected"]["sources"][0]["configMap"]["items"]
    written = only(found, "ConfigMap", "pedigree-policies")["data"]
    for item in items:
        path = directory / item["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written[item["key"]])
    return directory


def deployment(namespace, uri):
    pod = {"containers": [{"name": "server", "image": "vllm/vllm-openai:v0.8.5", "args": ["--model", uri[0], *uri[1:]]}]}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "llm", "namespace": namespace},
            "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "llm"}},
                     "template": {"metadata": {"labels": {"app": "llm"}}, "spec": pod}}}


MOVING = ["acme/fraud"]
PINNED = ["acme/fraud", "--revision", "27dcfa74d334bc871f3234de431e71c6eeba5dd6"]


def at_work(directory):
    """What the chart registers, serves and configures refuses what it shall, and leaves alone what it must not touch."""
    found = objects(render("--set", "policies.baseline.action=Deny"))
    policies = policy_directory(found, directory / "policies")
    certificates, port = make_certificates(directory), free_port()
    registration = registered(only(found, "ValidatingWebhookConfiguration"), directory)
    with api_server("--webhook", f"https://127.0.0.1:{port}/validate", "--webhook-ca", certificates[0],
                    "--webhook-configuration", str(registration)) as cluster:
        server = Server(policies, port, certificates, directory)
        try:
            server.start(*options_of_the_chart(found, directory))
            (policies / "pedigree-baseline.yaml").write_text(  # as the chart has it unless it is told to deny
                only(objects(render()), "ConfigMap")["data"]["pedigree-baseline.yaml"])
            eventually(lambda: server.metric("pedigree_reload_generation", '{source="policies"}') == 2, "the change counts")
            warned = cluster.create(deployment("ml-warned", MOVING))
            told = [header for header in warned.warnings if "pinnedModel.mutable" in header]
            expect(warned.stored and told, f"{warned.status} {warned.warnings}")
            expect(told[0].split(' - "')[1][:60].replace("\\", "") in (ROOT / "docs/install.md").read_text(), f"docs: {told}")
            (policies / "pedigree-baseline.yaml").write_text(only(found, "ConfigMap")["data"]["pedigree-baseline.yaml"])
            eventually(lambda: server.metric("pedigree_reload_generation", '{source="policies"}') == 3, "the change counts")
            refused = cluster.create(deployment("ml", MOVING))
            expect(refused.status == 403 and "pinnedModel.mutable" in refused.message, f"{refused.status} {refused.message}")
            admitted = cluster.create(deployment("ml", PINNED))
            expect(admitted.stored, f"{admitted.status} {admitted.message}")
            for namespace in ("kube-system", NAMESPACE):
                expect(cluster.create(deployment(namespace, MOVING)).stored, f"{namespace} is asked about")
            server.stop()
            # Nobody answers: what is refused then, and what is not.
            down = cluster.create(deployment("ml-two", PINNED))
            expect(down.status == 500, f"let in while nobody answered: {down.status}")
            expect(cluster.create(deployment(NAMESPACE, PINNED) | {"metadata": {"name": "own", "namespace": NAMESPACE}}).stored,
                   "its own pods could not start")
            expect(cluster.scale(deployment("ml", PINNED), 3).status == 500, "scaled while nobody answered")
            labelled = deployment("ml", PINNED)
            labelled["metadata"]["labels"] = {"team": "fraud"}
            expect(cluster.update(labelled).status == 500, "updated while nobody answered")
            pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "bare", "namespace": "ml"},
                   "spec": deployment("ml", PINNED)["spec"]["template"]["spec"]}
            expect(cluster.create(pod).status == 500, "a pod was let in while nobody answered")
            config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x", "namespace": "ml"}, "data": {}}
            expect(cluster.create(config_map).stored, "a ConfigMap is held up")
            status = cluster.ask(
                "PATCH", cluster.path(deployment("ml", PINNED)) + "/status", {"status": {"replicas": 1}},
                content="application/merge-patch+json")
            expect(status.stored, f"status is held up: {status.status} {status.message}")
            expect(cluster.delete(deployment("ml", PINNED)).stored, "a deletion is held up")
        finally:
            if server.process and server.process.poll() is None:
                server.kill()


def options_of_the_chart(found, directory):
    """The Deployment's own arguments, with paths and addresses of this machine: Pedigree understands each of them."""
    arguments = only(found, "Deployment")["spec"]["template"]["spec"]["containers"][0]["args"]
    ours = {"--policy", "--tls-cert", "--tls-key", "--listen", "--health-listen"}
    expect(arguments[0] == "serve" and ours <= {argument.split("=")[0] for argument in arguments[1:]}, f"{arguments}")
    (directory / "cache").mkdir()
    return moved(
        arguments[1:], {option: None for option in ours},
        {"--evidence-cache": directory / "cache", "--tls-ca": directory / "ca.crt", "--log-password-file": directory / "password"})


def moved(arguments, dropped, places):
    """Arguments with other places for some options, and without others."""
    given = []
    for argument in arguments:
        option, _, value = argument.partition("=")
        if option not in dropped:
            given.append(f"{option}={places.get(option, value)}" if value else option)
    return given


def protected_by(password, place):
    """Has the database ask for a password, as one in a network would."""
    def psql(statement):
        return subprocess.run(
            [programs() / "psql", "-X", "-A", "-t", "-d", place, "-c", statement], check=True, capture_output=True, text=True).stdout

    psql(f"ALTER ROLE pedigree PASSWORD '{password}'")
    rules = pathlib.Path(psql("SHOW hba_file").strip())
    with rules.open("w") as file:
        file.write("host all all 127.0.0.1/32 scram-sha-256\n")
    psql("SELECT pg_reload_conf()")


def with_a_database(directory):
    """Replicas and audits of the chart come into a database that asks for a password, which stands in no argument."""
    password = "not-in-any-argument"
    with postgres() as place, api_server() as cluster:
        protected_by(password, place)
        port = place.split(":")[-1].split("/")[0]
        found = objects(render(
            "--set", "log.mode=postgresql,log.postgresql.host=127.0.0.1,log.postgresql.existingSecret=db,cluster.watch=true",
            "--set", f"log.postgresql.port={port},log.postgresql.parameters.sslmode=disable,audit.enabled=true,clusterName=test",
            "--set", "audit.reports.claimName=reports,audit.useLog=true"))
        (directory / "password").write_text(password + "\n")
        policies = policy_directory(found, directory / "policies")
        server = Server(policies, free_port(), make_certificates(directory), directory)
        in_cluster = {"--cluster=in-cluster": f"--cluster=kubeconfig --kubeconfig={cluster.kubeconfig}"}
        try:
            options = [part for each in options_of_the_chart(found, directory) for part in in_cluster.get(each, each).split()]
            expect(not any(password in each for each in options), f"{options}")
            server.start(*options)
            eventually(server.is_watching, "the cluster is watched")
            cluster.command(do="put", object=deployment("ml", MOVING))
            job = only(found, "CronJob")["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
            expect(not job.get("env"), "no password stands in the environment")
            (directory / "reports").mkdir()
            audit = [part for each in job["args"] for part in in_cluster.get(each, each).split()]
            audit = [each.replace("/var/lib/pedigree-reports", str(directory / "reports")) for each in audit]
            audit = moved(audit, {}, {"--policy": policies, "--log-password-file": directory / "password"})
            status, output, errors = run(*audit)
            expect(status == 0, f"{audit}: {status} {output} {errors}")
            expect("PostgreSQL" in output and "pinnedModel.mutable" in output, output)
            expect({file.name for file in (directory / "reports").iterdir()} == {"audit.html", "audit.json"}, "reports")
            options = ["--log-password-file", str(directory / "password")]
            expect(run("audit", "verify-log", place, *options)[0] == 0, "verify-log reads the password from its file")
            history = ["history", "llm", "--log", place, *options]
            eventually(lambda: run(*history)[0] == 0, "history reads the password from its file")
            (directory / "password").write_text("wrong\n")
            status, output, errors = run(*audit)
            expect(status == 2 and "password authentication failed" in output, f"{status} {output} {errors}")
            server.stop()
        finally:
            if server.process and server.process.poll() is None:
                server.kill()


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        for test in (at_work, with_a_database):
            (directory / test.__name__).mkdir()
            test(directory / test.__name__)


main()
