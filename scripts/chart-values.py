"""What follows from the comments of charts/pedigree/values.yaml.

    python scripts/chart-values.py schema charts/pedigree/values.yaml     values.schema.json
    python scripts/chart-values.py table charts/pedigree/values.yaml      the table of docs/chart.md

A comment stands right above its key. Lines of it that begin with `@` are YAML: what the schema says besides.
"""

import json
import pathlib
import sys

import yaml

NAME = {"type": "string", "minLength": 1}
# Names of variables that hold secrets, and not the name of a file or of a key.
SECRET = "(?i)(PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|PRIVATE_KEY|API_KEY|ACCESS_KEY)"
NO_SECRET = "(?i)(_FILE|_FILES|_PATH|_DIR|_ID|_URI|_URL|_NAME)$"
HOST = "([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?"
DEFINITIONS = {
    "localObject": {"type": "object", "properties": {"name": NAME}, "required": ["name"], "additionalProperties": False},
    "named": {"type": "object", "properties": {"name": NAME}, "required": ["name"]},
    "namespace": {"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"},
    "path": {"type": "string", "pattern": "^(/[^\\s].*)?$"},
    "relativePath": {"type": "string", "not": {"pattern": "(^/|(^|/)\\.\\.(/|$))"}},
    "hours": {"type": "string", "pattern": "^[1-9][0-9]*h$"},
    "duration": {"type": "string", "pattern": "^[1-9][0-9]*(s|m|h)$"},
    "quantity": {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$"},
    "hosts": {"type": "string", "pattern": "^(%s(,%s)*)?$" % (HOST, HOST)},
    "cidr": {"type": "string", "pattern": "^[0-9a-fA-F.:]+/[0-9]{1,3}$"},
    "configMap": {
        "type": "object",
        "properties": {
            "name": NAME,
            "items": {"type": "array", "items": {
                "type": "object", "properties": {"key": NAME, "path": NAME}, "required": ["key", "path"],
                "additionalProperties": False}},
        },
        "required": ["name"], "additionalProperties": False,
    },
    "issuerRef": {
        "type": "object",
        "properties": {"name": NAME, "kind": NAME, "group": NAME},
        "additionalProperties": False, "dependencies": {"kind": ["name"]},
    },
    "matchCondition": {
        "type": "object",
        "properties": {"name": NAME, "expression": NAME}, "required": ["name", "expression"], "additionalProperties": False,
    },
    "readRule": {
        "type": "object",
        "properties": {
            "apiGroups": {"type": "array", "items": {"type": "string", "not": {"const": "*"}}, "minItems": 1},
            "resources": {"type": "array", "items": NAME, "minItems": 1},
            "resourceNames": {"type": "array", "items": NAME},
            "verbs": {"type": "array", "items": {"enum": ["get", "list", "watch"]}, "minItems": 1},
        },
        "required": ["apiGroups", "resources", "verbs"], "additionalProperties": False,
    },
    "environment": {
        "type": "object",
        "properties": {"name": NAME, "value": {"type": "string"}, "valueFrom": {"type": "object"}},
        "required": ["name"], "additionalProperties": False,
        "if": {"properties": {"name": {"allOf": [{"pattern": SECRET}, {"not": {"pattern": NO_SECRET}}]}}},
        "then": {"required": ["valueFrom"], "not": {"required": ["value"]}},
    },
}
TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object", type(None): "null"}


class Value:
    """A key of values.yaml: its path, what its comment says, and what it is unless somebody says otherwise."""

    def __init__(self, path, lines, key, node):
        self.path, self.default = path, yaml.safe_load(yaml.serialize(node))
        comment = []
        row = key.start_mark.line - 1
        while row >= 0 and lines[row].startswith(" " * key.start_mark.column + "# "):
            comment.insert(0, lines[row].strip()[2:])
            row -= 1
        said = yaml.safe_load("\n".join(line[2:] for line in comment if line.startswith("@ "))) or {}
        self.description = " ".join(line for line in comment if not line.startswith("@"))
        if not self.description:
            sys.exit(f"error: values.yaml, line {key.start_mark.line + 1}: {path} has no comment")
        is_whole = bool(said) or not isinstance(node, yaml.MappingNode)
        self.children = [] if is_whole else children(node, lines, path)
        if isinstance(self.default, dict) and not self.children and not said:
            sys.exit(f"error: values.yaml: {path} does not say (with @) what may stand in it")
        self.said = said

    def schema(self):
        schema = {"description": self.description}
        if "$ref" in self.said:
            # Beside a $ref nothing else counts.
            return {**schema, "allOf": [self.said], "default": self.default}
        schema["type"] = TYPES[type(self.default)]
        if self.children:
            schema |= {"properties": {child.path.split(".")[-1]: child.schema() for child in self.children},
                       "additionalProperties": False}
        else:
            schema["default"] = self.default
        return schema | self.said

    def rows(self):
        if self.children:
            yield f"| **`{self.path}`** | | {cell(self.description)} |"
            for child in self.children:
                yield from child.rows()
        else:
            default = json.dumps(self.default, ensure_ascii=False)
            one_of = "".join(f", `{json.dumps(value)}`" for value in self.said.get("enum", []))[2:]
            more = f" One of {one_of}." if one_of else ""
            yield f"| `{self.path}` | `{default}` | {cell(self.description)}{more} |"


def cell(text):
    return text.replace("|", "\\|")


def children(node, lines, path=""):
    return [Value(f"{path}.{key.value}".lstrip("."), lines, key, value) for key, value in node.value]


def main():
    what, file = sys.argv[1:]
    text = pathlib.Path(file).read_text()
    values = children(yaml.compose(text), text.splitlines())
    if what == "table":
        print("| value | default | |\n| --- | --- | --- |")
        for value in values:
            print("\n".join(value.rows()))
        return
    properties = {value.path: value.schema() for value in values}
    # What Helm itself puts there when the chart is part of another one.
    properties["global"] = {"type": "object", "description": "Values of the chart that this one is a part of."}
    print(json.dumps({
        "$schema": "http://json-schema.org/draft-07/schema#", "title": "Values of the chart pedigree", "type": "object",
        "properties": properties, "additionalProperties": False, "$defs": DEFINITIONS,
    }, indent=2, ensure_ascii=False))


main()
