"""The base of Kustomize and its overlays, built by kubectl, are what the chart makes."""

import difflib
import json
import subprocess

from chart import TOOLS, objects, only, render, validate
from chart_promises import promises
from support import ROOT, expect


def kustomize():
    """Base and overlays give what the chart gives with the values beside them, object by object and field by field."""
    directories = [ROOT / "charts/kustomize/base", *sorted((ROOT / "charts/kustomize/overlays").iterdir())]
    expect(len(directories) >= 4, "the overlays are not there")
    for directory in directories:
        done = subprocess.run(
            [TOOLS / "kubectl", "kustomize", directory], capture_output=True, text=True, timeout=120, check=False)
        expect(done.returncode == 0, f"kubectl kustomize {directory}: {done.stderr}")
        built = objects(done.stdout)
        namespace = only(built, "Namespace")
        expect(namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted", f"{namespace}")
        built.remove(namespace)
        validate(built, "1.31.0", directory.name)
        promises(built, directory.name)
        wanted = objects(render("--values", directory / "values.yaml"))
        expect(same(built) == same(wanted), f"{directory.name}: {differences(same(built), same(wanted))}")


def without_helm(value):
    """Without Helm's labels; volumes and mounts, whose order says nothing, by name."""
    if isinstance(value, dict):
        value = {key: without_helm(each) for key, each in value.items() if key not in ("helm.sh/chart", "app.kubernetes.io/managed-by")}
        for key in ("volumes", "volumeMounts"):
            if key in value:
                value[key] = sorted(value[key], key=lambda each: each["name"])
        return value
    return [without_helm(each) for each in value] if isinstance(value, list) else value


def same(found):
    return {(each["kind"], each["metadata"]["name"]): without_helm(each) for each in found}


def differences(built, wanted):
    texts = [json.dumps(each, indent=1, sort_keys=True).splitlines() for each in (
        {" ".join(key): value for key, value in built.items()}, {" ".join(key): value for key, value in wanted.items()})]
    return "\n".join(difflib.unified_diff(*texts, "kustomize", "helm", lineterm=""))[:4000]


kustomize()
