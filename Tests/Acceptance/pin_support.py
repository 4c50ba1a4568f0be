"""What the tests of pedigree pin share: a manifest, and servers on loopback that answer as they are told."""

import contextlib
import http.server
import ssl
import threading

COMMIT = "5a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
LOCAL = ("--plain-http", "--network", "127.0.0.1")

SERVICE = """\
# Which model we serve.
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: NAME}
spec:
  predictor:
    model:
      modelFormat: {name: huggingface}   # as KServe calls it
      storageUri: URI  # moves
"""


def service(uri, name="m"):
    return SERVICE.replace("URI", uri).replace("NAME", name)


@contextlib.contextmanager
def serving(answer, tls=None):
    """An HTTP server on loopback, with TLS where a certificate and key are given; `answer(method, path, headers, body)` gives status, headers and body."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.reply()

        def do_POST(self):
            self.reply()

        def reply(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
