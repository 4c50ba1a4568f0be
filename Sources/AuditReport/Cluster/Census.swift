import ClusterAPI
import ModelReferences
import NIOConcurrencyHelpers
import PolicyEngine
import Reviewer

/// What is known of the objects that were looked at: of those that serve models as much as their children are judged by, of
/// the others that they are there, and nothing else of any.
final class Census: Sendable {
    private struct Entry {
        var live: LiveObject
        /// The uid of the workload that stands in the report for it.
        var top: ObjectUID
    }

    private struct State {
        var serving: [ObjectUID: Entry] = [:]
        /// Those that serve nothing by themselves, or whose children stand by themselves.
        var others: Set<ObjectUID> = []
        /// Those that could not be read, with the reason.
        var unreadable: [ObjectUID: String] = [:]
    }

    private let state = NIOLockedValueBox(State())

    /// An object that serves models, and the workload that stands in the report for it.
    func add(_ live: LiveObject, top: ObjectUID) {
        state.withLockedValue { $0.serving[ObjectUID(live.uid)] = Entry(live: live, top: top) }
    }

    /// An object from which nothing follows.
    func addOther(_ uid: String) { state.withLockedValue { _ = $0.others.insert(ObjectUID(uid)) } }

    func addUnreadable(_ uid: String, _ reason: String) {
        state.withLockedValue { $0.unreadable[ObjectUID(uid)] = reason }
    }

    /// Whether the object was looked for, whatever was found.
    func knows(_ uid: String) -> Bool {
        let uid = ObjectUID(uid)
        return state.withLockedValue { state in
            state.serving[uid] != nil || state.others.contains(uid) || state.unreadable[uid] != nil
        }
    }

    /// The workload that stands in the report for what follows from the object.
    func top(of uid: String) -> ObjectUID? { state.withLockedValue { $0.serving[ObjectUID(uid)]?.top } }

    /// Whether each reference has the revision that the owner gives it, where the owner names the same model: a ReplicaSet of
    /// another revision is a former one, which runs until it is gone.
    func hasRevisions(of references: [ModelReference], owner uid: String) -> Bool {
        guard let models = state.withLockedValue({ $0.serving[ObjectUID(uid)]?.live.state?.models }) else {
            return false
        }
        return references.allSatisfy { reference in
            let same = models.filter { $0.value == reference.value }
            return same.isEmpty || same.contains { $0.revision == reference.revision }
        }
    }

    /// What reviews of children read; of history it knows nothing.
    var record: ServingRecord {
        var record = ServingRecord(
            states: { _ in .unavailable(noHistory) }, statesOfModel: { _, _ in .unavailable(noHistory) },
            object: { [self] uid in object(uid) })
        record.keepsHistory = false
        return record
    }

    private func object(_ uid: String) -> ServingRecord.Known<LiveObject?> {
        let uid = ObjectUID(uid)
        return state.withLockedValue { state in
            if let reason = state.unreadable[uid] { return .unavailable(reason) }
            return .known(state.serving[uid]?.live)
        }
    }
}

extension LiveObject {
    /// An object as the cluster holds it. For its children it counts as let in: what is to be said against it is said of
    /// itself.
    init(_ object: ObjectMetadata, serving references: [ModelReference]) {
        var state = ServedState(
            workload: object.workload, uid: object.uid, generation: object.generation,
            models: references.map(ServedModel.init), admission: .found, liveSince: object.creation ?? .distantPast)
        state.context = DataContext()
        self.init(
            uid: object.uid, workload: object.workload, generation: object.generation, owner: object.owner,
            isBeingDeleted: object.isBeingDeleted, state: state)
    }
}

extension ServedModel {
    fileprivate init(_ reference: ModelReference) {
        self.init(
            role: reference.role, value: reference.value, revision: reference.revision, container: reference.container,
            pinning: reference.pinning.name)
    }
}

// What a user reads.

private let noHistory = "what ran before stands in no log that was given (--log)"
