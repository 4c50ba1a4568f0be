"""Creations, updates and deletions: what an API server makes of an object before it stores it."""

import copy
import random
import time

from apiserver import patches
from apiserver.status import StatusError, bad, conflict, exists, invalid, not_found, unsupported

ATTEMPTS = 5
LETTERS = "bcdfghjklmnpqrstvwxz2456789"


class Writer:
    def __init__(self, store, webhook, resources):
        self.store, self.webhook, self.resources = store, webhook, resources
        self.random = random.Random(1)

    def create(self, call, object):
        resource = call.resource
        self.check(call, object)
        metadata = dict(object["metadata"])
        if not metadata.get("name"):
            if not metadata.get("generateName"):
                raise invalid(f"{resource.kind} is invalid: metadata.name: Required value: name or generateName is required")
            metadata["name"] = metadata["generateName"] + "".join(self.random.choices(LETTERS, k=5))
        if resource.namespaced:
            metadata["namespace"] = call.namespace
            self.ensure_namespace(call)
        else:
            metadata.pop("namespace", None)
        for field in ("resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"):
            metadata.pop(field, None)
        metadata["uid"], metadata["creationTimestamp"] = self.store.uid(), now()
        metadata.pop("generation", None)
        if resource.has_generation:
            metadata["generation"] = 1
        object = {**object, "metadata": metadata}
        if resource.has_status:
            object.pop("status", None)
        name = metadata["name"]
        if self.store.get(resource.key, call.namespace, name):
            raise exists(resource, name)
        warnings = self.admit(call, "CREATE", name, object, None)
        stored = object if call.dry_run else self.store.put(resource, object, None)
        return stored, warnings

    def update(self, call, change):
        """Stores what `change` makes of the object, which is asked again where another write came between."""
        for attempt in range(ATTEMPTS):
            there = self.store.get(call.resource.key, call.namespace, call.name)
            if there is None:
                raise not_found(call.resource, call.name)
            wanted = change(copy.deepcopy(versioned(call, there)))
            given = wanted["metadata"].get("resourceVersion")
            if given and given != there["metadata"]["resourceVersion"]:
                raise conflict(call.resource, call.name)
            result = self.prepared(call, wanted, there)
            # As a real one does: what changes nothing is reviewed, and not stored.
            warnings = self.admit(call, "UPDATE", call.name, result, there)
            if same(result, there):
                return there, warnings
            if call.dry_run:
                return result, warnings
            try:
                return self.finish(call.resource, result, there), warnings
            except StatusError:
                if given or attempt == ATTEMPTS - 1:
                    raise
        raise conflict(call.resource, call.name)

    def finish(self, resource, object, there):
        """Stores it, or lets go of what was only kept by its finalizers."""
        metadata = object["metadata"]
        if metadata.get("deletionTimestamp") and not metadata.get("finalizers"):
            return self.store.remove(resource, there)
        return self.store.put(resource, object, there)

    def prepared(self, call, wanted, there):
        self.check(call, wanted, there)
        resource, old = call.resource, there["metadata"]
        metadata = dict(wanted["metadata"])
        if metadata.get("uid", old["uid"]) != old["uid"]:
            raise conflict(resource, call.name, f"Precondition failed: UID in precondition: {metadata['uid']}")
        for field in ("uid", "creationTimestamp", "namespace", "name", "generation", "deletionTimestamp",
                      "deletionGracePeriodSeconds", "resourceVersion"):
            metadata.pop(field, None)
            if field in old:
                metadata[field] = old[field]
        if call.subresource == "status":
            return {**there, "metadata": old, "status": wanted.get("status")}
        result = {**wanted, "metadata": metadata}
        if resource.has_status:
            result.pop("status", None)
            if "status" in there:
                result["status"] = there["status"]
        if resource.has_generation and body(result) != body(there):
            metadata["generation"] = old.get("generation", 0) + 1
        return result

    def scale(self, call, change):
        def scaled(object):
            scale = scale_of(object)
            wanted = change(copy.deepcopy(scale))
            given = wanted.get("metadata", {}).get("resourceVersion")
            if given and given != object["metadata"]["resourceVersion"]:
                raise conflict(call.resource, call.name)
            replicas = (wanted.get("spec") or {}).get("replicas", 0)
            if not isinstance(replicas, int) or replicas < 0:
                raise invalid("Scale.autoscaling is invalid: spec.replicas: Invalid value")
            call.scales = (scale, {**scale, "spec": {"replicas": replicas}})
            return {**object, "spec": {**(object.get("spec") or {}), "replicas": replicas}}

        stored, warnings = self.update(call, scaled)
        return scale_of(stored), warnings

    def delete(self, call, there, options):
        metadata = there["metadata"]
        for field, wanted in (options.get("preconditions") or {}).items():
            if wanted != metadata.get(field):
                raise conflict(call.resource, metadata["name"], f"Precondition failed: {field} in precondition")
        warnings = self.admit(call, "DELETE", metadata["name"], None, there)
        if call.dry_run:
            return warnings
        policy = options.get("propagationPolicy") or call.query.get("propagationPolicy") or "Background"
        if metadata.get("finalizers"):
            if not metadata.get("deletionTimestamp"):
                marked = {**metadata, "deletionTimestamp": now(), "deletionGracePeriodSeconds": 0}
                self.store.put(call.resource, {**there, "metadata": marked}, there)
            return warnings
        self.store.remove(call.resource, there)
        self.collect(metadata["uid"], policy)
        return warnings

    def collect(self, uid, policy):
        """What the garbage collector does with the dependents: they go, or forget their owner."""
        for key, object in self.store.dependents(uid):
            resource = self.resources[key]
            metadata = object["metadata"]
            owners = [owner for owner in metadata["ownerReferences"] if owner.get("uid") != uid]
            if policy == "Orphan" or owners:
                kept = {**metadata, "ownerReferences": owners}
                if not owners:
                    del kept["ownerReferences"]
                self.store.put(resource, {**object, "metadata": kept}, object)
            else:
                self.store.remove(resource, object)
                self.collect(metadata["uid"], policy)

    def check(self, call, object, there=None):
        metadata = object.get("metadata") if isinstance(object, dict) else None
        if not isinstance(metadata, dict):
            raise bad("the object provided is unrecognized (must be of type with metadata)")
        version = call.resource.api_version(call.version)
        if object.get("kind") != call.resource.kind or object.get("apiVersion") != version:
            raise bad(
                f'the API version in the data ({object.get("apiVersion")}, Kind={object.get("kind")}) does not match the'
                f" expected API version ({version}, Kind={call.resource.kind})")
        if call.namespace and metadata.get("namespace", call.namespace) != call.namespace:
            raise bad("the namespace of the provided object does not match the namespace sent on the request")
        if there and metadata.get("name", call.name) != call.name:
            raise bad("the name of the object does not match the name on the URL")

    def ensure_namespace(self, call):
        resource = self.resources.get(("", "namespaces"))
        if call.dry_run or not resource or self.store.get(resource.key, "", call.namespace):
            return
        self.store.put(resource, {
            "kind": "Namespace", "apiVersion": "v1", "metadata": {
                "name": call.namespace, "uid": self.store.uid(), "creationTimestamp": now(),
                "labels": {"kubernetes.io/metadata.name": call.namespace},
            }, "status": {"phase": "Active"},
        }, None)

    def admit(self, call, operation, name, object, old):
        if not self.webhook or not self.webhook.wants(operation, call.resource, call.subresource, call.namespace):
            return []
        resource = call.resource
        kind = {"group": resource.group, "version": call.version, "kind": resource.kind}
        if call.subresource == "scale":
            kind = {"group": "autoscaling", "version": "v1", "kind": "Scale"}
            old, object = call.scales
        plural = {"group": resource.group, "version": call.version, "resource": resource.name}
        request = {"kind": kind, "resource": plural}
        if call.subresource:
            request["subResource"] = call.subresource
        request |= {"requestKind": kind, "requestResource": plural}
        if call.subresource:
            request["requestSubResource"] = call.subresource
        if name and not (operation == "DELETE" and not call.name):
            request["name"] = name
        if call.namespace:
            request["namespace"] = call.namespace
        options = {"kind": f"{operation.capitalize()}Options", "apiVersion": "meta.k8s.io/v1"}
        if call.query.get("fieldManager"):
            options["fieldManager"] = call.query["fieldManager"]
        if call.dry_run:
            options["dryRun"] = ["All"]
        request |= {
            "operation": operation, "userInfo": call.user, "object": in_version(call, object),
            "oldObject": in_version(call, old), "dryRun": call.dry_run, "options": options,
        }
        return self.webhook.review(request)


def in_version(call, object):
    return object if object is None or call.subresource == "scale" else versioned(call, object)


def versioned(call, object):
    return {**object, "kind": call.resource.kind, "apiVersion": call.resource.api_version(call.version)}


def patched(call, object, content_type, patch):
    result = patches.apply(content_type, object, patch, call.resource.is_custom)
    if result is None:
        raise unsupported(f"the body of the request was in an unknown format - {content_type}")
    return result


def scale_of(object):
    metadata, spec, status = object["metadata"], object.get("spec") or {}, object.get("status") or {}
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    labels = ((spec.get("selector") or {}).get("matchLabels") or {}) if isinstance(spec.get("selector"), dict) else {}
    scale = {"replicas": status.get("replicas", 0)}
    if labels:
        scale["selector"] = ",".join(f"{name}={value}" for name, value in sorted(labels.items()))
    return {
        "kind": "Scale", "apiVersion": "autoscaling/v1",
        "metadata": {field: metadata[field] for field in kept if field in metadata},
        "spec": {"replicas": spec["replicas"]} if "replicas" in spec else {}, "status": scale,
    }


def body(object):
    return {field: value for field, value in object.items() if field not in ("metadata", "status", "apiVersion", "kind")}


def same(left, right):
    return {**left, "apiVersion": None} == {**right, "apiVersion": None}


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
