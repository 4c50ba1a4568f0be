import DecisionLog
import FoundationEssentials
import PolicyEngine

/// What a log tells as of a moment: what was live, since when and by whom, and what was refused until then.
package struct LogHistory: Sendable {
    package let summary: LogSummary
    package let denials: DenialHistory
    /// What was live, by namespace, kind, name and uid; without the children of what is live.
    package let live: [LiveWorkload]
    /// How many children follow from an object that is live, by its uid; of grandchildren the topmost owner's.
    package let children: [String: Int]
    /// How many there are of each kind, by `Pod`, `ReplicaSet.apps`.
    package let childKinds: [String: Int]
    /// Exceptions that waived something, with the workloads and the last time.
    package let exceptions: [String: [WorkloadIdentity: Date]]
    /// What evaluations said of models, as the log kept it.
    let metrics: [LoggedMetrics]
    /// What a reader should know.
    package let notes: [String]
    private let index: RecordIndex
    private let presences: [String: Presence]

    /// One object that was live, by the entry that says what it served.
    package struct LiveWorkload: Sendable, Hashable {
        package var uid: String
        package var workload: WorkloadIdentity
        package var presence: Presence
        /// nil where the log says that it was live, and not what it served.
        package var decision: ChainPlace?
        /// The decision with which what it serves was let in; nil where the log does not say it.
        package var firstDecision: ChainPlace?
    }

    init(
        _ title: String, until: Date?, index: RecordIndex, lives: [LoggedLife], deciders: [ChainPlace: Decider],
        tally: LogTally
    ) {
        self.index = index
        var summary = LogSummary(title: title)
        (summary.entries, summary.lost) = (tally.entries, tally.lost)
        (summary.first, summary.last) = (tally.first, tally.last)
        self.summary = summary
        denials = tally.denials.history
        metrics = tally.metrics.all
        exceptions = tally.exceptions
        var presences: [String: Presence] = [:]
        for life in lives { presences[life.uid] = Presence(life, life.firstDecision.flatMap { deciders[$0] }) }
        self.presences = presences.merging(tally.admissions.presences) { seen, _ in seen }
        let family = LiveFamily(lives)
        children = family.children
        childKinds = family.kinds
        live = family.own.map { life in
            LiveWorkload(
                uid: life.uid, workload: life.workload, presence: presences[life.uid] ?? Presence(),
                decision: life.lastDecision, firstDecision: life.firstDecision)
        }.sorted()
        notes = LogNotes(tally, until: until, isAnythingLive: !lives.isEmpty).all
    }

    /// Since when the object with this uid is as it is, and who brought it; nil where the log does not say that it is live.
    package func presence(uid: String) -> Presence? { presences[uid] }

    /// The same of a workload, whatever its uid.
    package func presence(of workload: WorkloadIdentity) -> Presence? {
        index.loggedStates(of: workload).lazy.compactMap { presences[$0.state.uid] }.first
    }

    /// All states of a workload that were live, the newest first.
    package func states(of workload: WorkloadIdentity) -> [LoggedState] { index.loggedStates(of: workload) }

    /// What the rules read, as of the moment of the reading.
    package var record: ServingRecord { index.record }

    /// The decisions about what is live, a few at a time: all of them together may be more than memory should hold.
    package func decisions(
        about live: some Sequence<LiveWorkload>, in store: any DecisionStore
    ) throws(LogFailure) -> [ChainPlace: Decision] {
        var found: [ChainPlace: Decision] = [:]
        try DecisionReading(store).read(live.compactMap(\.decision)) { found[$0] = $1 }
        return found
    }
}

extension LogHistory.LiveWorkload: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.order.lexicographicallyPrecedes(right.order) }

    private var order: [String] {
        [workload.namespace ?? "", workload.kind, workload.name, workload.group, uid]
    }
}

extension Presence {
    init(_ life: LoggedLife, _ decider: Decider?) {
        self.init()
        since = life.since
        knownBy = .log
        admission = life.admission
        user = decider?.user
        operation = decider?.operation
        requestUID = decider?.requestUID
        policyDigest = decider?.policyDigest
        policyCommit = decider?.policyCommit
        decided = decider?.decided
    }
}

/// Which objects stand by themselves, and which follow from another that is live.
struct LiveFamily {
    private(set) var own: [LoggedLife] = []
    private(set) var children: [String: Int] = [:]
    private(set) var kinds: [String: Int] = [:]

    init(_ lives: [LoggedLife]) {
        var owners: [String: String] = [:]
        for life in lives {
            guard case .child(let owner) = life.admission else { continue }
            owners[life.uid] = owner
        }
        let known = Set(lives.map(\.uid))
        for life in lives {
            guard let owner = owners[life.uid], known.contains(owner) else {
                own.append(life)
                continue
            }
            kinds[life.workload.groupKind, default: 0] += 1
            children[Self.top(of: owner, owners, known), default: 0] += 1
        }
    }

    /// A Pod's ReplicaSet's Deployment's InferenceService; nobody's data may make this endless.
    private static func top(of uid: String, _ owners: [String: String], _ known: Set<String>) -> String {
        var top = uid
        for _ in 0..<16 {
            guard let next = owners[top], known.contains(next) else { return top }
            top = next
        }
        return top
    }
}
