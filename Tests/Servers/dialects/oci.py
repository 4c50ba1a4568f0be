"""A registry with one manifest for each entry, tagged `evidence-HEX` with its digest: /v2/SCENARIO/tags/list."""

import hashlib
import json

from dialects import Dialect, Request

EMPTY = {"mediaType": "application/vnd.oci.empty.v1+json", "digest": f"sha256:{hashlib.sha256(b'{}').hexdigest()}", "size": 2}
TYPE = "application/vnd.oci.image.manifest.v1+json"
MALFORMED = b"no manifest at all"


def make(entry):
    return OCI(entry)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def manifest(content):
    layer = {"mediaType": "application/vnd.dsse.envelope.v1+json", "digest": f"sha256:{sha256(content)}", "size": len(content)}
    return json.dumps({"schemaVersion": 2, "mediaType": TYPE, "config": EMPTY, "layers": [layer]}).encode()


class OCI(Dialect):
    def parse(self, method, path, query, headers):
        parts = path.split("/")
        if len(parts) != 5 or parts[1] != "v2":
            return None
        if parts[3:] == ["tags", "list"]:
            return Request(parts[2], "listing", page=int(query.get("page", 0)))
        kind = {"manifests": "other", "blobs": "entry"}.get(parts[3])
        return kind and Request(parts[2], kind, parts[4].removeprefix("sha256:"))

    def tags(self, request, tags, is_last):
        headers = {"Content-Type": "application/json"}
        if not is_last:
            headers["Link"] = f'</v2/{request.scenario}/tags/list?page={request.page + 1}>; rel="next"'
        return 200, headers, json.dumps({"name": request.scenario, "tags": tags}).encode()

    def answer(self, request, entries):
        if request.kind == "listing":
            first = request.page * self.page_size
            tags = [f"evidence-{sha256(manifest(entry.content))}" for entry in entries[first : first + self.page_size]]
            if request.scenario == "malformed-entry":
                tags += [f"evidence-{sha256(MALFORMED)}", "../../etc/passwd", ""]
            return self.tags(request, tags, first + self.page_size >= len(entries))
        # A registry keeps what it was given, so that older contents are still there under their digests.
        for content in self.contents(entries):
            if request.kind == "other" and sha256(manifest(content)) == request.name:
                return 200, {"Content-Type": TYPE}, manifest(content)
            if request.kind == "entry" and sha256(content) == request.name:
                return 200, {"Content-Type": "application/octet-stream"}, entries[0].content if request.scenario == "lying" else content
        if request.kind == "other" and sha256(MALFORMED) == request.name:
            return 200, {"Content-Type": TYPE}, MALFORMED
        return 404, {}, b""

    def contents(self, entries):
        for entry in entries:
            yield entry.content
            for revision in range(entry.revision):
                yield self.entry(entry.number, revision).content

    def endless(self, request, is_empty):
        numbers = range(request.page * self.page_size, (request.page + 1) * self.page_size)
        tags = [] if is_empty else [f"evidence-{sha256(manifest(self.entry(number).content))}" for number in numbers]
        return self.tags(request, tags, is_last=False)
