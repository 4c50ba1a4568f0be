"""A directory with a SHA256SUMS: /SCENARIO/SHA256SUMS, /SCENARIO/entry-0001.json."""

import hashlib

from dialects import Dialect, Request


def make(entry):
    return HTTPS(entry)


def line(entry):
    return f"{hashlib.sha256(entry.content).hexdigest()}  {entry.name}.json\n"


class HTTPS(Dialect):
    def parse(self, method, path, query, headers):
        parts = path.split("/")
        if len(parts) != 3:
            return None
        if parts[2] == "SHA256SUMS":
            return Request(parts[1], "listing")
        return Request(parts[1], "entry", parts[2].removesuffix(".json"))

    def answer(self, request, entries):
        if request.kind == "listing":
            text = "".join(map(line, entries))
            if request.scenario == "malformed-entry":
                text = f"{'ab' * 31}  short.json\n{text}{'ab' * 32}  ../../etc/passwd.json\nno line at all\n"
            return 200, {"Content-Type": "text/plain"}, text.encode()
        entry = self.named(entries, request.name)
        return (200, {"Content-Type": "application/json"}, entry.content) if entry else (404, {}, b"")

    def endless(self, request, is_empty):
        def pieces():
            number = 0
            while True:
                number += 1
                text = "# nothing yet\n" * 1000 if is_empty else "".join(
                    line(self.entry(number * 1000 + offset)) for offset in range(1000))
                yield text.encode()

        return 200, {"Content-Type": "text/plain"}, pieces()
