"""Answers that no API server should give, on purpose."""

import json
import threading
import time


class Faults:
    def __init__(self):
        self.lock, self.rules = threading.Lock(), []

    def add(self, rule):
        with self.lock:
            self.rules.append({"count": 1, **rule})

    def clear(self):
        with self.lock:
            self.rules.clear()

    def take(self, path, verb):
        """The first rule for this request; each counts down."""
        with self.lock:
            for rule in self.rules:
                if rule["count"] and rule.get("path", "") in path and rule.get("verb", verb) == verb:
                    rule["count"] -= 1
                    return rule
        return None


def play(rule, handler, answer):
    """`answer`: (status, headers, bytes) of the right answer, asked for only where it is needed."""
    {"status": status, "raw": raw, "cut": cut, "slow": slow, "huge": huge, "hang": hang,
     "close": lambda *_: None}[rule["kind"]](rule, handler, answer)
    handler.close_connection = True


def head(handler, code, headers, length):
    handler.send_response(code)
    for name, value in headers:
        handler.send_header(name, value)
    if length is None:
        handler.send_header("Connection", "close")
    else:
        handler.send_header("Content-Length", str(length))
    handler.end_headers()


def status(rule, handler, _):
    code = rule["status"]
    body = json.dumps({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": code,
        "reason": rule.get("reason", ""), "message": rule.get("message", "on purpose"),
    }).encode()
    head(handler, code, [("Content-Type", "application/json"), *rule.get("headers", {}).items()], len(body))
    handler.wfile.write(body)


def raw(rule, handler, _):
    body = rule["body"].encode()
    head(handler, rule.get("status", 200), [("Content-Type", "application/json")], len(body))
    handler.wfile.write(body)


def cut(_, handler, answer):
    code, headers, body = answer()
    head(handler, code, headers, len(body))
    handler.wfile.write(body[:len(body) // 2])
    handler.wfile.flush()


def slow(rule, handler, answer):
    code, headers, body = answer()
    head(handler, code, headers, len(body))
    for at in range(0, len(body), 64):
        handler.wfile.write(body[at:at + 64])
        handler.wfile.flush()
        time.sleep(rule.get("delay", 0.1))


def huge(_, handler, __):
    head(handler, 200, [("Content-Type", "application/json")], None)
    handler.wfile.write(b'{"kind":"List","items":[')
    piece = b'{"metadata":{"name":"x","uid":"y"}},' * 2000
    # A client that reads all of it has no limit; it gets 2 GiB.
    for _ in range((2 << 30) // len(piece)):
        handler.wfile.write(piece)


def hang(rule, _, __):
    time.sleep(rule.get("delay", 60))
