"""Load as API servers make it: a few HTTP/2 connections with many streams, and connections of HTTP/1.1, through a service
that sends new connections to the replicas that were ready when it last looked. Every answer is judged."""

import asyncio
import collections
import contextlib
import itertools
import json
import random
import socket
import ssl
import threading
import time
import urllib.request

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions

PATH = "/validate?timeout=10s"
# Longer than any server here takes to give up by itself.
PATIENCE = 30


class NotBegun(Exception):
    """The server has said, or cannot but have, that it did nothing with the request: any client sends it again."""


class Lost(Exception):
    """The request was begun, and no answer came."""


class Connection(h2.connection.H2Connection):
    """After GOAWAY what is in flight goes on; the library would end the connection."""

    def _receive_goaway_frame(self, frame):
        event = h2.events.ConnectionTerminated()
        event.error_code, event.last_stream_id, event.additional_data = frame.error_code, frame.last_stream_id, None
        return [], [event]


class HTTP2:
    """One connection with many streams. Goes to nobody new once the server has said GOAWAY."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.http = Connection(h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
        self.streams, self.window = {}, asyncio.Event()
        self.is_open, self.was_asked_to_go = True, False
        self.http.initiate_connection()
        self.flush()
        self.task = asyncio.ensure_future(self.read())

    def flush(self):
        data = self.http.data_to_send()
        if data:
            self.writer.write(data)

    async def ask(self, body):
        if not self.is_open:
            raise NotBegun
        stream = self.http.get_next_available_stream_id()
        answer = asyncio.get_running_loop().create_future()
        self.streams[stream] = [answer, 0, bytearray()]
        try:
            self.http.send_headers(stream, [
                (":method", "POST"), (":path", PATH), (":scheme", "https"), (":authority", "pedigree.pedigree-system.svc"),
                ("content-type", "application/json"), ("content-length", str(len(body)))])
            await self.send(stream, answer, body)
            self.flush()
            return await asyncio.wait_for(answer, PATIENCE)
        except h2.exceptions.ProtocolError as error:
            if answer.done():
                return await answer
            raise Lost(f"{type(error).__name__}: {error}") from error
        except (OSError, RuntimeError, asyncio.TimeoutError) as error:
            raise Lost(f"{type(error).__name__}: {error}") from error
        finally:
            self.streams.pop(stream, None)

    async def send(self, stream, answer, body):
        sent = 0
        while sent < len(body) and not answer.done():
            room = min(self.http.local_flow_control_window(stream), self.http.max_outbound_frame_size, len(body) - sent)
            if room <= 0:
                self.window.clear()
                await asyncio.wait_for(self.window.wait(), PATIENCE)
                continue
            self.http.send_data(stream, body[sent:sent + room], end_stream=sent + room == len(body))
            sent += room

    async def read(self):
        reason = "the server closed the connection"
        try:
            while data := await self.reader.read(1 << 16):
                for event in self.http.receive_data(data):
                    self.hear(event)
                self.flush()
        except (OSError, h2.exceptions.ProtocolError) as error:
            reason = f"{type(error).__name__}: {error}"
        self.is_open = False
        self.window.set()
        for answer, _, _ in list(self.streams.values()):
            if not answer.done():
                answer.set_exception(Lost(reason))
        self.writer.close()

    def hear(self, event):
        if isinstance(event, h2.events.ConnectionTerminated):
            self.is_open, self.was_asked_to_go = False, True
            for stream, (answer, _, _) in list(self.streams.items()):
                if stream > event.last_stream_id and not answer.done():
                    answer.set_exception(NotBegun())
        if isinstance(event, (h2.events.WindowUpdated, h2.events.RemoteSettingsChanged)):
            self.window.set()
        there = self.streams.get(getattr(event, "stream_id", None))
        if there is None or there[0].done():
            return
        if isinstance(event, h2.events.ResponseReceived):
            there[1] = int(dict(event.headers)[":status"])
        elif isinstance(event, h2.events.DataReceived):
            there[2] += event.data
            self.http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            there[0].set_result((there[1], bytes(there[2])))
        elif isinstance(event, h2.events.StreamReset):
            is_refused = event.error_code == h2.errors.ErrorCodes.REFUSED_STREAM
            there[0].set_exception(NotBegun() if is_refused else Lost(f"the stream was reset: {event.error_code}"))


class HTTP1:
    """One connection, one request at a time."""

    def __init__(self, reader, writer):
        self.reader, self.writer, self.is_open, self.was_asked_to_go = reader, writer, True, False

    async def ask(self, body):
        if self.reader.at_eof() or self.writer.is_closing():
            self.is_open = False
            raise NotBegun
        head = (f"POST {PATH} HTTP/1.1\r\nHost: pedigree.pedigree-system.svc\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n")
        try:
            self.writer.write(head.encode() + body)
            return await asyncio.wait_for(self.receive(), PATIENCE)
        except (OSError, RuntimeError, asyncio.IncompleteReadError, asyncio.TimeoutError) as error:
            self.is_open = False
            raise Lost(f"{type(error).__name__}: {error}") from error

    async def receive(self):
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        body = await self.reader.readexactly(int(fields["content-length"]))
        if fields.get("connection") == "close":
            self.is_open, self.was_asked_to_go = False, True
            self.writer.close()
        return int(lines[0].split()[1]), body


class Service:
    """A Service's endpoints: the replicas that were ready at the last look, as kubelet and kube-proxy would have them."""

    def __init__(self, interval=0.3):
        self.interval, self.lock, self.replicas, self.ready = interval, threading.Lock(), {}, []
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def add(self, port, health):
        with self.lock:
            self.replicas[port] = health

    def remove(self, port):
        with self.lock:
            self.replicas.pop(port, None)
            self.ready = [other for other in self.ready if other != port]

    def watch(self):
        while not self.is_over.wait(self.interval):
            with self.lock:
                replicas = dict(self.replicas)
            ready = [port for port, health in replicas.items() if is_ready(health)]
            with self.lock:
                self.ready = [port for port in ready if port in self.replicas]

    def pick(self):
        with self.lock:
            return random.choice(self.ready) if self.ready else None

    def close(self):
        self.is_over.set()
        self.thread.join()


def is_ready(health):
    with contextlib.suppress(OSError):
        with urllib.request.urlopen(f"http://127.0.0.1:{health}/readyz", timeout=10) as answer:
            return answer.status == 200
    return False


class Case:
    """A kind of request, and what its answers may be.

    `body(uid, number)` gives the bytes; `verdict()` says what is right now: "allowed", "denied", or "either" while it changes.
    `codes`: of a denial, each of which must be among the codes of the answer.
    """

    def __init__(self, name, body, verdict, codes=(), check=None):
        self.name, self.body, self.codes, self.check = name, body, codes, check
        self.verdict = verdict if callable(verdict) else lambda: verdict

    def judge(self, uid, expected, status, text):
        """The outcome, and what is wrong with it (None: nothing)."""
        if status != 200:
            return f"HTTP {status}", f"HTTP {status}: {text[:200]!r}"
        try:
            review = json.loads(text)
            answer = review["response"]
            outcome = "allowed" if answer["allowed"] is True else {403: "denied", 503: "undecided"}[answer["status"]["code"]]
        except (ValueError, KeyError, TypeError) as error:
            return "no answer", f"{error!r}: {text[:200]!r}"
        wrong = None
        codes = answer.get("auditAnnotations", {}).get("codes", "")
        if answer.get("uid") != uid:
            wrong = f"the uid is {answer.get('uid')}, not {uid}"
        elif outcome != "undecided" and "either" not in (expected, self.verdict()) and outcome != expected:
            wrong = f"{outcome}, not {expected}: {codes} {answer.get('status', {}).get('message', '')}"
        elif outcome == "denied" and expected == "denied" and not all(code in codes for code in self.codes):
            wrong = f"denied for {codes}, not for {self.codes}"
        elif self.check:
            wrong = self.check(outcome, answer)
        return outcome, wrong


class Load:
    """Sends requests of all cases through the service from a thread of its own until it is told to end."""

    def __init__(self, service, ca, cases, connections=3, streams=6, singles=4, rate=400):
        self.service, self.cases = service, cases
        self.shape, self.pause = (connections, streams, singles), (connections * streams + singles) / rate
        self.context = {}
        for protocol in ("h2", "http/1.1"):
            self.context[protocol] = ssl.create_default_context(cafile=ca)
            self.context[protocol].set_alpn_protocols([protocol])
        self.counts = collections.Counter()
        self.wrong, self.errors, self.asked_to_go, self.sent_again, self.handshakes = [], collections.Counter(), 0, 0, 0
        self.latencies = collections.deque(maxlen=5000)
        self.numbers, self.is_over = itertools.count(), False
        self.random = random.Random(7)
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over = True
        self.thread.join()

    @property
    def sent(self):
        return sum(self.counts.values())

    def moves(self, requests, seconds=60):
        """Waits until so many more requests were answered."""
        goal, end = self.sent + requests, time.monotonic() + seconds
        while self.sent < goal:
            assert time.monotonic() < end and self.thread.is_alive(), f"the load stands still: {self.summary()}"
            time.sleep(0.02)

    async def run(self):
        connections, streams, singles = self.shape
        lines = [Line(self, "h2", HTTP2) for _ in range(connections)] * streams
        lines += [Line(self, "http/1.1", HTTP1) for _ in range(singles)]
        await asyncio.gather(*(self.worker(line) for line in lines))
        for line in lines:
            await line.close()

    async def worker(self, line):
        while not self.is_over:
            case = self.random.choice(self.cases)
            number = next(self.numbers)
            uid = f"00000000-0000-4000-8000-{number:012}"
            body, expected = case.body(uid, number), case.verdict()
            start = time.monotonic()
            outcome = await self.outcome(line, case, uid, expected, body)
            self.latencies.append(time.monotonic() - start)
            self.counts[case.name, outcome] += 1
            await asyncio.sleep(self.pause * self.random.uniform(0.5, 1.5))

    async def outcome(self, line, case, uid, expected, body):
        while True:
            try:
                status, text = await line.ask(body)
            except NotBegun:
                self.sent_again += 1
                continue
            except Lost as error:
                self.errors[str(error)] += 1
                return "lost"
            except OSError as error:
                self.errors[f"connecting: {error}"] += 1
                # As with failurePolicy Fail: refused. The next one tries again.
                await asyncio.sleep(0.05)
                return "not connected"
            outcome, wrong = case.judge(uid, expected, status, text)
            if wrong:
                self.wrong.append(f"{case.name}: {wrong}")
            return outcome

    def count(self, outcome):
        return sum(count for (_, other), count in self.counts.items() if other == outcome)

    def summary(self):
        outcomes = collections.Counter()
        for (_, outcome), count in self.counts.items():
            outcomes[outcome] += count
        words = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        return (f"{self.sent} requests: {words}; {self.handshakes} connections, {self.asked_to_go} of them asked to come again, "
                f"{self.sent_again} requests sent again; wrong answers: {len(self.wrong)}")


class Line:
    """A client's connection, opened anew when it ends. Those who share it share the handshake, too."""

    def __init__(self, load, protocol, kind):
        self.load, self.protocol, self.kind, self.connection, self.lock = load, protocol, kind, None, asyncio.Lock()

    async def ask(self, body):
        async with self.lock:
            if self.connection is None or not self.connection.is_open:
                self.load.asked_to_go += bool(self.connection and self.connection.was_asked_to_go)
                self.connection = None
                self.connection = await self.connect()
            connection = self.connection
        return await connection.ask(body)

    async def connect(self):
        for _ in range(20):
            port = self.load.service.pick()
            if port is not None:
                break
            # A service without endpoints refuses; whoever waits here would have been refused.
            await asyncio.sleep(0.05)
        else:
            raise ConnectionRefusedError("no replica is ready")
        reader, writer = await asyncio.wait_for(
            asyncio.open_connection("127.0.0.1", port, ssl=self.load.context[self.protocol], server_hostname="127.0.0.1"),
            PATIENCE)
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.load.handshakes += 1
        agreed = writer.get_extra_info("ssl_object").selected_alpn_protocol()
        assert agreed == self.protocol, f"{agreed} was agreed on, not {self.protocol}"
        return self.kind(reader, writer)

    async def close(self):
        if self.connection:
            with contextlib.suppress(Exception):
                self.connection.writer.close()
