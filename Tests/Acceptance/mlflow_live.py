"""Runs `pedigree check` on records of a live MLflow server. By hand, since MLflow is large: `make mlflow-live`.

Started with the Python of an environment that has MLflow.
"""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

import mlflow
from mlflow.entities import Dataset, DatasetInput, InputTag

from support import ROOT, expect, free_port, run

MODEL = "s3://ml-models-prod/fraud-detector/v47/"
MANIFEST = ROOT / "examples/demo/production/fraud-detector.yaml"
COMMIT = "3f786850e387550fdab836ed7e6dc881de23001b"
POLICY = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: records}
spec:
  rules:
    pinnedModel: {allow: [pinned, versioned], sources: [{uri: "s3://ml-models-prod/", immutable: true}]}
    lineage: {require: [source, parameters, seed], unsignedRecords: UNSIGNED}
---
apiVersion: pedigree.dev/v1alpha1
kind: EvidenceSource
metadata: {name: mlflow}
spec: {mlflow: {url: "URL", models: ["fraud*"], networks: [127.0.0.1], plainHTTP: true}}
"""


@contextlib.contextmanager
def server(directory):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (directory / "mlflow.log").open("w") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
                *("--backend-store-uri", f"sqlite:///{directory}/db", "--artifacts-destination", str(directory / "files")),
            ],
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )
    try:
        for _ in range(600):
            expect(process.poll() is None, (directory / "mlflow.log").read_text())
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{url}/health", timeout=5).close()
                break
            time.sleep(0.2)
        else:
            raise AssertionError("MLflow did not answer")
        yield url
    finally:
        # Its workers are in a group of their own.
        os.killpg(process.pid, 15)
        process.wait(timeout=60)


def train(client, model, source):
    """A finished run with data, parameters and a commit, registered as a version of `model`; returns both ids."""
    made = client.create_run("0", tags={"mlflow.source.git.commit": COMMIT})
    client.log_param(made.info.run_id, "seed", "42")
    client.log_metric(made.info.run_id, "f1", 0.9)
    data = Dataset(name="train", digest="8f9eb48c", source_type="s3", source=json.dumps({"uri": "s3://corp-data/train.csv"}))
    client.log_inputs(made.info.run_id, [DatasetInput(data, [InputTag("mlflow.data.context", "training")])])
    client.set_terminated(made.info.run_id)
    version = client.create_model_version(model, source, made.info.run_id)
    return made.info.run_id, version.version


def check(policies, expected, *words):
    status, output, errors = run("check", "--policy", str(policies), "--namespace", "fraud-prod", str(MANIFEST))
    expect(status == expected, f"{status} instead of {expected}: {output}{errors}")
    for word in words:
        expect(word in output + errors, f"{word!r} is not in {output}{errors}")
    return output + errors


def main():
    with tempfile.TemporaryDirectory() as name, server(pathlib.Path(name)) as url:
        client = mlflow.MlflowClient(url)
        policies = pathlib.Path(name) / "policies.yaml"
        policies.write_text(POLICY.replace("URL", url).replace("UNSIGNED", "Allow"))
        check(policies, 1, "lineage.missing")
        client.create_registered_model("other")
        train(client, "other", MODEL)
        check(policies, 1, "lineage.missing")
        client.create_registered_model("fraud-detector")
        run_id, version = train(client, "fraud-detector", MODEL)
        check(policies, 0)
        # MLflow's digest of a dataset pins nothing.
        text = policies.read_text()
        policies.write_text(text.replace("[source,", "[source, dataset,"))
        check(policies, 1, "can be replaced", "models/fraud-detector/1/run.json")
        policies.write_text(text)
        for number in range(3):
            train(client, "fraud-detector", f"s3://ml-models-prod/fraud-detector/v{48 + number}/")
        # What it says is a record, whatever it says, where a policy wants proof.
        policies.write_text(POLICY.replace("URL", url).replace("UNSIGNED", "Deny, signedBy: [nobody]"))
        check(policies, 2, "nobody")
        policies.write_text(POLICY.replace("URL", url).replace("UNSIGNED", "Allow"))
        client.transition_model_version_stage("fraud-detector", version, "Production")
        # As MlflowClient asks it: get-latest-versions by POST.
        body = json.dumps({"name": "fraud-detector", "stages": ["production"]}).encode()
        request = urllib.request.Request(
            f"{url}/api/2.0/mlflow/registered-models/get-latest-versions", data=body,
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            latest = json.loads(answer.read())["model_versions"]
        expect([entry["version"] for entry in latest] == [version], latest)
        check(policies, 0)
        client.delete_model_version("fraud-detector", version)
        check(policies, 1, "lineage.missing")
        expect(client.get_run(run_id).info.status == "FINISHED", "the run is still there")
    print("ok")


if __name__ == "__main__":
    main()
