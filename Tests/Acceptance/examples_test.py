"""Every example is what it says: demo reviews carry their manifests, policies satisfy the published schema."""

import json
import sys

import jsonschema
import yaml
from support import ROOT, run


def demo_reviews_carry_their_manifests():
    for file in sorted((ROOT / "examples/demo").glob("*.yaml")):
        manifest = yaml.safe_load(file.read_text())
        review = json.loads((ROOT / "examples/demo/reviews" / f"{file.stem}.json").read_text())
        assert review["request"]["object"] == manifest, f"{file.name} and its review differ"


def policies_satisfy_the_schema():
    status, text, errors = run("policy", "schema")
    assert status == 0, errors
    schema = json.loads(text)
    assert schema == json.loads((ROOT / "docs/reference/policy.schema.json").read_text()), "run 'make docs'"
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = [*sorted((ROOT / "policies").glob("*.yaml")), *sorted((ROOT / "examples").rglob("*policy*.yaml"))]
    documents = [(file, document) for file in files for document in yaml.safe_load_all(file.read_text()) if document]
    ours = [(file, document) for file, document in documents if document["apiVersion"].startswith("pedigree.dev/")]
    assert len(ours) >= 2, "there are no policies to check"
    for file, document in ours:
        problems = [error.message for error in validator.iter_errors(document)]
        assert not problems, f"{file.relative_to(ROOT)}: {problems}"
    broken = json.loads(json.dumps(ours[0][1]))
    broken["spec"]["nonsense"] = True
    assert list(validator.iter_errors(broken)), "the schema lets an unknown key pass"


def shipped_policies_lint():
    status, output, errors = run("policy", "lint", "policies")
    assert status == 0, output + errors


def main():
    demo_reviews_carry_their_manifests()
    policies_satisfy_the_schema()
    shipped_policies_lint()
    return 0


if __name__ == "__main__":
    sys.exit(main())
