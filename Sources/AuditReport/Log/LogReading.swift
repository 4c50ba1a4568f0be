import DecisionLog
import FoundationEssentials
import PolicyEngine

/// Reads a log once, from its beginning to a moment, in memory that grows with what is live and not with what was asked.
package struct LogReading {
    package var limits = LogLimits()
    /// Entries that were read, of how many the log has.
    package var progress: (RecordStatus.Progress) -> Void = { _ in }

    package init() {}

    /// - Parameter until: the first moment that counts no longer; nil for all of it.
    package func read(_ store: any DecisionStore, until: Date? = nil) throws(LogFailure) -> LogHistory {
        var limits = IndexLimits()
        // The beginning of what an object serves may lie many edits back.
        limits.marksPerObject = 512
        let index = RecordIndex(limits: limits)
        var tally = LogTally(self.limits)
        try index.load(from: store, before: until, onProgress: progress) { entry, body in
            tally.add(body, at: LogTime.date(entry.time))
        }
        let lives = index.allLive.compactMap { LoggedLife($0, in: index) }
        var deciders: [ChainPlace: Decider] = [:]
        try DecisionReading(store).read(lives.compactMap(\.firstDecision)) { place, decision in
            deciders[place] = Decider(decision)
        }
        return LogHistory(store.title, until: until, index: index, lives: lives, deciders: deciders, tally: tally)
    }

    /// The same as a call of its own, as of a moment.
    package static func read(
        _ store: any DecisionStore, until: Date? = nil, progress: @escaping (RecordStatus.Progress) -> Void = { _ in }
    ) throws(LogFailure) -> LogHistory {
        var reading = LogReading()
        reading.progress = progress
        return try reading.read(store, until: until)
    }
}

/// One object that is live, and since when it serves what it serves.
struct LoggedLife: Sendable {
    var uid: String
    var workload: WorkloadIdentity
    var owner: LiveObject.Owner?
    var since: Date
    var admission: ServedState.Admission
    /// Of the state as it is now, and of the one with which what it serves began.
    var lastDecision: ChainPlace?
    var firstDecision: ChainPlace?

    init?(_ live: LiveObject, in index: RecordIndex) {
        var states = index.loggedStates(of: live.workload).filter { $0.state.uid == live.uid }[...]
        guard let current = states.popFirst() else { return nil }
        var first = current
        while let older = states.popFirst(), older.state.liveUntil == first.state.liveSince, older.servesSame(as: first)
        {
            first = older
        }
        uid = live.uid
        workload = live.workload
        owner = live.owner
        since = first.state.liveSince
        admission = current.state.admission
        lastDecision = current.decision
        // A child was brought by a controller; who deployed what it serves stands with its owner.
        if case .child = current.state.admission { return }
        firstDecision = first.decision
    }
}

/// Who wrote what is live, and by what it was let in.
struct Decider: Sendable {
    var user: String?
    var operation: String
    var requestUID: String?
    var policyDigest: String?
    var policyCommit: String?
    var decided: Date

    init(_ decision: Decision) {
        user = decision.user.isEmpty ? nil : decision.user
        operation = decision.operation
        requestUID = decision.requestUID.isEmpty ? nil : decision.requestUID
        policyDigest = decision.policyDigest
        policyCommit = decision.policyCommit
        decided = decision.time
    }
}
