"""An API server of Kubernetes for tests and demonstrations: objects, lists, watches, discovery, and a webhook before writes.

    python3 Tests/Servers/kubernetes.py [--webhook https://127.0.0.1:8443/validate --webhook-ca ca.crt] [--stay]

It prints one line of JSON when it is ready:

    server            https://127.0.0.1:PORT, with a certificate for 127.0.0.1, localhost and kubernetes.test
    admin             http://127.0.0.1:PORT2: the same API without TLS, where everybody is a cluster's administrator, and
                      POST / for the commands below
    caFile, clientCertificate, clientKey, token, kubeconfig, directory
                      files with which kubectl and others come in; certificate and token are an administrator's

and ends when its standard input ends (with --stay: when it is killed).

Objects are written as with any API server, with curl or kubectl (`kubectl --validate=false`; there is no OpenAPI):

    curl -X POST $ADMIN/apis/apps/v1/namespaces/ml/deployments -d @deployment.json
    curl -X PATCH -H 'Content-Type: application/merge-patch+json' $ADMIN/apis/apps/v1/namespaces/ml/deployments/web/scale \\
         -d '{"spec":{"replicas":3}}'
    -H 'X-Remote-User: alice@example.com' -H 'X-Remote-Group: ml'     as somebody else (also kubectl --as, --as-group)
    ?dryRun=All                                                       reviewed, and not stored

As in a cluster: uid, creationTimestamp, generation (rises when something outside metadata and status changes) and
resourceVersion are the server's; a PUT with another resourceVersion is a 409; status has its own subresource; owners take
their dependents with them unless propagationPolicy is Orphan; finalizers hold an object; namespaces make themselves. There
are no controllers, no defaults, no schemas, no OpenAPI; protobuf is read as far as Helm writes it; versions of a kind differ
in their apiVersion alone.

The webhook is asked for what the rules and the namespaceSelector of docs/reference/webhook-configuration.yaml (or
--webhook-configuration) select, and for what --webhook-rule GROUP/RESOURCE[/SUBRESOURCE]:OPERATION,... adds; failurePolicy is
Fail (--webhook-ignores-failures: Ignore). A refusal's code, reason and message, and warnings, reach the client as
kube-apiserver words them.

Commands: a line of JSON on standard input, or POSTed to $ADMIN/; each is answered with one line or body of JSON.

    {"do": "put", "object": {...}}                stored as it is, unreviewed; uid and generation are made where they are missing
    {"do": "delete", "group", "resource", "namespace", "name"}            unreviewed, without its dependents
    {"do": "fill", "group", "resource", "namespace", "prefix", "count"}   many small objects
    {"do": "serve", "group", "versions", "kind", "resource", "namespaced"} | {"do": "unserve", "group", "resource"}
    {"do": "compact"}                             watches from the past and lists that go on get 410 Gone
    {"do": "down"} | {"do": "up"}                 every connection is cut, and those that come are too
    {"do": "cut"}                                 the connections that are open now are cut
    {"do": "token", "token", "user", "groups"} | {"do": "revoke", "token"} | {"do": "password", "user", "password"}
    {"do": "client", "user", "groups"}            answers {"certificate": FILE, "key": FILE}
    {"do": "forbid", "user"?, "verb"?, "group"?, "resource"?, "namespace"?} | {"do": "allow"}
    {"do": "fault", "kind", "path"?, "verb"?, "count"?, ...} | {"do": "heal"}
        kind: status (status, headers, message), raw (body), cut, slow (delay), huge, hang (delay), close; the path is one that
        contains this; the verb: get, list, watch, create, update, patch, delete, discover. Of a watch with "after": N the fault
        comes behind the Nth event.
    {"do": "requests", "path"?}                   what was asked for: method, path, user, status, userAgent, accept
    {"do": "version"}                             the latest resourceVersion, and how many objects of which resource there are
"""

import argparse
import collections
import http.server
import json
import pathlib
import socketserver
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from apiserver import writes  # noqa: E402
from apiserver.call import Users  # noqa: E402
from apiserver.faults import Faults  # noqa: E402
from apiserver.handler import Handler, shut  # noqa: E402
from apiserver.resources import Resource, table  # noqa: E402
from apiserver.store import Store  # noqa: E402
from apiserver.tls import Authority  # noqa: E402
from apiserver.webhook import Webhook  # noqa: E402

ADMIN_TOKEN = "a-token-of-an-administrator"


class Cluster:
    def __init__(self, options, authority):
        self.authority = authority
        self.store = Store(options.history, options.seed)
        self.resources = table(set(options.groups.split(",")) if options.groups else None)
        self.webhook = Webhook(
            options.webhook, options.webhook_ca, configuration=options.webhook_configuration, rules=options.webhook_rule,
            ignores_failures=options.webhook_ignores_failures, timeout=options.webhook_timeout, seed=options.seed,
        ) if options.webhook else None
        self.writer = writes.Writer(self.store, self.webhook, self.resources)
        self.users, self.faults = Users(), Faults()
        self.users.tokens[ADMIN_TOKEN] = ("kubernetes-admin", ["system:masters"])
        self.bookmark_interval = options.bookmark_interval
        self.is_down, self.servers = False, []
        self.requests = collections.deque(maxlen=20_000)

    def note(self, handler, call, status):
        self.requests.append({
            "method": handler.command, "path": handler.path, "user": (call.user or {}).get("username"),
            "status": status, "userAgent": handler.headers.get("User-Agent"), "accept": handler.headers.get("Accept"),
        })

    def obey(self, command):
        action = getattr(self, "do_" + str(command.get("do", "")).replace("-", "_"), None)
        if not action:
            return {"error": f"no such command: {command.get('do')}"}
        try:
            return action({name: value for name, value in command.items() if name != "do"}) or {}
        except Exception as error:  # A mistake in a test: it reads what is wrong.
            return {"error": f"{command['do']}: {error!r}"}

    def do_put(self, command):
        return {"object": self.stored(command["object"])}

    def stored(self, object):
        group, _, version = object["apiVersion"].rpartition("/")
        resource = next(
            found for found in self.resources.values()
            if found.group == group and found.kind == object["kind"] and version in found.versions)
        there = self.store.get(resource.key, object["metadata"].get("namespace"), object["metadata"]["name"])
        old = there["metadata"] if there else {}
        metadata = {"uid": old.get("uid") or self.store.uid(), "creationTimestamp": old.get("creationTimestamp") or writes.now(),
                    **object["metadata"]}
        if resource.has_generation and "generation" not in metadata:
            has_changed = there and writes.body(object) != writes.body(there)
            metadata["generation"] = old.get("generation", 1) + (1 if has_changed else 0)
        return self.store.put(resource, {**object, "metadata": metadata}, there)

    def do_delete(self, command):
        resource = self.resources[(command.get("group", ""), command["resource"])]
        self.store.remove(resource, self.store.get(resource.key, command.get("namespace"), command["name"]))

    def do_fill(self, command):
        resource = self.resources[(command.get("group", ""), command["resource"])]
        for number in range(command["count"]):
            metadata = {"name": f"{command.get('prefix', 'x')}-{number:06}", **command.get("metadata", {})}
            if resource.namespaced:
                metadata["namespace"] = command.get("namespace", "default")
            self.stored({"apiVersion": resource.api_version(resource.versions[0]), "kind": resource.kind,
                         "metadata": metadata, "spec": {}})

    def do_serve(self, command):
        resource = Resource(command.get("group", ""), tuple(command["versions"]), command["kind"], command["resource"],
                            command.get("namespaced", True))
        self.resources[resource.key] = resource

    def do_unserve(self, command):
        self.resources.pop((command.get("group", ""), command["resource"]), None)

    def do_compact(self, _):
        self.store.compact()

    def do_down(self, _):
        self.is_down = True
        self.do_cut(_)

    def do_up(self, _):
        self.is_down = False

    def do_cut(self, _):
        for server in self.servers:
            if not server.is_admin:
                for connection in list(server.open_sockets):
                    shut(connection)

    def do_token(self, command):
        self.users.tokens[command["token"]] = (command["user"], command.get("groups", []))

    def do_revoke(self, command):
        self.users.tokens.pop(command["token"], None)

    def do_password(self, command):
        self.users.passwords[f"{command['user']}:{command['password']}"] = (command["user"], command.get("groups", []))

    def do_client(self, command):
        certificate, key = self.authority.client(command["user"], command.get("groups", []), command.get("file"))
        return {"certificate": certificate, "key": key}

    def do_forbid(self, command):
        self.users.forbidden = [*self.users.forbidden, command]

    def do_allow(self, _):
        self.users.forbidden = []

    def do_fault(self, command):
        self.faults.add(command)

    def do_heal(self, _):
        self.faults.clear()

    def do_requests(self, command):
        return {"requests": [request for request in list(self.requests) if command.get("path", "") in request["path"]]}

    def do_version(self, _):
        with self.store.changed:
            counts = {"/".join(key): len(places) for key, places in self.store.objects.items() if places}
            return {"resourceVersion": str(self.store.version), "counts": counts}


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port, cluster, context=None):
        super().__init__(("127.0.0.1", port), Handler)
        self.cluster, self.is_admin, self.open_sockets = cluster, context is None, set()
        cluster.servers.append(self)
        if context:
            # The handshake happens with the first byte that is read, in the connection's own thread.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request, client_address):
        pass


def kubeconfig(server, ca_file, token):
    return json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "test",
        "clusters": [{"name": "test", "cluster": {"server": server, "certificate-authority": ca_file}}],
        "users": [{"name": "admin", "user": {"token": token}}],
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "admin"}}],
    }, indent=2)


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--admin-port", type=int, default=0)
    parser.add_argument("--groups", help="API groups with a comma between them, or all")
    parser.add_argument("--history", type=int, default=100_000, help="changes that watches can go back")
    parser.add_argument("--bookmark-interval", type=float, default=5, help="seconds")
    parser.add_argument("--seed", default="1", help="of the uids")
    parser.add_argument("--webhook")
    parser.add_argument("--webhook-ca")
    parser.add_argument("--webhook-configuration")
    parser.add_argument("--webhook-rule", action="append", default=[])
    parser.add_argument("--webhook-ignores-failures", action="store_true")
    parser.add_argument("--webhook-timeout", type=int, default=10)
    parser.add_argument("--stay", action="store_true", help="do not end with standard input")
    return parser.parse_args()


def main():
    chosen = options()
    with tempfile.TemporaryDirectory(prefix="kubernetes-") as directory:
        authority = Authority(directory)
        cluster = Cluster(chosen, authority)
        server, admin = Server(chosen.port, cluster, authority.context()), Server(chosen.admin_port, cluster)
        for each in (server, admin):
            threading.Thread(target=each.serve_forever, daemon=True).start()
        address = f"https://127.0.0.1:{server.server_port}"
        certificate, key = authority.client("kubernetes-admin", ["system:masters"])
        config = pathlib.Path(directory) / "kubeconfig"
        config.write_text(kubeconfig(address, authority.server_ca, ADMIN_TOKEN))
        print(json.dumps({
            "server": address, "admin": f"http://127.0.0.1:{admin.server_port}", "port": server.server_port,
            "adminPort": admin.server_port, "caFile": authority.server_ca, "clientCertificate": certificate,
            "clientKey": key, "token": ADMIN_TOKEN, "kubeconfig": str(config), "directory": directory,
        }), flush=True)
        try:
            for line in sys.stdin:
                print(json.dumps(cluster.obey(json.loads(line))), flush=True)
            while chosen.stay:
                threading.Event().wait()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
