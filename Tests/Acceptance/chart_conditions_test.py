"""The conditions of the registration: who is asked about whom, and who could pretend to be somebody else."""

from chart import objects, only, render
from support import expect


class Request(dict):
    """What a matchCondition sees."""

    __getattr__ = dict.__getitem__


def holds(expression, request):
    """Whether a condition of the chart holds: the little of CEL that it uses is written in Python's words."""
    words = expression.replace("&&", " and ").replace("||", " or ").replace("!(", " not (").replace("!has(", " not has(")
    words = words.replace(".startsWith(", ".startswith(")
    for path in ("request.subResource", "request.userInfo.groups", "object.metadata.annotations"):
        head, _, field = path.rpartition(".")
        words = words.replace(f"has({path})", f"({field!r} in {head})")
    return bool(eval(words, {"__builtins__": {}}, {"request": request, "object": request["object"]}))  # noqa: S307


def request(user, resource="pods", group="", operation="CREATE", subresource=None, groups=("system:authenticated",), annotations=None):
    metadata = Request(name="x")
    if annotations is not None:
        metadata["annotations"] = annotations
    made = Request(
        operation=operation, resource=Request(group=group, resource=resource),
        userInfo=Request(username=user, groups=list(groups)), object=Request(metadata=metadata))
    if subresource:
        made["subResource"] = subresource
    return made


CONTROLLER = "system:serviceaccount:kube-system:"
MIRROR = {"kubernetes.io/config.mirror": "x"}
NODE = {"groups": ("system:nodes", "system:authenticated")}
CASES = [
    # who is asked: "validate", "children" or nobody
    ("validate", request("alice")),
    ("validate", request("alice", annotations=MIRROR)),
    ("validate", request("alice", annotations=MIRROR, **NODE)),
    ("validate", request("system:node:a", annotations={}, **NODE)),
    ("validate", request("system:node:a", **NODE)),
    ("validate", request("system:node:a", annotations=MIRROR)),
    ("validate", request("system:node:a", "deployments", "apps", annotations=MIRROR, **NODE)),
    (None, request("system:node:a", annotations=MIRROR, **NODE)),
    ("children", request(f"{CONTROLLER}replicaset-controller")),
    ("children", request(f"{CONTROLLER}daemon-set-controller")),
    ("children", request(f"{CONTROLLER}deployment-controller", "replicasets", "apps", "UPDATE")),
    ("children", request(f"{CONTROLLER}cronjob-controller", "jobs", "batch")),
    ("children", request(f"{CONTROLLER}horizontal-pod-autoscaler", "deployments", "apps", "UPDATE", "scale")),
    ("validate", request("system:serviceaccount:ml:replicaset-controller")),
    ("validate", request(f"{CONTROLLER}replicaset-controller", operation="UPDATE")),
    ("validate", request(f"{CONTROLLER}replicaset-controller", operation="UPDATE", subresource="ephemeralcontainers")),
    ("validate", request(f"{CONTROLLER}replicaset-controller", "deployments", "apps")),
    ("validate", request(f"{CONTROLLER}deployment-controller", "deployments", "apps", "UPDATE")),
    ("validate", request("alice", "deployments", "apps", "UPDATE", "scale")),
    ("validate", request(f"{CONTROLLER}horizontal-pod-autoscaler", "models", "kubeai.org", "UPDATE", "scale")),
]


def which_webhook():
    """Each request is asked about exactly once, and mirror pods never."""
    values = ["--set", "webhook.childrenFailurePolicy=Ignore"]
    webhooks = only(objects(render(*values)), "ValidatingWebhookConfiguration")["webhooks"]
    expect([(each["name"], each["failurePolicy"]) for each in webhooks] ==
           [("validate.pedigree.dev", "Fail"), ("children.pedigree.dev", "Ignore")], "two webhooks")
    for wanted, case in CASES:
        asked = [
            webhook["name"].split(".")[0] for webhook in webhooks
            if selected(webhook, case) and all(holds(each["expression"], case) for each in webhook["matchConditions"])]
        expect(asked == ([wanted] if wanted else []), f"{asked} are asked about {case}, not {wanted}")
    same = only(objects(render("--set", "webhook.childrenFailurePolicy=Fail")), "ValidatingWebhookConfiguration")
    expect(len(same["webhooks"]) == 1, "two webhooks that do the same")


def selected(webhook, case):
    subresource = case.get("subResource")
    paths = {f"{case.resource.resource}/{subresource}", f"*/{subresource}"} if subresource else {case.resource.resource}
    return any(
        case.resource.group in rule["apiGroups"] and case.operation in rule["operations"] and paths & set(rule["resources"])
        for rule in webhook["rules"])


which_webhook()
