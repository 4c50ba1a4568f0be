#!/usr/bin/env python3
"""pedigree pin against a hub, a registry, an MLflow server, a bucket and a Git repository on loopback."""

import contextlib
import hashlib
import http.server
import importlib.util
import json
import os
import pathlib
import shutil
import ssl
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from support import free_port, make_certificates, run

COMMIT = "5a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
LOCAL = ("--plain-http", "--network", "127.0.0.1")

SERVICE = """\
# Which model we serve.
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: NAME}
spec:
  predictor:
    model:
      modelFormat: {name: huggingface}   # as KServe calls it
      storageUri: URI  # moves
"""


def service(uri, name="m"):
    return SERVICE.replace("URI", uri).replace("NAME", name)


@contextlib.contextmanager
def serving(answer, tls=None):
    """An HTTP server on loopback, with TLS where a certificate and key are given; `answer(method, path, headers, body)` gives status, headers and body."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.reply()

        def do_POST(self):
            self.reply()

        def reply(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Hub:
    """What the hub's `/api/models/…/revision/…` answers, by repository."""

    def __init__(self):
        self.asked = []

    def answer(self, _method, path, headers, _body):
        self.asked.append((path, headers.get("Authorization")))
        if path.startswith("/api/models/org/renamed/"):
            return 200, {}, json.dumps({"id": "org/new-name", "sha": COMMIT}).encode()
        if path.startswith("/api/models/org/gated/"):
            return 403, {"X-Error-Code": "GatedRepo"}, b"secret words of the body"
        if path.startswith("/api/models/org/private/"):
            return 401, {"X-Error-Code": "RepoNotFound"}, b"secret words of the body"
        if path.startswith("/api/models/org/busy/"):
            return 429, {"Retry-After": "7"}, b""
        if path.startswith("/api/models/org/strange/"):
            return 200, {}, json.dumps({"sha": "main"}).encode()
        if path.startswith("/api/models/org/name/revision/"):
            if path.rsplit("/", 1)[1] not in ("main", "refs%2Fpr%2F1"):
                return 404, {"X-Error-Code": "RevisionNotFound"}, b""
            return 200, {}, json.dumps({"id": "org/name", "sha": COMMIT, "private": False}).encode()
        return 500, {}, b"secret words of the body"


def test_modes(directory):
    hub = Hub()
    with serving(hub.answer) as url:
        env = {"HF_ENDPOINT": url, "HF_TOKEN": "hf_s3cret"}
        file = directory / "service.yaml"
        text = service('"hf://org/name"')
        file.write_text(text)
        file.chmod(0o640)
        status, out, errors = run("pin", *LOCAL, "service.yaml", cwd=directory, env=env)
        assert status == 0, errors
        assert file.read_text() == text, "a diff writes nothing"
        assert f'+      storageUri: "hf://org/name:{COMMIT}"  # moves\n' in out, out
        assert out.count("\n+") == 2 and out.count("\n-") == 1, out
        assert hub.asked == [("/api/models/org/name/revision/main", "Bearer hf_s3cret")], hub.asked
        assert "1 can be pinned" in errors and "hf_s3cret" not in out + errors
        subprocess.run(["git", "apply", "--check"], input=out.encode(), cwd=directory, check=True)

        status, out, errors = run("pin", "--check", *LOCAL, "service.yaml", cwd=directory, env=env)
        assert (status, errors) == (1, ""), (status, out, errors)
        assert f'service.yaml:9:19: InferenceService/m: spec.predictor.model.storageUri: "hf://org/name" -> ' in out

        status, out, errors = run("pin", "--write", *LOCAL, "service.yaml", cwd=directory, env=env)
        assert status == 0 and "1 pinned\n" in out, (out, errors)
        assert file.read_text() == text.replace("hf://org/name", f"hf://org/name:{COMMIT}")
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
        assert [entry.name for entry in directory.iterdir()] == ["service.yaml"]
        for mode in ("--check", "--write", "--diff"):
            status, out, errors = run("pin", mode, "--offline", "service.yaml", cwd=directory, env=env)
            assert status == 0, (mode, out, errors)
        assert file.read_text().count(COMMIT) == 1

        # A pipe gets the whole text, edited.
        status, out, errors = run("pin", "--write", *LOCAL, "-", stdin=text, env=env)
        assert (status, out) == (0, text.replace("hf://org/name", f"hf://org/name:{COMMIT}")), errors


def test_refusals(directory):
    hub = Hub()
    with serving(hub.answer) as url:
        cases = [
            ("hf://org/gated", {}, "is gated: set HF_TOKEN"),
            ("hf://org/gated", {"HF_TOKEN": "x"}, "account of HF_TOKEN was not granted"),
            ("hf://org/private", {}, "shows nobody without a token"),
            ("hf://org/private", {"HF_TOKEN": "x"}, "that this token may see"),
            ("hf://org/busy", {}, "429"),
            ("hf://org/strange", {}, "names no commit"),
            ("hf://org/name:gone", {}, 'no branch, tag or commit "gone"'),
            ("hf://other/name", {}, "answered 500"),
            ("hf://${ORG}/name", {}, "left open"),
        ]
        for uri, env, words in cases:
            base = {"HF_TOKEN": "", "HF_TOKEN_PATH": "", "HF_ENDPOINT": url}
            status, out, errors = run("pin", *LOCAL, "-", stdin=service(f'"{uri}"'), env={**base, **env})
            assert status == 2 and out == "", (uri, status, out)
            assert words in errors and "secret words" not in errors, (uri, errors)
        pull = f'"hf://org/name:refs/pr/1"'
        status, out, errors = run("pin", *LOCAL, "-", stdin=service(pull), env={"HF_ENDPOINT": url})
        assert status == 0 and f'hf://org/name:{COMMIT}"' in out, errors
        status, out, errors = run("pin", *LOCAL, "-", stdin=service("hf://org/renamed"), env={"HF_ENDPOINT": url})
        assert status == 0 and "calls this repository org/new-name" in errors, errors

        # Neither plain HTTP nor loopback is spoken to unless somebody says so.
        for options, words in ((("--network", "127.0.0.1"), "--plain-http"), (("--plain-http",), "--network")):
            status, _, errors = run("pin", *options, "-", stdin=service("hf://org/name"), env={"HF_ENDPOINT": url})
            assert status == 2 and words in errors, errors
        status, _, errors = run("pin", "--offline", "-", stdin=service("hf://org/name"))
        assert status == 2 and "--offline forbids" in errors, errors

        # What no edit could say is not asked for.
        hub.asked.clear()
        status, out, errors = run("pin", "-", stdin=service("s3://bucket/model.bst"))
        assert status == 1 and out == "" and "KServe would honour" in errors and "instead:" in errors, errors
        status, _, errors = run("pin", "--check", "--write", "-", stdin="")
        assert status == 2 and "exclude each other" in errors, errors
        assert hub.asked == []


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
    sys.exit(1 if SKIPS and os.environ.get("CI") == "true" else 0)
