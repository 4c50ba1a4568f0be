"""Evidence in a registry: pushed, found and judged against Debian's docker-registry over TLS with a password."""

import base64
import contextlib
import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from support import ROOT, SKIPPED, expect, free_port, make_certificates, run

DEMO = ROOT / "examples/demo/production"
MODEL = "s3://ml-models-prod/fraud-detector/v47/"
DIGEST = "sha256:" + "4b" * 32
REPOSITORY = "ml/evidence"
USER, PASSWORD = "Aladdin", "open sesame"
# bcrypt of the password.
PASSWORDS = "Aladdin:$2b$04$hO.vxtonV/aGiaDUrP854OnUHO7JakA0iCciboqsvJzFUAP561AsG\n"
DSSE = "application/vnd.dsse.envelope.v1+json"


class Registry:
    def __init__(self, directory, chain, key):
        self.host = f"127.0.0.1:{free_port()}"
        self.configuration = directory / "registry.json"
        (directory / "htpasswd").write_text(PASSWORDS)
        # YAML takes JSON.
        self.configuration.write_text(json.dumps({
            "version": "0.1", "log": {"accesslog": {"disabled": True}, "level": "error"},
            "storage": {"filesystem": {"rootdirectory": str(directory / "data")}, "delete": {"enabled": True}},
            "auth": {"htpasswd": {"realm": "registry", "path": str(directory / "htpasswd")}},
            "http": {"addr": self.host, "tls": {"certificate": chain, "key": key}},
        }))
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            ["docker-registry", "serve", str(self.configuration)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(400):
            expect(self.process.poll() is None, "docker-registry ended")
            with contextlib.suppress(OSError):
                host, port = self.host.split(":")
                socket.create_connection((host, int(port)), timeout=5).close()
                return
            time.sleep(0.05)
        raise AssertionError("docker-registry did not start")

    def stop(self):
        self.process.kill()
        self.process.wait()

    def collect_garbage(self):
        """What no tag leads to goes, as operators have it done at night."""
        done = subprocess.run(
            ["docker-registry", "garbage-collect", "-m", str(self.configuration)], capture_output=True, text=True, check=True)
        return done.stdout


class Site:
    """A registry, keys, credentials, and policies whose evidence lies in the registry."""

    def __init__(self, directory):
        self.directory = directory
        self.ca, chain, key = make_certificates(directory)
        self.registry = Registry(directory, chain, key)
        for name in ("eval-runner", "trainer"):
            status, _, errors = run("keygen", "--output", str(directory / name))
            expect(status == 0, errors)

    def config(self, name, password, host=None):
        """A file as `docker login` writes it."""
        auth = base64.b64encode(f"{USER}:{password}".encode()).decode()
        (self.directory / name).mkdir(exist_ok=True)
        file = self.directory / name / "config.json"
        file.write_text(json.dumps({"auths": {host or self.registry.host: {"auth": auth}}}))
        return file

    def policies(self, name, **source):
        policies = self.directory / name
        (policies / "keys").mkdir(parents=True, exist_ok=True)
        for role in ("eval-runner", "trainer"):
            (policies / "keys" / f"{role}.pub").write_text((self.directory / f"{role}.pub").read_text())
        place = {
            "repositories": [f"oci://{self.registry.host}/{REPOSITORY}"], "networks": ["127.0.0.1/32"], "caFile": self.ca,
            **source,
        }
        text = (ROOT / "Tests/Fixtures/evidence/production.yaml").read_text()
        text = text.replace("{name: git}", "{name: registry}")
        text = text.replace("{directory: {path: evidence}}", json.dumps({"oci": {k: v for k, v in place.items() if v}}))
        (policies / "production.yaml").write_text(text)
        return policies

    def environment(self, **more):
        return {"HOME": "/nonexistent", "DOCKER_CONFIG": "", "REGISTRY_AUTH_FILE": "", **more}

    def check(self, policies, **env):
        status, output, errors = run(
            "check", "--no-evidence-cache", "--policy", str(policies), str(DEMO / "fraud-detector.yaml"),
            env=self.environment(**env))
        expect("sesame" not in output + errors, "a secret stands in the output")
        return status, output + errors

    def attest(self, kind, *options, **env):
        key = "eval-runner" if kind == "evaluation" else "trainer"
        common = ("--subject", MODEL, "--digest", DIGEST, "--key", str(self.directory / f"{key}.key"))
        if kind == "evaluation":
            about = ("--metrics", str(DEMO / "metrics/v47.json"), "--dataset", f"fraud-eval={DEMO / 'data/eval.csv'}")
        else:
            source = "git+https://git.corp/ml/fraud@3f786850e387550fdab836ed7e6dc881de23001b"
            about = ("--source", source, "--dataset", str(DEMO / "data/train.csv"), "--seed", "1", "--parameter", "a=b")
        status, output, errors = run(
            "attest", kind, *common, *about, *options, env=self.environment(**env), cwd=self.directory)
        expect("sesame" not in output + errors, "a secret stands in the output")
        return status, output, errors

    def push(self, kind, repository=REPOSITORY, **env):
        there = ("--push-network", "127.0.0.1/32", "--push-ca-file", self.ca)
        return self.attest(kind, "--push", f"oci://{self.registry.host}/{repository}", *there, **env)

    def skopeo(self, *arguments):
        done = subprocess.run(
            ["skopeo", "--insecure-policy", *arguments], capture_output=True, text=True, check=False,
            env={**os.environ, "REGISTRY_AUTH_FILE": str(self.directory / "good" / "config.json")})
        expect(done.returncode == 0, f"skopeo {arguments}: {done.stderr}")
        return done.stdout


def pushed_is_judged(site):
    good = {"DOCKER_CONFIG": str(site.config("good", PASSWORD).parent)}
    policies = site.policies("pushed")
    status, output = site.check(policies, **good)
    expect(status == 2 and "404" in output and REPOSITORY in output, f"no repository yet is not no evidence: {output}")
    status, output, errors = site.push("evaluation", **good)
    expect(status == 0 and output.startswith(f"pushed oci://{site.registry.host}/{REPOSITORY}@sha256:"), output + errors)
    digest = output.splitlines()[0].partition("@")[2]
    status, output = site.check(policies, **good)
    expect(status == 1 and "lineage.missing" in output, output)
    # The place and the way there may come from the policy's own source.
    named = site.policies("named", dockerConfigFile=str(site.config("good", PASSWORD)))
    status, output, errors = site.attest("lineage", "--push-source", "registry", "--policy", str(named))
    expect(status == 0, output + errors)
    for policies, env in ((policies, good), (named, {}), (policies, {"REGISTRY_AUTH_FILE": str(site.config("good", PASSWORD))})):
        status, output = site.check(policies, **env)
        expect(status == 0, output)
    manifest = json.loads(site.skopeo(
        "inspect", "--raw", "--tls-verify=false", f"docker://{site.registry.host}/{REPOSITORY}@{digest}"))
    expect(manifest["subject"]["digest"] == DIGEST and manifest["layers"][0]["mediaType"] == DSSE, manifest)
    expect(manifest["annotations"]["in-toto.io/predicate-type"].startswith("https://pedigree.dev/"), manifest)


def failures(site):
    bad = str(site.config("bad", "shut sesame"))
    stranger = str(site.config("stranger", PASSWORD, host=f"{site.registry.host}.attacker.example"))
    helper = site.directory / "helper.json"
    helper.write_text(json.dumps({"auths": {}, "credHelpers": {site.registry.host: "ecr-login"}}))
    cases = [
        ({"dockerConfigFile": bad}, ("401", "not accepted", bad)),
        ({"dockerConfigFile": stranger}, ("401", "has no credentials for")),
        ({"dockerConfigFile": str(helper)}, ("401", "docker-credential-ecr-login, which is not run")),
        ({"dockerConfigFile": str(site.directory / "missing.json")}, ("missing.json",)),
        ({"dockerConfigFile": site.ca}, ("is no config.json",)),
        ({}, ("401", "dockerConfigFile")),
        ({"caFile": ""}, ("certificate", "caFile")),
        ({"networks": ["10.0.0.0/8"]}, ("loopback", "networks")),
        ({"repositories": ["oci://127.0.0.1:1/ml/evidence"]}, ("127.0.0.1:1",)),
    ]
    for number, (source, words) in enumerate(cases):
        status, output = site.check(site.policies(f"failure-{number}", **source))
        expect(status == 2, f"{source}: undecided, never missing: {status} {output}")
        expect("could not be read" in output or "unreachable" in output, output)
        for word in words:
            expect(word in output, f"{source}: {word!r} is not in {output}")
        expect("UNAUTHORIZED" not in output, f"nothing of an answer's body: {output}")
    status, output, errors = site.push("evaluation", DOCKER_CONFIG=str(pathlib.Path(bad).parent))
    expect(status == 2 and "401" in errors and "not accepted" in errors, output + errors)


def attached_by_others(site):
    """cosign's layout, copied into the registry by skopeo as any image is."""
    made = site.directory / "made"
    for kind in ("evaluation", "lineage"):
        status, _, errors = site.attest(kind, "--output", str(made))
        expect(status == 0, errors)
    layout = site.directory / "layout"
    blobs = layout / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def blob(content, media_type, **more):
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content), **more}

    layers = [
        blob(file.read_bytes(), DSSE, annotations={"dev.cosignproject.cosign/signature": ""})
        for file in sorted(made.glob("*.dsse.json"))
    ]
    expect(len(layers) == 2, layers)
    diff_ids = [layer["digest"] for layer in layers]
    config = json.dumps({"architecture": "", "os": "", "config": {}, "rootfs": {"type": "layers", "diff_ids": diff_ids}})
    image = "application/vnd.oci.image.manifest.v1+json"
    manifest = blob(json.dumps({
        "schemaVersion": 2, "mediaType": image,
        "config": blob(config.encode(), "application/vnd.oci.image.config.v1+json"), "layers": layers,
    }).encode(), image, annotations={"org.opencontainers.image.ref.name": "att"})
    (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [manifest]}))
    tag = DIGEST.replace(":", "-") + ".att"
    site.skopeo("copy", "--dest-tls-verify=false", f"oci:{layout}:att", f"docker://{site.registry.host}/ml/cosign:{tag}")
    status, output = site.check(site.policies(
        "cosign", repositories=[f"oci://{site.registry.host}/ml/cosign"], dockerConfigFile=str(site.config("good", PASSWORD))))
    expect(status == 0, output)


def pushed_by_oras(site):
    """ORAS gives files the media type of an archive and keeps their names; what beside them is no evidence is not read."""
    import oras.client

    made = site.directory / "oras"
    for kind in ("evaluation", "lineage"):
        status, _, errors = site.attest(kind, "--output", str(made))
        expect(status == 0, errors)
    (made / "config.json").write_text("this is no JSON")
    client = oras.client.OrasClient(hostname=site.registry.host, tls_verify=False, auth_backend="basic")
    client.auth.set_basic_auth(USER, PASSWORD)
    files = [str(file) for file in sorted(made.iterdir())]
    expect(len(files) == 3, files)
    client.push(target=f"{site.registry.host}/ml/oras:v47", files=files, disable_path_validation=True, quiet=True)
    policies = site.policies(
        "oras-policies", repositories=[f"oci://{site.registry.host}/ml/oras"],
        dockerConfigFile=str(site.config("good", PASSWORD)))
    status, output = site.check(policies)
    expect(status == 0, output)
    status, output, errors = run(
        "doctor", "--no-evidence-cache", "--policy", str(policies), env=site.environment())
    expect("config.json" not in output + errors and "no JSON" not in output + errors, output + errors)


def garbage_and_outage(site):
    policies = site.policies("kept", dockerConfigFile=str(site.config("good", PASSWORD)))
    site.registry.stop()
    status, output = site.check(policies)
    expect(status == 2 and site.registry.host in output, f"a registry that is down leaves it undecided: {status} {output}")
    expect("evaluation.missing" not in output, output)
    site.registry.collect_garbage()
    site.registry.start()
    status, output = site.check(policies)
    expect(status == 0, f"evidence that was pushed outlives garbage collection: {output}")


def main():
    if not (shutil.which("docker-registry") and shutil.which("skopeo")):
        print("docker-registry and skopeo are not here: scripts/install-dependencies.sh test installs them")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    with tempfile.TemporaryDirectory() as name:
        site = Site(pathlib.Path(name))
        site.registry.start()
        try:
            pushed_is_judged(site)
            failures(site)
            attached_by_others(site)
            if importlib.util.find_spec("oras"):
                pushed_by_oras(site)
            else:
                expect(os.environ.get("CI") != "true", "oras is not here: scripts/python-tools.sh installs it")
                print("skipped: oras is not here: scripts/python-tools.sh installs it")
            garbage_and_outage(site)
        finally:
            site.registry.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
