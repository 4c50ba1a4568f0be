"""Bodies in protobuf, as Helm writes the Secrets that hold its releases: of these as much as it takes to store them.

The encoding is Kubernetes' own: four bytes of magic, and a runtime.Unknown around the object
(k8s.io/apimachinery/pkg/runtime/generated.proto, k8s.io/api/core/v1/generated.proto).
"""

import base64

from apiserver.status import unsupported

MAGIC = b"k8s\0"


def decoded(body):
    """The object that a body in protobuf holds, as JSON would have it."""
    if not body.startswith(MAGIC):
        raise unsupported("the body is no protobuf of Kubernetes")
    unknown = fields(body[len(MAGIC):])
    kind = fields(one(unknown, 1))
    object = {"apiVersion": text(kind, 1), "kind": text(kind, 2)}
    raw = fields(one(unknown, 2))
    if object["kind"] == "Secret":
        data = {key: base64.b64encode(value).decode() for key, value in entries(raw, 2)}
        return {**object, "metadata": metadata(fields(one(raw, 1))), "data": data, "type": text(raw, 3)}
    if object["kind"] == "DeleteOptions":
        options = {"propagationPolicy": text(raw, 4), "dryRun": [each.decode() for each in raw.get(5, [])]}
        return {**object, **{key: value for key, value in options.items() if value}}
    raise unsupported(f"{object['kind']} in protobuf is not read here")


def metadata(raw):
    names = {"name": 1, "generateName": 2, "namespace": 3, "uid": 5, "resourceVersion": 6}
    made = {name: text(raw, number) for name, number in names.items() if text(raw, number)}
    for name, number in (("labels", 11), ("annotations", 12)):
        if raw.get(number):
            made[name] = {key: value.decode() for key, value in entries(raw, number)}
    return made


def fields(data):
    """What a message holds, by the fields' numbers."""
    found, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
        elif key & 7 == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        else:
            raise unsupported(f"wire type {key & 7} is not read here")
        found.setdefault(key >> 3, []).append(value)
    return found


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value, shift, at = value | (byte & 0x7F) << shift, shift + 7, at + 1
        if byte < 0x80:
            return value, at


def one(raw, number):
    return raw.get(number, [b""])[-1]


def text(raw, number):
    return one(raw, number).decode()


def entries(raw, number):
    """A map, whose entries are messages of a key and a value."""
    for entry in raw.get(number, []):
        pair = fields(entry)
        yield text(pair, 1), one(pair, 2)
