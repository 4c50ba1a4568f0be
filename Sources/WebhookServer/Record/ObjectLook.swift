import ClusterAPI
import DecisionLog
import FoundationEssentials
import HTTPTransport
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

/// Looks at one object as the cluster holds it now: how it stands by the record, or by a judgement where nobody has let it
/// in. It blocks until the API server has answered.
struct ObjectLook: Sendable {
    var client: ClusterClient
    let index: RecordIndex
    /// What is in force.
    let reviewer: @Sendable () -> Reviewer?
    let origin: @Sendable () -> DecisionOrigin
    let beginning: Beginning

    /// What a look has found.
    struct Found: Sendable {
        var object: ObjectMetadata
        var node: Node
        var observation: EntryBody.Observation
        /// How it stands.
        var live: LiveObject
        /// The judgement on what nobody had let in; nil where somebody had.
        var judged: Decision?
        /// Whether no policy is about it and it serves no model.
        var isIrrelevant = false
    }

    /// nil where the cluster holds no object of this uid any longer.
    func at(
        _ object: ObjectMetadata, _ resource: ClusterResource, by deadline: Deadline, depth: Int = 0
    ) throws(ClusterFailure) -> Found? {
        let document: Document
        do throws(ClusterFailure) {
            document = try client.object(
                resource, namespace: object.workload.namespace, name: object.workload.name, by: deadline)
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
        guard let found = ObjectMetadata(document.root, of: resource), found.uid == object.uid || object.uid.isEmpty
        else { return nil }
        return try stand(found, document.root, by: deadline, depth: depth)
    }

    /// The object that is sought, whatever its uid where none is named; nil where there is none.
    func at(_ sought: SoughtObject, by deadline: Deadline, depth: Int = 0) throws(ClusterFailure) -> Found? {
        guard let resource = try resource(of: sought, by: deadline) else { return nil }
        let workload = WorkloadIdentity(
            group: resource.group, kind: resource.kind,
            namespace: resource.isNamespaced ? sought.workload.namespace : nil, name: sought.workload.name)
        let object = ObjectMetadata(uid: sought.uid ?? "", workload: workload, version: resource.version)
        return try at(object, resource, by: deadline, depth: depth)
    }

    /// The object as the cluster has it, of any kind, unjudged; nil where there is none.
    func plain(
        _ sought: SoughtObject, by deadline: Deadline
    ) throws(ClusterFailure) -> (metadata: ObjectMetadata, node: Node)? {
        guard let resource = try resource(of: sought, by: deadline) else { return nil }
        do throws(ClusterFailure) {
            let workload = sought.workload
            let node = try client.object(
                resource, namespace: resource.isNamespaced ? workload.namespace : nil, name: workload.name, by: deadline
            ).root
            return ObjectMetadata(node, of: resource).map { ($0, node) }
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    /// How an object was let in, as far as was seen.
    func state(of uid: String) -> ServedState? {
        guard case .known(let live) = index.record.object(uid) else { return nil }
        return live?.state
    }

    /// Whether the cluster holds a live object still: asked only of those that a complete list lacks.
    func has(_ live: LiveObject, _ resource: ClusterResource) -> Bool {
        let object = ObjectMetadata(uid: live.uid, workload: live.workload, version: resource.version)
        do throws(ClusterFailure) {
            let document = try client.object(
                resource, namespace: object.workload.namespace, name: object.workload.name, by: .after(.seconds(30)))
            return ObjectMetadata(document.root, of: resource)?.uid == live.uid
        } catch {
            return error.kind != .notFound
        }
    }

    private func resource(of sought: SoughtObject, by deadline: Deadline) throws(ClusterFailure) -> ClusterResource? {
        let workload = sought.workload
        let kind = WorkloadKind.find(group: workload.group, kind: workload.kind)
        let isCore = workload.group.isEmpty
        let versions = sought.version.map { [$0] } ?? kind?.versions ?? (isCore ? ["v1"] : [])
        for version in versions {
            let found = try client.resource(
                group: workload.group, version: version, kind: workload.kind, by: deadline)
            if let found { return found }
        }
        return nil
    }

    private func stand(
        _ object: ObjectMetadata, _ node: Node, by deadline: Deadline, depth: Int
    ) throws(ClusterFailure) -> Found {
        let annotations = AnnotationDigest.of(object.annotations)
        let workload = (try? ReferenceFinder.find(in: node)) ?? Workload()
        let fingerprint = Fingerprint(of: node, workload: workload).digest
        switch index.match(uid: object.uid, generation: object.generation, annotations: annotations) {
        case .current(let state) where state.fingerprint.isEmpty || state.fingerprint == fingerprint:
            return found(object, node, state, requestUID: nil, annotations)
        case .decided(let decision) where Self.fits(decision, fingerprint):
            return found(object, node, ServedState(decision, object), requestUID: decision.requestUID, annotations)
        case .ambiguous(let decisions):
            if let decision = decisions.last(where: { Self.fits($0, fingerprint) }) {
                return found(object, node, ServedState(decision, object), requestUID: decision.requestUID, annotations)
            }
        case .current, .decided, .none: break
        }
        let (decision, isIrrelevant) = try judge(object, node, by: deadline, depth: depth)
        var found = found(object, node, ServedState(decision, object), requestUID: nil, annotations)
        found.judged = decision
        found.isIrrelevant = isIrrelevant
        return found
    }

    private static func fits(_ decision: Decision, _ fingerprint: String) -> Bool {
        decision.fingerprint.isEmpty || decision.fingerprint == fingerprint
    }

    private func found(
        _ object: ObjectMetadata, _ node: Node, _ state: ServedState, requestUID: String?, _ annotations: String
    ) -> Found {
        let live = LiveObject(
            uid: object.uid, workload: object.workload, generation: object.generation, owner: object.owner,
            isBeingDeleted: object.isBeingDeleted, state: state)
        return Found(
            object: object, node: node,
            observation: .init(object, state.fingerprint, annotations, requestUID: requestUID, state.admission),
            live: live)
    }

    /// What would be decided of it today, as of a controller's child where it has an owner.
    private func judge(
        _ object: ObjectMetadata, _ node: Node, by deadline: Deadline, depth: Int
    ) throws(ClusterFailure) -> (decision: Decision, isIrrelevant: Bool) {
        let gvk = GroupVersionKind(
            group: object.workload.group, version: object.version, kind: object.workload.kind)
        var request = ReviewRequest(
            object: node, gvk: gvk, namespace: object.workload.namespace, name: object.workload.name,
            user: object.owner == nil ? nil : UserInfo(username: Self.controllers, groups: []), record: index.record)
        let time = Date()
        let wasThere = beginning.had(object.uid, object.workload.groupKind)
        var undecided = Undecided(code: .recordUnavailable, message: noPolicies)
        // The owners of an object that nobody has let in may be unknown as well.
        for _ in 0...Self.deepest {
            do throws(Undecided) {
                guard let reviewer = reviewer() else { throw undecided }
                let review = try reviewer.review(request, at: time)
                guard let sought = review.soughtObject, depth < Self.deepest, request.lookedUp[sought] == nil else {
                    var decision = Decision(review, request, uid: "", origin(), at: time, microseconds: 0)
                    decision.operation = Self.observed
                    decision.admission = wasThere ? .found : review.admission ?? .denied
                    let isIrrelevant = review.policies.isEmpty && decision.models.isEmpty
                    return (decision, isIrrelevant)
                }
                request.lookedUp[sought] = answer(sought, by: deadline, depth: depth + 1)
            } catch {
                undecided = error
                guard let sought = error.soughtObject, depth < Self.deepest, request.lookedUp[sought] == nil else {
                    break
                }
                request.lookedUp[sought] = answer(sought, by: deadline, depth: depth + 1)
            }
        }
        var decision = Decision(
            undecided, request, uid: "", policyDigest: reviewer()?.policies.digest, origin(), at: time,
            microseconds: 0)
        decision.operation = Self.observed
        // Fail closed: what cannot be judged was let in by nobody.
        decision.admission = wasThere ? .found : .denied
        return (decision, false)
    }

    /// What the cluster says of an object that is sought.
    func answer(_ sought: SoughtObject, by deadline: Deadline, depth: Int = 0) -> LookedUp {
        if case .backends = sought.wants { return BackendLook.answer(sought, self, by: deadline) }
        do throws(ClusterFailure) {
            guard let found = try at(sought, by: deadline, depth: depth) else { return .absent }
            return .found(found.live, found.node)
        } catch {
            return .unreachable(error.reason)
        }
    }

    private static let deepest = 8
    /// The operation of decisions that nobody asked for.
    static let observed = "OBSERVED"
    /// Whoever wrote it, its owner manages it: that the cluster says itself.
    private static let controllers = "system:kube-controller-manager"
}

extension ServedState {
    /// The state of an object by the decision that let it in, or by the judgement on it as it stands.
    fileprivate init(_ decision: Decision, _ object: ObjectMetadata) {
        self.init(
            workload: object.workload, uid: object.uid, generation: object.generation,
            models: decision.models.map(\.served), context: decision.context, fingerprint: decision.fingerprint,
            admission: decision.admission ?? .tolerated, liveSince: decision.time)
    }
}

private let noPolicies = "no policies are loaded"
