"""One connection: from bytes to a call, and from what became of it back to bytes."""

import http.server
import json
import socket
import ssl

from apiserver import call as calls
from apiserver import faults, protobuf, reads, writes
from apiserver.status import StatusError, bad, no_such_path

MOST_BODY = 3 << 20


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "kubernetes-for-tests"
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def setup(self):
        super().setup()
        self.server.open_sockets.add(self.connection)

    def finish(self):
        self.server.open_sockets.discard(self.connection)
        try:
            super().finish()
        except OSError:
            pass

    def any_method(self):
        cluster = self.server.cluster
        if cluster.is_down and not self.server.is_admin:
            self.close_connection = True
            return
        try:
            self.text = self.body()
            if self.server.is_admin and self.path == "/" and self.command == "POST":
                return self.send(200, [], json.dumps(cluster.obey(json.loads(self.text))).encode())
            self.play()
        except (OSError, ssl.SSLError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = any_method

    def body(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BODY:
            self.close_connection = True
            return None
        return self.rfile.read(length)

    def play(self):
        cluster = self.server.cluster
        certificate = self.connection.getpeercert() if isinstance(self.connection, ssl.SSLSocket) else None
        call = calls.read(self.command, self.path, self.headers, None)
        try:
            call.user = cluster.users.of(self.headers, certificate, self.server.is_admin)
            is_resource = calls.locate(call, cluster.resources)
            verb = call.verb if is_resource else "discover"
            fault = cluster.faults.take(self.path, verb)
            if is_resource:
                cluster.users.check(call)
            if fault and not (verb == "watch" and "after" in fault):
                cluster.note(self, call, fault.get("status", 0))
                return faults.play(fault, self, lambda: self.answer(call, is_resource))
            if call.is_watch and is_resource:
                return self.stream(call, fault)
            answer = self.answer(call, is_resource)
        except StatusError as error:
            answer = error.code, list(error.headers), json.dumps(error.body).encode()
        # Before it is sent: who has the answer finds the request noted.
        cluster.note(self, call, answer[0])
        self.send(*answer)

    def answer(self, call, is_resource):
        try:
            status, document, headers = self.document(call, is_resource)
            return status, headers, document if isinstance(document, bytes) else json.dumps(document).encode()
        except StatusError as error:
            return error.code, list(error.headers), json.dumps(error.body).encode()

    def document(self, call, is_resource):
        cluster = self.server.cluster
        if not is_resource:
            if call.path in ("/readyz", "/livez", "/healthz"):
                return 200, b"ok", []
            found = reads.discovery(call.path, cluster.resources) if call.method == "GET" else None
            if found is None:
                raise no_such_path()
            return 200, found, []
        if call.method == "GET" and not call.subresource:
            return 200, reads.get(call, cluster.store) if call.name else reads.listing(call, cluster.store), []
        if call.method == "GET":
            found = reads.get(call, cluster.store)
            return 200, writes.scale_of(found) if call.subresource == "scale" else found, []
        return self.write(call)

    def write(self, call):
        cluster, writer = self.server.cluster, self.server.cluster.writer
        if call.method == "DELETE" and not call.subresource:
            return self.delete(call)
        if call.method == "POST" and not call.name:
            stored, warnings = writer.create(call, self.object())
            return 201, reads.shown(call, stored, "plain"), warnings
        if call.method not in ("PUT", "PATCH") or not call.name:
            raise StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
        kind = (self.headers.get("Content-Type") or "application/json").partition(";")[0].strip()
        given = self.object()
        if call.method == "PATCH" and kind == "application/apply-patch+yaml" and not call.subresource:
            if not cluster.store.get(call.resource.key, call.namespace, call.name):
                given.setdefault("metadata", {})["name"] = call.name
                stored, warnings = writer.create(call, given)
                return 201, reads.shown(call, stored, "plain"), warnings

        def change(there):
            return given if call.method == "PUT" else writes.patched(call, there, kind, given)

        stored, warnings = (writer.scale if call.subresource == "scale" else writer.update)(call, change)
        return 200, stored if call.subresource == "scale" else reads.shown(call, stored, "plain"), warnings

    def delete(self, call):
        cluster = self.server.cluster
        options = self.object() if self.text else {}
        if options.get("dryRun") == ["All"]:
            call.query["dryRun"] = "All"
        if call.name:
            there = cluster.store.get(call.resource.key, call.namespace, call.name)
            if there is None:
                raise reads.not_found(call.resource, call.name)
            targets = [there]
        else:
            matches = reads.selector(call.query)
            targets = [object for object in cluster.store.all(call.resource.key, call.namespace) if matches(object)]
        warnings = [warning for there in targets for warning in cluster.writer.delete(call, there, options)]
        details = {"name": call.name, "group": call.resource.group, "kind": call.resource.name}
        if call.name:
            details["uid"] = targets[0]["metadata"]["uid"]
        return 200, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}, warnings

    def object(self):
        if self.text is None:
            raise StatusError(413, "RequestEntityTooLarge", f"Request entity too large: limit is {MOST_BODY}")
        if (self.headers.get("Content-Type") or "").startswith("application/vnd.kubernetes.protobuf"):
            return protobuf.decoded(self.text)
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise bad(f"couldn't get version/kind; json parse error: {error}") from error

    def send(self, status, headers, body):
        self.send_response(status)
        for name, value in [("Content-Type", "application/json"), *headers]:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def stream(self, call, fault):
        """A watch. `fault`: after that many events it ends as the fault says."""
        cluster = self.server.cluster
        events = reads.watch(call, cluster.store, cluster.bookmark_interval, lambda: not cluster.is_down)
        left = fault["after"] if fault else None
        cluster.note(self, call, 200)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.flush()
        self.connection.settimeout(30)
        while left is None or left > 0:
            event = next(events, None)
            if event is None:
                return self.wfile.write(b"0\r\n\r\n")
            self.chunk(json.dumps(event).encode() + b"\n")
            left = left - 1 if left is not None and event["type"] != "BOOKMARK" else left
        self.close_connection = True
        if fault["kind"] == "raw":
            self.chunk(fault["body"].encode())
        elif fault["kind"] == "huge":
            piece = b'{"type":"ADDED","object":{"metadata":{"name":"' + b"x" * 65536
            for _ in range(32768):
                self.chunk(piece)
        elif fault["kind"] == "hang":
            faults.hang(fault, self, None)
        elif fault["kind"] == "cut":
            self.chunk(b'{"type":"ADDED","object":{"metadata"')

    def chunk(self, text):
        self.wfile.write(f"{len(text):x}\r\n".encode() + text + b"\r\n")
        self.wfile.flush()


def shut(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
