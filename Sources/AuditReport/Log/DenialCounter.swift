import DecisionLog
import FoundationEssentials

/// Counts what was refused, by day, reason, namespace and user. Whoever may create objects decides how many there are: names
/// beyond a limit are counted together.
struct DenialCounter {
    private var days: [Int: (total: Int, reasons: NameCounter)] = [:]
    private var reasons: NameCounter
    private var namespaces: NameCounter
    private var users: NameCounter
    private var total = 0
    private var undecided = 0
    private let limits: LogLimits

    init(_ limits: LogLimits) {
        self.limits = limits
        reasons = NameCounter(limits)
        namespaces = NameCounter(limits)
        users = NameCounter(limits)
    }

    mutating func add(_ decision: Decision) {
        // What is judged because the cluster holds it was refused to nobody.
        guard decision.operation != "OBSERVED" else { return }
        if decision.verdict == "undecided" { undecided += 1 }
        guard decision.verdict == "denied" else { return }
        if !decision.user.isEmpty { users.add(decision.user, 1) }
        add(1, decision.codes, decision.workload.namespace, on: decision.time)
    }

    mutating func add(_ count: EntryBody.DenialCount) {
        guard count.count > 0 else { return }
        add(count.count, count.codes, count.namespace, on: count.first)
    }

    private mutating func add(_ count: Int, _ codes: [String], _ namespace: String?, on time: Date) {
        total = total.adding(count)
        namespaces.add(namespace ?? noNamespace, count)
        let number = Self.day(time)
        var day = days.removeValue(forKey: number) ?? (0, NameCounter(limits))
        day.total = day.total.adding(count)
        for code in codes {
            reasons.add(code, count)
            day.reasons.add(code, count)
        }
        days[number] = day
        // The oldest give way: what is asked about is what is refused now.
        if days.count > limits.days, let oldest = days.keys.min() { days[oldest] = nil }
    }

    var history: DenialHistory {
        var history = DenialHistory()
        history.days = allDays
        (history.total, history.undecided) = (total, undecided)
        history.reasons = reasons.counts
        history.namespaces = namespaces.counts
        history.users = users.counts
        return history
    }

    /// Days without a denial stand in it as well, as far as there is room for them.
    private var allDays: [DenialHistory.Day] {
        guard let last = days.keys.max(), let first = days.keys.filter({ $0 > last - limits.days }).min() else {
            return []
        }
        return (first...last).map { number in
            let day = days[number]
            return DenialHistory.Day(
                date: Date(timeIntervalSince1970: Double(number) * Self.seconds), total: day?.total ?? 0,
                counts: day?.reasons.counts ?? [])
        }
    }

    /// Days since 1970 (UTC).
    private static func day(_ time: Date) -> Int {
        Int(exactly: (time.timeIntervalSince1970 / seconds).rounded(.down)) ?? 0
    }

    private static let seconds: Double = 86_400
}

/// Counts by name, up to a number of names; the rest together.
struct NameCounter {
    private var known: [String: Int] = [:]
    private var others = 0
    private let limits: LogLimits

    init(_ limits: LogLimits) { self.limits = limits }

    mutating func add(_ name: String, _ count: Int) {
        guard known[name] != nil || known.count < limits.names else {
            others = others.adding(count)
            return
        }
        known[name, default: 0] = (known[name] ?? 0).adding(count)
    }

    /// The most frequent first, and last those that are not told one by one.
    var counts: [DenialHistory.Count] {
        let sorted = known.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        var counts = sorted.prefix(limits.shownNames).map { DenialHistory.Count(name: $0.key, count: $0.value) }
        let rest = sorted.dropFirst(limits.shownNames).reduce(others) {
            $0.adding($1.value)
        }
        if rest > 0 { counts.append(DenialHistory.Count(name: other, count: rest)) }
        return counts
    }
}

// MARK: - What the user reads

private let other = "other"
private let noNamespace = "(no namespace)"
