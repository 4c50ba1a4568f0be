"""The JSON Schema that `pedigree policy schema` prints takes every policy document that lint takes, and refuses others."""

import copy
import json
import pathlib
import sys

import support

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"{missing.name} is not installed")
    sys.exit(support.SKIPPED)


class Texts(yaml.SafeLoader):
    """Dates stay texts, as they do for kubectl."""


Texts.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

status, out, err = support.run("policy", "schema")
assert status == 0, err
schema = json.loads(out)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)

files = sorted(pathlib.Path(support.ROOT, "policies").glob("*.yaml"))
files += [pathlib.Path(support.ROOT, "examples/policies", name) for name in ("everything.yaml", "exception.yaml")]
documents = [document for file in files for document in yaml.load_all(file.read_text(), Texts) if document]
assert len(documents) >= 5, documents
for document in documents:
    validator.validate(document)


def broken(document):
    """Documents that differ from a right one by one mistake."""
    for key in list(document):
        other = copy.deepcopy(document)
        del other[key]
        yield f"without {key}", other
    for path in (["unknown"], ["spec", "unknown"], ["metadata", "unknown"]):
        other = copy.deepcopy(document)
        place = other
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = "x"
        yield f"with {'.'.join(path)}", other
    other = copy.deepcopy(document)
    other["metadata"]["name"] = "Not A Name"
    yield "with a wrong name", other


count = 0
for document in documents:
    for mistake, other in broken(document):
        assert not validator.is_valid(other), f"{document['kind']} {mistake} is taken"
        count += 1
print(f"{len(documents)} documents taken, {count} mistakes refused")
