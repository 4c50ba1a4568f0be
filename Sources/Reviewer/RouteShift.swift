import KubernetesModel
import ModelReferences
import PolicyEngine

/// What a write of a route changes about who gets how much of the traffic.
struct RouteShift {
    /// The destinations that get more than they had.
    let raised: [RouteDestination]
    /// All that get something, before and after.
    let all: [RouteDestination]
    private let namespace: String?

    /// nil where the request is about no route, or nobody gets more.
    init?(_ request: ReviewRequest) {
        guard Route.isRoute(group: request.gvk.group, kind: request.gvk.kind), request.subresource ?? "" == "",
            let object = request.object, let route = Route(object, namespace: request.namespace)
        else { return nil }
        let old = request.operation == .update ? request.oldObject : nil
        let before = old.flatMap { Route($0, namespace: request.namespace) }
        raised = route.raised(since: before)
        guard !raised.isEmpty else { return nil }
        all = route.destinations + (before?.destinations ?? [])
        namespace = request.namespace
    }

    /// Whom to ask the cluster about; nil where the destination is none of the cluster's, or its namespace is not known.
    func sought(_ destination: RouteDestination) -> SoughtObject? {
        guard case .backend(let backend) = destination.target, let space = backend.namespace else { return nil }
        let workload = WorkloadIdentity(
            group: backend.group, kind: backend.kind, namespace: space, name: backend.name)
        var sought = SoughtObject(workload: workload, version: nil, uid: nil)
        sought.wants = .backends(subset: destination.subset, from: destination.subset == nil ? nil : namespace)
        return sought
    }
}
