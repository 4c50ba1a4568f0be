#!/usr/bin/env python3
"""Writes the provenance of an image, or of what is made of images: SLSA v1, for `pedigree attest statement`.

The build type is described in docs/image.md. What went in is read from where it cannot be wrong: the commit from Git, the
packages from the image itself.

    scripts/provenance.py --layout layout --base debian:bookworm-slim@sha256:… --builder-image swift:6.3.1-bookworm@sha256:…
"""

import argparse
import json
import os
import subprocess
import sys
import time

from debian_licences import Licences
from oci_layout import Layout
from sbom import DOC, debian, distribution, wanted

BUILD_TYPE = "https://pedigree.dev/buildtypes/image/v1"
SOURCE = "git+https://github.com/pedigree-dev/pedigree"
BY_HAND = "https://pedigree.dev/builders/command-line"


def git(*arguments):
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout.strip()


def image(role, text):
    """`NAME@sha256:…` as a dependency; a name that can move is none."""
    name, at, digest = text.rpartition("@")
    if not at or not digest.startswith("sha256:"):
        raise SystemExit(f"error: {text!r} can move; write NAME@sha256:…")
    return {"name": role, "uri": f"oci://{name.removeprefix('oci://')}", "digest": {"sha256": digest.removeprefix("sha256:")}}


def dependencies(layout, options):
    yield {"name": "source", "uri": SOURCE, "digest": {"gitCommit": git("rev-parse", "HEAD")}}
    for text in options.part:
        role, _, reference = text.partition("=")
        yield image(role, reference)
    if not layout:
        return
    for role, name in (("base-image", options.base), ("builder-image", options.builder_image)):
        if name:
            yield image(role, name)
    files = layout.files(wanted)
    for pin in json.loads(files[DOC + "Package.resolved"])["pins"]:
        yield {
            "name": f"swift-package:{pin['identity']}",
            "uri": f"git+{pin['location']}",
            "digest": {"gitCommit": pin["state"]["revision"]},
        }
    # Debian's archive names no digest of what is installed; versions are never used twice there.
    for entry in debian(files, distribution(files), Licences()):
        yield {"name": f"debian-package:{entry['name']}", "uri": entry["externalRefs"][0]["referenceLocator"]}


def predicate(layout, options):
    external = {"source": {"uri": SOURCE, "ref": options.ref}}
    internal = {
        "sourceDateEpoch": os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct"),
        "sourceIsDirty": bool(git("status", "--porcelain", "--untracked-files=no")),
    }
    if layout:
        external |= {"dockerfile": "Dockerfile", "platform": f"{layout.config['os']}/{layout.config['architecture']}"}
        internal |= {"labels": layout.labels}
    finished = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {
        "buildDefinition": {
            "buildType": BUILD_TYPE,
            "externalParameters": external,
            "internalParameters": internal,
            "resolvedDependencies": list(dependencies(layout, options)),
        },
        "runDetails": {
            "builder": {"id": options.builder},
            "metadata": {"invocationId": options.invocation, "finishedOn": finished},
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layout", help="a directory with one image, as skopeo writes it to oci:DIRECTORY")
    parser.add_argument("--part", action="append", default=[], help="what it is made of: ROLE=NAME@sha256:…")
    parser.add_argument("--base", help="the base image: NAME@sha256:…")
    parser.add_argument("--builder-image", help="the image that compiled it, where one did: NAME@sha256:…")
    parser.add_argument("--builder", default=BY_HAND, help=f"who built it, as a URI; default {BY_HAND}")
    parser.add_argument("--invocation", default="by-hand", help="the run, as its builder calls it")
    parser.add_argument("--ref", default="HEAD", help="the Git reference that was built")
    options = parser.parse_args()
    json.dump(predicate(Layout(options.layout) if options.layout else None, options), sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
