import FoundationEssentials
import PolicyEngine

/// What distinguishes one state of an object from another.
struct Sight: Sendable, Hashable {
    var generation: Int?
    var annotations: String
    /// Empty where nobody computed it.
    var fingerprint: String

    /// Whether both can be the same state.
    func isSame(as other: Sight) -> Bool {
        guard generation == other.generation, annotations == other.annotations else { return false }
        return fingerprint.isEmpty || other.fingerprint.isEmpty || fingerprint == other.fingerprint
    }
}

/// One sighting of an object, or that it is gone.
struct Mark: Sendable {
    let moment: Moment
    let sight: Sight
    /// nil where this entry does not say who owns the object; `.some(nil)` where nobody does.
    let owner: LiveObject.Owner??
    let requestUID: String?
    let admission: ServedState.Admission
    let isGone: Bool
    var content: ServedContent?

    /// Takes what a decision says, where it fits better than what is known.
    mutating func consider(_ pending: PendingDecision) {
        guard !isGone else { return }
        let isNamed = requestUID.map { !$0.isEmpty && $0 == pending.decision.requestUID } ?? false
        guard isNamed || pending.fits(sight) else { return }
        let new = ServedContent(pending, isNamed: isNamed)
        guard let content, new.fit <= content.fit else { return self.content = new }
    }
}

/// All that was seen of one object (one uid), in the order of time.
///
/// INVARIANT: what it tells is a function of the set of entries that reached it, whatever their order.
struct ObjectTrack: Sendable {
    let workload: WorkloadIdentity
    private(set) var marks: [Mark] = []
    var isBeingDeleted = false
    private let limit: Int

    init(_ workload: WorkloadIdentity, limit: Int) {
        self.workload = workload
        self.limit = limit
    }

    /// One state, from its first sighting to the first of the next.
    struct Run: Sendable {
        var since: Moment
        /// When it was seen last.
        var confirmed: Int64
        var until: Int64?
        var sight: Sight
        var owner: LiveObject.Owner?
        var admission: ServedState.Admission
        var content: ServedContent?
    }

    var isGone: Bool { marks.last?.isGone ?? true }
    /// When it was first seen alive.
    var firstLive: Moment? { marks.first { !$0.isGone }?.moment }
    var last: Moment? { marks.last?.moment }

    mutating func insert(_ mark: Mark) {
        let index = marks.lastIndex { $0.moment <= mark.moment }.map { $0 + 1 } ?? 0
        if index > 0, marks[index - 1].moment == mark.moment { return }
        marks.insert(mark, at: index)
        if marks.count > limit { shorten() }
    }

    mutating func consider(_ pending: PendingDecision) {
        for index in marks.indices { marks[index].consider(pending) }
    }

    /// Its states, the oldest first.
    var runs: [Run] {
        var runs: [Run] = []
        var isOpen = false
        for mark in marks {
            if isOpen, !mark.isGone, let last = runs.indices.last, runs[last].sight.isSame(as: mark.sight) {
                runs[last].confirm(mark)
                continue
            }
            if isOpen, let last = runs.indices.last { runs[last].until = mark.moment.time }
            isOpen = !mark.isGone
            if isOpen { runs.append(Run(mark)) }
        }
        return runs.map(completed)
    }

    /// What it serves now; nil where it is gone.
    var current: Run? { isGone ? nil : runs.last }

    /// An equal state that came back needs no decision of its own.
    private func completed(_ run: Run) -> Run {
        guard run.content == nil, !run.sight.fingerprint.isEmpty else { return run }
        var run = run
        run.content =
            marks.last {
                $0.sight.fingerprint == run.sight.fingerprint && $0.sight.annotations == run.sight.annotations
                    && $0.content != nil
            }?.content
        return run
    }

    /// Sightings between the first and the last of the same state say nothing; then the oldest ones go.
    private mutating func shorten() {
        marks = marks.enumerated().filter { index, mark in
            guard index > 0, index + 1 < marks.count else { return true }
            let (before, after) = (marks[index - 1], marks[index + 1])
            let isBetween = !mark.isGone && !before.isGone && !after.isGone
            let isSame = before.sight == mark.sight && mark.sight == after.sight && before.admission == mark.admission
            // What only it tells must stay.
            let saysNothing = mark.content == nil || mark.content?.fit == after.content?.fit
            return !(isBetween && isSame && mark.admission == after.admission && saysNothing)
        }.map(\.element)
        if marks.count > limit { marks.removeFirst(marks.count - limit) }
    }
}

extension ObjectTrack.Run {
    init(_ mark: Mark) {
        since = mark.moment
        confirmed = mark.moment.time
        sight = mark.sight
        owner = mark.owner.flatMap { $0 }
        admission = mark.admission
        content = mark.content
    }

    fileprivate mutating func confirm(_ mark: Mark) {
        confirmed = mark.moment.time
        if sight.fingerprint.isEmpty { sight.fingerprint = mark.sight.fingerprint }
        if let owner = mark.owner { self.owner = owner }
        admission = mark.admission
        if let content = mark.content { self.content = content }
    }

    func state(_ workload: WorkloadIdentity, _ uid: String) -> ServedState {
        let fingerprint = sight.fingerprint.isEmpty ? content?.fingerprint : sight.fingerprint
        return ServedState(
            workload: workload, uid: uid, generation: sight.generation, models: content?.models ?? [],
            context: content?.context ?? DataContext(), fingerprint: fingerprint ?? "", admission: admission,
            liveSince: LogTime.date(since.time), liveUntil: until.map(LogTime.date))
    }
}
