#!/usr/bin/env python3
"""Joins images of one platform each, given as OCI layouts, into one layout of an image for all of them; prints its digest.

    scripts/image-index.py OUT LAYOUT…        then: skopeo copy --all --preserve-digests oci:OUT docker://NAME:TAG
"""

import hashlib
import json
import pathlib
import shutil
import sys

from oci_layout import MANIFEST, Layout

INDEX = "application/vnd.oci.image.index.v1+json"


def main():
    out, *sources = map(pathlib.Path, sys.argv[1:])
    blobs = out / "blobs/sha256"
    blobs.mkdir(parents=True)
    entries = []
    for source in sources:
        layout = Layout(source)
        for blob in (source / "blobs/sha256").iterdir():
            shutil.copyfile(blob, blobs / blob.name)
        platform = {key: layout.config[key] for key in ("architecture", "os", "variant") if layout.config.get(key)}
        size = len(layout.blob(layout.digest))
        entries.append({"mediaType": MANIFEST, "digest": layout.digest, "size": size, "platform": platform})
    entries.sort(key=lambda entry: sorted(entry["platform"].items()))
    platforms = [entry["platform"] for entry in entries]
    if any(platforms.count(platform) > 1 for platform in platforms):
        raise SystemExit(f"error: two images of one platform: {platforms}")
    content = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}).encode()
    digest = hashlib.sha256(content).hexdigest()
    (blobs / digest).write_bytes(content)
    top = {"mediaType": INDEX, "digest": f"sha256:{digest}", "size": len(content)}
    (out / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [top]}))
    (out / "oci-layout").write_text(json.dumps({"imageLayoutVersion": "1.0.0"}))
    print(f"sha256:{digest}")


if __name__ == "__main__":
    main()
