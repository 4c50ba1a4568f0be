#!/usr/bin/env python3
"""Writes the bill of materials of the image, as SPDX 2.3 in JSON, from what the image itself holds.

Debian's packages come from dpkg's own status file, Swift's from the Package.resolved that the program was built with, the rest
from what scripts/image-files.sh laid out. Nothing is guessed: a licence that cannot be told is NOASSERTION.

    skopeo copy docker-daemon:IMAGE oci:layout && scripts/sbom.py layout --name ghcr.io/pedigree-dev/pedigree > sbom.spdx.json
"""

import argparse
import hashlib
import json
import os
import re
import sys
import time

from debian_licences import Licences
from oci_layout import Layout

DOC = "usr/share/doc/pedigree/"
STATUS = "var/lib/dpkg/status"
SWIFT = "Apache-2.0 WITH Swift-exception"


def wanted(path):
    return (
        path in (STATUS, "etc/os-release", "usr/lib/os-release", "usr/bin/pedigree")
        or path.startswith(DOC)
        or (path.startswith("usr/share/doc/") and path.endswith("/copyright"))
    )


def identifier(*parts):
    """SPDX allows letters, digits, `.` and `-`."""
    return "SPDXRef-" + re.sub("[^A-Za-z0-9.-]+", "-", "-".join(parts))


def package(name, kind, version, **more):
    entry = {
        "name": name,
        "SPDXID": identifier(kind, name),
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
    }
    return entry | more


def purl(locator):
    return [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": locator}]


def paragraphs(text):
    """The stanzas of a Debian control file, each a dictionary of its fields."""
    for stanza in re.split(r"\n\s*\n", text):
        fields, key = {}, None
        for line in stanza.splitlines():
            if line[:1] in (" ", "\t"):
                if key:
                    fields[key] += "\n" + line.strip()
            elif ":" in line:
                key, _, value = line.partition(":")
                fields[key] = value.strip()
        if fields:
            yield fields


def debian(files, release, licences):
    for fields in paragraphs(files[STATUS].decode()):
        if fields.get("Status", "").split()[-1:] != ["installed"]:
            continue
        name, version, architecture = fields["Package"], fields["Version"], fields["Architecture"]
        # `Source: openssl (3.0.1)` where its version is another one.
        source, _, source_version = fields.get("Source", name).partition(" ")
        source_version = source_version.strip("()") or version
        declared, comment = licences.of(files.get(f"usr/share/doc/{name}/copyright"))
        escaped = version.replace("+", "%2B").replace(":", "%3A")
        yield package(
            *(name, "deb", version),
            supplier="Organization: Debian",
            originator=f"Organization: {fields['Maintainer']}",
            licenseDeclared=declared,
            licenseComments=comment,
            sourceInfo=f"built from the Debian source package {source} {source_version}",
            externalRefs=purl(f"pkg:deb/debian/{name}@{escaped}?arch={architecture}&distro=debian-{release}"),
        )


def licence_of(texts):
    """The licence that stands in a LICENSE of a Swift package."""
    text = b"\n".join(texts).decode(errors="replace")
    if "Apache License" in text and "Version 2.0" in text:
        return SWIFT if "Runtime Library Exception" in text else "Apache-2.0"
    if "Permission is hereby granted, free of charge" in text:
        return "MIT"
    return "NOASSERTION"


def swift(files):
    """What is linked into the program: Swift's runtime, the packages, and what two of them carry in C."""
    version = re.search(r"Swift version (\S+)", files[DOC + "swift-version"].decode()).group(1)
    yield package(
        *("swift", "swift", version),
        supplier="Organization: Swift.org",
        downloadLocation=f"git+https://github.com/swiftlang/swift@swift-{version}-RELEASE",
        licenseDeclared=SWIFT,
        externalRefs=purl(f"pkg:github/swiftlang/swift@swift-{version}-RELEASE"),
        comment="the standard library, Dispatch and Foundation, linked statically",
    )
    for pin in json.loads(files[DOC + "Package.resolved"])["pins"]:
        location, state = pin["location"].removesuffix(".git"), pin["state"]
        folder = f"{DOC}packages/{location.rpartition('/')[2].lower()}/"
        yield package(
            *(pin["identity"], "swift", state.get("version", state["revision"])),
            supplier=f"Organization: {location.split('/')[-2]}",
            downloadLocation=f"git+{location}@{state['revision']}",
            licenseDeclared=licence_of([files[path] for path in sorted(files) if path.startswith(folder + "LICENSE")]),
            externalRefs=purl(f"pkg:swift/{location.removeprefix('https://')}@{state.get('version', state['revision'])}"),
        )
    revision = re.search("revision ([0-9a-f]{40})", files[DOC + "packages/swift-nio-ssl/boringssl"].decode()).group(1)
    yield package(
        *("boringssl", "c", revision),
        supplier="Organization: Google",
        downloadLocation=f"git+https://boringssl.googlesource.com/boringssl@{revision}",
        externalRefs=purl(f"pkg:github/google/boringssl@{revision}"),
        comment="carried by swift-nio-ssl, with names of its own",
    )
    version = files[DOC + "packages/swift-nio/llhttp"].decode().strip()
    yield package(
        *("llhttp", "c", version),
        supplier="Organization: Node.js",
        downloadLocation=f"git+https://github.com/nodejs/llhttp@release/v{version}",
        licenseDeclared="MIT",
        externalRefs=purl(f"pkg:github/nodejs/llhttp@v{version}"),
        comment="carried by swift-nio",
    )


def distribution(files):
    release = (files.get("usr/lib/os-release") or files["etc/os-release"]).decode()
    return re.search('^VERSION_ID="?([^"\n]+)', release, re.MULTILINE).group(1)


def document(layout, name):
    files, licences = layout.files(wanted), Licences()
    version, revision = (layout.labels[f"org.opencontainers.image.{key}"] for key in ("version", "revision"))
    short, architecture = name.rpartition("/")[2], layout.config["architecture"]
    image = package(
        *(name, "image", version),
        supplier="Organization: Pedigree",
        primaryPackagePurpose="CONTAINER",
        licenseDeclared="NOASSERTION",
        checksums=[{"algorithm": "SHA256", "checksumValue": layout.digest.removeprefix("sha256:")}],
        externalRefs=purl(f"pkg:oci/{short}@{layout.digest.replace(':', '%3A')}?arch={architecture}&repository_url={name}"),
    )
    program = package(
        *("pedigree", "program", version),
        supplier="Organization: Pedigree",
        primaryPackagePurpose="APPLICATION",
        downloadLocation=f"git+https://github.com/pedigree-dev/pedigree@{revision}",
        licenseDeclared="Apache-2.0",
        checksums=[{"algorithm": "SHA256", "checksumValue": hashlib.sha256(files["usr/bin/pedigree"]).hexdigest()}],
        externalRefs=purl(f"pkg:github/pedigree-dev/pedigree@{revision}"),
    )
    packages, linked = list(debian(files, distribution(files), licences)), list(swift(files))
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", image), (image["SPDXID"], "CONTAINS", program)]
    relations += [(image["SPDXID"], "CONTAINS", entry) for entry in packages]
    relations += [(program["SPDXID"], "STATIC_LINK", entry) for entry in linked]
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))))
    found = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{name}:{version}",
        "documentNamespace": f"https://pedigree.dev/sbom/{version}/{layout.digest.removeprefix('sha256:')}",
        "creationInfo": {"created": moment, "creators": ["Organization: Pedigree", f"Tool: pedigree-sbom-{version}"]},
        "packages": [image, program, *packages, *linked],
        "relationships": [
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other["SPDXID"]}
            for one, kind, other in relations
        ],
    }
    extracted = licences.extracted()
    return found | ({"hasExtractedLicensingInfos": extracted} if extracted else {})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("layout", help="a directory with one image, as skopeo writes it to oci:DIRECTORY")
    parser.add_argument("--name", default="ghcr.io/pedigree-dev/pedigree", help="the repository of the image")
    options = parser.parse_args()
    json.dump(document(Layout(options.layout), options.name), sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
