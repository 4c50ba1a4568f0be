"""One request: what it asks for, and who asks."""

import base64
import dataclasses
import urllib.parse

from apiserver.status import StatusError, no_such_path

SUBRESOURCES = {"status", "scale"}
VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}


@dataclasses.dataclass
class Call:
    method: str
    path: str
    query: dict
    headers: object
    user: dict
    resource: object = None
    version: str = ""
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    # Of a write to a scale: the one before and the one after.
    scales: tuple = ()

    @property
    def dry_run(self):
        return self.query.get("dryRun") == "All"

    @property
    def is_watch(self):
        return self.method == "GET" and self.query.get("watch") in ("true", "1")

    @property
    def verb(self):
        if self.method in VERBS:
            return "deletecollection" if self.method == "DELETE" and not self.name else VERBS[self.method]
        return "watch" if self.is_watch else "get" if self.name else "list"


def read(method, target, headers, user):
    parts = urllib.parse.urlsplit(target)
    query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
    return Call(method, urllib.parse.unquote(parts.path), query, headers, user)


def locate(call, resources):
    """Whether the path is that of a resource; what it names is put into `call`. An unknown resource is a 404."""
    parts = [part for part in call.path.split("/") if part]
    if parts[:2] == ["api", "v1"]:
        group, version, rest = "", "v1", parts[2:]
    elif parts[:1] == ["apis"] and len(parts) > 3:
        group, version, rest = parts[1], parts[2], parts[3:]
    else:
        return False
    if not rest:
        return False
    if rest[0] == "namespaces" and len(rest) > 2 and rest[2] not in SUBRESOURCES:
        call.namespace, rest = rest[1], rest[2:]
    call.resource, call.version = resources.get((group, rest[0])), version
    call.name = rest[1] if len(rest) > 1 else ""
    call.subresource = rest[2] if len(rest) > 2 else ""
    if not call.resource or version not in call.resource.versions or len(rest) > 3:
        raise no_such_path()
    if call.namespace and not call.resource.namespaced or call.subresource not in ("", "status", "scale"):
        raise no_such_path()
    if call.subresource == "scale" and not call.resource.has_scale:
        raise no_such_path()
    if call.resource.namespaced and not call.namespace and (call.name or call.method == "POST"):
        raise no_such_path()
    return True


class Users:
    """Who a request is from, and what each may not do."""

    def __init__(self):
        self.tokens, self.passwords, self.forbidden = {}, {}, []

    def of(self, headers, certificate, is_trusted):
        user = self.asking(headers, certificate, is_trusted)
        name = headers.get("X-Remote-User") or headers.get("Impersonate-User")
        if not name:
            return user
        if "system:masters" not in user["groups"]:
            raise StatusError(403, "Forbidden", f'users "{name}" is forbidden: User "{user["username"]}" cannot impersonate')
        groups = [*(headers.get_all("X-Remote-Group") or []), *(headers.get_all("Impersonate-Group") or [])]
        return described(name, [group.strip() for text in groups for group in text.split(",")])

    def asking(self, headers, certificate, is_trusted):
        if is_trusted:
            return described("kubernetes-admin", ["system:masters"])
        if certificate:
            fields = {}
            for part in certificate.get("subject", ()):
                for name, value in part:
                    fields.setdefault(name, []).append(value)
            return described(fields.get("commonName", [""])[0], fields.get("organizationName", []))
        kind, _, secret = (headers.get("Authorization") or "").partition(" ")
        found = None
        if kind.lower() == "bearer":
            found = self.tokens.get(secret.strip())
        elif kind.lower() == "basic":
            try:
                found = self.passwords.get(base64.b64decode(secret).decode())
            except ValueError:
                found = None
        if not found:
            raise StatusError(401, "Unauthorized", "Unauthorized")
        return described(*found)

    def check(self, call):
        for rule in self.forbidden:
            facts = {
                "user": call.user["username"], "verb": call.verb, "namespace": call.namespace,
                "group": call.resource.group, "resource": call.resource.name,
            }
            if all(rule.get(field, value) == value for field, value in facts.items()):
                where = f'in the namespace "{call.namespace}"' if call.namespace else "at the cluster scope"
                raise StatusError(
                    403, "Forbidden",
                    f'{call.resource.qualified} is forbidden: User "{call.user["username"]}" cannot {call.verb} resource'
                    f' "{call.resource.name}" in API group "{call.resource.group}" {where}')


def described(name, groups):
    """`userInfo` as an API server writes it."""
    groups = list(groups)
    if name.startswith("system:serviceaccount:"):
        groups += ["system:serviceaccounts", f"system:serviceaccounts:{name.split(':')[2]}"]
    for group in ["system:authenticated"]:
        if group not in groups:
            groups.append(group)
    return {"username": name, "groups": list(dict.fromkeys(groups))}
