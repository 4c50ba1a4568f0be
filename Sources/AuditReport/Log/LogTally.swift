import DecisionLog
import FoundationEssentials
import PolicyEngine

/// What is counted while a log is read: it stays small however long the log is.
struct LogTally {
    private(set) var entries: Int64 = 0
    private(set) var first: Date?
    private(set) var last: Date?
    private(set) var lost = 0
    /// Whether entries were removed for their age.
    private(set) var isPruned = false
    /// Whether anybody watched the cluster.
    private(set) var isWatched = false
    private(set) var reviewed = 0
    private(set) var denials: DenialCounter
    private(set) var metrics: MetricCollector
    private(set) var exceptions: [String: [WorkloadIdentity: Date]] = [:]
    /// Where nobody watches: who let in what, by the uid of its object.
    private(set) var admissions = AdmissionTally()
    private let limits: LogLimits

    init(_ limits: LogLimits) {
        self.limits = limits
        denials = DenialCounter(limits)
        metrics = MetricCollector(most: limits.evaluations)
    }

    mutating func add(_ body: EntryBody, at time: Date) {
        entries += 1
        // Entries are read in the order of their times.
        first = first ?? time
        last = time
        switch body {
        case .reviewed(let decision):
            reviewed += 1
            denials.add(decision)
            note(decision)
            if !isWatched { admissions.add(decision) }
        case .denials(let count): denials.add(count)
        case .carried(let decision, _): note(decision)
        case .lost(let count, _): lost = lost.adding(count)
        case .removed: isPruned = true
        case .live, .gone:
            isWatched = true
            admissions = AdmissionTally()
        case .opened, .checkpoint: break
        }
    }

    private mutating func note(_ decision: Decision) {
        metrics.add(decision)
        guard decision.verdict == "allowed" else { return }
        for name in decision.exceptions {
            guard exceptions[name] != nil || exceptions.count < limits.exceptions else { continue }
            let known = exceptions[name]?[decision.workload]
            guard known != nil || exceptions[name]?.count ?? 0 < limits.exceptions else { continue }
            exceptions[name, default: [:]][decision.workload] = max(known ?? .distantPast, decision.time)
        }
    }
}

/// What is to be said of a log as a whole.
struct LogNotes {
    private(set) var all: [String] = []

    init(_ tally: LogTally, until: Date?, isAnythingLive: Bool) {
        if tally.entries == 0 { all.append(until.map(nothingBefore) ?? nothing) }
        if tally.reviewed > 0, !tally.isWatched, !isAnythingLive { all.append(unwatched) }
        if tally.lost > 0 { all.append(lostSome(tally.lost)) }
        if tally.isPruned, let first = tally.first { all.append(pruned(first)) }
    }
}

// MARK: - What the user reads

private let nothing = "the log holds no entry yet"
private func nothingBefore(_ time: Date) -> String {
    "the log holds no entry before \(Timestamp.string(time)): it began later, or what it held was removed for its age"
}
private let unwatched =
    "the log holds decisions, and nobody watched what the cluster then held (`pedigree serve --cluster`): it cannot tell what "
    + "is live, and of what is, only when it was let in"
private func lostSome(_ count: Int) -> String {
    "\(count) \(count == 1 ? "decision was" : "decisions were") made and not kept, as the log itself says"
}
private func pruned(_ first: Date) -> String {
    "entries were removed for their age; of what ended before \(Timestamp.string(first)) the log tells nothing"
}
