"""The webhook, `check` and `audit` say the same of objects that nobody chose (random kinds, models, data and namespaces, over
evidence that is good, weak, old, foreign, about something else, or not there), and of all that real API servers have sent.
PEDIGREE_SEED repeats a run."""

import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time

from recorded import by_audit, ended, key, recorded
from support import ROOT, expect, run, webhook

DEMO = ROOT / "examples/demo/production"
CASES = 400
DIGESTS = {version: "sha256:" + f"{version:02x}" * 32 for version in range(40, 48)}
DATA = "sha256:e61a184aca4c4a585450a345a2874b57306b015e4632a67e0eddc6e88f0f13c1"


RECORDED = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: strict}
spec: {rules: {pinnedModel: {allow: [pinned], unreferenced: Warn}}}
---
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: lenient}
spec:
  validationActions: [Warn]
  match: {namespaces: ["*-prod"]}
  rules: {pinnedModel: {allow: [pinned, versioned]}, dataset: {allow: [pinned]}}
"""


def model(version):
    return f"s3://ml-models-prod/fraud-detector/v{version}/"


class Site:
    """A policy directory, and evidence of each kind for models of its own."""

    def __init__(self, directory):
        self.directory, self.policies = directory, directory / "policies"
        self.evidence = self.policies / "evidence"
        (self.policies / "keys").mkdir(parents=True)
        for name in ("eval-runner", "trainer", "stranger"):
            status, _, errors = run("keygen", "--output", str(directory / name))
            expect(status == 0, errors)
        for name in ("eval-runner", "trainer"):
            shutil.copy(directory / f"{name}.pub", self.policies / "keys")
        shutil.copy(ROOT / "Tests/Fixtures/evidence/production.yaml", self.policies)
        old = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60 * 86_400))
        # v40: good · v41: weak · v42: old · v43: a stranger's · v44: no lineage · v45: two digests · v46: lineage of other data
        for version in DIGESTS:
            if version == 47:
                continue
            if version != 44:
                data = DEMO / ("data/eval.csv" if version == 46 else "data/train.csv")
                self.attest("lineage", version, "trainer", "--source", "git+https://git.corp/f@3f786850e387550fdab836ed7e6dc881de23001b",
                            "--dataset", f"train={data}", "--seed", "1", "--parameter", "a=b")
            self.attest(
                "evaluation", version, "stranger" if version == 43 else "eval-runner",
                "--metrics", str(DEMO / ("metrics/v47-apac-weak.json" if version == 41 else "metrics/v47.json")),
                "--dataset", f"fraud-eval={DEMO / 'data/eval.csv'}", *(("--finished-on", old) if version == 42 else ()),
                digest=DIGESTS[40] if version == 45 else None)

    def attest(self, kind, version, key, *options, digest=None):
        status, _, errors = run(
            "attest", kind, "--subject", model(version), "--digest", digest or DIGESTS[version], "--key",
            str(self.directory / f"{key}.key"), "--output", str(self.evidence), *options)
        expect(status == 0, errors)


def generate(random, number):
    """An object that refers to a model, or to none."""
    version = random.choice(sorted(DIGESTS))
    reference = random.choice([
        model(version), model(version), model(version), f"models:/fraud-detector/{version}", "models:/fraud-detector/Production",
        f"s3://ml-models-prod/fraud-detector/v{version}", f"oci://registry.corp/ml/fraud@{DIGESTS[version]}", "hf://corp/fraud",
    ])
    data = random.choice([DATA, DATA, "sha256:" + "0" * 64, "s3://data/train.csv", None])
    metadata = {"name": f"m-{number}", "namespace": random.choice(["ml-prod", "web-prod", "dev"])}
    if data:
        metadata["annotations"] = {"pedigree.dev/dataset": data}
    container = {"name": "server", "image": "vllm/vllm-openai:v0.9.1", "args": ["--model", reference]}
    return random.choice([
        {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": metadata,
         "spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}, "storageUri": reference}}}},
        {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": metadata,
         "spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}, "storageUri": reference}},
                  "transformer": {"containers": [{"name": "t", "image": "nginx:1.27"}]}}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
         "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [container]}}}},
        {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [container]}},
        {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [{"name": "web", "image": "nginx:1.27"}]}},
    ])


def review(value):
    group, _, version = value["apiVersion"].rpartition("/")
    return {
        "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
        "request": {
            "uid": value["metadata"]["name"], "kind": {"group": group, "version": version, "kind": value["kind"]},
            "resource": {"group": group, "version": version, "resource": value["kind"].lower() + "s"},
            "name": value["metadata"]["name"], "namespace": value["metadata"]["namespace"], "operation": "CREATE",
            "userInfo": {"username": "dana"}, "object": value, "oldObject": None, "dryRun": False,
        },
    }


def by_webhook(policies, objects):
    with webhook(policies) as (server, directory):
        files = []
        for number, value in enumerate(objects):
            file = directory / f"review-{number}.json"
            file.write_text(json.dumps(review(value)))
            files.append(file)
        answers = [answer["response"] for answer in server.post_all(files, directory)]
    verdicts = []
    for answer in answers:
        verdict = "allowed" if answer["allowed"] else {403: "denied", 503: "undecided"}[answer["status"]["code"]]
        codes = answer.get("auditAnnotations", {}).get("codes", "")
        words = answer.get("status", {}).get("message", "")
        verdicts.append((verdict, sorted(set(codes.split(","))) if codes else [], words))
    return verdicts


def by_check(policies, objects):
    with tempfile.TemporaryDirectory() as name:
        manifest = pathlib.Path(name) / "all.json"
        manifest.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))
        _, output, errors = run("check", str(manifest), "--policy", str(policies), "--format", "json")
    expect(output, errors)
    return {value["name"]: (value["verdict"], sorted({finding["code"] for finding in value["findings"]})) for value in json.loads(output)["objects"]}


def audited(policies, objects):
    report = by_audit(policies, objects)
    return {key(row): (row["judgement"], sorted({finding["code"] for finding in row["findings"]}), row)
            for row in report["workloads"]}


def agrees_on_recorded(directory):
    """Verdict, codes and words of the webhook are those of an audit, on every object that was recorded."""
    (directory / "policy.yaml").write_text(RECORDED)
    objects = [value for value in recorded() if not ended(value) and "namespace" in value["metadata"]]
    rows = audited(directory, objects)
    seen = 0
    for value, (verdict, codes, words) in zip(objects, by_webhook(directory, objects)):
        row = rows.get((value["kind"], value["metadata"]["namespace"], value["metadata"]["name"]), ("allowed", [], None))
        expect(row[:2] == (verdict, codes), f"the webhook says {verdict} {codes}, the audit {row[:2]} of {json.dumps(value)}")
        if verdict != "denied":
            continue
        lines = [f"{f['path']}: {f['message']} [{f['code']}]" for f in row[2]["findings"] if f["action"] == "Deny"]
        # A denial has room for so much; what is longer is cut.
        if sum(map(len, lines)) < 3000:
            expect(all(line in words for line in lines), f"{lines} are not in {words}")
            seen += 1
    expect(seen >= 20, f"only {seen} denials were compared")


seed = int(os.environ.get("PEDIGREE_SEED") or random.randrange(1 << 32))
generator = random.Random(seed)
with tempfile.TemporaryDirectory() as temporary:
    site = Site(pathlib.Path(temporary))
    objects = [generate(generator, number) for number in range(CASES)]
    found = by_check(site.policies, objects)
    seen = {}
    rows = audited(site.policies, objects)
    for value, (verdict, codes, _) in zip(objects, by_webhook(site.policies, objects)):
        name = value["metadata"]["name"]
        if found.get(name) != (verdict, codes):
            print(f"PEDIGREE_SEED={seed}: the webhook says {verdict} {codes}, check says {found.get(name)} of {json.dumps(value)}")
            sys.exit(1)
        row = rows.get((value["kind"], value["metadata"]["namespace"], name), ("allowed", []))
        if row[:2] != (verdict, codes):
            print(f"PEDIGREE_SEED={seed}: the webhook says {verdict} {codes}, audit says {row[:2]} of {json.dumps(value)}")
            sys.exit(1)
        for code in codes or [verdict]:
            seen[code] = seen.get(code, 0) + 1
    # A run that met nothing but one answer would prove nothing.
    evidence = {code for code in seen if code.partition(".")[0] in ("evaluation", "lineage", "evidence", "dataset")}
    expect("allowed" in seen and len(evidence) >= 5, f"PEDIGREE_SEED={seed}: {seen}")
with tempfile.TemporaryDirectory() as temporary:
    agrees_on_recorded(pathlib.Path(temporary))
