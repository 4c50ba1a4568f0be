"""`pedigree check` as a pull request's pipeline runs it: exit status, input, policies, namespaces, --against."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from support import run

STAGE = """\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: fraud-detector, namespace: ml-prod}
spec:
  predictor:
    model:
      modelFormat: {name: sklearn}
      storageUri: models:/fraud-detector/Production
"""
PINNED = STAGE.replace("models:/fraud-detector/Production", "hf://o/n:27dcfa74d334bc871f3234de431e71c6eeba5dd6")
NGINX = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, image: nginx}]}}}
"""
POLICY = """\
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: NAME}
spec:
  match: {namespaces: [NAMESPACES]}
  validationActions: [ACTION]
  rules: {pinnedModel: {allow: [pinned]}}
"""


def policy(directory, action="Deny", namespaces='"*"', name="only"):
    directory.mkdir(exist_ok=True)
    text = POLICY.replace("NAMESPACES", namespaces).replace("NAME", name).replace("ACTION", action)
    (directory / f"{name}.yaml").write_text(text)


def check(directory, *arguments, stdin=None, wanted=None):
    status, output, errors = run("check", *arguments, stdin=stdin, cwd=directory)
    if wanted is not None:
        assert status == wanted, f"check {arguments} ended with {status}, not {wanted}:\n{output}{errors}"
    return output, errors


def report(directory, *arguments, stdin=None, wanted=None):
    return json.loads(check(directory, "--format", "json", *arguments, stdin=stdin, wanted=wanted)[0])


def exit_status(directory):
    (directory / "stage.yaml").write_text(STAGE)
    (directory / "pinned.yaml").write_text(PINNED)
    (directory / "broken.yaml").write_text("a: [\n")
    policy(directory / "policies")
    check(directory, "pinned.yaml", wanted=0)
    check(directory, "stage.yaml", wanted=1)
    check(directory, "broken.yaml", wanted=2)
    both = report(directory, "stage.yaml", "broken.yaml", "gone.yaml", wanted=2)
    assert [item["verdict"] for item in both["objects"]] == ["denied"], "a bad file hides what the others hold"
    assert {problem["file"] for problem in both["problems"]} == {"broken.yaml", "gone.yaml"}
    for usage in (["--format", "jsn"], ["--nonsense"], ["--output", "json"], ["--effective-time", "tomorrow"]):
        _, errors = check(directory, *usage, "pinned.yaml", wanted=2)
        assert errors.strip(), f"{usage} ends without a word"
    assert "did you mean json" in check(directory, "--format", "jsn", wanted=2)[1]
    (directory / "bad").mkdir()
    (directory / "bad/policy.yaml").write_text("kind: ModelProvenancePolicy\n")
    unreadable = report(directory, "--policy", "bad", "pinned.yaml", wanted=2)
    assert unreadable["problems"] and not unreadable["objects"], "an unreadable policy lets through"
    check(directory, "--policy", "gone", "pinned.yaml", wanted=2)


def warnings(directory):
    policy(directory / "warn", action="Warn")
    check(directory, "--policy", "warn", "stage.yaml", wanted=0)
    check(directory, "--policy", "warn", "--fail-on-warn", "stage.yaml", wanted=1)
    check(directory, "--policy", "warn", "--fail-on-warn", "pinned.yaml", wanted=0)


def coverage(directory):
    policy(directory / "elsewhere", namespaces="staging")
    output, _ = check(directory, "--policy", "elsewhere", "stage.yaml", wanted=0)
    assert "no policy matches it" in output, output
    check(directory, "--policy", "elsewhere", "--fail-on-uncovered", "stage.yaml", wanted=1)


def namespaces(directory):
    homeless = STAGE.replace(", namespace: ml-prod", "")
    output, _ = check(directory, "--policy", "elsewhere", "-", stdin=homeless, wanted=1)
    assert "namespace is not known" in output, output
    check(directory, "--policy", "elsewhere", "--namespace", "staging", "-", stdin=homeless, wanted=1)
    check(directory, "--policy", "elsewhere", "--namespace", "lab", "-", stdin=homeless, wanted=0)
    # The manifest's own namespace outranks the option.
    check(directory, "--policy", "elsewhere", "--namespace", "staging", "stage.yaml", wanted=0)


def streams(directory):
    stream = f"# chart\n---\n{NGINX}---\n\n---\n{STAGE}---\nreplicas: 1\n"
    found = report(directory, "-", stdin=stream, wanted=1)
    assert [(item["kind"], item["verdict"], item["line"]) for item in found["objects"]] == [
        ("Deployment", "allowed", 3),
        ("InferenceService", "denied", 10),
    ], found["objects"]
    assert len(found["skipped"]) == 1, "the values are not named as skipped"
    listed = {"apiVersion": "v1", "kind": "List", "items": [json.loads(json.dumps(item)) for item in yaml_objects()]}
    found = report(directory, "-", stdin=json.dumps(listed), wanted=1)
    assert [item["references"][0]["path"] for item in found["objects"]] == ["spec.predictor.model.storageUri"] * 2
    helm = "metadata:\n  {{- include \"x\" . }}\n"
    assert "helm template" in check(directory, "-", stdin=helm, wanted=2)[0]
    check(directory, "-", stdin="", wanted=2)


def yaml_objects():
    for uri in ("models:/m/Production", "s3://b/m"):
        yield {
            "apiVersion": "serving.kserve.io/v1beta1",
            "kind": "InferenceService",
            "metadata": {"name": "m", "namespace": "x"},
            "spec": {"predictor": {"model": {"storageUri": uri}}},
        }


def time(directory):
    policy(directory / "timed")
    (directory / "timed/exception.yaml").write_text(
        "apiVersion: pedigree.dev/v1alpha1\nkind: PolicyException\nmetadata: {name: legacy}\n"
        "spec:\n  policies: [only]\n"
        "  match: {kind: InferenceService.serving.kserve.io, namespace: ml-prod, name: fraud-detector}\n"
        "  rules: [pinnedModel]\n  reason: moving\n  owner: ml\n  ticket: ML-1\n  expires: \"2027-01-31\"\n"
    )
    timed = ("--policy", "timed", "stage.yaml")
    check(directory, *timed, "--effective-time", "2027-01-31T23:59:59Z", wanted=0)
    check(directory, *timed, "--effective-time", "2027-02-01T00:00:00Z", wanted=1)


def against(directory):
    old = directory / "old"
    old.mkdir()
    (old / "renamed.yaml").write_text(STAGE)
    unchanged = report(directory, "--against", "old", "stage.yaml", wanted=0)
    assert unchanged["objects"][0]["drift"], "what would be refused today is not reported as drift"
    (old / "renamed.yaml").write_text(STAGE.replace("Production", "Staging"))
    check(directory, "--against", "old", "stage.yaml", wanted=1)

    work = directory / "repository"
    work.mkdir()
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@t"}
    environment |= {"GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@t"}

    def git(*arguments):
        subprocess.run(["git", *arguments], cwd=work, check=True, capture_output=True, env=environment)

    policy(work / "policies")
    (work / "k8s").mkdir()
    (work / "k8s/ü b.yaml").write_text(STAGE)
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "first")
    check(work, "k8s", wanted=1)
    check(work, "--against", "HEAD", "k8s", wanted=0)
    check(work, "--against", "main", "k8s/ü b.yaml", wanted=0)
    check(work / "k8s", "--policy", "../policies", "--against", "HEAD", ".", wanted=0)
    (work / "k8s/ü b.yaml").write_text(STAGE.replace("Production", "Staging"))
    check(work, "--against", "HEAD", "k8s", wanted=1)
    (work / "k8s/new.yaml").write_text(STAGE.replace("fraud-detector", "other"))
    assert len(report(work, "--against", "HEAD", "k8s", wanted=1)["objects"]) == 2
    for bad in ("no-such-branch", "--upload-pack=touch owned", "main..other", ""):
        check(work, f"--against={bad}", "k8s", wanted=2)
    assert not (work / "owned").exists()
    check(work, "--against", "HEAD", "-", stdin=STAGE, wanted=2)


def policies_by_default(directory):
    elsewhere = directory / "bare"
    elsewhere.mkdir()
    output, _ = check(elsewhere, "-", stdin=STAGE, wanted=1)
    assert "built-in baseline" in output, output


def other_commands(directory):
    status, output, _ = run("--version")
    assert status == 0 and output.strip()
    assert run("chek")[0] == 2 and "did you mean check" in run("chek")[2]
    assert run()[0] in (0, 2)
    status, output, errors = run("explain", "s3://bucket/model/v4/", "--consumer", "kserve", "--format", "json")
    assert status == 0, errors
    assert json.loads(output)["pinning"] == "versioned"
    assert "did you mean kserve" in run("explain", "x", "--consumer", "kserv")[2]
    for listing in ("kinds", "servers", "schemes", "rules"):
        for format_ in ("text", "markdown", "json"):
            status, output, errors = run("list", listing, "--format", format_)
            assert status == 0 and len(output.splitlines()) > 2, (listing, format_, errors)
    for shell in ("bash", "zsh", "fish"):
        status, output, _ = run("--generate-completion-script", shell)
        assert status == 0 and "fail-on-uncovered" in output
    for command in ("check", "explain", "list", "policy", "doctor"):
        status, output, _ = run(command, "--help")
        assert status == 0 and "EXAMPLES" in output, command
    assert run("policy", "init", "fresh", cwd=directory)[0] == 0
    assert run("policy", "init", "fresh", cwd=directory)[0] == 2, "init overwrites"
    assert run("policy", "lint", "fresh", cwd=directory)[0] == 0
    assert run("policy", "digest", "fresh", cwd=directory)[1].startswith("sha256:")
    assert run("doctor", "--policy", "fresh", cwd=directory)[0] == 0


def main():
    tests = (
        *(exit_status, warnings, coverage, namespaces, streams, time, against, policies_by_default),
        other_commands,
    )
    # One directory for all: a later test uses what an earlier one wrote there.
    with tempfile.TemporaryDirectory() as name:
        for test in tests:
            test(pathlib.Path(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
