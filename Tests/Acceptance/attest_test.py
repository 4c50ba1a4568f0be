"""Attests as a user does, and reads what was written with the tools of others."""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from google.protobuf.json_format import ParseDict
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from support import PEDIGREE, ROOT, expect, run, shared

DIGEST = "sha256:" + "4b" * 32
MODEL = "s3://ml-models-prod/fraud-detector/v47/"
DATA = ROOT / "examples/demo/production/data"
METRICS = ROOT / "examples/demo/production/metrics/v47.json"
COMMIT = "3f786850e387550fdab836ed7e6dc881de23001b"


def succeed(*arguments, **options):
    status, output, errors = run(*arguments, **options)
    expect(status == 0, f"{arguments}: {status}\n{output}\n{errors}")
    return output, errors


def fail(words, *arguments, **options):
    status, output, errors = run(*arguments, **options)
    expect(status == 2, f"{arguments}: {status} instead of 2\n{output}\n{errors}")
    expect(words in errors, f"{words!r} is not in {errors!r}")


def evaluation(*options):
    return (
        *("attest", "evaluation", "--subject", MODEL, "--digest", DIGEST, "--metrics", str(METRICS)),
        *("--dataset", f"fraud-eval={DATA / 'eval.csv'}", *options),
    )


def lineage(*options):
    return ("attest", "lineage", "--subject", MODEL, "--digest", DIGEST, *options)


def written(directory):
    files = sorted(directory.glob("*.dsse.json"))
    expect(files, f"nothing was written to {directory}")
    return files


def others_read(directory, kind):
    """securesystemslib verifies the signature, in-toto-attestation the statement."""
    for type_of_key in ("ecdsa-p256", "ecdsa-p384", "ed25519", "rsa-3072"):
        prefix = directory / f"{kind}-{type_of_key}"
        succeed("keygen", "--type", type_of_key, "--output", str(prefix))
        output = directory / f"{kind}-{type_of_key}-evidence"
        command = evaluation if kind == "evaluation" else lambda *o: lineage(
            "--source", f"git+https://git.corp/ml/fraud@{COMMIT}", *o)
        succeed(*command("--key", f"{prefix}.key", "--output", str(output)))
        envelope = json.loads(written(output)[0].read_text())
        public = load_pem_public_key(pathlib.Path(f"{prefix}.pub").read_bytes())
        expect(envelope["payloadType"] == "application/vnd.in-toto+json", "the payload's type is in-toto's")
        key = SSlibKey.from_crypto(public, keyid=envelope["signatures"][0]["keyid"])
        if type_of_key == "ecdsa-p384":
            key.scheme = "ecdsa-sha2-nistp384"
        parsed = Envelope.from_dict(envelope)
        verified = parsed.verify([key], 1)
        expect(len(verified) == 1, f"{type_of_key}: securesystemslib accepts the signature")
        statement = json.loads(parsed.payload)
        read = Statement.copy_from_pb(ParseDict(statement, statement_pb2.Statement()))
        read.validate()
        expect(statement["subject"][0]["uri"] == MODEL, "the subject's URI is the one that is served")
        expect(statement["subject"][0]["digest"]["sha256"] == DIGEST.removeprefix("sha256:"), "and its digest")


def any_predicate(directory):
    """What somebody else made is signed as it is, about several things at once, and others read it."""
    succeed("keygen", "--output", str(directory / "release"))
    review = directory / "review.json"
    review.write_text('{"verdict": "good", "score": 0.10, "notes": ["ä", null, 12345678901234567890]}')
    kind, output = "https://corp.example/review/v1", directory / "reviews"
    command = ("attest", "statement", "--type", kind, "--predicate", str(review))
    both = ("--subject", f"model.pkl={DIGEST}", "--subject", f"registry.corp/ml/churn@{DIGEST}")
    _, errors = succeed(*command, *both, "--key", str(directory / "release.key"), "--output", str(output))
    expect(not errors, errors)
    (file,) = written(output)
    envelope = json.loads(file.read_text())
    public = load_pem_public_key((directory / "release.pub").read_bytes())
    key = SSlibKey.from_crypto(public, keyid=envelope["signatures"][0]["keyid"])
    parsed = Envelope.from_dict(envelope)
    expect(parsed.verify([key], 1), "others accept it")
    expect(b'"score":0.10' in parsed.payload and b"12345678901234567890" in parsed.payload, "numbers stay as they were written")
    statement = json.loads(parsed.payload)
    Statement.copy_from_pb(ParseDict(statement, statement_pb2.Statement())).validate()
    expect([subject["name"] for subject in statement["subject"]] == ["model.pkl", "registry.corp/ml/churn"], f"{statement}")
    key = ("--key", str(directory / "release.pub"))
    expect(run("verify", str(file), *key, "--predicate-type", kind, "--subject", DIGEST)[0] == 0, "it verifies")
    expect(run("verify", str(file), *key, "--predicate-type", "https://corp.example/review/v2")[0] == 1, "as its own type alone")
    fail("must be about something", *command, "--dry-run")
    fail("does not say what it is", *command, "--subject", "model.pkl=main", "--dry-run")
    fail("is no URI", "attest", "statement", "--type", "review", "--predicate", str(review), *both, "--dry-run")
    fail("would be rejected", "attest", "statement", "--type", "https://slsa.dev/provenance/v1", "--predicate", str(review), *both,
         "--dry-run")


def values_are_exact(directory):
    output, _ = succeed(*evaluation("--dry-run"))
    predicate = json.loads(output)["predicate"]
    expect([row["value"] for row in predicate["metrics"]] == ["0.931", "0.934", "0.927", "0.902"], output)
    digest = hashlib.sha256((DATA / "eval.csv").read_bytes()).hexdigest()
    expect(predicate["datasets"][0]["digest"]["sha256"] == digest, "a file's bytes are its digest")
    expect(not list(directory.glob("evidence")), "a dry run writes nothing")


def keys_come_from_where_ci_keeps_them(directory):
    prefix = directory / "secret"
    succeed("keygen", "--type", "ed25519", "--output", str(prefix), "--password-env", "PASSWORD", env={"PASSWORD": "pässwörd"})
    pem = pathlib.Path(f"{prefix}.key").read_text()
    options = ("--key-env", "SIGNING_KEY", "--key-password-env", "KEY_PASSWORD", "--output", str(directory / "from-env"))
    environment = {"SIGNING_KEY": pem, "KEY_PASSWORD": "pässwörd"}
    output, _ = succeed(*evaluation(*options), env=environment)
    expect(pem.splitlines()[1] not in output, "the key is not printed")
    fail("the password does not open the key", *evaluation(*options), env={**environment, "KEY_PASSWORD": "other"})
    fail("SIGNING_KEY is not set", *evaluation(*options), env={"SIGNING_KEY": "", "KEY_PASSWORD": "x"})
    fail("a statement must be signed", *evaluation("--output", str(directory / "unsigned")))
    fail("cannot be read", *evaluation("--key", str(directory / "none.key")))


def nothing_is_overwritten(directory):
    output = directory / "twice"
    for _ in range(3):
        succeed(*evaluation("--key", str(directory / "evaluation-ecdsa-p256.key"), "--output", str(output)))
    expect(len(written(output)) == 3, "each envelope has a name of its own")
    expect(not [name for name in os.listdir(output) if name.startswith(".")], "no draft is left")


def checkouts(directory):
    checkout = directory / "checkout"
    checkout.mkdir()

    def git(*arguments):
        subprocess.run(
            ["git", "-C", str(checkout), "-c", "user.name=a", "-c", "user.email=a@b", *arguments], check=True, capture_output=True)

    git("init", "-q")
    (checkout / "train.py").write_text("pass\n")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    git("remote", "add", "origin", "https://alice:secret@git.corp/ml/fraud.git")
    options = ("--git", str(checkout), "--dataset", str(DATA / "train.csv"), "--dry-run")
    output, _ = succeed(*lineage(*options))
    expect("secret" not in output, "a password in the remote stays secret")
    source = json.loads(output)["predicate"]["buildDefinition"]["resolvedDependencies"][0]
    head = subprocess.run(["git", "-C", str(checkout), "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    expect(source == {"name": "source", "uri": "git+https://git.corp/ml/fraud.git", "digest": {"gitCommit": head.stdout.strip()}}, source)
    (checkout / "train.py").write_text("changed\n")
    fail("changes that no commit holds (train.py)", *lineage(*options))
    output, _ = succeed(*lineage(*options, "--allow-dirty"))
    expect(json.loads(output)["predicate"]["buildDefinition"]["internalParameters"] == {"sourceIsDirty": True}, output)


def inputs_of_tools(directory):
    run_file = shared("vectors", "mlflow-3.17.2", "runs_get.json")
    output, _ = succeed(
        *("attest", "evaluation", "--subject", MODEL, "--digest", DIGEST, "--metrics", str(run_file)),
        *("--dataset", str(DATA / "eval.csv"), "--dry-run"))
    expect(json.loads(output)["predicate"]["metrics"][0]["value"] == "0.9733333333333334", output)
    output, _ = succeed(*lineage("--mlflow-run", str(run_file), "--dry-run"))
    expect(COMMIT in output and '"max_iter": "200"' in output, output)
    lock = shared("vectors", "dvc", "dvc.lock")
    output, _ = succeed(*lineage("--dvc-lock", str(lock), "--dry-run"))
    expect("92ee629bdbb01a36461a570f3779f809.dir" in output, output)


def bad_input(directory):
    bad = directory / "bad.json"
    bad.write_text('{"metrics": [\n  {"name": "f1", "valu": 1}\n]}\n')
    arguments = ("attest", "evaluation", "--subject", MODEL, "--digest", DIGEST, "--metrics", str(bad), "--dataset", str(DATA / "eval.csv"))
    fail(f'{bad}:2:26: metrics[0].valu: there is no field "valu" here; did you mean value?', *arguments)
    fail("unknown attest command \"evalution\"; did you mean evaluation?", "attest", "evalution")
    fail("unknown form \"metric\"; did you mean metrics?", *arguments, "--format", "metric")


def help_examples(directory):
    """Each example of a help text runs as it stands, in a directory that has the files it names."""
    (directory / "data").mkdir()
    for name in ("train.csv", "eval.csv"):
        (directory / "data" / name).write_bytes((DATA / name).read_bytes())
    (directory / "metrics.json").write_bytes(METRICS.read_bytes())
    row = {"precision": 0.9, "recall": 0.9, "f1-score": 0.9, "support": 20}
    (directory / "report.json").write_text(json.dumps({"0": row, "1": row, "accuracy": 0.9, "macro avg": row}))
    (directory / "run.json").write_bytes(shared("vectors", "mlflow-3.17.2", "runs_get.json").read_bytes())
    (directory / "model.pkl").write_bytes(b"model")
    for name in ("trainer", "eval-runner"):
        succeed("keygen", "--output", name, cwd=directory)
    (directory / ".gitignore").write_text("*.key\n*.json\nevidence\n")
    for arguments in (("init", "-q"), ("add", "."), ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "a")):
        subprocess.run(["git", *arguments], cwd=directory, check=True)
    (directory / "bin").mkdir()
    (directory / "bin" / "pedigree").symlink_to(PEDIGREE)
    (directory / ".git" / "info" / "exclude").write_text("bin\n")
    environment = {**os.environ, "PATH": f"{directory / 'bin'}:{os.environ['PATH']}", "COLUMNS": "80"}
    for name in ("review.json", "sbom.json"):
        (directory / name).write_text('{"verdict": "good"}')
    for command, kind in (("evaluation", "evaluation"), ("lineage", "lineage"), ("statement", "statement")):
        text, _ = succeed("attest", command, "--help")
        examples = re.search(r"EXAMPLES\n(.*?)\n\s*EXIT STATUS", text, re.S)[1]
        done = subprocess.run(
            ["bash", "-euxo", "pipefail", "-c", examples], cwd=directory, env=environment, capture_output=True, text=True, check=False)
        expect(done.returncode == 0, f"the examples of attest {command} run as they stand: {done.stderr}")
        expect(done.stderr.count("+ pedigree attest") == 2, f"both examples ran: {done.stderr}")
        expect(any(file.name.startswith(kind) for file in written(directory / "evidence")), "the first one writes")


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        others_read(directory, "evaluation")
        others_read(directory, "lineage")
        any_predicate(directory)
        values_are_exact(directory)
        keys_come_from_where_ci_keeps_them(directory)
        nothing_is_overwritten(directory)
        checkouts(directory)
        inputs_of_tools(directory)
        bad_input(directory)
        examples = directory / "examples"
        examples.mkdir()
        help_examples(examples)


if __name__ == "__main__":
    sys.exit(main())
