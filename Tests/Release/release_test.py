"""Releases into a registry on loopback, and verifies what lies there as a user does.

    PEDIGREE=.build/release/pedigree Tests/Release/release_test.py      after image_test.py, whose image it takes
"""

import base64
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "Tests/Acceptance"), str(ROOT / "scripts")]

import jsonschema
from oci_layout import MANIFEST, Layout
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from container import command, kept_layout, registry
from support import PEDIGREE, expect, run

SPDX, SLSA = "https://spdx.dev/Document/v2.3", "https://slsa.dev/provenance/v1"
IN_TOTO = "application/vnd.in-toto+json"


def released(layout, host, out):
    command("scripts/release.sh", "--dry-run", "--image", f"oci:{layout.directory}", "--output", str(out), "--base",
            f"localhost/pedigree-debian@{base_digest()}", cwd=ROOT,
            env={**os.environ, "PEDIGREE": PEDIGREE, "DRY_RUN_REGISTRY": host, "HELM": helm()})


def base_digest():
    return command("buildah", "inspect", "--type", "image", "--format", "{{.FromImageDigest}}", "localhost/pedigree-debian:bookworm-slim")


def helm():
    return str(pathlib.Path(sys.executable).parent / "helm")


class Repository:
    """What anybody can read of a repository, over HTTP."""

    def __init__(self, host, name):
        self.base = f"http://{host}/v2/{name}"

    def get(self, path, accept=MANIFEST):
        request = urllib.request.Request(f"{self.base}/{path}", headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    def attached(self, digest):
        """Type of the predicate, and envelope, of all that is attached to a manifest."""
        found = {}
        # docker-registry 2.8 has no referrers API: the tag that the distribution spec names in its stead.
        index = json.loads(self.get(f"manifests/{digest.replace(':', '-')}", "application/vnd.oci.image.index.v1+json"))
        for entry in index["manifests"]:
            expect(entry["artifactType"] == IN_TOTO, f"{entry}")
            manifest = json.loads(self.get(f"manifests/{entry['digest']}"))
            expect(manifest["subject"]["digest"] == digest, f"{manifest} is attached to something else")
            layer = manifest["layers"][0]["digest"]
            content = self.get(f"blobs/{layer}")
            expect("sha256:" + hashlib.sha256(content).hexdigest() == layer, "a blob is what its name says")
            found[entry["annotations"]["in-toto.io/predicate-type"]] = content
        return found


def verify(envelope, key, directory, *options):
    file = directory / "envelope.json"
    file.write_bytes(envelope)
    return run("verify", str(file), "--key", str(key), *options)


def everything_verifies(repository, digest, types, key, directory):
    """Each envelope verifies with the key of the release, its type and its image; and with none of them changed."""
    found = repository.attached(digest)
    expect(set(found) == set(types), f"attached to {digest} are {sorted(found)}")
    stranger = directory / "stranger"
    if not stranger.with_suffix(".pub").exists():
        run("keygen", "--output", str(stranger))
    for kind, envelope in found.items():
        status, output, errors = verify(envelope, key, directory, "--predicate-type", kind, "--subject", digest)
        expect(status == 0, f"{kind}: {output}{errors}")
        other = "sha256:" + "0" * 64
        for changed, options in (
            (envelope, ["--predicate-type", kind, "--subject", other]),
            (envelope, ["--predicate-type", "https://slsa.dev/provenance/v0.2", "--subject", digest]),
            (tampered(envelope), ["--predicate-type", kind, "--subject", digest]),
        ):
            status, output, _ = verify(changed, key, directory, *options)
            expect(status == 1, f"{kind} {options}: {status} {output}")
        status, output, _ = verify(envelope, stranger.with_suffix(".pub"), directory, "--predicate-type", kind)
        expect(status == 1, f"{kind}: a stranger's key verifies it: {output}")
    return {kind: predicate(envelope) for kind, envelope in found.items()}


def statement(envelope):
    return json.loads(base64.b64decode(json.loads(envelope)["payload"]))


def predicate(envelope):
    return statement(envelope)["predicate"]


def tampered(envelope):
    """The same envelope with one version in it changed."""
    document = json.loads(envelope)
    payload = base64.b64decode(document["payload"])
    document["payload"] = base64.b64encode(payload.replace(b"0", b"1", 1)).decode()
    return json.dumps(document).encode()


def bill_of_materials_is_whole(sbom, layout, directory):
    """Valid by SPDX's own tools, and exactly what dpkg and SwiftPM say."""
    file = directory / "sbom.spdx.json"
    file.write_text(json.dumps(sbom))
    problems = validate_full_spdx_document(parse_file(str(file)))
    expect(not problems, f"{[problem.validation_message for problem in problems][:5]}")
    locators = [reference["referenceLocator"] for package in sbom["packages"] for reference in package["externalRefs"]]
    files = layout.files(lambda path: path in ("var/lib/dpkg/status", "usr/share/doc/pedigree/Package.resolved"))
    status = directory / "dpkg"
    status.mkdir()
    (status / "status").write_bytes(files["var/lib/dpkg/status"])
    shown = command("dpkg-query", f"--admindir={status}", "--show", "--showformat", "${Package} ${Version}\n")
    installed = {tuple(line.split(" ")) for line in shown.splitlines()}
    listed = {(package["name"], package["versionInfo"]) for package in sbom["packages"] if package["SPDXID"].startswith("SPDXRef-deb-")}
    expect(installed == listed, f"dpkg and the bill differ in {installed ^ listed}")
    pins = {pin["identity"] for pin in json.loads(files["usr/share/doc/pedigree/Package.resolved"])["pins"]}
    linked = {package["name"] for package in sbom["packages"] if package["SPDXID"].startswith("SPDXRef-swift-")} - {"swift"}
    expect(pins == linked, f"SwiftPM and the bill differ in {pins ^ linked}")
    expect(len(set(locators)) == len(locators), "a package stands twice")
    expect(sum(package["licenseDeclared"] == "NOASSERTION" for package in sbom["packages"]) < len(sbom["packages"]) / 3, "licences")


def provenance_leads_back(provenance, layout):
    definition = provenance["buildDefinition"]
    commit = command("git", "rev-parse", "HEAD", cwd=ROOT)
    dependencies = {entry["name"]: entry for entry in definition["resolvedDependencies"]}
    expect(dependencies["source"]["digest"] == {"gitCommit": commit}, f"{dependencies['source']}")
    expect(dependencies["base-image"]["digest"]["sha256"] == base_digest().removeprefix("sha256:"), "the base image")
    expect("debian-package:libssl3" in dependencies and "swift-package:swift-nio" in dependencies, "what went in")
    expect(definition["externalParameters"]["platform"] == f"linux/{layout.config['architecture']}", f"{definition}")
    shape = {"type": "object", "required": ["buildDefinition", "runDetails"], "properties": {
        "buildDefinition": {"required": ["buildType", "externalParameters", "resolvedDependencies"]},
        "runDetails": {"required": ["builder", "metadata"], "properties": {"builder": {"required": ["id"]}}}}}
    jsonschema.validate(provenance, shape)


def users_verify_as_documented(host, digest, key, directory):
    """The commands of docs/image.md, as they stand, but for the place and TLS."""
    block = re.search("```bash\n(image=.*?)```", (ROOT / "docs/image.md").read_text(), re.DOTALL)[1]
    first, _, rest = block.partition("\n")
    expect(first == "image=ghcr.io/pedigree-dev/pedigree digest=sha256:…", f"{first}")
    plain = """skopeo() {
        case $1 in copy) command skopeo "$1" --src-tls-verify=false "${@:2}" ;; *) command skopeo "$1" --tls-verify=false "${@:2}" ;; esac
    }
    """
    work = directory / "user"
    (work / "bin").mkdir(parents=True)
    (work / "bin/pedigree").symlink_to(PEDIGREE)
    shutil.copyfile(key, work / "pedigree.pub")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"{plain}image={host}/pedigree-dev/pedigree digest={digest}\n{rest}"], cwd=work,
        env={**os.environ, "PATH": f"{work / 'bin'}:{os.environ['PATH']}"}, capture_output=True, text=True, check=False)
    expect(done.returncode == 0 and done.stdout.startswith("verified ") and '"platform": "linux/' in done.stdout, f"{done}")


def main():
    layout = Layout(kept_layout())
    with tempfile.TemporaryDirectory() as name, registry(pathlib.Path(name)) as host:
        directory = pathlib.Path(name)
        out = directory / "out"
        released(layout, host, out)
        key, images = out / "pedigree.pub", Repository(host, "pedigree-dev/pedigree")
        found = everything_verifies(images, layout.digest, [SPDX, SLSA], key, directory)
        bill_of_materials_is_whole(found[SPDX], layout, directory)
        provenance_leads_back(found[SLSA], layout)
        index = (out / "image.txt").read_text().strip().rpartition("@")[2]
        entries = json.loads(images.get(f"manifests/{index}", "application/vnd.oci.image.index.v1+json"))["manifests"]
        expect([entry["digest"] for entry in entries] == [layout.digest], f"{entries}")
        everything_verifies(images, index, [SLSA], key, directory)
        users_verify_as_documented(host, layout.digest, key, directory)
        charts = 0
        if (out / "chart.txt").exists():
            chart = (out / "chart.txt").read_text().strip().rpartition("@")[2]
            everything_verifies(Repository(host, "pedigree-dev/charts/pedigree"), chart, [SLSA], key, directory)
            charts = 1
        expect(charts == (ROOT / "charts/pedigree").is_dir(), "the chart is released where there is one")
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=out, check=True)
        packages = len(found[SPDX]["packages"])
    print(f"released to loopback and verified: image, index{', chart' if charts else ''}; {packages} packages in the bill")


if __name__ == "__main__":
    main()
