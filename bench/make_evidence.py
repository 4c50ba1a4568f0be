#!/usr/bin/env python3
"""Writes a policy directory with signed evidence for as many models as are asked for: one evaluation each, by one key.

    .build/python/bin/python bench/make_evidence.py DIRECTORY COUNT

The first model, s3://ml-models-prod/fraud-detector/v47/, has its lineage too, so that the demo's review is admitted.
COUNT is the number of envelopes; they lie in directories of a hundred, as a Git checkout would have them.
"""

import base64
import hashlib
import json
import pathlib
import shutil
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEMO = ROOT / "examples/demo/production"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
FINISHED = "2026-11-21T14:05:00Z"


def digest_of(name):
    """`sha256:…` of one of the demo's data files."""
    return "sha256:" + hashlib.sha256((DEMO / "data" / name).read_bytes()).hexdigest()


def envelope(key, statement):
    payload = json.dumps(statement, separators=(",", ":")).encode()
    signed = b"DSSEv1 %d %s %d %s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)
    signature = key.sign(signed, ec.ECDSA(hashes.SHA256()))
    return json.dumps(
        {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": "", "sig": base64.b64encode(signature).decode()}],
        }
    )


def subject(uri):
    return [{"name": uri, "uri": uri, "digest": {"sha256": hashlib.sha256(uri.encode()).hexdigest()}}]


def evaluation(uri, dataset, finished):
    slices = ["region=emea", "region=amer", "region=apac", "channel=web", "channel=app", "amount=high", "amount=low"]
    rows = [{"name": "f1_score", "value": "0.931", "dataset": "fraud-eval", "sampleCount": 12000}]
    rows += [
        {"name": "f1_score", "slice": name, "value": "0.902", "dataset": "fraud-eval", "sampleCount": 2100} for name in slices
    ]
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subject(uri),
        "predicateType": "https://pedigree.dev/attestations/model-eval/v1",
        "predicate": {
            "result": "PASSED",
            "configuration": [],
            "passedTests": [],
            "warnedTests": [],
            "failedTests": [],
            "startedOn": finished,
            "finishedOn": finished,
            "datasets": [{"name": "fraud-eval", "uri": "data/eval.csv", "digest": {"sha256": dataset}}],
            "metrics": rows,
        },
    }


def lineage(uri, dataset, finished):
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subject(uri),
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "https://pedigree.dev/buildtypes/training/v1",
                "externalParameters": {"hyperparameters": {"max_depth": "6"}, "seed": "42"},
                "internalParameters": {},
                "resolvedDependencies": [
                    {"name": "source", "uri": "git+https://git.corp/ml/fraud", "digest": {"gitCommit": "3f786850e387550fdab836ed7e6dc881de23001b"}},
                    {"name": "dataset:train", "uri": "data/train.csv", "digest": {"sha256": dataset}},
                ],
            },
            "runDetails": {"builder": {"id": "https://ci.corp/trainer@v1"}, "metadata": {"finishedOn": finished}},
        },
    }


def write(directory, count, finished=FINISHED):
    """A policy directory whose evidence is `count` envelopes."""
    directory = pathlib.Path(directory)
    (directory / "keys").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "Tests/Fixtures/evidence/production.yaml", directory)
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for name in ("eval-runner", "trainer"):
        (directory / "keys" / f"{name}.pub").write_bytes(public)
    train, test = (digest_of(f"{name}.csv").removeprefix("sha256:") for name in ("train", "eval"))
    model = "s3://ml-models-prod/fraud-detector/v47/"
    for number in range(count):
        if number == 0:
            statement = lineage(model, train, finished)
        elif number == 1:
            statement = evaluation(model, test, finished)
        else:
            statement = evaluation(f"s3://ml-models-prod/model-{number % 500}/v{number // 500 + 1}/", test, finished)
        file = directory / "evidence" / f"{number // 100:03}" / f"{number:05}.dsse.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(envelope(key, statement))


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]))
