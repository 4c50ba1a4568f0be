"""A TLS server that misbehaves on purpose, for the tests of everything that talks to services.

    python3 Tests/Servers/misbehaving.py [--dialect https]

It prints one line of JSON (its ports and the file of its authority), obeys lines of JSON on standard input (`flip`,
`answer`, `requests`) and answers each with one line. It ends when its standard input ends.

The first part of a request's path that a dialect calls the scenario says what happens: see Scenario below. A dialect
(Tests/Servers/dialects) wraps scenarios in the protocol of one kind of store.
"""

import argparse
import base64
import http.server
import importlib
import json
import os
import pathlib
import shutil
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

# In the body of every answer that is an error: it must never stand in a message.
SECRET = "BODY-THAT-NOBODY-MAY-READ"
RETRY_AFTER = 7
STATUSES = {"400", "401", "403", "404", "429", "500", "502", "503"}


class State:
    def __init__(self):
        self.lock = threading.Lock()
        self.revisions = {}
        self.answers = {}
        self.requests = []

    def revision(self, scenario):
        with self.lock:
            return self.revisions.get(scenario, 0)

    def flip(self, scenario):
        with self.lock:
            self.revisions[scenario] = self.revisions.get(scenario, 0) + 1

    def script(self, method, path, authorization, answer):
        with self.lock:
            self.answers[(method, path, authorization)] = answer

    def scripted(self, method, path, authorization):
        """The answer for that authorization before the one for any."""
        with self.lock:
            for who in (authorization, None):
                for place in (path, path.partition("?")[0]):
                    if (method, place, who) in self.answers:
                        return self.answers[(method, place, who)]
            return None

    def note(self, request):
        with self.lock:
            self.requests.append(request)

    def noted(self, prefix):
        with self.lock:
            return [request for request in self.requests if request["path"].startswith(prefix)]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def any_method(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        state = self.server.state
        headers = {name.lower(): value for name, value in self.headers.items()}
        state.note({
            "method": self.command, "path": self.path, "headers": headers,
            "body": base64.b64encode(body).decode(),
        })
        scripted = state.scripted(self.command, self.path, headers.get("authorization"))
        if scripted:
            return self.answer(*scripted)
        parts = urllib.parse.urlsplit(self.path)
        dialect = self.server.dialect
        request = dialect and dialect.parse(self.command, parts.path, dict(urllib.parse.parse_qsl(parts.query)), headers)
        if not request:
            return self.answer(404, {}, f"nothing at all: {SECRET}".encode())
        Scenario(self, dialect, request).play()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = any_method

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def stream(self, headers, pieces):
        """A body whose end is the end of the connection."""
        self.close_connection = True
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()

    def raw(self, text):
        """Bytes that are no whole answer, and the end of the connection."""
        self.close_connection = True
        self.wfile.write(text)
        self.wfile.flush()
        self.connection.close()


class Scenario:
    """What happens to one request.

    none, one, many (120)      so many entries
    huge                       the first of two entries has a megabyte and more
    malformed-entry            one entry that is malformed beside one that is not
    endless, endless-empty     a listing that never ends, with entries and without
    changing                   the contents that `flip` changes
    lying                      contents that are not what the listing says
    FAULT                      happens to every listing
    read-FAULT                 happens to the contents of every entry; listings are fine
    """

    def __init__(self, handler, dialect, request):
        self.handler, self.dialect, self.request = handler, dialect, request
        self.name = request.scenario

    def play(self):
        fault = self.fault()
        if fault:
            return getattr(self, fault.replace("-", "_"))() if fault not in STATUSES else self.status(int(fault))
        if self.request.kind == "listing" and self.name.startswith("endless"):
            answer = self.dialect.endless(self.request, self.name == "endless-empty")
        else:
            answer = self.dialect.answer(self.request, self.entries())
        status, headers, body = answer
        if isinstance(body, bytes):
            return self.handler.answer(status, headers, body)
        self.handler.stream(headers, body)

    def fault(self):
        kind = self.request.kind
        name = self.name.removeprefix("read-") if kind == "entry" and self.name.startswith("read-") else None
        if kind == "listing":
            name = self.name
        if name in STATUSES:
            return name
        return name if name and name in FAULTS else None

    def entries(self):
        count = {"none": 0, "many": 120, "huge": 2}.get(self.name, 1)
        revision = self.handler.server.state.revision(self.name)
        if self.name == "lying" and self.request.kind == "entry":
            revision += 1
        return [
            Entry(number, revision, (1 << 20) + 1 if self.name == "huge" and number == 1 else 0)
            for number in range(1, count + 1)
        ]

    def status(self, status):
        headers = {"Content-Type": "application/json", "WWW-Authenticate": f'Basic realm="{SECRET}"'}
        if status in (429, 503):
            headers["Retry-After"] = str(RETRY_AFTER)
        self.handler.answer(status, headers, json.dumps({"error": SECRET, "message": SECRET}).encode())

    def garbage(self):
        body = f"<html><body>{SECRET}</body></html>".encode() + b"\xff\xfe\x00" * 10
        self.handler.answer(200, {"Content-Type": "text/html"}, body)

    def gzip(self):
        body = b"\x1f\x8b\x08" + SECRET.encode()
        self.handler.answer(200, {"Content-Encoding": "gzip", "Content-Type": "application/json"}, body)

    def cut_head(self):
        self.handler.raw(b"HTTP/1.1 200 OK\r\nContent-Le")

    def cut_body(self):
        _, headers, body = self.dialect.answer(self.request, self.entries())
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if name != "Content-Length")
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n{head}\r\n"
        self.handler.raw(head.encode() + body[: len(body) // 2])

    def not_http(self):
        self.handler.raw(f"SSH-2.0-{SECRET}\r\n".encode())

    def slow(self):
        time.sleep(60)
        self.handler.close_connection = True

    def drip(self):
        def pieces():
            for _ in range(600):
                time.sleep(0.1)
                yield b" "

        self.handler.stream({"Content-Type": "application/json"}, pieces())

    def large_head(self):
        self.handler.answer(200, {f"X-Filler-{number}": "x" * 1000 for number in range(90)}, b"{}")

    def redirect(self, location):
        self.handler.answer(302, {"Location": location}, SECRET.encode())

    def redirect_loopback(self):
        self.redirect(f"https://127.0.0.2:{self.handler.server.server_port}/one/")

    def redirect_loopback6(self):
        self.redirect(f"https://[::1]:{self.handler.server.server_port}/one/")

    def redirect_link_local(self):
        self.redirect("https://169.254.169.254/latest/meta-data/")

    def redirect_private(self):
        self.redirect("https://10.0.0.1/")

    def redirect_plain(self):
        self.redirect(f"http://127.0.0.1:{self.handler.server.server_port}/one/")

    def redirect_file(self):
        self.redirect("file:///etc/hostname")

    def redirect_loop(self):
        self.redirect(self.handler.path)


FAULTS = {
    "garbage", "gzip", "cut-head", "cut-body", "not-http", "slow", "drip", "large-head", "redirect-loopback",
    "redirect-loopback6", "redirect-link-local", "redirect-private", "redirect-plain", "redirect-file", "redirect-loop",
}


class Entry:
    """One thing in a store: JSON that says its name and its revision."""

    def __init__(self, number, revision=0, padding=0):
        self.number, self.revision = number, revision
        self.name = f"entry-{number:04}"
        self.content = json.dumps({"name": self.name, "revision": revision, "padding": " " * padding}).encode()


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, state, dialect, context):
        super().__init__(("127.0.0.1", 0), Handler)
        self.state, self.dialect = state, dialect
        # The handshake happens with the first byte that is read, in the connection's own thread.
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request, client_address):
        pass


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def context(directory, name, authority=None):
    """A certificate for 127.0.0.1 that signs itself, or that `authority` signed; returns (context, its file)."""
    key, certificate = str(directory / f"{name}.key"), str(directory / f"{name}.crt")
    san = "subjectAltName=IP:127.0.0.1"
    arguments = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    issuer = ["-CA", f"{authority}.crt", "-CAkey", f"{authority}.key"] if authority else []
    constraint = "basicConstraints=critical,CA:FALSE" if authority else "basicConstraints=critical,CA:TRUE"
    openssl(
        *arguments, *issuer, "-subj", f"/CN={name}", "-addext", san, "-addext", constraint, "-keyout", key, "-out",
        certificate,
    )
    result = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    result.load_cert_chain(certificate, key)
    return result, certificate


def serve(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def obey(command, state):
    if command["do"] == "flip":
        state.flip(command["scenario"])
        return {}
    if command["do"] == "answer":
        answer = (command.get("status", 200), command.get("headers", {}), base64.b64decode(command.get("body", "")))
        for method in ("GET", "HEAD") if command.get("method", "GET") == "GET" else (command["method"],):
            state.script(method, command["path"], command.get("authorization"), answer)
        return {}
    if command["do"] == "requests":
        return {"requests": state.noted(command["prefix"])}
    return {"error": f"no such command: {command['do']}"}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--dialect")
    options = arguments.parse_args()
    state = State()
    dialect = None
    if options.dialect:
        dialect = importlib.import_module(f"dialects.{options.dialect}").make(Entry)
    directory = pathlib.Path(tempfile.mkdtemp(prefix="pedigree-misbehaving-"))
    try:
        _, ca = context(directory, "authority")
        believed, _ = context(directory, "server", authority=directory / "authority")
        stranger, _ = context(directory, "stranger")
        ports = {
            "port": serve(Server(state, dialect, believed)), "strangerPort": serve(Server(state, dialect, stranger)),
        }
        print(json.dumps({**ports, "caFile": ca}), flush=True)
        for line in sys.stdin:
            print(json.dumps(obey(json.loads(line), state)), flush=True)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        os._exit(0)


if __name__ == "__main__":
    main()
