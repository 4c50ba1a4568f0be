import PolicyEngine

extension IndexContents {
    /// What is known of one workload: its objects, as they can be read without the index.
    func tracks(of workload: WorkloadIdentity) -> [(uid: String, track: ObjectTrack)] {
        (workloads[workload] ?? []).compactMap { uid in objects[uid].map { (uid, $0) } }
    }

    /// The same of each workload that served a model.
    func tracks(servingModel identity: String, in namespace: String?) -> [[(uid: String, track: ObjectTrack)]] {
        let uids = serving.uids(of: identity, in: namespace)
        return Set(uids.compactMap { objects[$0]?.workload }).map(tracks)
    }

    /// The objects of one kind that are live.
    func live(group: String, kind: String) -> [LiveObject] {
        objects.compactMap { uid, track in
            track.workload.kind == kind && track.workload.group == group ? live(uid) : nil
        }
    }

    /// The object with this uid, where it is live.
    func live(_ uid: String) -> LiveObject? {
        guard let track = objects[uid], let run = track.current, !isReplaced(uid, track) else { return nil }
        return LiveObject(
            uid: uid, workload: track.workload, generation: run.sight.generation, owner: run.owner,
            isBeingDeleted: track.isBeingDeleted, state: run.state(track.workload, uid))
    }

    /// Whether its workload was seen with another uid since: two objects cannot have one name.
    private func isReplaced(_ uid: String, _ track: ObjectTrack) -> Bool {
        guard let uids = workloads[track.workload], uids.count > 1, let last = track.last else { return false }
        return uids.contains { $0 != uid && (objects[$0]?.firstLive).map { $0 > last } ?? false }
    }

    func match(uid: String, generation: Int?, annotations: String) -> RecordIndex.Match {
        let sight = Sight(generation: generation, annotations: annotations, fingerprint: "")
        let fitting = pending[uid].filter { $0.fits(sight) }
        // What nobody knows the decision of is judged anew.
        guard let current = objects[uid]?.current, current.content != nil, current.sight.isSame(as: sight),
            let state = live(uid)?.state
        else { return match(fitting) }
        // A generation stands for one state for ever. Where there is none, a decision since then may have become live.
        let others = fitting.filter {
            generation == nil && $0.moment.time > current.confirmed - Self.underWay
                && $0.decision.fingerprint != current.sight.fingerprint
        }.sorted { $0.moment < $1.moment }
        return others.isEmpty ? .current(state) : .ambiguous(others.map(\.decision))
    }

    private func match(_ fitting: [PendingDecision]) -> RecordIndex.Match {
        let best = Dictionary(grouping: fitting, by: \.decision.fingerprint).values.compactMap { equal in
            equal.max { ServedContent.Fit($0) < ServedContent.Fit($1) }
        }.sorted { $0.moment < $1.moment }
        guard let first = best.first else { return .none }
        return best.count == 1 ? .decided(first.decision) : .ambiguous(best.map(\.decision))
    }

    /// How long a write can take from its decision to where the cluster shows it, in microseconds.
    private static let underWay: Int64 = 60_000_000
}

extension ServedContent.Fit {
    init(_ pending: PendingDecision) {
        self.init(isNamed: false, isJudged: pending.decision.notJudged == nil, moment: pending.moment)
    }
}

/// A state of a workload, with what a look-up needs beside it.
struct DatedState {
    var since: Moment
    var state: ServedState
    var owner: LiveObject.Owner?
    /// `ModelIdentity.name` of what it served.
    var identities: [String]
    /// The entry of the decision that says what it served.
    var decision: ChainPlace?

    /// The states of one workload, the newest first.
    ///
    /// It has one object at a time: where the end of one was never seen, the beginning of the next is its end.
    static func all(_ tracks: [(uid: String, track: ObjectTrack)]) -> [DatedState] {
        let begun = tracks.compactMap(\.track.firstLive)
        return tracks.flatMap { uid, track in
            let next = track.last.flatMap { last in begun.filter { $0 > last }.min() }
            return track.runs.map { run in
                var run = run
                if run.until == nil, let next { run.until = next.time }
                return DatedState(
                    since: run.since, state: run.state(track.workload, uid), owner: run.owner,
                    identities: run.content?.identities ?? [], decision: run.content?.fit.moment.place)
            }
        }.sorted { $0.since > $1.since }
    }
}
