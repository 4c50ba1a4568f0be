"""Verifies what other tools signed: model-signing and securesystemslib, keys of every type, and what was done to it since.

Everything is signed here and now by the tools themselves, so that no recorded file can grow stale.
"""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from support import openssl, run

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner

STATEMENT = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": "fraud-detector", "digest": {"sha256": "ab" * 32}}],
    "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
    "predicate": {"result": "PASSED", "configuration": []},
}
TYPE = "application/vnd.in-toto+json"
problems = []
count = 0


def expect(status, *arguments, says=None):
    """Runs `pedigree verify`, and notes where it does not end with `status` or does not say `says`."""
    global count
    count += 1
    code, output, errors = run("verify", *map(str, arguments))
    if code != status or (says and says not in output + errors):
        problems.append(f"{arguments}: ended with {code}, not {status} ({says}):\n{output}{errors}")


def pair(directory, name, *options):
    """A private and a public key, made by OpenSSL."""
    private, public = directory / f"{name}.key", directory / f"{name}.pub"
    openssl("genpkey", *options, "-out", str(private))
    openssl("pkey", "-in", str(private), "-pubout", "-out", str(public))
    return private, public


def model_signing(*arguments):
    subprocess.run([sys.executable, "-m", "model_signing", *map(str, arguments)], check=True, capture_output=True)


def make_model(directory):
    model = directory / "model"
    (model / "tokenizer").mkdir(parents=True)
    (model / "model.safetensors").write_bytes(os.urandom(3_000_000))
    (model / "config.json").write_text("{}")
    (model / "empty").write_text("")
    (model / "tokenizer" / "vocab.txt").write_text("a\nb\n")
    return model


def changed_models(model):
    """Ways to change a model, each with what is said of it."""

    def changed():
        with (model / "model.safetensors").open("r+b") as file:
            file.seek(1_500_000)
            file.write(b"x" * 8)

    def longer():
        with (model / "config.json").open("a") as file:
            file.write(" ")

    def swapped():
        os.rename(model / "config.json", model / "c")
        os.rename(model / "tokenizer" / "vocab.txt", model / "config.json")
        os.rename(model / "c", model / "tokenizer" / "vocab.txt")

    def linked():
        os.rename(model / "config.json", model.parent / "elsewhere.json")
        os.symlink(model.parent / "elsewhere.json", model / "config.json")

    def circle():
        os.symlink("..", model / "tokenizer" / "up")

    return [
        (changed, "model.safetensors is not what was signed"),
        (longer, "config.json is not what was signed"),
        (swapped, "is not what was signed"),
        (lambda: (model / "tokenizer" / "evil.pkl").write_text("x"), "tokenizer/evil.pkl is there, and nobody signed it"),
        (lambda: (model / ".evil").write_text(""), ".evil is there, and nobody signed it"),
        (lambda: (model / "config.json").unlink(), "config.json was signed and is missing"),
        (lambda: os.mkfifo(model / "pipe"), "pipe is neither a file nor a directory"),
        (linked, "config.json is a symbolic link"),
        (circle, "tokenizer/up is a symbolic link"),
    ]


def check_models(directory):
    model = make_model(directory)
    for curve in ("P-256", "P-384", "P-521"):
        private, public = pair(directory, curve, "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}")
        signature = directory / f"{curve}.sig"
        model_signing("sign", "key", model, "--private_key", private, "--signature", signature)
        expect(0, signature, "--key", public, "--model", model, says="4 files are as signed")
        expect(0, signature, "--key", public, "--predicate-type", "https://model_signing/signature/v1.0")
        expect(1, signature, "--key", public, "--predicate-type", "https://slsa.dev/provenance/v1", says="predicateType")
    expect(1, directory / "P-256.sig", "--key", directory / "P-384.pub", "--model", model, says="not trusted")

    # The signature may lie among the files that it is of.
    inside = model / "model.sig"
    shutil.copy(directory / "P-256.sig", inside)
    expect(0, inside, "--key", directory / "P-256.pub", "--model", model)
    expect(1, directory / "P-256.sig", "--key", directory / "P-256.pub", "--model", model, says="nobody signed it")
    expect(0, directory / "P-256.sig", "--key", directory / "P-256.pub", "--model", model, "--ignore", "model.sig")
    inside.unlink()

    for change, says in changed_models(model):
        copy = directory / "original"
        shutil.copytree(model, copy)
        change()
        expect(1, directory / "P-256.sig", "--key", directory / "P-256.pub", "--model", model, says=says)
        shutil.rmtree(model)
        os.rename(copy, model)
    expect(0, directory / "P-256.sig", "--key", directory / "P-256.pub", "--model", model)
    expect(2, directory / "P-256.sig", "--key", directory / "P-256.pub", "--model", directory / "none")

    links = directory / "links.sig"
    os.symlink("config.json", model / "alias.json")
    arguments = ("--private_key", directory / "P-256.key", "--signature", links, "--allow_symlinks")
    model_signing("sign", "key", model, *arguments)
    expect(0, links, "--key", directory / "P-256.pub", "--model", model, says="5 files are as signed")
    (model / "alias.json").unlink()

    one = directory / "one.sig"
    arguments = ("--private_key", directory / "P-256.key", "--signature", one)
    model_signing("sign", "key", model / "model.safetensors", *arguments)
    expect(0, one, "--key", directory / "P-256.pub", "--model", model / "model.safetensors")
    expect(1, one, "--key", directory / "P-256.pub", "--model", model / "config.json", says="not what was signed")
    expect(1, one, "--key", directory / "P-256.pub", "--model", model, says="one file was signed")
    check_certificates(directory, model)


def check_certificates(directory, model):
    """A chain of three; the leaf says whose it is."""
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    authority = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
    signer = "keyUsage=critical,digitalSignature\nextendedKeyUsage={}\nsubjectAltName=URI:spiffe://corp/ml/trainer\n"

    def issue(name, extensions, issuer, days="2"):
        request, settings = directory / f"{name}.csr", directory / f"{name}.cnf"
        settings.write_text(extensions)
        key, certificate = directory / f"{name}.key", directory / f"{name}.pem"
        openssl("req", *curve, "-subj", f"/CN={name}", "-keyout", str(key), "-out", str(request))
        by = ("-signkey", key) if issuer is None else ("-CA", directory / f"{issuer}.pem", "-CAkey", directory / f"{issuer}.key")
        serial = () if issuer is None else ("-CAcreateserial",)
        options = ("-req", "-in", request, *by, *serial, "-days", days, "-extfile", settings, "-out", certificate)
        openssl("x509", *map(str, options))

    issue("root", authority, None)
    issue("other", authority, None)
    issue("middle", authority, "root")
    issue("leaf", signer.format("codeSigning"), "middle")
    issue("server", signer.format("serverAuth"), "middle")
    for leaf in ("leaf", "server"):
        chain = [directory / "middle.pem", directory / "root.pem"]
        model_signing(
            *("sign", "certificate", model, "--private_key", directory / f"{leaf}.key"),
            *("--signing_certificate", directory / f"{leaf}.pem", "--signature", directory / f"{leaf}.sig"),
            *(word for certificate in chain for word in ("--certificate_chain", certificate)),
        )
    trusted = ("--certificate-roots", directory / "root.pem", "--identity")
    signature = directory / "leaf.sig"
    expect(0, signature, *trusted, "spiffe://corp/ml/trainer", "--model", model, says="spiffe://corp/ml/trainer")
    expect(0, signature, *trusted, "spiffe://corp/ml/*", "--model", model)
    expect(1, signature, *trusted, "spiffe://corp/ml", says="identity")
    expect(1, signature, *trusted, "corp/ml/trainer", says="identity")
    expect(1, signature, "--certificate-roots", directory / "other.pem", "--identity", "**", says="no chain")
    expect(1, signature, *trusted, "**", "--effective-time", "2020-01-01T00:00:00Z", says="not at 2020-01-01")
    expect(1, directory / "server.sig", *trusted, "**", says="codeSigning")
    expect(2, signature, "--certificate-roots", directory / "root.pem", says="--identity")
    expect(2, signature, says="--key")


def sign(signer, payload=None, payload_type=TYPE):
    body = json.dumps(STATEMENT).encode() if payload is None else payload
    envelope = Envelope(body, payload_type, {})
    envelope.sign(signer)
    return envelope


def check_envelopes(directory):
    signers = {
        "p256": CryptoSigner.generate_ecdsa(),
        "ed25519": CryptoSigner.generate_ed25519(),
        "rsa": CryptoSigner.generate_rsa(size=2048),
        "pkcs1": CryptoSigner.generate_rsa(scheme="rsa-pkcs1v15-sha256", size=2048),
        "pss512": CryptoSigner.generate_rsa(scheme="rsassa-pss-sha512", size=2048),
    }
    for name, signer in signers.items():
        public = directory / f"dsse-{name}.pub"
        key = signer.public_key._crypto_key()
        public.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        file = directory / f"{name}.dsse.json"
        envelope = sign(signer).to_dict()
        file.write_text(json.dumps(envelope))
        expect(0, file, "--key", public, "--subject", "sha256:" + "ab" * 32)
        expect(1, file, "--key", public, "--subject", "sha256:" + "cd" * 32, says="not about")
        other = dict(STATEMENT, predicate={"result": "PASSED", "configuration": [1]})
        file.write_text(json.dumps(dict(envelope, payload=base64.b64encode(json.dumps(other).encode()).decode())))
        expect(1, file, "--key", public, says="it was changed after signing")
        file.write_text(json.dumps(dict(envelope, payloadType="text/plain")))
        expect(1, file, "--key", public, says="payloadType")
        file.write_text(json.dumps(envelope) + "{}")
        expect(1, file, "--key", public, says="strict JSON")

    both = Envelope(json.dumps(STATEMENT).encode(), TYPE, {})
    both.sign(signers["p256"])
    both.sign(signers["ed25519"])
    file = directory / "both.dsse.json"
    file.write_text(json.dumps(both.to_dict()))
    keys = ("--key", directory / "dsse-p256.pub", "--key", directory / "dsse-ed25519.pub")
    expect(0, file, *keys, "--threshold", "2")
    expect(1, file, *keys, "--threshold", "3", says="3 distinct")
    expect(1, file, *keys[:2], *keys[:2], "--threshold", "2", says="2 distinct")

    raw = run("verify", str(file), *map(str, keys), "--format", "json")
    report = json.loads(raw[1])
    assert report["verified"] and len(report["steps"]) == 12 and len(report["signers"]) == 2, report


def check_keygen(directory):
    """What keygen makes is a key for OpenSSL, too, and is never overwritten unasked."""
    prefix = directory / "made"
    for kind in ("ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519", "rsa-3072"):
        code, document, errors = run("keygen", "--type", kind, "--output", str(prefix), "--force")
        assert code == 0 and "kind: TrustRoot" in document, errors
        assert (directory / "made.key").stat().st_mode & 0o777 == 0o600
        derived = subprocess.check_output(["openssl", "pkey", "-in", str(prefix) + ".key", "-pubout"], text=True)
        assert derived == (directory / "made.pub").read_text()
    before = (directory / "made.key").read_bytes()
    assert run("keygen", "--output", str(prefix))[0] == 2 and (directory / "made.key").read_bytes() == before
    secret = {"SECRET": "open sesame"}
    arguments = ("keygen", "--output", str(directory / "sealed"), "--password-env", "SECRET")
    assert run(*arguments)[0] == 2, "a password from a variable that is not set"
    assert run(*arguments, env=secret)[0] == 0
    opened = subprocess.run(
        ["openssl", "pkey", "-in", str(directory / "sealed.key"), "-passin", "pass:open sesame", "-noout"], check=False)
    assert opened.returncode == 0


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        check_keygen(directory)
        check_models(directory)
        check_envelopes(directory)
    for problem in problems:
        print(problem)
    print(f"{count} verifications, {len(problems)} not as expected")
    return 1 if problems or count < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
