"""A registry that holds the evidence goes away and comes back under a running webhook: an hour of outage, in seconds."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

from support import ROOT, SKIPPED, expect, free_port, run, webhook

DEMO = ROOT / "examples/demo/production"
KNOWN, NEW = "s3://ml-models-prod/fraud-detector/v47/", "s3://ml-models-prod/fraud-detector/v48/"
ADMISSIONS = 1000


def wait_for(condition, what, seconds=30):
    for _ in range(seconds * 20):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"it did not come to this within {seconds} s: {what}")


class Registry:
    """Debian's docker-registry, whose data and log outlive its process."""

    def __init__(self, directory):
        self.port, self.log = free_port(), directory / "registry.log"
        self.config = directory / "registry.yaml"
        self.config.write_text(
            f"version: 0.1\nlog: {{level: info}}\nstorage: {{filesystem: {{rootdirectory: {directory}/registry}}}}\n"
            f'http: {{addr: "127.0.0.1:{self.port}"}}\n'
        )
        self.repository = f"oci://127.0.0.1:{self.port}/ml/evidence"
        self.start()

    def start(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(["docker-registry", "serve", str(self.config)], stdout=log, stderr=log)
        wait_for(self.answers, "the registry answers")

    def answers(self):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/v2/", timeout=5).close()
            return True
        except OSError:
            return False

    def stop(self):
        self.process.kill()
        self.process.wait()

    def requests(self):
        return len(re.findall(r'"(?:GET|HEAD) /v2/ml/', self.log.read_text()))


class Site:
    def __init__(self, directory, registry):
        self.directory, self.registry = directory, registry
        self.policies = directory / "policies"
        (self.policies / "keys").mkdir(parents=True)
        for name in ("eval-runner", "trainer"):
            status, _, errors = run("keygen", "--output", str(directory / name))
            expect(status == 0, errors)
            shutil.copy(directory / f"{name}.pub", self.policies / "keys")
        text = (ROOT / "Tests/Fixtures/evidence/production.yaml").read_text()
        source = (
            f"spec: {{oci: {{repositories: ['{registry.repository}'], networks: [127.0.0.0/8], plainHTTP: true, "
            "refresh: 1s, timeout: 2s}}"
        )
        text = text.replace("metadata: {name: git}\nspec: {directory: {path: evidence}}", "metadata: {name: registry}\n" + source)
        expect(source in text, "the fixture's source is replaced")
        (self.policies / "production.yaml").write_text(text)

    def push(self, model, digest):
        common = ("--subject", model, "--digest", f"sha256:{digest}", "--push-source", "registry", "--policy", str(self.policies))
        source = "git+https://git.corp/ml/fraud@3f786850e387550fdab836ed7e6dc881de23001b"
        for kind, key, options in (
            ("evaluation", "eval-runner", ("--metrics", str(DEMO / "metrics/v47.json"), "--dataset", f"fraud-eval={DEMO / 'data/eval.csv'}")),
            ("lineage", "trainer", ("--source", source, "--dataset", str(DEMO / "data/train.csv"), "--seed", "1", "--parameter", "a=b")),
        ):
            status, output, errors = run("attest", kind, *common, "--key", str(self.directory / f"{key}.key"), *options)
            expect(status == 0, errors)
            expect(self.registry.repository in output, output)


def ask(server, model, times=1):
    """The last of so many answers about an InferenceService that serves `model`; each has a uid of its own."""
    review = json.loads((DEMO / "review.json").read_text())
    review["request"]["object"]["spec"]["predictor"]["model"]["storageUri"] = model
    with tempfile.TemporaryDirectory() as name:
        files = []
        for number in range(times):
            review["request"]["uid"] = f"u-{number}"
            # Another name each time, so that nothing is answered from memory.
            review["request"]["object"]["metadata"]["name"] = f"fraud-{number}"
            file = pathlib.Path(name) / f"review-{number}.json"
            file.write_text(json.dumps(review))
            files.append(file)
        answers = [answer["response"] for answer in server.post_all(files, pathlib.Path(name))]
    verdicts = {(answer["allowed"], answer.get("status", {}).get("code")) for answer in answers}
    expect(len(verdicts) == 1, verdicts)
    return answers[-1]


def unreachable(answer):
    message = answer.get("status", {}).get("message", "")
    return not answer["allowed"] and answer["status"]["code"] == 503 and "[evidence.unreachable]" in message and "registry" in message


def outage(site, registry, cache):
    options = ("--evidence-cache", str(cache))
    with webhook(site.policies, *options) as (server, _):
        expect(ask(server, KNOWN)["allowed"], ask(server, KNOWN))
        missing = ask(server, NEW)
        expect("[evaluation.subject]" in missing["status"]["message"] and missing["status"]["code"] == 403, missing)
        expect(f"--push {registry.repository}" in missing["status"]["message"], missing)

        before, begin = registry.requests(), time.monotonic()
        expect(ask(server, KNOWN, ADMISSIONS)["allowed"], "known evidence needs nobody")
        asked, seconds = registry.requests() - before, time.monotonic() - begin
        print(f"{asked} requests to the registry for {ADMISSIONS} admissions in {seconds:.1f} s, all from the refresh of every second")
        expect(asked <= 20 * (seconds + 2), "a decision asks nobody where all is known")

        registry.stop()
        wait_for(lambda: unreachable(ask(server, NEW)), "a model that is not known cannot be decided")
        expect(ask(server, KNOWN, 100)["allowed"], "what is known goes on")
        wait_for(lambda: "[!]evidence" in server.get("/readyz?verbose")[1], "operators see it")
        expect(server.get("/readyz")[0] == 200, "and it stays ready")

        # A replica that starts now knows what this one knew.
        with webhook(site.policies, *options) as (second, _):
            expect(ask(second, KNOWN)["allowed"], ask(second, KNOWN))
            expect(unreachable(ask(second, NEW)), ask(second, NEW))
        # One that has no cache decides what needs no evidence, and nothing else.
        with webhook(site.policies) as (bare, _):
            expect(unreachable(ask(bare, KNOWN)), ask(bare, KNOWN))
            expect(ask(bare, "s3://ml-models-prod/fraud-detector/latest/")["status"]["code"] == 403, "references are judged all the same")

        registry.start()
        site.push(NEW, "4c" * 32)
        wait_for(lambda: ask(server, NEW)["allowed"], "it recovers without a restart")
        wait_for(lambda: "[+]evidence ok" in server.get("/readyz?verbose")[1], "and says so")
        expect(ask(server, KNOWN)["allowed"], "nothing was lost")


def offline(site, registry, cache):
    """check fetches once, then needs nobody."""
    manifest = site.directory / "manifest.json"
    review = json.loads((DEMO / "review.json").read_text())
    manifest.write_text(json.dumps(review["request"]["object"]))
    arguments = ("check", str(manifest), "--policy", str(site.policies), "--evidence-cache", str(cache), "--effective-time", now())
    status, output, errors = run(*arguments, "--offline")
    expect(status == 2 and "--offline" in output + errors, (status, output, errors))
    # The environment names no proxy for us: behind one, nobody could look at the address that is connected to.
    status, output, errors = run(*arguments, env={"http_proxy": "http://127.0.0.1:9", "all_proxy": "http://127.0.0.1:9"})
    expect(status == 0, (output, errors))
    before = registry.requests()
    status, output, errors = run(*arguments, "--offline")
    expect(status == 0 and registry.requests() == before, (status, output, errors))
    registry.stop()
    status, output, errors = run(*arguments, "--offline")
    expect(status == 0, (output, errors))
    status, output, errors = run(*arguments[:4], "--no-evidence-cache")
    expect(status == 2 and "evidence.unreachable" in output, (status, output, errors))
    registry.start()


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


if not shutil.which("docker-registry"):
    print("docker-registry is not installed")
    sys.exit(SKIPPED)
with tempfile.TemporaryDirectory() as temporary:
    root = pathlib.Path(temporary)
    registry = Registry(root)
    try:
        site = Site(root, registry)
        site.push(KNOWN, "4b" * 32)
        outage(site, registry, root / "cache")
        offline(site, registry, root / "check-cache")
    finally:
        registry.stop()
