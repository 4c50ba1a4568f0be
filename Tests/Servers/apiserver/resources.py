"""Which resources the server has: a few of Kubernetes' own, and the kinds of docs/reference/kinds.md."""

import dataclasses
import pathlib
import re

KINDS = pathlib.Path(__file__).resolve().parents[3] / "docs/reference/kinds.md"

# Served unless --groups says otherwise: what a cluster with KServe, Seldon, Knative, KubeRay, KubeAI and Argo has.
GROUPS = {
    "", "apps", "batch", "serving.kserve.io", "machinelearning.seldon.io", "mlops.seldon.io", "serving.knative.dev",
    "ray.io", "kubeai.org", "argoproj.io", "networking.istio.io", "gateway.networking.k8s.io",
    "kustomize.toolkit.fluxcd.io", "helm.toolkit.fluxcd.io",
}
# Of what Kubernetes itself has: only the versions that are still served. (`extensions` is gone.)
CURRENT = {"apps": ["v1"], "batch": ["v1"], "": ["v1"]}
SHORT = {
    "Pod": "po", "Deployment": "deploy", "ReplicaSet": "rs", "StatefulSet": "sts", "DaemonSet": "ds", "CronJob": "cj",
    "Namespace": "ns", "ConfigMap": "cm", "ServiceAccount": "sa", "ReplicationController": "rc", "Rollout": "ro",
    "InferenceService": "isvc", "SeldonDeployment": "sdep",
}
NO_GENERATION = {"Namespace", "ConfigMap", "Secret", "Service", "ServiceAccount", "Event", "PodTemplate"}
SCALED = {("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "StatefulSet"), ("", "ReplicationController"),
          ("argoproj.io", "Rollout"), ("ray.io", "RayCluster"), ("kubeai.org", "Model"), ("mlops.seldon.io", "Model"),
          ("machinelearning.seldon.io", "SeldonDeployment")}


@dataclasses.dataclass(frozen=True)
class Resource:
    group: str
    versions: tuple
    kind: str
    name: str
    namespaced: bool = True

    @property
    def qualified(self):
        return f"{self.name}.{self.group}" if self.group else self.name

    @property
    def key(self):
        return (self.group, self.name)

    @property
    def is_custom(self):
        return "." in self.group and not self.group.endswith(".k8s.io")

    @property
    def has_generation(self):
        return self.kind not in NO_GENERATION

    @property
    def has_status(self):
        return self.kind not in NO_GENERATION or self.kind in ("Namespace", "Service")

    @property
    def has_scale(self):
        return (self.group, self.kind) in SCALED

    def api_version(self, version):
        return f"{self.group}/{version}" if self.group else version


OWN = [
    Resource("", ("v1",), "Namespace", "namespaces", False),
    Resource("", ("v1",), "ConfigMap", "configmaps"),
    Resource("", ("v1",), "Secret", "secrets"),
    Resource("", ("v1",), "Service", "services"),
    Resource("", ("v1",), "ServiceAccount", "serviceaccounts"),
    Resource("argoproj.io", ("v1alpha1",), "Application", "applications"),
    Resource("networking.istio.io", ("v1", "v1beta1"), "VirtualService", "virtualservices"),
    Resource("gateway.networking.k8s.io", ("v1",), "HTTPRoute", "httproutes"),
    Resource("kustomize.toolkit.fluxcd.io", ("v1",), "Kustomization", "kustomizations"),
    Resource("helm.toolkit.fluxcd.io", ("v2",), "HelmRelease", "helmreleases"),
]


def documented():
    """The rows of the table in docs/reference/kinds.md."""
    for line in KINDS.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) < 6 or not cells[0].startswith("`"):
            continue
        kind, group, name = cells[0].strip("`"), cells[1].strip("`"), cells[3].strip("`")
        versions = tuple(re.findall(r"`([^`]+)`", cells[2]))
        yield Resource(group, versions, kind, name, cells[4] == "namespaced")


def table(groups):
    """What is served, by (group, resource). `groups`: None for the usual ones, {"all"} for each that is known."""
    found = {}
    for resource in [*OWN, *documented()]:
        if groups != {"all"} and resource.group not in (groups or GROUPS):
            continue
        current = CURRENT.get(resource.group)
        versions = tuple(version for version in resource.versions if not current or version in current)
        if versions and resource.key not in found:
            found[resource.key] = dataclasses.replace(resource, versions=versions)
    return found
