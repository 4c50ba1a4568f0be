#!/usr/bin/env python3
"""Reads an image that lies in a directory as an OCI image layout: `skopeo copy … oci:DIRECTORY`.

    scripts/oci_layout.py DIRECTORY        prints its digest and its architecture
"""

import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
WHITEOUT, OPAQUE = ".wh.", ".wh..wh..opq"


class Layout:
    """One image: its digest, its configuration, and the files that it ends up with."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        index = json.loads((self.directory / "index.json").read_text())
        manifests = [entry for entry in index["manifests"] if entry["mediaType"] == MANIFEST]
        if len(manifests) != 1:
            raise ValueError(f"{directory} has {len(manifests)} images; one was expected")
        self.digest = manifests[0]["digest"]
        self.manifest = json.loads(self.blob(self.digest))
        self.config = json.loads(self.blob(self.manifest["config"]["digest"]))

    def blob(self, digest):
        algorithm, hexadecimal = digest.split(":")
        content = (self.directory / "blobs" / algorithm / hexadecimal).read_bytes()
        if hashlib.new(algorithm, content).hexdigest() != hexadecimal:
            raise ValueError(f"{digest} is not what its name says")
        return content

    @property
    def labels(self):
        return self.config["config"].get("Labels") or {}

    @property
    def size(self):
        """What is brought over the network."""
        return sum(layer["size"] for layer in self.manifest["layers"])

    def files(self, wanted):
        """Bytes by path of the regular files that `wanted(path)` asks for, as the last layer leaves them."""
        found = {}
        for layer in self.manifest["layers"]:
            content = self.blob(layer["digest"])
            if content[:2] == b"\x1f\x8b":
                content = gzip.decompress(content)
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                for member in archive:
                    self._apply(member, archive, wanted, found)
        return found

    @staticmethod
    def _apply(member, archive, wanted, found):
        path = member.name.removeprefix("./").strip("/")
        folder, _, name = path.rpartition("/")
        if name.startswith(WHITEOUT):
            gone = folder if name == OPAQUE else f"{folder}/{name.removeprefix(WHITEOUT)}".strip("/")
            for other in [other for other in found if other == gone or other.startswith(f"{gone}/")]:
                del found[other]
        elif member.isfile() and wanted(path):
            found[path] = archive.extractfile(member).read()
        else:
            found.pop(path, None)


if __name__ == "__main__":
    image = Layout(sys.argv[1])
    print(image.digest, image.config["architecture"])
