"""A server that is asked to end does so within its grace time, wherever its database has fallen silent."""

import contextlib
import pathlib
import socket
import tempfile
import threading
import time

from cluster import eventually
from durability_test import Server, review
from postgres import postgres
from support import expect, free_port

GRACE = 4
# The statements that it waits for take up to two minutes: whoever waits for them is seen to.
PATIENCE = 60


class Wire:
    """Carries bytes between the server and its database until a word is seen; from then on nothing gets through."""

    def __init__(self, target):
        self.target, self.word, self.is_cut = target, None, threading.Event()
        self.listener = socket.create_server(("127.0.0.1", free_port()))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self.carry, args=(source, sink), daemon=True).start()

    def carry(self, source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if self.word and self.word in data:
                    self.is_cut.set()
                if self.is_cut.is_set():
                    # Neither an answer nor an end of the connection.
                    threading.Event().wait()
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def cut(self):
        self.is_cut.set()


@contextlib.contextmanager
def served(uri):
    with tempfile.TemporaryDirectory() as name:
        port = int(uri.rsplit(":", 1)[1].split("/")[0])
        wire = Wire(port)
        server = Server(pathlib.Path(name), "--shutdown-grace", f"{GRACE}s", "--log-name", "ending")
        server.place = uri.replace(f":{port}/", f":{wire.port}/")
        try:
            yield server, wire
        finally:
            wire.listener.close()
            if server.process.poll() is None:
                server.process.kill()
                server.process.wait()


def end(server):
    """The exit status, and what was said from the signal on."""
    log = server.directory / "serve.log"
    before = len(log.read_text())
    server.process.terminate()
    begin = time.monotonic()
    status = server.process.wait(timeout=PATIENCE)
    print(f"ended with {status} after {time.monotonic() - begin:.1f} s (grace time: {GRACE} s)")
    return status, log.read_text()[before:]


def in_order(uri):
    with served(uri) as (server, _):
        server.start()
        expect(server.ask(review("whole"))["allowed"], "a pinned model is let in")
        status, said = end(server)
        expect(status == 0 and not said, f"{status}: {said}")


def silent_at(uri, word):
    """The database hears the statement with that word, and nothing of it comes back."""
    with served(uri) as (server, wire):
        wire.word = word
        server.start(until_ready=False)
        eventually(wire.is_cut.is_set, f"{word} is asked for")
        status, said = end(server)
        expect(status == 1, f"{status}: {said}")
        return said


def silent_writing(uri):
    with served(uri) as (server, wire):
        server.start()
        wire.cut()
        for number in range(20):
            expect(server.ask(review(f"lost-{number}"))["allowed"], "answers do not wait for the log")
        status, said = end(server)
        expect(status == 1, f"{status}: {said}")
        expect("the server ended before everything was written" in said, said)


def main():
    with postgres() as uri:
        in_order(uri)
        # While it migrates, which is before it serves: nobody but the clock can end that.
        expect("something did not end" in silent_at(uri, b"pg_advisory_lock(hashtext('pedigree migration'"), "it is said why it ended")
        # While it reads the log.
        silent_at(uri, b"ORDER BY time, writer, sequence")
        silent_writing(uri)


if __name__ == "__main__":
    main()
