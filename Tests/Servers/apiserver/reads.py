"""Gets, lists, watches and discovery."""

import re
import time

from apiserver.resources import SHORT
from apiserver.status import StatusError, bad, expired, invalid, not_found


def form(headers, is_list):
    """`partial` or `plain`: the first form of `Accept` that there is."""
    wanted = "PartialObjectMetadataList" if is_list else "PartialObjectMetadata"
    for part in (headers.get("Accept") or "*/*").split(","):
        kind, *parameters = [piece.strip() for piece in part.split(";")]
        if kind not in ("application/json", "application/*", "*/*"):
            continue
        fields = dict(parameter.partition("=")[::2] for parameter in parameters)
        if fields.get("as") is None:
            return "plain"
        if fields["as"] == wanted and fields.get("g") == "meta.k8s.io" and fields.get("v") == "v1":
            return "partial"
    raise StatusError(406, "NotAcceptable", "only the following media types are accepted: application/json")


def partial(object):
    return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"]}


def shown(call, object, how):
    if how == "partial":
        return partial(object)
    return {**object, "kind": call.resource.kind, "apiVersion": call.resource.api_version(call.version)}


def get(call, store):
    object = store.get(call.resource.key, call.namespace, call.name)
    if object is None:
        raise not_found(call.resource, call.name)
    return shown(call, object, form(call.headers, False))


def listing(call, store):
    how = form(call.headers, True)
    limit = number(call.query.get("limit"))
    objects, version, token, remain = store.page(
        call.resource.key, call.namespace, limit, call.query.get("continue"), selector(call.query))
    metadata = {"resourceVersion": str(version)}
    if token:
        metadata |= {"continue": token, "remainingItemCount": remain}
    if how == "partial":
        return {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
                "items": [partial(object) for object in objects]}
    items = [shown(call, object, how) for object in objects]
    if not call.resource.is_custom:
        # A typed list says it once.
        items = [{field: value for field, value in item.items() if field not in ("kind", "apiVersion")} for item in items]
    return {"kind": f"{call.resource.kind}List", "apiVersion": call.resource.api_version(call.version),
            "metadata": metadata, "items": items}


def watch(call, store, bookmark_interval, is_open):
    """The events of a watch, one dict after the other; what is wrong with the request is said at once."""
    how = form(call.headers, False)
    if call.query.get("sendInitialEvents"):
        raise invalid("sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled")
    matches = selector(call.query)
    asked = call.query.get("resourceVersion", "")
    if not re.fullmatch(r"[0-9]*", asked):
        raise bad(f'resourceVersion: Invalid value: "{asked}": strconv.ParseUint')
    end = time.monotonic() + (number(call.query.get("timeoutSeconds")) or 1800)

    def visible(object):
        return matches(object) and (not call.namespace or object["metadata"].get("namespace") == call.namespace)

    return events_since(int(asked or 0), call, store, how, visible, end, bookmark_interval, is_open)


def events_since(version, call, store, how, visible, end, bookmark_interval, is_open):
    """An error event ends it, as it does with a real one."""
    with store.changed:
        first = []
        if version == 0:
            first = [object for object in store.all(call.resource.key, call.namespace) if visible(object)]
            version = store.version
    for object in first:
        yield {"type": "ADDED", "object": shown(call, object, how)}
    last_mark = time.monotonic()
    while is_open():
        with store.changed:
            events = store.since(version, call.resource.key)
            if events is None:
                yield {"type": "ERROR", "object": expired(f"too old resource version: {version} ({store.forgotten})").body}
                return
            version = max(version, store.version)
            if not events:
                store.changed.wait(min(bookmark_interval, max(0.0, end - time.monotonic()), 0.5))
        for event in events:
            before, after = event.previous and visible(event.previous), visible(event.object)
            kind = event.kind
            if kind == "MODIFIED" and before != after:
                kind = "ADDED" if after else "DELETED"
            if before or after:
                yield {"type": kind, "object": shown(call, event.object, how)}
        is_over = time.monotonic() >= end
        marks = call.query.get("allowWatchBookmarks") in ("true", "1")
        if marks and not events and (is_over or time.monotonic() - last_mark >= bookmark_interval):
            last_mark = time.monotonic()
            mark = {"metadata": {"resourceVersion": str(version), "creationTimestamp": None}}
            yield {"type": "BOOKMARK", "object": shown(call, mark, how)}
        if is_over:
            return


def number(text):
    try:
        return max(0, int(text or 0))
    except ValueError as error:
        raise bad(f"invalid number: {text}") from error


def selector(query):
    labels = [part for part in re.split(r",(?![^(]*\))", query.get("labelSelector", "")) if part.strip()]
    fields = [part.strip() for part in query.get("fieldSelector", "").split(",") if part.strip()]
    tests = [label_test(part.strip()) for part in labels] + [field_test(part) for part in fields]
    return lambda object: all(test(object) for test in tests)


def label_test(text):
    def label(object, name):
        return (object["metadata"].get("labels") or {}).get(name)

    found = re.fullmatch(r"(\S+)\s+(in|notin)\s+\(([^)]*)\)", text)
    if found:
        values = {value.strip() for value in found[3].split(",")}
        return lambda object: (label(object, found[1]) in values) == (found[2] == "in")
    found = re.fullmatch(r"([^=!\s]+)\s*(==|=|!=)\s*(\S*)", text)
    if found:
        return lambda object: (label(object, found[1]) == found[3]) == (found[2] != "!=")
    if text.startswith("!"):
        return lambda object: label(object, text[1:]) is None
    return lambda object: label(object, text) is not None


def field_test(text):
    name, operator, value = re.fullmatch(r"([^=!]+)(==|=|!=)(.*)", text).groups()
    if name not in ("metadata.name", "metadata.namespace"):
        raise bad(f"field label not supported: {name}")
    field = name.partition(".")[2]
    return lambda object: (object["metadata"].get(field, "") == value) == (operator != "!=")


def discovery(path, resources):
    """The documents of /api, /apis and below; None where the path is none of them."""
    groups = {}
    for resource in resources.values():
        versions = groups.setdefault(resource.group, [])
        versions += [version for version in resource.versions if version not in versions]
    for versions in groups.values():
        versions.sort(key=stability)
    parts = [part for part in path.split("/") if part]
    if parts == ["version"]:
        return {"major": "1", "minor": "31", "gitVersion": "v1.31.0", "platform": "linux/amd64"}
    if parts == ["api"]:
        return {"kind": "APIVersions", "versions": ["v1"]}
    if parts == ["apis"]:
        listed = [group_document(group, versions) for group, versions in sorted(groups.items()) if group]
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": listed}
    if len(parts) == 2 and parts[0] == "apis" and parts[1] in groups:
        return {"apiVersion": "v1", **group_document(parts[1], groups[parts[1]]), "kind": "APIGroup"}
    group, version = ("", "v1") if parts == ["api", "v1"] else (parts[1], parts[2]) if len(parts) == 3 else (None, "")
    if group is None or version not in groups.get(group, []):
        return None
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": f"{group}/{version}" if group else version,
            "resources": [entry for resource in sorted(resources.values(), key=lambda resource: resource.name)
                          if resource.group == group and version in resource.versions for entry in entries(resource)]}


def entries(resource):
    verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    short = {"shortNames": [SHORT[resource.kind]]} if resource.kind in SHORT else {}
    yield {"name": resource.name, "singularName": resource.kind.lower(), "namespaced": resource.namespaced,
           "kind": resource.kind, "verbs": verbs, **short}
    if resource.has_status:
        yield {"name": f"{resource.name}/status", "singularName": "", "namespaced": resource.namespaced,
               "kind": resource.kind, "verbs": ["get", "patch", "update"]}
    if resource.has_scale:
        yield {"name": f"{resource.name}/scale", "singularName": "", "namespaced": resource.namespaced,
               "group": "autoscaling", "version": "v1", "kind": "Scale", "verbs": ["get", "patch", "update"]}


def group_document(group, versions):
    listed = [{"groupVersion": f"{group}/{version}", "version": version} for version in versions]
    return {"name": group, "versions": listed, "preferredVersion": listed[0]}


def stability(version):
    """v2 before v1 before v1beta2 before v1beta1 before v1alpha1, as Kubernetes sorts them."""
    found = re.fullmatch(r"v(\d+)(?:(alpha|beta)(\d+))?", version)
    if not found:
        return (3, 0, 0)
    return ({None: 0, "beta": 1, "alpha": 2}[found[2]], -int(found[1]), -int(found[3] or 0))
