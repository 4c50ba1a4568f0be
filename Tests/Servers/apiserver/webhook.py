"""Asks a validating webhook, as an API server does before it stores anything."""

import http.client
import json
import pathlib
import re
import ssl
import threading
import urllib.parse
import uuid

from apiserver.status import StatusError

CONFIGURATION = pathlib.Path(__file__).resolve().parents[3] / "docs/reference/webhook-configuration.yaml"


class Webhook:
    """`rules` None: those of the configuration that users install."""

    def __init__(self, url, ca_file, name="validate.pedigree.dev", timeout=10, ignores_failures=False,
                 configuration=None, rules=(), excluded=None, seed="1"):
        self.url, self.name, self.timeout, self.ignores_failures = urllib.parse.urlsplit(url), name, timeout, ignores_failures
        self.context = ssl.create_default_context(cafile=ca_file)
        text = pathlib.Path(configuration or CONFIGURATION).read_text()
        self.rules = [*parsed_rules(text), *map(parsed_rule, rules)]
        selected = re.search(r"kubernetes\.io/metadata\.name, operator: NotIn, values: \[([^\]]*)\]", text)
        self.excluded = set(names(selected[1])) if selected else set()
        if excluded is not None:
            self.excluded = set(excluded)
        self.calls, self.lock, self.seed = 0, threading.Lock(), seed

    def wants(self, operation, resource, subresource, namespace):
        if namespace and namespace in self.excluded or resource.name == "namespaces":
            return False
        path = f"{resource.name}/{subresource}" if subresource else resource.name
        for groups, resources, operations in self.rules:
            if ({"*", resource.group} & set(groups) and {"*", operation} & set(operations)
                    and any(matches(wanted, path) for wanted in resources)):
                return True
        return False

    def review(self, request):
        """The webhook's warnings; an error where it refuses, or cannot be asked."""
        with self.lock:
            self.calls += 1
            number = self.calls
        request = {"uid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.seed}/{self.name}/{number}")), **request}
        try:
            response = self.ask({"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request})
            if response.get("uid") != request["uid"]:
                raise ValueError(f'expected response.uid="{request["uid"]}"')
            allowed = response["allowed"]
            if not isinstance(allowed, bool):
                raise ValueError("response.allowed is no boolean")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, http.client.HTTPException) as error:
            if self.ignores_failures:
                return []
            raise StatusError(
                500, "InternalError",
                f'Internal error occurred: failed calling webhook "{self.name}": failed to call webhook: {error}',
            ) from error
        warnings = response.get("warnings") or []
        headers = [("Warning", warning(text)) for text in warnings if text and "\n" not in text]
        if allowed:
            return headers
        status = response.get("status") or {}
        code = status.get("code")
        message = f'admission webhook "{self.name}" denied the request: {status.get("message", "")}'
        raise StatusError(
            400 if code in (None, 200) else code, status.get("reason", "Forbidden"), message, headers=headers)

    def ask(self, review):
        connection = http.client.HTTPSConnection(
            self.url.hostname, self.url.port or 443, timeout=self.timeout, context=self.context)
        try:
            separator = "&" if self.url.query else "?"
            path = f"{self.url.path or '/'}{'?' + self.url.query if self.url.query else ''}"
            body = (json.dumps(review, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
            connection.request("POST", f"{path}{separator}timeout={self.timeout}s", body, {
                "User-Agent": "kube-apiserver-admission", "Accept": "application/json, */*",
                "Content-Type": "application/json",
            })
            answer = connection.getresponse()
            text = answer.read(4 << 20)
            if answer.status != 200:
                raise ValueError(f"an error on the server: status {answer.status}")
            answer = json.loads(text)
            if answer.get("kind") != "AdmissionReview" or answer.get("apiVersion") != "admission.k8s.io/v1":
                raise ValueError("the answer is no admission.k8s.io/v1 AdmissionReview")
            return answer["response"]
        finally:
            connection.close()


def warning(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    # Header fields are written as Latin-1 here, and as the UTF-8 that it was by an API server.
    return f'299 - "{escaped}"'.encode().decode("latin-1")


def matches(wanted, path):
    if wanted in ("*", "*/*", path):
        return wanted != "*" or "/" not in path
    return wanted.startswith("*/") and path.endswith(wanted[1:]) or wanted.endswith("/*") and path.startswith(wanted[:-1])


def names(text):
    return [name.strip().strip("\"'") for name in text.split(",") if name.strip()]


def parsed_rules(text):
    """The rules of the configuration that `make docs` writes, which has one form."""
    for group in re.finditer(
            r"- apiGroups: \[([^\]]*)\]\s+apiVersions: [^\n]*\s+operations: \[([^\]]*)\]\s+resources: \[([^\]]*)\]", text):
        yield names(group[1]), names(group[3]), names(group[2])


def parsed_rule(text):
    """GROUP/RESOURCE[/SUBRESOURCE]:OPERATION,OPERATION"""
    path, _, operations = text.partition(":")
    group, _, resource = path.partition("/")
    return [group], [resource], names(operations)
