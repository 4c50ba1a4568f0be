import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

/// A cluster that somebody has watched: objects as they are live, each with how it was let in.
struct Cluster {
    private(set) var objects: [String: LiveObject] = [:]
    var failure: String?

    mutating func hold(_ object: Node, uid: String, as admission: ServedState.Admission, owner: String? = nil) throws {
        let identity = try #require(ObjectIdentity(object))
        let workload = try #require(WorkloadIdentity(identity))
        let found = try ReferenceFinder.find(in: object)
        let state = ServedState(
            workload: workload, uid: uid,
            models: found.references.map { reference in
                ServedModel(
                    role: reference.role, value: reference.value, revision: reference.revision,
                    container: reference.container, pinning: reference.pinning.name)
            },
            fingerprint: Fingerprint(of: object, workload: found).digest, admission: admission,
            liveSince: try time("2026-11-01T00:00:00Z"))
        let parent = owner.flatMap { objects[$0] }
        objects[uid] = LiveObject(
            uid: uid, workload: workload,
            owner: parent.map { LiveObject.Owner(uid: $0.uid, workload: $0.workload, version: "v1") }, state: state)
    }

    mutating func orphan(_ uid: String) { objects[uid]?.owner = nil }
    /// The object is deleted, and its states are remembered.
    mutating func delete(_ uid: String) throws { objects[uid]?.state?.liveUntil = try time() }

    var record: ServingRecord {
        let (objects, failure) = (objects, failure)
        @Sendable func answer<Value>(_ value: Value) -> ServingRecord.Known<Value> {
            failure.map { .unavailable($0) } ?? .known(value)
        }
        return ServingRecord(
            states: { workload in answer(objects.values.compactMap(\.state).filter { $0.workload == workload }) },
            statesOfModel: { _, _ in answer([]) },
            object: { uid in answer(objects[uid].flatMap { $0.state?.isLive == false ? nil : $0 }) })
    }
}

extension ReviewRequest {
    func with(_ cluster: Cluster) -> ReviewRequest {
        var request = self
        request.record = cluster.record
        return request
    }

    func with(_ cluster: Cluster, _ answers: [SoughtObject: LookedUp]) -> ReviewRequest {
        var request = with(cluster)
        request.lookedUp = answers
        return request
    }
}
