"""S3, with the bucket in the path: /SCENARIO?list-type=2, /SCENARIO/entry-0001.json."""

import base64
import hashlib
from xml.sax.saxutils import escape

from dialects import Dialect, Request


def make(entry):
    return S3(entry)


def etag(entry):
    return f'"{hashlib.md5(entry.content).hexdigest()}"'


class S3(Dialect):
    def parse(self, method, path, query, headers):
        if not headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 Credential=AKIDSUITE/"):
            return None
        bucket, _, key = path.removeprefix("/").partition("/")
        if not key:
            return Request(bucket, "listing", page=int(query.get("continuation-token", "0").removeprefix("page-")))
        request = Request(bucket, "entry", key.removesuffix(".json"))
        request.wanted = headers.get("if-match")
        return request

    def contents(self, entry):
        return (
            f"<Contents><Key>{entry.name}.json</Key><LastModified>2026-11-21T22:00:00.000Z</LastModified>"
            f"<ETag>{escape(etag(entry))}</ETag><Size>{len(entry.content)}</Size></Contents>"
        )

    def page(self, contents, following):
        more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>page-{following}</NextContinuationToken>"
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<EncodingType>url</EncodingType>{more if following else '<IsTruncated>false</IsTruncated>'}"
            f"{''.join(contents)}</ListBucketResult>"
        )
        return 200, {"Content-Type": "application/xml"}, text.encode()

    def answer(self, request, entries):
        if request.kind == "listing":
            first = request.page * self.page_size
            contents = [self.contents(entry) for entry in entries[first : first + self.page_size]]
            if request.scenario == "malformed-entry":
                contents += [
                    "<Contents><Key>%FF%FE.json</Key><ETag>e</ETag><Size>1</Size></Contents>",
                    "<Contents><Key>no-etag.json</Key><Size>1</Size></Contents>",
                    "<Contents><Key>etag-of-two-lines.json</Key><ETag>a\nb</ETag><Size>1</Size></Contents>",
                ]
            more = first + self.page_size < len(entries)
            return self.page(contents, request.page + 1 if more else None)
        entry = self.named(entries, request.name)
        if not entry:
            return 404, {"Content-Type": "application/xml"}, b"<Error><Code>NoSuchKey</Code></Error>"
        # A server that lies says of other bytes what it said in its listing.
        said = self.entry(entry.number, entry.revision - 1) if request.scenario == "lying" else entry
        if request.wanted not in (None, etag(said)):
            return 412, {"Content-Type": "application/xml"}, b"<Error><Code>PreconditionFailed</Code></Error>"
        checksum = base64.b64encode(hashlib.sha256(said.content).digest()).decode()
        return 200, {"ETag": etag(said), "x-amz-checksum-sha256": checksum}, entry.content

    def endless(self, request, is_empty):
        first = request.page * self.page_size
        numbers = [] if is_empty else range(first + 1, first + 1 + self.page_size)
        return self.page([self.contents(self.entry(number)) for number in numbers], request.page + 1)
