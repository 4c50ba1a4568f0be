"""Secrets in everything that reaches a server: no log line, metric or answer of the plain port repeats them."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from cluster import eventually
from support import PEDIGREE, ROOT, expect, make_certificates, run, webhook

# Each way in has a secret of its own, so that a leak names its source.
WAYS = (
    "env uri userinfo query fragment annotation label argument header body key traceparent path password policyfile selector image"
    " apiversion operation username-not uid-not"
).split()
SECRET = {way: f"hunter2-{number}-zq" for number, way in enumerate(WAYS)}
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def post(server, body, path="/validate?timeout=5s", *options):
    done = subprocess.run(
        ["curl", "-sS", "--cacert", server.ca, "-H", "Content-Type: application/json", "--data-binary", "@-", "-o", "/dev/null",
         "-w", "%{http_code}", "-H", f"Authorization: Bearer {SECRET['header']}", "-H", f"Cookie: s={SECRET['header']}", *options,
         f"https://127.0.0.1:{server.port}{path}"],
        input=body, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout


def objects():
    """Objects that hold secrets where people put them, with references of every kind of trouble."""
    references = [
        f"https://user:{SECRET['userinfo']}@models.corp/m.safetensors", f"https://models.corp/m.bin?token={SECRET['query']}",
        f"https://models.corp/m.bin?X-Amz-Signature={SECRET['query']}#{SECRET['fragment']}", f"s3://{SECRET['uri']}@bucket/latest/",
        f"s3://ml-models-prod/fraud/v47/?versionId={SECRET['query']}", f"oci://user:{SECRET['userinfo']}@registry.corp/m:latest",
        f"hf://org/{SECRET['uri']}", f"unknown-scheme://{SECRET['uri']}/x", f"models:/{SECRET['uri']}/Production",
        f"s3://ml-models-prod/{SECRET['uri']}/v1/",
    ]
    for number, reference in enumerate(references):
        yield {
            "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": {"name": f"a-{number}", "namespace": "ml", "annotations": {"token": SECRET["annotation"]}, "labels": {"x": SECRET["label"]}},
            "spec": {"predictor": {"model": {
                "modelFormat": {"name": "sklearn"}, "storageUri": reference, "args": [f"--api-key={SECRET['argument']}"],
                "env": [{"name": "HF_TOKEN", "value": SECRET["env"]}]}}}}
        yield {
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": f"b-{number}", "namespace": "prod", "annotations": {"token": SECRET["annotation"]}},
            "spec": {"selector": {"matchLabels": {"app": SECRET["selector"]}}, "template": {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [{
                "name": "server", "image": f"vllm/vllm-openai:{SECRET['image']}", "args": ["--model", reference, "--api-key", SECRET["argument"]],
                "env": [{"name": "AWS_SECRET_ACCESS_KEY", "value": SECRET["env"]}]}]}}}}


def reviews():
    for number, object in enumerate(objects()):
        group, _, version = object["apiVersion"].rpartition("/")
        yield {
            "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
                "uid": f"u-{number}", "operation": "CREATE", "name": object["metadata"]["name"], "namespace": object["metadata"]["namespace"],
                "kind": {"group": group, "version": version, "kind": object["kind"]},
                "resource": {"group": group, "version": version, "resource": object["kind"].lower() + "s"},
                "userInfo": {"username": "alice", "extra": {"token": [SECRET["header"]]}}, "object": object}}


def rubbish():
    """Bodies that are no review, or none that can be read."""
    good = next(reviews())
    yield f"not JSON {SECRET['body']}"
    yield json.dumps({**good, "apiVersion": SECRET["apiversion"]})
    yield json.dumps({**good, "kind": SECRET["apiversion"]})
    for field, value in (("operation", SECRET["operation"]), ("object", SECRET["body"]), ("dryRun", SECRET["body"]), ("userInfo", SECRET["body"])):
        yield json.dumps({**good, "request": {**good["request"], field: value}})
    text = json.dumps(good)
    yield text.replace('"operation"', f'"{SECRET["key"]}": 1, "{SECRET["key"]}": 2, "operation"', 1)
    yield text[:-40] + f'"{SECRET["body"]}'
    wrong = json.loads(text)
    wrong["request"]["object"]["spec"]["predictor"]["model"]["storageUri"] = {SECRET["key"]: SECRET["body"]}
    yield json.dumps(wrong)
    wrong["request"]["object"]["spec"] = [SECRET["body"]]
    yield json.dumps(wrong)
    unknown = json.loads(text)
    unknown["request"]["kind"]["version"], unknown["request"]["object"]["apiVersion"] = "v9", "serving.kserve.io/v9"
    yield json.dumps(unknown)


def shown(server):
    """Everything that the server says to operators."""
    pages = [f"/readyz?verbose&exclude={SECRET['path']}", f"/readyz/{SECRET['path']}", f"/{SECRET['path']}", "/metrics", "/livez?verbose"]
    return server.log.read_text() + "".join(server.get(page)[1] for page in pages)


def leaks(text, what):
    for way, secret in SECRET.items():
        place = text.find(secret)
        expect(place < 0, f"{what}: the secret of {way} is told: …{text[max(0, place - 200):place + 60]}…")


def drive(server):
    for review in reviews():
        expect(post(server, json.dumps(review), "/validate?timeout=5s", "-H", f"traceparent: 00-{TRACE}-00f067aa0ba902b7-01") == "200", review)
    for body in rubbish():
        post(server, body)
    post(server, "{}", f"/{SECRET['path']}?x={SECRET['path']}")
    post(server, "{}", "/validate", "-H", f"Content-Type: text/{SECRET['header']}")
    post(server, "{}", "/validate", "-H", f"Content-Encoding: {SECRET['header']}")
    post(server, "{}", "/validate", "-X", SECRET["path"])
    post(server, json.dumps(next(reviews())), "/validate", "-H", f"traceparent: 00-{SECRET['traceparent']}-x-01")


def lines(server):
    """One line for each decision, each with uid and trace."""
    found = [json.loads(line) for line in server.log.read_text().splitlines()]
    count = sum(1 for _ in reviews())
    decisions = [line for line in found if line["message"] == "decision" and line.get("trace_id") == TRACE]
    expect({line["uid"] for line in decisions} == {f"u-{number}" for number in range(count)}, "one line a decision")
    expect(len(decisions) == count, f"{len(decisions)} lines for {count} decisions")
    refused = [line for line in found if line["message"].startswith("a request was refused")]
    expect(len(refused) >= 5, f"{len(refused)} lines for refused requests")
    asked = [line for line in found if line["message"].startswith("sources were asked") and line["trace_id"] == TRACE]
    expect(all(line["sources"] == "git" and line["uid"] and line["outcome"] == "unreachable" for line in asked), asked)
    verdicts = {line["verdict"] for line in decisions}
    expect(verdicts >= {"denied", "undecided"}, verdicts)


def trouble(site, server):
    """What goes wrong in files and services is told without what stands in them."""
    (site / "policies/more.yaml").write_text(f"apiVersion: pedigree.dev/v1alpha1\nkind: EvidenceSource\nmetadata: {{name: x}}\nspec: {{password: {SECRET['policyfile']}}}\n")
    eventually(lambda: "[!]policies" in server.get("/readyz?verbose")[1], "the file is refused")
    leaks(shown(server), "a bad file")
    (site / "policies/more.yaml").unlink()


def main():
    with tempfile.TemporaryDirectory() as name:
        site = pathlib.Path(name)
        (site / "policies/keys").mkdir(parents=True)
        run("keygen", "--output", str(site / "eval-runner"))
        run("keygen", "--output", str(site / "trainer"))
        for key in ("eval-runner", "trainer"):
            shutil.copy(site / f"{key}.pub", site / "policies/keys")
        text = (ROOT / "Tests/Fixtures/evidence/production.yaml").read_text().replace('"*-prod"', '"prod"')
        text = text.replace("    dataset:\n      allow: [pinned]\n", "")
        # A store that never answers: what needs it is undecided.
        source = "spec: {oci: {repositories: ['oci://127.0.0.1:9/x'], networks: [127.0.0.0/8], plainHTTP: true, timeout: 1s}}"
        (site / "policies/production.yaml").write_text(text.replace("spec: {directory: {path: evidence}}", source))
        shutil.copy(ROOT / "policies/baseline.yaml", site / "policies/baseline.yaml")
        for durability in ("async", "before-response"):
            log = str(site / f"{durability}.sqlite")
            with webhook(site / "policies", "--log-format", "json", "--log-level", "debug", "--log", log, "--log-durability", durability) as (server, _):
                drive(server)
                leaks(shown(server), durability)
                lines(server)
                if durability == "async":
                    trouble(site, server)
        make_certificates(site)
        # A database that is away: its password is in a file, in the URI, or in the environment.
        (site / "password").write_text(SECRET["password"] + "\n")
        for place, options, env in (
            ("postgresql://pedigree@127.0.0.1:9/x", ["--log-password-file", str(site / "password")], {}),
            (f"postgresql://pedigree:{SECRET['password']}@127.0.0.1:9/x", [], {}),
            ("postgresql://pedigree@127.0.0.1:9/x", [], {"PGPASSWORD": SECRET["password"]}),
        ):
            done = start_in_vain(site, place, options, env)
            leaks(done, "a database that is away")
            expect("decision log" in done, done)
            for command in readers(place):
                status, output, errors = run(*command, *options, env=env)
                leaks(output + errors, command[0])
                expect(status == 2 and "127.0.0.1:9" in output + errors, f"{command} {options}: {status} {output} {errors}")
        password = ["--log-password-file", str(site / "password")]
        done = start_in_vain(site, str(site / "x.sqlite"), password, {})
        expect("a log in a file has no password" in done, done)
        for command in readers(str(site / "async.sqlite")):
            status, output, errors = run(*command, *password)
            expect(status == 2 and "a log in a file has no password" in errors, f"{command}: {status} {errors}")
        status, output, errors = run("audit", "--cluster", "kubeconfig", *password)
        expect(status == 2 and "name one with --log" in errors, f"{status} {errors}")
    print(f"{len(SECRET)} secrets went in, none came out")
    return 0


def readers(log):
    """Each command that reads a log or removes from it."""
    return [
        ["audit", "--log", log, "--policy", str(ROOT / "policies")],
        ["audit", "export", log],
        ["audit", "verify-log", log],
        ["audit", "prune", log, "--older-than", "400d", "--dry-run"],
        ["history", "fraud", "--log", log],
        ["rollback", "fraud", "--to", "v1", "--log", log],
    ]


def start_in_vain(site, place, options, env):
    done = subprocess.run(
        [PEDIGREE, "serve", "--policy", str(site / "policies"), "--tls-cert", str(site / "tls.crt"), "--tls-key", str(site / "tls.key"),
         "--listen", "127.0.0.1:0", "--health-listen", "127.0.0.1:0", "--log", place, *options],
        capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **env})
    return done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())
