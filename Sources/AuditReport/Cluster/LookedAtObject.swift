import ClusterAPI
import KubernetesModel
import PolicyEngine
import Reviewer

/// One object of a cluster while it is judged.
struct LookedAtObject {
    let node: Node
    let metadata: ObjectMetadata
    let resource: ClusterResource

    /// An item of a list, or an object by itself; nil where it has no uid or no name.
    init?(_ node: Node, of resource: ClusterResource) {
        guard let metadata = ObjectMetadata(node, of: resource) else { return nil }
        self.node = node.asRoot()
        self.metadata = metadata
        self.resource = resource
    }

    var gvk: GroupVersionKind {
        GroupVersionKind(group: resource.group, version: resource.version, kind: resource.kind)
    }

    var identity: ObjectIdentity {
        ObjectIdentity(gvk: gvk, namespace: metadata.workload.namespace, name: metadata.workload.name)
    }

    /// The question whether it would be let in now. What has an owner was written by a controller: that the cluster says
    /// itself. Nobody else is known to have written it, so that rules about writers have no input.
    ///
    /// - Parameter isOwn: whether it is judged by itself, whoever made it.
    func request(_ record: ServingRecord, isOwn: Bool = false) -> ReviewRequest {
        var request = ReviewRequest(
            object: node, gvk: gvk, namespace: metadata.workload.namespace, name: metadata.workload.name,
            user: isOwn || metadata.owner == nil ? nil : UserInfo(username: Self.controllers, groups: []),
            record: record)
        request.isRejudged = true
        return request
    }

    private static let controllers = "system:kube-controller-manager"
}
