import ClusterAPI
import KubernetesModel
import PolicyEngine

/// Workloads whose answer further evidence could change, and the models that it would be about.
struct SoughtWorkloads {
    struct Workload {
        var resource: ClusterResource
        var namespace: String?
        var name: String
        var uid: String
    }

    private let most: Int
    private let mostModels: Int
    private(set) var workloads: [Workload] = []
    private(set) var models: Set<Digest> = []
    /// Whether there are more than are remembered one by one.
    private(set) var isOverfull = false
    /// Models about which nobody will be asked.
    private(set) var unasked = 0

    init(_ limits: AuditLimits) {
        most = limits.rereads
        mostModels = limits.soughtModels
    }

    mutating func add(_ object: LookedAtObject, _ sought: SoughtEvidence?) {
        guard let sought, !sought.models.isEmpty else { return }
        for model in sought.models {
            if models.count < mostModels { models.insert(model) } else if !models.contains(model) { unasked += 1 }
        }
        guard workloads.count < most else {
            isOverfull = true
            return
        }
        workloads.append(
            Workload(
                resource: object.resource, namespace: object.metadata.workload.namespace,
                name: object.metadata.workload.name, uid: object.metadata.uid))
    }

    var notes: [String] { unasked > 0 ? [tooMany(models.count)] : [] }
}

// What a user reads.

private func tooMany(_ most: Int) -> String {
    "evidence is missing for more than \(most) models, and the stores were asked about \(most) of them one by one"
}
