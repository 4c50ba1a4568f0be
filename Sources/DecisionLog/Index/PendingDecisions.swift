import PolicyEngine

/// A decision that the cluster has not shown the result of.
struct PendingDecision: Sendable {
    var decision: Decision
    var moment: Moment

    /// nil where its object cannot become live by it.
    init?(_ decision: Decision, _ moment: Moment) {
        guard let uid = decision.uid, !uid.isEmpty else { return nil }
        guard decision.verdict == "allowed" || decision.operation == "OBSERVED" else { return nil }
        var decision = decision
        // What nobody asks the index for stays in the log alone.
        decision.groups = []
        decision.fields = [:]
        decision.reading = [:]
        decision.judged = ""
        decision.datasets = []
        decision.evidence = []
        decision.policies = []
        decision.exceptions = []
        decision.codes = []
        decision.drift = []
        decision.message = nil
        self.decision = decision
        self.moment = moment
    }

    /// Whether an object that looks like this can have come to be by it.
    func fits(_ sight: Sight) -> Bool {
        guard decision.generation == sight.generation, decision.annotations == sight.annotations else { return false }
        return decision.fingerprint.isEmpty || sight.fingerprint.isEmpty || decision.fingerprint == sight.fingerprint
    }
}

/// Decisions that the cluster may still show the result of, by the uid of their object.
///
/// Whoever may create objects decides how many there are: they are bounded in time and in number. What is forgotten too
/// early is looked at in the cluster itself.
struct PendingDecisions {
    private var byUID: [String: [PendingDecision]] = [:]
    private var arrivals = ArrivalQueue()
    private var newest = Int64.min
    private let keep: Int64
    private let limit: Int

    init(keep: Int64, limit: Int) {
        self.keep = keep
        self.limit = limit
    }

    private(set) var count = 0

    subscript(uid: String) -> [PendingDecision] { byUID[uid] ?? [] }

    mutating func insert(_ pending: PendingDecision) {
        guard let uid = pending.decision.uid, !isTooOld(pending.moment.time) else { return }
        guard !(byUID[uid]?.contains { $0.moment.place == pending.moment.place } ?? false) else { return }
        var waiting = byUID.removeValue(forKey: uid) ?? []
        let index = waiting.lastIndex { $0.moment <= pending.moment }.map { $0 + 1 } ?? 0
        waiting.insert(pending, at: index)
        count += 1
        arrivals.append(uid, pending.moment)
        // The newest are kept, in whatever order they came.
        if waiting.count > Self.mostOfOne {
            waiting.removeFirst()
            count -= 1
        }
        byUID[uid] = waiting
        forgetArrivals()
    }

    /// Those of decisions that their objects' newer ones made forgotten, before they are more than the others: each took
    /// memory until its time was over.
    private mutating func forgetArrivals() {
        guard arrivals.count > 2 * count + Self.fewArrivals else { return }
        // Only the oldest of an object are forgotten. One that came late may make a few look kept: they go by their age.
        arrivals.keep { uid, moment in byUID[uid]?.first.map { $0.moment <= moment } ?? false }
    }

    /// How many it remembers the order of.
    var arrivalCount: Int { arrivals.count }
    private static let fewArrivals = 1024

    /// Decisions about one object: who writes it again and again must not make every look at it slow.
    private static let mostOfOne = 64

    /// Forgets what is too old at `time`, and what is too much.
    mutating func advance(to time: Int64) {
        newest = max(newest, time)
        while let first = arrivals.first, count > limit || isTooOld(first.moment.time) {
            arrivals.removeFirst()
            remove(first.uid, first.moment)
        }
    }

    private mutating func remove(_ uid: String, _ moment: Moment) {
        guard var waiting = byUID.removeValue(forKey: uid) else { return }
        let before = waiting.count
        waiting.removeAll { $0.moment == moment }
        count -= before - waiting.count
        if !waiting.isEmpty { byUID[uid] = waiting }
    }

    private func isTooOld(_ time: Int64) -> Bool {
        newest != .min && time < newest.subtractingReportingOverflow(keep).partialValue
    }
}

/// Objects in the order in which something about them arrived.
struct ArrivalQueue {
    private var waiting: [(uid: String, moment: Moment)] = []
    private var head = 0

    var count: Int { waiting.count - head }
    var first: (uid: String, moment: Moment)? { head < waiting.count ? waiting[head] : nil }

    mutating func append(_ uid: String, _ moment: Moment) { waiting.append((uid, moment)) }

    mutating func keep(_ isKept: (String, Moment) -> Bool) {
        waiting = waiting[head...].filter { isKept($0.uid, $0.moment) }
        head = 0
    }

    mutating func removeFirst() {
        guard head < waiting.count else { return }
        head += 1
        guard head >= 1024, head * 2 >= waiting.count else { return }
        waiting.removeFirst(head)
        head = 0
    }
}
