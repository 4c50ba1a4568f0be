import ClusterAPI
import DecisionLog
import Dispatch
import FoundationEssentials
import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers
import NIOPosix
import PolicyEngine
import Reviewer

/// Confirms what the cluster holds: what was let in has become live, what nobody let in is judged as it stands, and what is
/// gone is gone. What somebody asked for and the cluster did not store never counts.
final class ClusterObserver: Sendable {
    private struct State {
        /// Uids that are gone, so that a look at them that was under way does not bring them back.
        var gone = RecentUIDs(most: 50_000)
        /// Objects that no policy is about and that serve no model, with the state in which they were looked at.
        var ignored = RecentUIDs(most: 200_000)
        /// Objects that are to be looked at.
        var pending: Set<String> = []
        /// Told and perhaps not in the index yet.
        var told = RecentUIDs(most: 50_000)
        /// What the lists that are under way have named.
        var listed: [ClusterResource: Set<String>] = [:]
        var isStopped = false
    }

    private let look: ObjectLook
    private let index: RecordIndex
    private let beginning: Beginning
    private let append: @Sendable (EntryBody) -> Void
    private let state = NIOLockedValueBox(State())
    private let timers = DispatchQueue(label: "looks to come", attributes: .concurrent)
    // Threads of their own: looks block, and the pool of Dispatch is one for the whole process and small.
    private let looks = NIOThreadPool(numberOfThreads: ClusterObserver.mostLooks)
    private let trouble: @Sendable (String) -> Void

    /// - Parameters:
    ///   - append: keeps an entry.
    ///   - trouble: is told of objects that could not be looked at.
    init(
        _ look: ObjectLook, _ index: RecordIndex, _ beginning: Beginning,
        append: @escaping @Sendable (EntryBody) -> Void, trouble: @escaping @Sendable (String) -> Void
    ) {
        self.look = look
        self.index = index
        self.beginning = beginning
        self.append = append
        self.trouble = trouble
        looks.start()
    }

    private static let mostLooks = 8
    /// Seconds between looks for the decision about what the cluster shows.
    private static let patience = [0.1, 0.4, 2.0]
    /// Seconds between attempts to look at an object where the cluster does not answer.
    private static let pauses: [Double] = [1, 5, 30, 120]

    /// What a review let pass that no policy is about: it needs no look.
    func ignore(_ uid: String, generation: Int?) {
        state.withLockedValue { $0.ignored.insert(uid, generation ?? 0) }
    }

    /// What the watcher tells; called on its threads.
    func take(_ notice: WatchNotice) {
        switch notice {
        case .listed(let resource, let objects, _):
            state.withLockedValue { $0.listed[resource, default: []].formUnion(objects.map(\.uid)) }
            for object in objects { see(object, resource, isOld: true) }
        case .changed(let resource, let object): see(object, resource, isOld: false)
        case .deleted(_, let object): lose(object)
        case .synced(let resource):
            loseMissing(resource)
            beginning.isListed(resource.groupKind)
        case .failing: break
        }
    }

    /// Lists that were under way go on nowhere.
    func forgetLists() { state.withLockedValue { $0.listed = [:] } }

    /// Ends the looks; nothing is told from now on. A look that is under way is waited for that long.
    func stop(within time: Duration) {
        state.withLockedValue { $0.isStopped = true }
        looks.stop(within: time)
    }

    /// - Parameter isOld: whether its decision, if there was one, must be known by now.
    private func see(_ object: ObjectMetadata, _ resource: ClusterResource, isOld: Bool, round: Int = 0) {
        if object.isBeingDeleted { index.setBeingDeleted(object.uid) }
        let annotations = AnnotationDigest.of(object.annotations)
        switch index.match(uid: object.uid, generation: object.generation, annotations: annotations) {
        case .current(let known):
            // An orphan is seen by its owner alone: neither its generation nor anything of ours changes.
            guard let live = index.live(object.uid), live.owner?.uid != object.owner?.uid else { return }
            tell(.init(object, known.fingerprint, annotations, requestUID: nil, known.admission))
        case .decided(let decision):
            tell(
                .init(
                    object, decision.fingerprint, annotations, requestUID: decision.requestUID,
                    decision.admission ?? .tolerated))
        case .ambiguous, .none:
            let isDone = state.withLockedValue {
                $0.ignored.has(object.uid, object.generation ?? 0) || $0.gone.has(object.uid, 0) || $0.isStopped
            }
            guard !isDone else { return }
            if isOld { beginning.note(object.uid, resource.groupKind) }
            // The cluster is often faster than the log: its decision waits to be written, or to be read from another
            // replica's chain.
            guard !isOld, round < Self.patience.count else { return fetch(object, resource) }
            timers.asyncAfter(deadline: .now() + Self.patience[round]) { [self] in
                see(object, resource, isOld: false, round: round + 1)
            }
        }
    }

    private func fetch(_ object: ObjectMetadata, _ resource: ClusterResource, attempt: Int = 0) {
        guard state.withLockedValue({ !$0.isStopped && $0.pending.insert(object.uid).inserted }) else { return }
        looks.submit { [self] threads in
            // What changes from now on is looked at again.
            state.withLockedValue { _ = $0.pending.remove(object.uid) }
            guard threads == .active else { return }
            do throws(ClusterFailure) {
                try fetchNow(object, resource)
                beginning.forget(object.uid)
            } catch {
                again(object, resource, attempt, error)
            }
        }
    }

    private func fetchNow(_ object: ObjectMetadata, _ resource: ClusterResource) throws(ClusterFailure) {
        guard let found = try look.at(object, resource, by: .after(.seconds(30))) else { return }
        guard !found.isIrrelevant else { return ignore(object.uid, generation: found.object.generation) }
        if let decision = found.judged { keep(.reviewed(decision)) }
        tell(found.observation)
    }

    private func again(
        _ object: ObjectMetadata, _ resource: ClusterResource, _ attempt: Int, _ failure: ClusterFailure
    ) {
        guard attempt < Self.pauses.count else {
            beginning.forget(object.uid)
            return trouble("\(object.workload): \(failure)")
        }
        timers.asyncAfter(deadline: .now() + Self.pauses[attempt]) { [self] in
            fetch(object, resource, attempt: attempt + 1)
        }
    }

    private var isStopped: Bool { state.withLockedValue { $0.isStopped } }

    private func keep(_ entry: EntryBody) {
        guard !isStopped else { return }
        append(entry)
    }

    private func tell(_ observation: EntryBody.Observation) {
        let isGone = state.withLockedValue { state in
            state.told.insert(observation.uid, 0)
            return state.gone.has(observation.uid, 0)
        }
        if !isGone { keep(.live(observation)) }
    }

    private func lose(_ object: ObjectMetadata) {
        let wasTold = state.withLockedValue { state in
            state.gone.insert(object.uid, 0)
            return state.told.has(object.uid, 0)
        }
        // Even where others' entries cannot be read now: nobody tells of a deletion twice.
        let live = index.live(object.uid)
        guard live != nil || wasTold else { return }
        keep(
            .gone(
                .init(
                    object, live?.state?.fingerprint ?? "", AnnotationDigest.of(object.annotations), requestUID: nil,
                    live?.state?.admission ?? .found)))
    }

    /// What went while nobody watched, such as between two runs of the server.
    private func loseMissing(_ resource: ClusterResource) {
        let listed = state.withLockedValue { $0.listed.removeValue(forKey: resource) } ?? []
        for live in index.liveObjects(group: resource.group, kind: resource.kind)
        where !listed.contains(live.uid) && !isStopped && !look.has(live, resource) {
            let object = ObjectMetadata(
                uid: live.uid, workload: live.workload, version: resource.version, generation: live.generation,
                owner: live.owner)
            lose(object)
        }
    }
}

extension EntryBody.Observation {
    init(
        _ object: ObjectMetadata, _ fingerprint: String, _ annotations: String, requestUID: String?,
        _ admission: ServedState.Admission
    ) {
        self.init(
            workload: object.workload, uid: object.uid, generation: object.generation, fingerprint: fingerprint,
            annotations: annotations, owner: object.owner, requestUID: requestUID, admission: admission)
    }
}
