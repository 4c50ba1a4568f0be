import KubernetesModel
import PolicyEngine

/// Whether a known controller wrote the object for an owner, and for which.
///
/// An ownerReference alone says nothing, since anybody may write one; the writer's identity comes from the API server.
struct Ownership {
    let isWrittenByController: Bool
    let isChild: Bool
    /// The object, and where it is a child, everything that it comes from, as far as the object says.
    let targets: [ObjectIdentity]

    init(_ request: ReviewRequest, _ object: Node, settings: PolicySettings) {
        let own = request.identity
        isWrittenByController =
            !request.isManifest && (request.user.map { settings.isController($0.username) } ?? false)
        let owner = Self.controller(of: object)
        guard isWrittenByController, let owner else {
            isChild = false
            targets = [own]
            return
        }
        isChild = true
        let nearest = ObjectIdentity(gvk: owner.gvk, namespace: request.namespace, name: owner.name)
        targets = [own, nearest] + Self.above(nearest) + Self.named(byLabelsOf: object, in: request.namespace)
    }

    /// The one owner that manages the object (`controller: true`).
    private static func controller(of object: Node) -> ObjectIdentity? {
        let owner = object["metadata"]?["ownerReferences"]?.elements.first { $0["controller"]?.bool == true }
        guard let owner, let version = owner["apiVersion"]?.nonEmptyString, let kind = owner["kind"]?.nonEmptyString,
            let name = owner["name"]?.nonEmptyString
        else { return nil }
        return ObjectIdentity(gvk: GroupVersionKind(apiVersion: version, kind: kind), name: name)
    }

    /// Kubernetes names a Deployment's ReplicaSets and a CronJob's Jobs after their owner, with one more part.
    private static func above(_ object: ObjectIdentity) -> [ObjectIdentity] {
        let kinds = ["ReplicaSet.apps": "Deployment", "Job.batch": "CronJob"]
        guard let kind = kinds[object.gvk.groupKind], let name = object.name, let end = name.lastIndex(of: "-") else {
            return []
        }
        let gvk = GroupVersionKind(group: object.gvk.group, version: object.gvk.version, kind: kind)
        return [ObjectIdentity(gvk: gvk, namespace: object.namespace, name: String(name[..<end]))]
    }

    /// Operators name the object that stands at the top in a label of all that they create.
    private static func named(byLabelsOf object: Node, in namespace: String?) -> [ObjectIdentity] {
        guard let labels = object["metadata"]?["labels"] else { return [] }
        return topLabels.compactMap { label, gvk in
            guard let name = labels[label]?.nonEmptyString else { return nil }
            return ObjectIdentity(gvk: gvk, namespace: namespace, name: name)
        }
    }

    private static let topLabels: [(String, GroupVersionKind)] = [
        (
            "serving.kserve.io/inferenceservice",
            GroupVersionKind(group: "serving.kserve.io", version: "v1beta1", kind: "InferenceService")
        ),
        ("serving.knative.dev/service", GroupVersionKind(group: "serving.knative.dev", version: "v1", kind: "Service")),
        (
            "seldon-deployment-id",
            GroupVersionKind(group: "machinelearning.seldon.io", version: "v1", kind: "SeldonDeployment")
        ),
        ("ray.io/cluster", GroupVersionKind(group: "ray.io", version: "v1", kind: "RayCluster")),
        ("ray.io/originated-from-cr-name", GroupVersionKind(group: "ray.io", version: "v1", kind: "RayService")),
    ]
}
