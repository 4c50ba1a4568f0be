#!/usr/bin/env python3
"""pedigree pin against a Hugging Face hub on loopback: modes, refusals, exit statuses."""

import json
import pathlib
import stat
import subprocess
import tempfile

from pin_support import COMMIT, LOCAL, service, serving
from support import run


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


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            with tempfile.TemporaryDirectory() as place:
                test(pathlib.Path(place))
