"""Runs the Sigstore conformance suite's bundles on `pedigree verify-bundle`, and other tools' bundles on a policy.

Cases that must pass and cases that must fail are counted apart: who refuses everything fails no case of the second kind.
"""

import hashlib
import json
import pathlib
import sys
import tempfile

from support import run, shared

IDENTITY = (
    "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/"
    "extremely-dangerous-oidc-beacon.yml@refs/heads/main"
)
ISSUER = "https://token.actions.githubusercontent.com"
SUITE = shared("vectors", "sigstore-conformance", "bundle-verify")
PUBLIC_GOOD = shared("vectors", "sigstore-trusted-root", "public-good-trusted_root.json")
problems = []


def text(path, default):
    return path.read_text().strip() if path.exists() else default


def arguments(case):
    """The client protocol's, in its order (docs/cli_protocol.md of the suite)."""
    key, root = case / "key.pub", case / "trusted_root.json"
    who = ["--key", str(key)] if key.exists() else [
        *("--certificate-identity", text(case / "identity", IDENTITY)),
        *("--certificate-oidc-issuer", text(case / "issuer", ISSUER)),
    ]
    trust = ["--trusted-root", str(root if root.exists() else PUBLIC_GOOD)]
    return ["--bundle", str(case / "bundle.sigstore.json"), *who, *trust]


def conformance():
    """Every case, by the file and by its digest. There is no case that is answered otherwise on purpose."""
    right = {True: 0, False: 0}
    wanted = {True: 0, False: 0}
    for case in sorted(path for path in SUITE.iterdir() if path.is_dir()):
        artifact = case / "artifact" if (case / "artifact").exists() else SUITE / "a.txt"
        must_pass = not case.name.endswith("fail")
        digest = "sha256:" + hashlib.sha256(artifact.read_bytes()).hexdigest()
        for subject in (str(artifact), digest):
            code, output, errors = run("verify-bundle", *arguments(case), subject)
            wanted[must_pass] += 1
            if (code == 0) == must_pass and code in (0, 1, 2) and errors.strip():
                right[must_pass] += 1
            else:
                problems.append(f"{case.name} ({subject[:7]}): ended with {code}:\n{output}{errors}")
    print(f"conformance: {right[True]} of {wanted[True]} must pass, {right[False]} of {wanted[False]} must fail")
    if wanted[True] < 42 or wanted[False] < 98:
        problems.append(f"the suite has fewer cases than it had: {wanted}")


def expect(status, says, *words):
    code, output, errors = run(*map(str, words))
    if code != status or says not in output + errors:
        problems.append(f"{words}: ended with {code}, not {status} ({says}):\n{output}{errors}")


def usage():
    case = SUITE / "happy-path-v0.3"
    bundle = ["--bundle", case / "bundle.sigstore.json"]
    who = ["--certificate-identity", IDENTITY, "--certificate-oidc-issuer", ISSUER]
    root = ["--trusted-root", PUBLIC_GOOD]
    artifact = SUITE / "a.txt"
    expect(0, "verified", "verify-bundle", "--staging", *bundle, *who, *root, artifact)
    expect(2, "nothing is fetched", "verify-bundle", *bundle, *who, artifact)
    expect(2, "not both", "verify-bundle", *bundle, *root, artifact)
    expect(2, "not both", "verify-bundle", *bundle, *who, "--key", SUITE / "a.txt", *root, artifact)
    expect(2, "cannot be read", "verify-bundle", *bundle, *who, *root, SUITE / "nothing")
    expect(1, "names somebody else", "verify-bundle", *bundle, *who[:1], IDENTITY[:-1], *who[2:], *root, artifact)
    expect(1, "another issuer", "verify-bundle", *bundle, *who[:3], ISSUER + "/", *root, artifact)
    managed = SUITE / "managed-key-happy-path"
    managed_bundle = ["--bundle", managed / "bundle.sigstore.json"]
    expect(0, "by the key alone", "verify-bundle", *managed_bundle, "--key", managed / "key.pub", artifact)
    expect(1, "give --key", "verify-bundle", *managed_bundle, *who, *root, artifact)


def policy(directory, subject):
    """A TrustRoot that believes an identity of the public instance, and a model signature that OpenSSF's tool made."""
    (directory / "trusted_root.json").write_bytes(PUBLIC_GOOD.read_bytes())
    trust = {"sigstore": {
        "trustedRootFile": "trusted_root.json",
        "identities": [{"issuer": "https://sigstore.verify.ibm.com/oauth2", "subject": subject}],
    }}
    documents = [
        {"kind": "TrustRoot", "metadata": {"name": "signers"}, "spec": trust},
        {"kind": "EvidenceSource", "metadata": {"name": "git"}, "spec": {"directory": {"path": "evidence/"}}},
        {"kind": "ModelProvenancePolicy", "metadata": {"name": "signed"},
         "spec": {"rules": {"modelSignature": {"signedBy": ["signers"]}}}},
    ]
    for document in documents:
        document["apiVersion"] = "pedigree.dev/v1alpha1"
        (directory / f"{document['kind']}.json").write_text(json.dumps(document))
    (directory / "evidence").mkdir(exist_ok=True)


def trust_roots(directory):
    signature = shared("vectors", "model-transparency", "v1.0.0-sigstore", "model.sig")
    words = ["verify", signature, "--policy", directory]
    policy(directory, "stefanb@us.ibm.com")
    expect(0, "stefanb@us.ibm.com", *words)
    expect(1, "trusted root is valid", *words, "--effective-time", "2040-01-01T00:00:00Z")
    policy(directory, "somebody@us.ibm.com")
    expect(1, "no identity that is meant", *words)
    (directory / "trusted_root.json").write_text("{}")
    expect(2, "no mediaType", *words)


def main():
    conformance()
    usage()
    with tempfile.TemporaryDirectory() as name:
        trust_roots(pathlib.Path(name))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
