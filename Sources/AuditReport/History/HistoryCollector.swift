import DecisionLog
import FoundationEssentials
import PolicyEngine

/// Gathers what the log says of one workload beside its states: it stays small, whatever was asked for how often.
struct HistoryCollector {
    let workload: WorkloadIdentity
    private(set) var refusals: [WorkloadHistory.Refusal] = []
    /// Whether the cluster was seen to hold it at any time.
    private(set) var isWatched = false
    private var allowed: [LoggedState] = []

    init(_ workload: WorkloadIdentity) { self.workload = workload }

    mutating func add(_ body: EntryBody, _ entry: SealedEntry) {
        switch body {
        case .reviewed(let decision): add(decision, entry.place)
        case .denials(let count) where count.count > 0:
            var refusal = WorkloadHistory.Refusal(first: count.first, last: count.last, codes: count.codes)
            refusal.count = count.count
            add(refusal)
        case .live, .gone, .carried: isWatched = true
        case .denials, .opened, .lost, .checkpoint, .removed: break
        }
    }

    private mutating func add(_ decision: Decision, _ place: ChainPlace) {
        // What is judged because the cluster holds it was asked for by nobody.
        guard decision.operation != "OBSERVED" else { return }
        guard decision.verdict == "allowed" else {
            var refusal = WorkloadHistory.Refusal(first: decision.time, last: decision.time, codes: decision.codes)
            (refusal.user, refusal.models, refusal.message) = (decision.user, decision.models, decision.message)
            refusal.isUndecided = decision.verdict == "undecided"
            return add(refusal)
        }
        note(decision, place)
    }

    private mutating func add(_ refusal: WorkloadHistory.Refusal) {
        if let last = refusals.last, last.isSame(as: refusal) {
            refusals[refusals.count - 1].last = refusal.last
            refusals[refusals.count - 1].count = last.count.adding(refusal.count)
            return
        }
        refusals.append(refusal)
        if refusals.count > Self.most { refusals.removeFirst() }
    }

    // MARK: Where nobody watches

    /// What was let in, as if it had become live at once: the newest first.
    var unconfirmed: [LoggedState] {
        var states = allowed
        for index in states.indices.dropLast() { states[index].state.liveUntil = states[index + 1].state.liveSince }
        return states.reversed()
    }

    private mutating func note(_ decision: Decision, _ place: ChainPlace) {
        guard decision.subresource == nil, !decision.models.isEmpty || !allowed.isEmpty else { return }
        let state = ServedState(
            workload: workload, uid: decision.uid ?? "", generation: decision.generation,
            models: decision.models.map(\.served), context: decision.context, fingerprint: decision.fingerprint,
            admission: decision.admission ?? .tolerated, liveSince: decision.time)
        let new = LoggedState(state: state, owner: nil, decision: place)
        if let last = allowed.last, last.servesSame(as: new) { return }
        allowed.append(new)
        if allowed.count > Self.most { allowed.removeFirst() }
    }

    private static let most = 1000
}

extension WorkloadHistory.Refusal {
    fileprivate func isSame(as other: Self) -> Bool {
        user == other.user && codes == other.codes && isUndecided == other.isUndecided
            && models.map(\.served.value) == other.models.map(\.served.value)
    }
}
