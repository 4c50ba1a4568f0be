"""The chart, rendered by Helm, for the acceptance tests."""

import functools
import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import kubernetes_validate
import yaml

from support import ROOT, expect

TOOLS = pathlib.Path(sys.executable).parent
CHART = ROOT / "charts/pedigree"
FIXTURES = ROOT / "Tests/Fixtures/chart"
MATRIX = sorted((CHART / "ci").glob("*-values.yaml"))
# The oldest that the chart allows, those where fields begin, and the newest whose schemas are there.
VERSIONS = ["1.25.0", "1.27.0", "1.28.0", "1.30.0", "1.31.0", "1.34.0", "1.37.0"]
NAMESPACE = "pedigree-system"


class Yaml(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):
    """A key that stands twice is an error, as it is for Kubernetes."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        expect(not twice, f"keys that stand twice: {twice}, at {node.start_mark}")
        return super().construct_mapping(node, deep)


def helm(*arguments, stdin=None):
    """Status, standard output and standard error of a run of Helm."""
    done = subprocess.run(
        [TOOLS / "helm", *map(str, arguments)], input=stdin, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


def render(*arguments, version="1.31.0", release="pedigree"):
    """The text that Helm makes of the chart."""
    status, text, errors = helm("template", release, CHART, "--namespace", NAMESPACE, "--kube-version", version, *arguments)
    expect(status == 0, f"helm template {arguments} for {version}: {errors}")
    return text


def objects(text):
    return [object for object in yaml.load_all(text, Loader=Yaml) if object]


def of_kind(found, kind):
    return [object for object in found if object["kind"] == kind]


def only(found, kind, name=None):
    matching = [object for object in of_kind(found, kind) if name in (None, object["metadata"]["name"])]
    expect(len(matching) == 1, f"{len(matching)} objects of {kind} {name or ''}")
    return matching[0]


def refusal(*arguments):
    """What Helm says where it refuses to render."""
    status, text, errors = helm("template", "pedigree", CHART, "--namespace", NAMESPACE, *arguments)
    expect(status != 0, f"helm template {arguments} was not refused:\n{text[:500]}")
    return errors


def pods(found):
    """Each pod that the objects make, with the object that makes it."""
    for object in found:
        if object["kind"] == "Deployment":
            yield object, object["spec"]["template"]
        if object["kind"] == "CronJob":
            yield object, object["spec"]["jobTemplate"]["spec"]["template"]


# Schemas

@functools.cache
def custom_schemas():
    """The schemas of custom resources, by (apiVersion, kind), with fields that they do not name as errors."""
    found = {}
    for file in (FIXTURES / "crds").glob("*.json"):
        crd = json.loads(file.read_text())
        schema = crd["schema"]
        schema["properties"]["metadata"] = {"type": "object"}
        found[f"{crd['group']}/{crd['version']}", crd["kind"]] = jsonschema.Draft202012Validator(strict(schema))
    return found


def strict(schema):
    if not isinstance(schema, dict):
        return schema
    made = {key: value for key, value in schema.items() if key not in ("properties", "items", "additionalProperties")}
    if "properties" in schema:
        made["properties"] = {name: strict(each) for name, each in schema["properties"].items()}
    if "items" in schema:
        made["items"] = strict(schema["items"])
    if "additionalProperties" in schema:
        made["additionalProperties"] = strict(schema["additionalProperties"])
    elif "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        made["additionalProperties"] = False
    if schema.get("x-kubernetes-int-or-string"):
        made = {key: value for key, value in made.items() if key != "type"} | {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    return made


def validate(found, version, where):
    """Every object has its schema and keeps to it, to the last field."""
    for object in found:
        name = f"{where}, Kubernetes {version}: {object['kind']} {object['metadata']['name']}"
        custom = custom_schemas().get((object["apiVersion"], object["kind"]))
        try:
            if custom:
                custom.validate(object)
            else:
                kubernetes_validate.validate(object, version, strict=True)
        except kubernetes_validate.SchemaNotFoundError:
            raise AssertionError(f"{name}: there is no schema for {object['apiVersion']}") from None
        except jsonschema.ValidationError as error:
            path = ".".join(map(str, error.absolute_path))
            raise AssertionError(f"{name}: {path}: {error.message[:500]}") from None


# Golden files

def golden(text, is_long):
    """The text without what differs from one rendering to the next, and without what other tests compare."""
    text = re.sub(r"(?m)^(  (?:tls\.crt|tls\.key|ca\.crt|bundle\.crt): )[A-Za-z0-9+/=]{40,}$", r"\1MADE-ANEW", text)
    text = re.sub(r"(?m)^( +caBundle: )[A-Za-z0-9+/=]{40,}$", r"\1BASE64", text)
    text = re.sub(r'(pedigree\.dev/ends: )"\d+"', r'\1"UNIX-TIME"', text)
    text = re.sub(r"(?m)[ \t]+$", "", text)
    documents = text.split("\n---\n")
    for number, document in enumerate(documents):
        if "\nkind: PrometheusRule\n" in document:
            documents[number] = document[:document.index("\nspec:\n")] + "\nspec: FILES/ALERTS.YAML"
        if "\n  pedigree.json: |" in document:
            documents[number] = document[:document.index("\n  pedigree.json: |")] + "\n  pedigree.json: FILES/DASHBOARD.JSON"
        if not is_long and "\nkind: ValidatingWebhookConfiguration\n" in document:
            documents[number] = re.sub(
                r"(?ms)(- name: validate\.pedigree\.dev$.*?\n    rules:).*?(?=\n  # What Kubernetes|\Z)", r"\1 FILES/KINDS.YAML", document)
        if not is_long and "\nkind: ClusterRole\n" in document:
            documents[number] = re.sub(
                r"(?ms)\nrules:\n.*?(?=\n  # What answers|\n  - apiGroups:\n|\n  - apiGroups: \[\"wgpolicy|\Z)",
                "\nrules: # FILES/KINDS.YAML", document)
    return "\n---\n".join(documents).rstrip() + "\n"
