import KubernetesModel
import ModelReferences
import PolicyEngine

/// Whether a known controller wrote the object for an owner, and for which.
///
/// An ownerReference alone says nothing, since anybody may write one; the writer's identity comes from the API server.
struct Ownership {
    let isWrittenByController: Bool
    let isChild: Bool
    /// The owner that manages it, where a known controller wrote the object; nil where no uid says which one.
    let owner: LiveObject.Owner?
    /// The object, and where it is a child, everything that it comes from, as far as the object says; empty where nobody
    /// asks.
    let targets: [ObjectIdentity]

    /// - Parameter wantsAncestors: whether anybody asks what a child comes from, which exceptions alone do.
    init(_ request: ReviewRequest, _ object: Node, settings: PolicySettings, wantsAncestors: Bool) {
        isWrittenByController =
            !request.isManifest && (request.user.map { settings.isController($0.username) } ?? false)
        guard isWrittenByController, let owner = Self.controller(of: object) else {
            isChild = false
            self.owner = nil
            targets = wantsAncestors ? [request.identity] : []
            return
        }
        isChild = true
        self.owner = owner.live(in: request.namespace)
        guard wantsAncestors else {
            targets = []
            return
        }
        let own = request.identity
        let nearest = owner.identity(in: request.namespace)
        targets = [own, nearest] + Self.above(nearest) + Self.named(byLabelsOf: object, in: request.namespace)
    }

    /// The one owner that manages the object (`controller: true`).
    private static func controller(of object: Node) -> Owner? {
        guard let owners = object["metadata"]?["ownerReferences"] else { return nil }
        for node in owners.elements where node["controller"]?.bool == true {
            return Owner(node)
        }
        return nil
    }

    /// An ownerReference that says what it is about; read in full when somebody asks.
    private struct Owner {
        private let node: Node

        init?(_ node: Node) {
            self.node = node
            let fields = [node["apiVersion"], node["kind"], node["name"]]
            guard fields.allSatisfy({ ($0?.utf8Count ?? 0) > 0 }) else { return nil }
        }

        func live(in namespace: String?) -> LiveObject.Owner? {
            let identity = identity(in: namespace)
            guard let uid = node["uid"]?.nonEmptyString, var workload = WorkloadIdentity(identity) else { return nil }
            // An object of a namespace may have an owner that lies in none.
            if WorkloadKind.find(group: workload.group, kind: workload.kind)?.isNamespaced == false {
                workload.namespace = nil
            }
            return LiveObject.Owner(uid: uid, workload: workload, version: identity.gvk.version)
        }

        func identity(in namespace: String?) -> ObjectIdentity {
            let gvk = GroupVersionKind(
                apiVersion: node["apiVersion"]?.string ?? "", kind: node["kind"]?.string ?? "")
            return ObjectIdentity(gvk: gvk, namespace: namespace, name: node["name"]?.string)
        }
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
