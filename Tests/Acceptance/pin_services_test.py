#!/usr/bin/env python3
"""pedigree pin against a registry, an MLflow server, a bucket and a Git repository on loopback."""

import contextlib
import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

from pin_support import LOCAL, service, serving
from support import SKIPPED, free_port, make_certificates, run


def test_registry(directory):
    """A tag in Debian's docker-registry, where the binary and skopeo are installed."""
    if not (shutil.which("docker-registry") and shutil.which("skopeo")):
        return skip("docker-registry and skopeo are not installed")
    port = free_port()
    config = directory / "registry.yml"
    config.write_text(
        f"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {directory}/data}}}}\n"
        f"http: {{addr: 127.0.0.1:{port}}}\n"
    )
    registry = subprocess.Popen(
        ["docker-registry", "serve", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait(f"http://127.0.0.1:{port}/v2/")
        manifest = push_image(directory / "layout", port)
        uri = f"oci://127.0.0.1:{port}/team/model:v1"
        text = service(uri) + "---\n" + service(uri, "second")
        status, out, errors = run("pin", "--write", *LOCAL, "-", stdin=text)
        assert status == 0, errors
        assert out == text.replace(uri, f"{uri}@sha256:{manifest}"), out
        status, _, errors = run("pin", *LOCAL, "-", stdin=service(f"oci://127.0.0.1:{port}/team/model:none"))
        assert status == 2 and "404" in errors, errors
    finally:
        registry.terminate()
        registry.wait()


def push_image(layout, port):
    """Pushes an image of one layer as team/model:v1; the digest of its manifest."""
    blobs = layout / "blobs/sha256"
    blobs.mkdir(parents=True)

    def blob(data):
        digest = hashlib.sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"digest": f"sha256:{digest}", "size": len(data)}

    image = "application/vnd.oci.image"
    config = {"mediaType": f"{image}.config.v1+json", **blob(b'{"architecture":"amd64","os":"linux"}')}
    layer = {"mediaType": f"{image}.layer.v1.tar", **blob(b"\0" * 1024)}
    content = {"schemaVersion": 2, "mediaType": f"{image}.manifest.v1+json", "config": config, "layers": [layer]}
    manifest = blob(json.dumps(content).encode())
    index = {
        "schemaVersion": 2,
        "manifests": [
            {
                "mediaType": f"{image}.manifest.v1+json",
                **manifest,
                "annotations": {"org.opencontainers.image.ref.name": "v1"},
            }
        ],
    }
    (layout / "index.json").write_text(json.dumps(index))
    (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    target = f"docker://127.0.0.1:{port}/team/model:v1"
    # The manifest may be written anew on its way into the registry; skopeo says what it became.
    digest = layout / "digest"
    options = ["--dest-tls-verify=false", "--digestfile", str(digest)]
    copy = ["skopeo", "--insecure-policy", "copy", *options, f"oci:{layout}:v1", target]
    subprocess.run(copy, check=True, capture_output=True)
    return digest.read_text().strip().removeprefix("sha256:")


def test_mlflow(directory):
    run_id = "0123456789abcdef0123456789abcdef"

    def answer(method, path, headers, body):
        assert headers.get("Authorization") == "Bearer ml-token", headers
        version = {"name": "fraud", "version": "7", "source": "models:/m-1", "run_id": run_id, "status": "READY"}
        if path.startswith("/api/2.0/mlflow/registered-models/alias?"):
            return 200, {}, json.dumps({"model_version": version}).encode()
        if path.startswith("/api/2.0/mlflow/registered-models/get-latest-versions") or path.startswith(
            "/api/2.0/mlflow/model-versions/search"
        ):
            return 200, {}, json.dumps({"model_versions": [{**version, "current_stage": "Production"}]}).encode()
        if path.startswith("/api/2.0/mlflow/model-versions/get-download-uri"):
            return 200, {}, json.dumps({"artifact_uri": f"s3://mlflow/1/{run_id}/artifacts/model"}).encode()
        if path.startswith("/api/2.0/mlflow/runs/get"):
            dataset = {"dataset": {"name": "transactions", "digest": "1a2b3c"}, "tags": []}
            info = {"run_id": run_id}
            content = {"run": {"info": info, "data": {}, "inputs": {"dataset_inputs": [dataset]}}}
            return 200, {}, json.dumps(content).encode()
        return 404, {}, b"{}"

    with serving(answer) as url:
        env = {"MLFLOW_TRACKING_TOKEN": "ml-token"}
        for uri in ("models:/fraud@champion", "models:/fraud/Production"):
            text = service(f'"{uri}"')
            status, out, errors = run("pin", *LOCAL, "--mlflow", url, "--write", "-", stdin=text, env=env)
            assert status == 0, errors
            assert out == text.replace(uri, f"s3://mlflow/1/{run_id}/artifacts/model/"), out
            assert 'the dataset "transactions"' in errors and "pedigree.dev/dataset" in errors, errors
            assert "pedigree.dev/dataset" not in out, "candidates are never written"
            status, out, errors = run(
                *("pin", *LOCAL, "--mlflow", url, "--allow", "pinned", "-"), stdin=text, env=env
            )
            assert status == 1 and out == "" and "--allow versioned" in errors, errors
        status, _, errors = run("pin", "-", stdin=service("models:/fraud/1x"), env={"MLFLOW_TRACKING_URI": ""})
        assert status == 2 and "--mlflow URL" in errors, errors


DOWNLOAD = """\
apiVersion: batch/v1
kind: Job
metadata: {name: fetch}
spec:
  template:
    spec:
      containers:
      - name: fetch
        image: amazon/aws-cli:2.17.0
        command: [sh, -c]
        args:
        - aws s3api get-object --bucket models --key fraud/model.bst /models/model.bst
"""


def test_bucket(directory):
    if importlib.util.find_spec("moto") is None or importlib.util.find_spec("flask") is None:
        return skip("moto's server is not installed")
    import boto3

    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait(f"{url}/moto-api/")
        keys = {"aws_access_key_id": "key", "aws_secret_access_key": "s3cret-key", "region_name": "us-east-1"}
        client = boto3.client("s3", endpoint_url=url, **keys)
        client.create_bucket(Bucket="models")
        client.put_bucket_versioning(Bucket="models", VersioningConfiguration={"Status": "Enabled"})
        client.put_object(Bucket="models", Key="fraud/model.bst", Body=b"one")
        version = client.put_object(Bucket="models", Key="fraud/model.bst", Body=b"two")["VersionId"]
        env = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "s3cret-key"}
        status, out, errors = run("pin", *LOCAL, "--s3-endpoint", url, "--write", "-", stdin=DOWNLOAD, env=env)
        assert status == 0, errors
        assert out.count(f"--version-id={version}") == 1 and "s3cret" not in out + errors, out
        assert len(out.splitlines()) == len(DOWNLOAD.splitlines())
    finally:
        server.terminate()
        server.wait()


TOOL = """\
apiVersion: batch/v1
kind: Job
metadata:
  name: evaluate
  annotations:
    pedigree.dev/model: git+URL@dev
spec: {}
"""


def test_git(directory):
    """A repository behind a server of plain files, which git reads without any program on the other side."""
    work, bare = directory / "work", directory / "repo.git"
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]

    def call(*arguments, cwd=work):
        return subprocess.run([*git, *arguments], cwd=cwd, check=True, capture_output=True, text=True).stdout.strip()

    work.mkdir()
    call("init")
    call("commit", "--allow-empty", "-m", "one")
    call("checkout", "-b", "dev")
    call("commit", "--allow-empty", "-m", "two")
    commit = call("rev-parse", "HEAD")
    call("tag", "-a", "v1", "-m", "annotated", "HEAD~1")
    tagged = call("rev-parse", "HEAD~1")
    call("tag", "main", "HEAD")
    call("clone", "--bare", str(work), str(bare), cwd=directory)
    call("update-server-info", cwd=bare)
    (bare / "credentials").write_text("not for git")

    def answer(_method, path, _headers, _body):
        file = bare / path.split("?")[0].removeprefix("/repo.git/")
        return (200, {}, file.read_bytes()) if file.is_file() else (404, {}, b"")

    ca, chain, key = make_certificates(directory)
    with serving(answer, tls=(chain, key)) as url:
        env = {"GIT_SSL_CAINFO": ca}
        text = TOOL.replace("URL", f"{url}/repo.git")
        for name, wanted in (("dev", commit), ("v1", tagged)):
            own = text.replace("@dev", f"@{name}")
            status, out, errors = run("pin", "--network", "127.0.0.1", "--write", "-", stdin=own, env=env)
            assert status == 0, errors
            assert out == own.replace(f"@{name}", f"@{wanted}"), out
        for name, words in (("none", "has no branch or tag"), ("main", "a branch and a tag")):
            own = text.replace("@dev", f"@{name}")
            status, out, errors = run("pin", "--network", "127.0.0.1", "-", stdin=own, env=env)
            assert status == 2 and out == "" and words in errors, (name, errors)
        status, out, errors = run("pin", "-", stdin=text, env=env)
        assert status == 2 and "127.0.0.1 is a loopback address" in errors, errors
        status, out, errors = run("pin", "--network", "127.0.0.1", "-", stdin=text, env={"GIT_SSL_CAINFO": key})
        assert status == 2 and "git cannot read" in errors, errors


def wait(url):
    for _ in range(200):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.05)
    raise AssertionError(f"nobody answers at {url}")


SKIPS = []


def skip(reason):
    print(reason)
    SKIPS.append(reason)


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            with tempfile.TemporaryDirectory() as place:
                test(pathlib.Path(place))
    if SKIPS:
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
