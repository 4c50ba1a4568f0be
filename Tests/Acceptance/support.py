"""What the acceptance tests share: the binary, the corpus, a throw-away CA, and a running webhook."""

import contextlib
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PEDIGREE = os.environ.get("PEDIGREE", str(ROOT / ".build/debug/pedigree"))
SKIPPED = 77


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def shared(*parts):
    """A path in the data that stands beside the checkout; ends the test as skipped (a failure in CI) without it."""
    base = pathlib.Path(os.environ.get("PEDIGREE_SHARED", ROOT.parent / "shared"))
    path = base.joinpath(*parts)
    if not path.exists():
        print(f"{'/'.join(parts)} is not beside this checkout")
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
    return path


def run(*arguments, stdin=None, cwd=None, env=None):
    """Runs pedigree; returns exit status, standard output and standard error."""
    done = subprocess.run(
        [PEDIGREE, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd or ROOT,
        timeout=120,
        env={**os.environ, **(env or {})},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def free_port():
    """A port that nobody has, and that no client's end gets from the kernel before a server takes it."""
    for _ in range(1000):
        port = random.randrange(12000, 32000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def make_certificates(directory):
    """A CA and a server certificate for 127.0.0.1; returns (ca, certificate chain, key)."""
    ca_key, ca, key, request, leaf, chain = (
        str(directory / name) for name in ("ca.key", "ca.crt", "tls.key", "tls.csr", "leaf.crt", "tls.crt")
    )
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *curve, "-days", "1", "-subj", "/CN=test CA", "-keyout", ca_key, "-out", ca)
    openssl("req", *curve, "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", request)
    extensions = directory / "san.cnf"
    extensions.write_text("subjectAltName=IP:127.0.0.1\n")
    openssl(
        *("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial"),
        *("-days", "1", "-extfile", str(extensions), "-out", leaf),
    )
    pathlib.Path(chain).write_text(pathlib.Path(leaf).read_text() + pathlib.Path(ca).read_text())
    return ca, chain, key


class Webhook:
    """A running `pedigree serve`."""

    def __init__(self, process, port, health, ca, log):
        self.process, self.port, self.health, self.ca, self.log = process, port, health, ca, log

    def get(self, path):
        """Status and text of a request to the plain listener."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.health}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def post_all(self, files, directory, protocol="--http2"):
        """Posts every file over one connection with curl; returns the parsed answers in order."""
        config = directory / f"curl{protocol}.cfg"
        lines = []
        for number, file in enumerate(files):
            lines += [
                f'url = "https://127.0.0.1:{self.port}/validate?timeout=10s"',
                'header = "Content-Type: application/json"',
                f'data-binary = "@{file}"',
                f'cacert = "{self.ca}"',
                f'output = "{directory}/answer-{number}"',
                protocol.removeprefix("--"),
                "silent",
                "show-error",
                "next",
            ]
        config.write_text("\n".join(lines[:-1]) + "\n")
        subprocess.run(["curl", "--config", str(config)], check=True, capture_output=True, timeout=300)
        return [json.loads((directory / f"answer-{number}").read_text()) for number in range(len(files))]


@contextlib.contextmanager
def webhook(policy, *options):
    """Starts the webhook on loopback and stops it by its pid; it must then end with 0."""
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        ca, chain, key = make_certificates(directory)
        port, health = free_port(), free_port()
        log = directory / "serve.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [
                    *(PEDIGREE, "serve", "--policy", str(policy), "--tls-cert", chain, "--tls-key", key),
                    *("--listen", f"127.0.0.1:{port}", "--health-listen", f"127.0.0.1:{health}", *options),
                ],
                stderr=errors,
                cwd=ROOT,
            )
        server = Webhook(process, port, health, ca, log)
        try:
            for _ in range(400):
                assert process.poll() is None, f"serve ended with {process.returncode}: {log.read_text()}"
                with contextlib.suppress(OSError):
                    if server.get("/readyz")[0] == 200:
                        break
                time.sleep(0.05)
            else:
                raise AssertionError(f"serve did not become ready: {log.read_text()}")
            yield server, directory
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 0, f"serve ended with {process.returncode}: {log.read_text()}"
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
