import KubernetesModel
import ModelReferences
import PolicyEngine

/// A `/scale` from nothing to something: what was refused, or let in only by Warn, Audit or an exception, does not begin to
/// run by it. From n to m is never judged, since an HPA would be stopped.
struct ScaleUp {
    let workload: WorkloadIdentity
    /// The one to ask the cluster for.
    let sought: SoughtObject

    /// nil where the request is none, or is about a kind that refers to no models.
    init?(_ request: ReviewRequest) {
        guard Self.isWanted(by: request), let name = request.identity.name, let kind = Self.kind(of: request) else {
            return nil
        }
        workload = WorkloadIdentity(
            group: kind.group, kind: kind.kind, namespace: request.namespace.flatMap { $0.isEmpty ? nil : $0 },
            name: name)
        sought = SoughtObject(workload: workload, version: nil, uid: nil)
    }

    static func isWanted(by request: ReviewRequest) -> Bool {
        guard request.subresource == "scale", request.operation == .update, request.record != nil,
            replicas(request.oldObject) == 0, replicas(request.object) != 0
        else { return false }
        return kind(of: request) != nil
    }

    /// Absent means none to a Scale (autoscaling/v1 ScaleSpec).
    private static func replicas(_ scale: Node?) -> Int? {
        guard let value = scale?["spec"]?["replicas"] else { return 0 }
        return value.int
    }

    private static func kind(of request: ReviewRequest) -> WorkloadKind? {
        guard let resource = request.resource else { return nil }
        return WorkloadKind.all.first { $0.resource == resource && $0.group == (request.resourceGroup ?? "") }
    }
}
