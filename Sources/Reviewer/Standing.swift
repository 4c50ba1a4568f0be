import KubernetesModel
import ModelReferences
import PolicyEngine

/// How an object stands to what it was made from: whether it is judged by itself.
enum Standing {
    /// It is judged by itself.
    case own
    /// A known controller wrote it for an owner that nobody can look up: it is judged for its pinning alone.
    case assumedChild
    /// Its owner is live, was let in, and has the references from which its own follow.
    case child(ownerUID: String)
    /// A known controller wrote it, but nothing shows that its owner was let in: it is judged by itself.
    case unproven(sought: SoughtObject?)
    /// The same, where the record or the cluster could not be asked: no refusal then, but no verdict either.
    case unknown(reason: String)

    var isAssumed: Bool { if case .assumedChild = self { true } else { false } }
    var isExcused: Bool { if case .child = self { true } else { false } }
    var sought: SoughtObject? { if case .unproven(let sought) = self { sought } else { nil } }
}

/// Looks up what a child comes from, by uid and never by what an ownerReference alone says.
struct OwnerLookup {
    private let record: ServingRecord
    private let answers: [SoughtObject: LookedUp]

    init(_ record: ServingRecord, _ answers: [SoughtObject: LookedUp]) {
        self.record = record
        self.answers = answers
    }

    /// - Parameter owner: the one that manages the object; nil where the ownerReference does not say enough.
    func standing(of workload: Workload, derived: Set<FieldPath>, owner: LiveObject.Owner?) -> Standing {
        guard let owner else { return .unproven(sought: nil) }
        let live: LiveObject
        switch find(owner) {
        case .object(let object): live = object
        case .standing(let standing): return standing
        }
        guard let state = live.state else { return .unproven(sought: SoughtObject(owner)) }
        if let objection = objection(to: live, state, depth: 0) { return objection }
        let own = workload.references.filter { !derived.contains($0.path) }
        guard follows(own, from: state) else {
            // The owner may have been changed a moment ago; what the cluster says now decides.
            return answers[SoughtObject(owner)] == nil
                ? .unproven(sought: SoughtObject(owner)) : .unproven(sought: nil)
        }
        return .child(ownerUID: owner.uid)
    }

    private enum Found {
        case object(LiveObject)
        case standing(Standing)
    }

    private func find(_ owner: LiveObject.Owner) -> Found {
        switch answers[SoughtObject(owner)] {
        case .found(let object, _): return .object(object)
        case .absent: return .standing(.unproven(sought: nil))
        case .unreachable(let reason): return .standing(.unknown(reason: reason))
        // Whoever asks for an owner is told of the owner.
        case .backends, .leadsElsewhere: return .standing(.unproven(sought: nil))
        case nil: break
        }
        switch record.object(owner.uid) {
        case .known(let object?): return .object(object)
        case .known(nil): return .standing(.unproven(sought: SoughtObject(owner)))
        case .unavailable(let reason): return .standing(.unknown(reason: reason))
        }
    }

    /// Why the object does not stand as one that was let in; nil where it does. What was let in as a child stands as long
    /// as its own owner does.
    private func objection(to object: LiveObject, _ state: ServedState, depth: Int) -> Standing? {
        switch state.admission {
        case .allowed, .tolerated, .found: return nil
        case .denied: return .unproven(sought: nil)
        case .child(let uid):
            // INVARIANT: an orphan is nobody's child, whatever it was once.
            guard let owner = object.owner, owner.uid == uid, depth < Self.deepest else {
                return .unproven(sought: nil)
            }
            switch find(owner) {
            case .standing(let standing): return standing
            case .object(let parent):
                guard let state = parent.state else { return .unproven(sought: SoughtObject(owner)) }
                return objection(to: parent, state, depth: depth + 1)
            }
        }
    }

    /// Pod, ReplicaSet, Deployment, Knative's Revision, Configuration and Service, InferenceService, and some room.
    private static let deepest = 12

    /// Whether each reference is one of the owner's, as its controller writes them.
    private func follows(_ references: [ModelReference], from state: ServedState) -> Bool {
        guard !references.isEmpty else { return true }
        let kind = WorkloadKind.find(group: state.workload.group, kind: state.workload.kind)
        var known: Set<String> = []
        for model in state.models {
            known.insert(model.value)
            guard let kind else { continue }
            known.insert(kind.derive(ModelReference(model)).value)
        }
        return references.allSatisfy { known.contains($0.value) }
    }
}

extension SoughtObject {
    init(_ owner: LiveObject.Owner) {
        self.init(workload: owner.workload, version: owner.version, uid: owner.uid)
    }
}

extension ModelReference {
    /// As much of it as was kept.
    fileprivate init(_ model: ServedModel) {
        self.init(
            value: model.value, path: FieldPath(), position: SourcePosition(line: 0, column: 0), consumer: .any,
            role: model.role, revision: model.revision, pinning: .unresolved(""), container: model.container)
    }
}
