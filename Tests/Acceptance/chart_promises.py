"""What the chart, and the base of Kustomize, promise of whatever they make."""

from chart import NAMESPACE, of_kind, pods
from support import expect


def promises(found, where):
    """What the chart promises, whatever the values say."""
    identities = [(each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]) for each in found]
    expect(len(set(identities)) == len(identities), f"{where}: an object stands twice")
    for each in found:
        metadata = each["metadata"]
        expect("finalizers" not in metadata, f"{where}: {each['kind']} has finalizers")
        expect(not any(key.startswith("helm.sh/hook") for key in metadata.get("annotations", {})), f"{where}: a hook")
        expect(metadata.get("namespace") in (None, NAMESPACE), f"{where}: {metadata} lies elsewhere")
    for configuration in of_kind(found, "ValidatingWebhookConfiguration"):
        for webhook in configuration["webhooks"]:
            registration(webhook, where)
    for owner, pod in pods(found):
        hardened(pod["spec"], f"{where}: {owner['kind']}")
        mounted(pod["spec"], found, f"{where}: {owner['kind']}")
    rights(found, where)


def registration(webhook, where):
    excluded = [
        expression for expression in webhook["namespaceSelector"]["matchExpressions"]
        if expression["key"] == "kubernetes.io/metadata.name" and expression["operator"] == "NotIn"]
    expect(len(excluded) == 1 and {"kube-system", NAMESPACE} <= set(excluded[0]["values"]), f"{where}: {excluded}")
    expect(all(each["key"] == "kubernetes.io/metadata.name" for each in webhook["namespaceSelector"]["matchExpressions"]),
           f"{where}: namespaces are selected by what somebody may edit")
    expect("objectSelector" not in webhook, f"{where}: objects are selected by labels, which anybody may write")
    expect(webhook["matchPolicy"] == "Equivalent", where)
    expect(webhook["sideEffects"] in ("None", "NoneOnDryRun"), where)
    for rule in webhook["rules"]:
        expect(rule["apiVersions"] == ["*"], f"{where}: {rule}")
        expect(set(rule["operations"]) <= {"CREATE", "UPDATE"}, f"{where}: {rule}")
        expect("*" not in rule["apiGroups"], f"{where}: every group: {rule}")
        for resource in rule["resources"]:
            expect(resource in ("*/scale", "pods/ephemeralcontainers") or not set("*/") & set(resource), f"{where}: {resource}")


def hardened(spec, where):
    """As Kubernetes' Pod Security Standard `restricted` has it, and more."""
    expect(spec["securityContext"]["runAsNonRoot"] is True, where)
    expect(spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, where)
    expect("automountServiceAccountToken" in spec, f"{where}: the token is mounted by default")
    for container in spec["containers"] + spec.get("initContainers", []):
        context, which = container["securityContext"], f"{where} {container['name']}"
        expect(context["allowPrivilegeEscalation"] is False, which)
        expect(context["readOnlyRootFilesystem"] is True, which)
        expect(context["capabilities"] == {"drop": ["ALL"]}, which)
        expect({"cpu", "memory"} <= set(container["resources"]["requests"]), which)
        expect("memory" in container["resources"]["limits"], which)


def mounted(spec, found, where):
    """Volumes and mounts name each other; what the chart makes itself is there."""
    volumes = {volume["name"] for volume in spec["volumes"]}
    mounts = [mount for each in spec["containers"] + spec.get("initContainers", []) for mount in each.get("volumeMounts", [])]
    expect({mount["name"] for mount in mounts} == volumes, f"{where}: {volumes} and {mounts}")
    made = {each["metadata"]["name"]: each for each in of_kind(found, "ConfigMap")}
    for volume in spec["volumes"]:
        for source in volume.get("projected", {}).get("sources", []):
            config_map = made.get(source["configMap"]["name"])
            for item in source["configMap"].get("items", []) if config_map else []:
                expect(item["key"] in config_map["data"], f"{where}: {item}")
    for container in spec["containers"]:
        paths = [mount["mountPath"] for mount in mounts if mount in container.get("volumeMounts", [])]
        for argument in container.get("args", []):
            option, _, path = argument.partition("=")
            if option in ("--policy", "--tls-cert", "--tls-key", "--tls-ca", "--client-ca", "--log-password-file",
                          "--log-checkpoint-key", "--evidence-cache") and path.startswith(("/etc/", "/var/")):
                expect(any(path.startswith(each) for each in paths), f"{where}: {argument} is mounted nowhere")


def rights(found, where):
    """Nothing but to read, in named groups; Secrets never; bound to accounts whose pods need it."""
    tokens = {pod["spec"].get("serviceAccountName") for _, pod in pods(found) if pod["spec"]["automountServiceAccountToken"]}
    for role in of_kind(found, "ClusterRole"):
        for rule in role["rules"]:
            expect("*" not in rule["apiGroups"] + rule["resources"] + rule["verbs"], f"{where}: {rule}")
            expect("secrets" not in rule["resources"], f"{where}: {rule}")
            writes = set(rule["verbs"]) - {"get", "list", "watch"}
            expect(not writes or rule["apiGroups"] == ["wgpolicyk8s.io"], f"{where}: {rule}")
            if "" in rule["apiGroups"]:
                expect(set(rule["resources"]) <= {"pods", "podtemplates", "replicationcontrollers", "services"}, f"{where}: {rule}")
    for binding in of_kind(found, "ClusterRoleBinding"):
        for subject in binding["subjects"]:
            expect(subject["namespace"] == NAMESPACE and subject["name"] in tokens, f"{where}: {subject} has rights and no token")
