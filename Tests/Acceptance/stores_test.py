#!/usr/bin/env python3
"""What `pedigree audit --ask-stores` says of versions of data, asked of the services themselves: S3 (moto), Debian's
docker-registry, Git over HTTP (git http-backend), and of answers that a hub and Google's storage give."""

import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from pin_services_test import push_image, wait
from pin_support import COMMIT, LOCAL, serving
from support import SKIPPED, expect, free_port, run

POLICY = """
apiVersion: pedigree.dev/v1alpha1
kind: ModelProvenancePolicy
metadata: {name: data}
spec:
  validationActions: [Warn]
  rules: {dataset: {allow: [pinned, conditional]}}
"""
SERVICE = """
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: m, namespace: ml, annotations: {pedigree.dev/dataset: "DATA"}}
spec: {predictor: {model: {modelFormat: {name: sklearn}, storageUri: "MODEL"}}}
"""


def audit(directory, data, *options, model="pvc://claim/model", env=None):
    """The messages of drift, and the notes."""
    (directory / "policies").mkdir(exist_ok=True)
    (directory / "policies/policy.yaml").write_text(POLICY)
    (directory / "service.yaml").write_text(SERVICE.replace("DATA", data).replace("MODEL", model))
    status, output, errors = run(
        *("audit", str(directory / "service.yaml"), "--policy", str(directory / "policies")),
        *("--format", "json", "--ask-stores", *LOCAL, *options), env=env)
    expect(output, errors)
    report = json.loads(output)
    drift = [drift["message"] for workload in report["workloads"] for drift in workload["drift"]]
    return drift, [note for note in report["notes"] if "nobody could tell" in note]


def is_there(found):
    expect(found == ([], []), found)


def is_gone(found, *words):
    drift, notes = found
    expect(len(drift) == 1 and not notes and all(word in drift[0] for word in ("could not be rebuilt", *words)), found)


def is_unknown(found, *words):
    drift, notes = found
    expect(not drift and len(notes) == 1 and all(word in notes[0] for word in words), found)


def test_buckets(directory):
    if importlib.util.find_spec("moto") is None or importlib.util.find_spec("flask") is None:
        return skip("moto's server is not installed")
    import boto3

    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait(f"{url}/moto-api/")
        env = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "s3cret-key", "AWS_REGION": "us-east-1"}
        client = boto3.client(
            "s3", endpoint_url=url, aws_access_key_id="key", aws_secret_access_key="s3cret-key", region_name="us-east-1")
        client.create_bucket(Bucket="data")
        client.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
        old = client.put_object(Bucket="data", Key="a/train.csv", Body=b"one")["VersionId"]
        client.put_object(Bucket="data", Key="a/train.csv", Body=b"two", ChecksumAlgorithm="SHA256")
        client.create_bucket(Bucket="plain")
        client.put_object(Bucket="plain", Key="train.csv", Body=b"two", ChecksumAlgorithm="SHA256")

        def ask(data, **options):
            return audit(directory, data, "--s3-endpoint", url, env=env, **options)

        version = f"s3://data/a/train.csv?versionId={old}"
        is_there(ask(version))
        client.delete_object(Bucket="data", Key="a/train.csv", VersionId=old)
        is_gone(ask(version), old, "no such version")
        # What is shown of no bucket may be elsewhere.
        is_unknown(ask(f"s3://elsewhere/train.csv?versionId={old}"), "elsewhere")
        # Nobody answers there.
        is_unknown(audit(directory, version, "--s3-endpoint", f"http://127.0.0.1:{free_port()}", env=env), "train.csv")

        digest = hashlib.sha256(b"two").hexdigest()
        is_there(ask(f"s3://plain/train.csv@sha256:{digest}"))
        other = hashlib.sha256(b"three").hexdigest()
        is_gone(ask(f"s3://plain/train.csv@sha256:{other}"), digest)
        is_unknown(ask(f"s3://data/a/train.csv@sha256:{other}"), "versionId")
        is_gone(ask(f"s3://plain/no/such/folder/@sha256:{other}"), "nothing lies")
        is_unknown(ask(f"s3://data/a/@sha256:{other}"), "whether it is the same")

        # A model: its folder is there, or is gone.
        is_there(ask("s3://plain/train.csv", model="s3://data/a/"))
        drift, notes = ask("s3://plain/train.csv", model="s3://data/gone/v1/")
        expect(len(drift) == 1 and "cannot be started again" in drift[0] and not notes, (drift, notes))

        # Without being asked to, nobody is asked.
        status, output, _ = run("audit", str(directory / "service.yaml"), "--policy", str(directory / "policies"))
        expect("--ask-stores" in output, output)
        status, _, errors = run("audit", str(directory / "service.yaml"), "--offline", "--ask-stores")
        expect(status == 2 and "--offline" in errors, errors)
    finally:
        server.terminate()
        server.wait()


def test_registry(directory):
    if not (shutil.which("docker-registry") and shutil.which("skopeo")):
        return skip("docker-registry and skopeo are not installed")
    port = free_port()
    config = directory / "registry.yml"
    config.write_text(
        f"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {directory}/data}}}}\n"
        f"http: {{addr: 127.0.0.1:{port}}}\n")
    registry = subprocess.Popen(
        ["docker-registry", "serve", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait(f"http://127.0.0.1:{port}/v2/")
        manifest = push_image(directory / "layout", port)
        # Of the image's configuration: a file that a manifest points to. (skopeo packs layers anew.)
        file = hashlib.sha256(b'{"architecture":"amd64","os":"linux"}').hexdigest()
        place = f"oci://127.0.0.1:{port}/team/model"
        is_there(audit(directory, f"{place}@sha256:{manifest}"))
        is_there(audit(directory, f"{place}@sha256:{file}"))
        is_gone(audit(directory, f"{place}@sha256:{'0' * 64}"), "404")
        is_unknown(audit(directory, f"oci://127.0.0.1:{free_port()}/team/model@sha256:{manifest}"))
        is_there(audit(directory, "s3://x/latest", model=f"{place}:v1"))
        is_there(audit(directory, "s3://x/latest", model=f"{place}@sha256:{manifest}"))
        drift, _ = audit(directory, "s3://x/latest", model=f"{place}:v2")
        expect(len(drift) == 1 and "cannot be started again" in drift[0], drift)
    finally:
        registry.terminate()
        registry.wait()


def git_server(project):
    """`git http-backend`, as any web server runs it (gitprotocol-http(5), git-http-backend(1))."""

    def answer(method, path, headers, body):
        parts = urllib.parse.urlsplit(path)
        env = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(project), "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": parts.path, "QUERY_STRING": parts.query, "REQUEST_METHOD": method,
            "CONTENT_TYPE": headers.get("Content-Type") or "", "CONTENT_LENGTH": str(len(body)),
            "GIT_PROTOCOL": headers.get("Git-Protocol") or "", "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=env, capture_output=True, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        return int(fields.pop("Status", "200").split()[0]), fields, content

    return serving(answer)


def test_git(directory):
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    work, bare = directory / "work", directory / "git/data.git"
    work.mkdir()

    def call(*arguments, cwd=work):
        return subprocess.run([*git, *arguments], cwd=cwd, check=True, capture_output=True, text=True).stdout.strip()

    call("init")
    (work / "train.csv").write_bytes(os.urandom(3 << 20))
    call("add", "train.csv")
    call("commit", "-m", "one")
    first = call("rev-parse", "HEAD")
    call("commit", "--allow-empty", "-m", "two")
    call("clone", "--bare", str(work), str(bare), cwd=directory)
    with git_server(directory / "git") as url:
        place = f"git+{url}/data.git@"
        # Both ways of a server: with filters, and without, where what it sends is cut off.
        for filters in ("true", "false"):
            call("config", "uploadpack.allowFilter", filters, cwd=bare)
            is_there(audit(directory, f"{place}{first}#train.csv"))
            is_gone(audit(directory, f"{place}{COMMIT}"), COMMIT)
        is_unknown(audit(directory, f"git+{url}/none.git@{first}"), "404")
        call("config", "http.uploadpack", "false", cwd=bare)
        is_unknown(audit(directory, f"{place}{first}"), "403")

    def plain(_method, path, _headers, _body):
        file = bare / path.split("?")[0].removeprefix("/data.git/")
        return (200, {}, file.read_bytes()) if file.is_file() else (404, {}, b"")

    call("update-server-info", cwd=bare)
    with serving(plain) as url:
        is_unknown(audit(directory, f"git+{url}/data.git@{first}"), "version 2")
    is_unknown(audit(directory, f"git+ssh://git@git.example/data@{first}"), "https://")


def test_hub(directory):
    def answer(_method, path, headers, _body):
        there = {"sha": COMMIT, "id": "org/data"}
        if path == f"/api/datasets/org/data/revision/{COMMIT}":
            return 200, {}, json.dumps(there).encode()
        if path.startswith("/api/datasets/org/data/"):
            return 404, {"X-Error-Code": "RevisionNotFound"}, b"{}"
        if path.startswith("/api/datasets/org/other/"):
            return 200, {}, json.dumps(there).encode()
        return (404 if headers.get("Authorization") else 401), {"X-Error-Code": "RepoNotFound"}, b"{}"

    with serving(answer) as url:
        def ask(data, **env):
            return audit(directory, f"hf://datasets/{data}", env={"HF_ENDPOINT": url, "HF_TOKEN": "", **env})

        is_there(ask(f"org/data@{COMMIT}"))
        is_gone(ask(f"org/data@{'0' * 40}"), "0000")
        is_unknown(ask(f"org/hidden@{COMMIT}"), "HF_TOKEN")
        # A token that may not see it is shown the same answer as where it is not there.
        is_unknown(ask(f"org/hidden@{COMMIT}", HF_TOKEN="hf_secret"), "org/hidden")
        is_unknown(ask(f"org/other@{'1' * 40}"), "another commit")


def test_google(directory):
    def answer(_method, path, headers, _body):
        def error(status, code):
            return status, {"Content-Type": "application/xml"}, f"<Error><Code>{code}</Code></Error>".encode()

        parts = urllib.parse.urlsplit(path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        if parts.path.startswith("/secret/"):
            return error(403, "AccessDenied")
        if not parts.path.startswith("/data/"):
            return error(404, "NoSuchBucket")
        if query.get("generation") == "7" and headers.get("Range") == "bytes=0-0":
            return 206, {"x-goog-generation": "7"}, b"x"
        return error(404, "NoSuchKey")

    with serving(answer) as url:
        def ask(data):
            return audit(directory, data, env={"STORAGE_EMULATOR_HOST": url})

        is_there(ask("gs://data/a/train.csv#7"))
        is_gone(ask("gs://data/a/train.csv#8"), "no such generation")
        is_unknown(ask("gs://secret/a#7"), "403")
        is_unknown(ask("gs://elsewhere/a#7"), "shows no bucket")


def test_addresses(directory):
    """What evidence names is no reason to connect to where the operator did not allow it."""
    with serving(lambda *_: (200, {}, b"")) as url:
        status, output, errors = run(
            *("audit", str(directory / "service.yaml"), "--policy", str(directory / "policies")),
            *("--format", "json", "--ask-stores", "--plain-http"))
        expect(output, errors)
        audit(directory, f"git+{url}/data.git@{COMMIT}")
        status, output, errors = run(
            *("audit", str(directory / "service.yaml"), "--policy", str(directory / "policies")),
            *("--format", "json", "--ask-stores", "--plain-http"))
        notes = json.loads(output)["notes"]
        expect(any("loopback" in note for note in notes), notes)


def skip(reason):
    print(reason)
    return SKIPPED


def main():
    results = []
    for test in (test_buckets, test_registry, test_git, test_hub, test_google, test_addresses):
        with tempfile.TemporaryDirectory() as directory:
            results.append(test(pathlib.Path(directory)))
    sys.exit(SKIPPED if any(results) and os.environ.get("CI") != "true" else 1 if any(results) else 0)


if __name__ == "__main__":
    main()
