import FoundationEssentials
import PolicyEngine

/// What the index knows: a function of the entries that it absorbed, in whatever order they came.
struct IndexContents {
    /// What was seen of each object, by its uid: what is live, and what is gone and still remembered.
    private(set) var objects: [String: ObjectTrack] = [:]
    /// The uids that a workload has had.
    private(set) var workloads: [WorkloadIdentity: [String]] = [:]
    private(set) var serving = ModelPlaces()
    private(set) var pending: PendingDecisions
    private(set) var entries = 0
    private var departures = Departures()
    private var texts = TextPool()
    private var newest = Int64.min
    private let limits: IndexLimits

    init(_ limits: IndexLimits) {
        self.limits = limits
        pending = PendingDecisions(keep: limits.pendingTime, limit: limits.pendingDecisions)
    }

    /// - Parameter now: microseconds since 1970. A writer whose clock runs ahead makes nothing old.
    mutating func absorb(_ place: ChainPlace, _ date: Date, _ body: EntryBody, now: Int64) {
        entries += 1
        let place = ChainPlace(writer: texts.shared(place.writer), sequence: place.sequence)
        let moment = Moment(time: LogTime.microseconds(date), place: place)
        switch body {
        case .reviewed(let decision): decided(decision, moment)
        case .live(let observation): seen(observation, moment, isGone: false)
        case .gone(let observation): seen(observation, moment, isGone: true)
        case .carried(let decision, let liveSince): carried(decision, moment, liveSince)
        case .opened, .denials, .lost, .checkpoint, .removed: break
        }
        newest = max(newest, min(moment.time, now))
        pending.advance(to: newest)
        forgetGone()
    }

    mutating func setBeingDeleted(_ uid: String, _ isBeingDeleted: Bool) {
        objects[uid]?.isBeingDeleted = isBeingDeleted
    }

    // MARK: Entries

    private mutating func decided(_ decision: Decision, _ moment: Moment) {
        guard let new = PendingDecision(decision, moment), let uid = decision.uid else { return }
        pending.insert(new)
        guard objects[uid] != nil else { return }
        objects[uid]?.consider(new)
        file(uid)
    }

    private mutating func seen(_ observation: EntryBody.Observation, _ moment: Moment, isGone: Bool) {
        let sight = Sight(
            generation: observation.generation, annotations: texts.shared(observation.annotations),
            fingerprint: observation.fingerprint)
        var mark = Mark(
            moment: moment, sight: sight, owner: .some(observation.owner.map { shared($0) }),
            requestUID: observation.requestUID, admission: observation.admission, isGone: isGone)
        for decision in pending[observation.uid] { mark.consider(decision) }
        insert(mark, observation.workload, observation.uid)
    }

    /// What it tells stood in an entry that was removed for its age: when it went live, and all of its decision.
    private mutating func carried(_ decision: Decision, _ moment: Moment, _ liveSince: Date) {
        guard let uid = decision.uid, !uid.isEmpty else { return }
        decided(decision, moment)
        let sight = Sight(
            generation: decision.generation, annotations: texts.shared(decision.annotations),
            fingerprint: decision.fingerprint)
        let admission = decision.admission ?? (decision.verdict == "allowed" ? .found : .denied)
        var mark = Mark(
            moment: Moment(time: LogTime.microseconds(liveSince), place: moment.place), sight: sight, owner: nil,
            requestUID: decision.requestUID, admission: admission, isGone: false)
        // Even where it is too old to wait for anything.
        if let decision = PendingDecision(decision, moment) { mark.consider(decision) }
        for decision in pending[uid] { mark.consider(decision) }
        insert(mark, decision.workload, uid)
    }

    private mutating func insert(_ mark: Mark, _ workload: WorkloadIdentity, _ uid: String) {
        let isNew = objects[uid] == nil
        if isNew {
            let workload = shared(workload)
            objects[uid] = ObjectTrack(workload, limit: limits.marksPerObject)
            workloads[workload, default: []].append(uid)
        }
        objects[uid]?.insert(mark)
        file(uid)
        if isNew { trim(workload) }
        if mark.isGone { departures.append(uid, mark.moment) }
    }

    /// Enters the object at the models that it served.
    private mutating func file(_ uid: String) {
        guard let object = objects[uid] else { return }
        for run in object.runs {
            // A child serves what its owner does, and its owner's states are the ones that count.
            if case .child = run.admission { continue }
            serving.insert(uid, run.content?.identities ?? [], object.workload.namespace) { [objects] in
                objects[$0]?.isGone ?? true
            }
        }
    }

    // MARK: Bounds

    /// The oldest uids of a workload that had more than anybody asks for.
    private mutating func trim(_ workload: WorkloadIdentity) {
        guard let uids = workloads[workload], uids.count > limits.statesPerWorkload else { return }
        let gone = uids.filter { objects[$0]?.isGone ?? true }
            .sorted { (objects[$0]?.last?.time ?? .min) < (objects[$1]?.last?.time ?? .min) }
        for uid in gone.prefix(uids.count - limits.statesPerWorkload) { remove(uid) }
    }

    private mutating func forgetGone() {
        let horizon = newest.subtractingReportingOverflow(limits.goneChildTime)
        guard !horizon.overflow else { return }
        while let uid = departures.next(before: horizon.partialValue) {
            guard let object = objects[uid], object.isGone else { continue }
            switch object.runs.last?.admission {
            case .child, nil: remove(uid)
            case .allowed, .tolerated, .denied, .found: departures.keep(uid)
            }
        }
        while let uid = departures.next(beyond: limits.goneObjects) {
            if objects[uid]?.isGone ?? false { remove(uid) }
        }
    }

    private mutating func remove(_ uid: String) {
        guard let object = objects.removeValue(forKey: uid) else { return }
        for mark in object.marks { serving.remove(uid, mark.content?.identities ?? [], object.workload.namespace) }
        guard var uids = workloads.removeValue(forKey: object.workload) else { return }
        uids.removeAll { $0 == uid }
        if !uids.isEmpty { workloads[object.workload] = uids }
    }

    // MARK: Memory

    private mutating func shared(_ workload: WorkloadIdentity) -> WorkloadIdentity {
        WorkloadIdentity(
            group: texts.shared(workload.group), kind: texts.shared(workload.kind),
            namespace: texts.shared(workload.namespace), name: workload.name)
    }

    private mutating func shared(_ owner: LiveObject.Owner) -> LiveObject.Owner {
        LiveObject.Owner(uid: owner.uid, workload: shared(owner.workload), version: owner.version)
    }
}
