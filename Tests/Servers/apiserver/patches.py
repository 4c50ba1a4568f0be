"""Merge patches, JSON patches, and as much of strategic merge patches as manifests of workloads need."""

import copy

from apiserver.status import bad, invalid

# The lists that strategic merge patches join, and by which field.
KEYS = {
    "containers": "name", "initContainers": "name", "ephemeralContainers": "name", "volumes": "name", "env": "name",
    "imagePullSecrets": "name", "ports": "containerPort", "volumeMounts": "mountPath", "ownerReferences": "uid",
    "conditions": "type", "hostAliases": "ip", "topologySpreadConstraints": "topologyKey",
}


def merge(target, patch):
    """RFC 7386."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


def strategic(target, patch, field=None):
    if isinstance(patch, dict):
        if patch.get("$patch") == "replace":
            return {key: copy.deepcopy(value) for key, value in patch.items() if key != "$patch"}
        result = dict(target) if isinstance(target, dict) else {}
        for name in patch.get("$retainKeys", result):
            result = {key: value for key, value in result.items() if key in patch.get("$retainKeys", result)}
            break
        for key, value in patch.items():
            if key.startswith("$deleteFromPrimitiveList/"):
                name = key.partition("/")[2]
                result[name] = [item for item in result.get(name, []) if item not in value]
            elif key.startswith("$"):
                continue
            elif value is None:
                result.pop(key, None)
            else:
                result[key] = strategic(result.get(key), value, key)
        return result
    if isinstance(patch, list) and field == "finalizers":
        return [*(target or []), *(item for item in patch if item not in (target or []))]
    key = KEYS.get(field)
    if not isinstance(patch, list) or not key or not isinstance(target, list):
        return copy.deepcopy(patch)
    if any(isinstance(item, dict) and item.get("$patch") == "replace" and len(item) == 1 for item in patch):
        return [copy.deepcopy(item) for item in patch if item != {"$patch": "replace"}]
    result = list(target)
    for item in patch:
        at = next((n for n, old in enumerate(result) if isinstance(old, dict) and old.get(key) == item.get(key)), None)
        if item.get("$patch") == "delete":
            if at is not None:
                result.pop(at)
        elif at is None:
            result.append(copy.deepcopy(item))
        else:
            result[at] = strategic(result[at], item)
    return result


def operations(target, patch):
    """RFC 6902."""
    if not isinstance(patch, list):
        raise bad("a JSON patch is a list of operations")
    document = {"": copy.deepcopy(target)}
    for step in patch:
        try:
            kind, path = step["op"], step["path"]
            if kind in ("add", "replace", "test"):
                value = copy.deepcopy(step["value"])
            elif kind in ("move", "copy"):
                parent, key = locate(document, step["from"])
                value = copy.deepcopy(parent[key])
                if kind == "move":
                    del parent[key]
            parent, key = locate(document, path, adds=kind in ("add", "move", "copy"))
            if kind == "test":
                if parent[key] != value:
                    raise invalid(f"the server rejected our request due to an error in our request: test of {path}")
            elif kind == "remove":
                del parent[key]
            elif isinstance(parent, list) and kind != "replace":
                parent.insert(key, value)
            else:
                parent[key] if kind == "replace" else None
                parent[key] = value
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise invalid(f"the server rejected our request due to an error in our request: {error!r}") from error
    return document[""]


def locate(document, pointer, adds=False):
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")]
    parent = document
    for part in parts[:-1]:
        parent = parent[int(part)] if isinstance(parent, list) else parent[part]
    key = parts[-1]
    if isinstance(parent, list):
        key = len(parent) if key == "-" and adds else int(key)
    return parent, key


def apply(content_type, target, patch, is_custom):
    if content_type == "application/json-patch+json":
        return operations(target, patch)
    if content_type == "application/merge-patch+json":
        return merge(target, patch)
    if content_type == "application/apply-patch+yaml":
        return strategic(target, patch)
    if content_type == "application/strategic-merge-patch+json" and not is_custom:
        return strategic(target, patch)
    return None
