"""Writes what `helm template` prints as a base of Kustomize: one file an object, and a kustomization that lists them.

    helm template … | python scripts/kustomize-base.py DIRECTORY [KIND…]      with kinds: only these, in one file
"""

import pathlib
import sys

import yaml

OF_HELM = {"helm.sh/chart", "app.kubernetes.io/managed-by"}
NAMESPACE = {
    "apiVersion": "v1", "kind": "Namespace",
    "metadata": {
        "name": "pedigree-system",
        # What Pedigree's own pods keep to.
        "labels": {"pod-security.kubernetes.io/enforce": "restricted"},
    },
}
HEADER = "# Generated from the chart by scripts/chart.sh; `make docs` writes it anew.\n"


class Text(yaml.SafeDumper):
    """Texts of several lines are written as such."""


Text.add_representer(str, lambda dumper, text: dumper.represent_scalar(
    "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None))


def without_helm(value):
    if isinstance(value, dict):
        return {key: without_helm(each) for key, each in value.items() if key not in OF_HELM}
    if isinstance(value, list):
        return [without_helm(each) for each in value]
    return value


def write(file, *values):
    text = "---\n".join(yaml.dump(value, Dumper=Text, sort_keys=False, width=120) for value in values)
    file.write_text(HEADER + text)


def main():
    directory, kinds = pathlib.Path(sys.argv[1]), sys.argv[2:]
    directory.mkdir(parents=True, exist_ok=True)
    objects = [without_helm(object) for object in yaml.safe_load_all(sys.stdin) if object]
    if kinds:
        chosen = [object for object in objects if object["kind"] in kinds]
        write(directory / f"{kinds[0].lower()}.yaml", *chosen)
        return
    names = []
    for object in [NAMESPACE, *objects]:
        name = f"{object['kind'].lower()}-{object['metadata']['name']}.yaml"
        names.append(name)
        write(directory / name, object)
    write(directory / "kustomization.yaml", {
        "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
        "namespace": "pedigree-system", "resources": sorted(names),
    })


main()
