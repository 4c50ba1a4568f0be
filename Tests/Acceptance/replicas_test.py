"""Two servers that share a log in PostgreSQL: what one has let in the other knows, and when one dies the other watches."""

import json
import pathlib
import subprocess
import tempfile

from cluster import CONTROLLERS, Server, eventually, start_cluster, stop_cluster
from durability_test import Server as Alone
from postgres import postgres
from record_test import MILD, STRICT, workload
from support import PEDIGREE, expect, free_port, make_certificates, run


def entries(place, **filters):
    """Entries of the log, as the command exports them."""
    options = [part for name, value in filters.items() for part in (f"--{name}", value)]
    status, text, errors = run("audit", "export", place, *options)
    expect(status == 0, errors)
    return [json.loads(line) for line in text.splitlines()]


def pod_review(owner, name, model):
    """A ReplicaSet's pod, as an API server would ask about it."""
    pod = workload("Pod", name, model)
    reference = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": owner["metadata"]["name"],
                 "uid": owner["metadata"]["uid"], "controller": True}
    pod["metadata"] |= {"ownerReferences": [reference], "uid": f"uid-{name}", "generation": 1}
    return {
        "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
        "request": {
            "uid": f"request-{name}", "kind": {"group": "", "version": "v1", "kind": "Pod"},
            "resource": {"group": "", "version": "v1", "resource": "pods"}, "name": name, "namespace": "ml",
            "operation": "CREATE", "userInfo": {"username": f"{CONTROLLERS}:replicaset-controller"}, "object": pod,
            "oldObject": None, "dryRun": False, "options": None}}


def ask(server, review):
    file = server.directory / f"{review['request']['uid']}.json"
    file.write_text(json.dumps(review))
    return server.webhook.post_all([file], server.directory)[0]["response"]


def main():
    with tempfile.TemporaryDirectory() as name, postgres() as place:
        directory = pathlib.Path(name)
        policies = directory / "policies"
        policies.mkdir()
        (policies / "policy.yaml").write_text(MILD.replace("ACTION", "Warn"))
        certificates, ports = make_certificates(directory), (free_port(), free_port())
        cluster = start_cluster(
            "--webhook", f"https://127.0.0.1:{ports[0]}/validate", "--webhook-ca", certificates[0])
        servers = []
        for port in ports:
            (directory / str(port)).mkdir()
            servers.append(Server(policies, port, certificates, directory / str(port)))
        try:
            together(cluster, servers, place, policies / "policy.yaml")
        finally:
            for server in servers:
                if server.process and server.process.poll() is None:
                    server.kill()
            stop_cluster(cluster)


def together(cluster, servers, place, policy):
    first, second = servers
    options = ["--log", place, "--cluster", "kubeconfig", "--kubeconfig", cluster.kubeconfig, "--replicas", "2"]
    first.start(*options)
    second.start(*options)
    eventually(lambda: first.is_watching() or second.is_watching(), "one of them watches")

    deployment, replica_set = workload("Deployment", "web", "org/model"), workload("ReplicaSet", "web-1", "org/model")
    expect(cluster.create(deployment).stored, "let in with a warning")
    expect(cluster.child(deployment, replica_set, "deployment-controller").stored, "its ReplicaSet")
    eventually(lambda: entries(place, kind="live", name="web-1"), "the ReplicaSet is live")
    before = [server.metric("pedigree_reload_generation", '{source="policies"}') for server in servers]
    policy.write_text(STRICT)
    for server, generation in zip(servers, before):
        eventually(
            lambda: server.metric("pedigree_reload_generation", '{source="policies"}') > generation, "new policies")

    # Whichever is asked knows what the other has let in.
    owner = cluster.ask("GET", cluster.path(replica_set)).body
    for number, server in enumerate(servers):
        answer = ask(server, pod_review(owner, f"web-1-{number}", "org/model"))
        expect(answer["allowed"], answer)
        answer = ask(server, pod_review(owner, f"other-{number}", "org/other"))
        expect(not answer["allowed"] and answer["status"]["code"] == 403, answer)

    # The one that watches dies; the other takes over.
    watching, other = (first, second) if first.is_watching() else (second, first)
    expect(not other.is_watching(), "one watches at a time")
    watching.kill()
    eventually(other.is_watching, "the other one watches")
    cluster.command(do="put", object=workload("Deployment", "late", "org/model"))
    found = eventually(lambda: entries(place, kind="live", name="late"), "what came later is seen")
    expect(found, "seen")
    # Nobody had let it in: it was judged as it stands, and it would be refused.
    judged = entries(place, kind="reviewed", name="late")
    expect(judged[-1]["body"]["decision"]["operation"] == "OBSERVED", judged)
    expect(judged[-1]["body"]["decision"]["verdict"] == "denied", judged)

    watching.start(*options)
    status, text, errors = run("audit", "verify-log", place)
    expect(status == 0 and "3 chains" in text, text + errors)
    for server in servers:
        server.stop()
    status, text, errors = run("rollback", "web", "--to", "org/other", "--log", place, "--kind", "Deployment")
    expect(status == 1 and "never served" in errors, errors)
    alone(place)


def alone(place):
    """A file of SQLite is one server's own."""
    with tempfile.TemporaryDirectory() as name:
        server = Alone(pathlib.Path(name))
        server.start()
        arguments = [PEDIGREE, "serve", "--policy", str(server.directory / "policies"), "--tls-cert",
                     server.certificates[1], "--tls-key", server.certificates[2], "--listen", "127.0.0.1:0",
                     "--health-listen", "127.0.0.1:0"]
        for options, words in [
            (["--log", server.place], "another"), (["--log", server.place + "2", "--replicas", "2"], "postgresql://"),
            (["--cluster", "kubeconfig"], "--log"), (["--log", "postgresql://nobody@127.0.0.1:1/none"], "127.0.0.1"),
            (["--log", "/nowhere/at/all.sqlite"], "/nowhere/at"),
        ]:
            done = subprocess.run([*arguments, *options], capture_output=True, text=True, timeout=60, check=False)
            expect(done.returncode == 2 and words in done.stderr, f"{options}: {done.returncode} {done.stderr}")
        server.stop()


if __name__ == "__main__":
    main()
