import FoundationEssentials
import PolicyEngine

/// Keeps denials from crowding out the log: of equal ones in a window of time the first is kept and the rest are counted, and
/// beyond a number for each namespace all are counted together.
struct DenialLimiter: Sendable {
    private struct Key: Sendable, Hashable {
        var namespace: String?
        /// nil: all workloads of the namespace together.
        var workload: WorkloadIdentity?
        var codes: [String]
    }

    private struct Window: Sendable {
        var began: Date
        var count: EntryBody.DenialCount?
    }

    private let window: Double
    private let perNamespace: Int
    private var windows: [Key: Window] = [:]
    /// Denials that were kept in the windows that are open.
    private var kept: [String?: Int] = [:]

    /// Whatever names are made up, so many windows are open at most.
    private static let mostWindows = 20_000
    private static let mostCodes = 32

    init(window: Double, perNamespace: Int) {
        (self.window, self.perNamespace) = (window, perNamespace)
    }

    /// Whether the denial is to be kept whole; where not it was counted.
    mutating func keeps(_ decision: Decision, at now: Date) -> Bool {
        let namespace = decision.workload.namespace
        let key = Key(namespace: namespace, workload: decision.workload, codes: decision.codes)
        if windows[key] != nil {
            count(decision, key, at: now)
            return false
        }
        guard kept[namespace, default: 0] < perNamespace, windows.count < Self.mostWindows else {
            let isRoom = windows.count < Self.mostWindows
            let together = Key(namespace: isRoom ? namespace : nil, workload: nil, codes: [])
            count(decision, together, at: now)
            return false
        }
        kept[namespace, default: 0] += 1
        windows[key] = Window(began: now)
        return true
    }

    private mutating func count(_ decision: Decision, _ key: Key, at now: Date) {
        var window = windows[key] ?? Window(began: now)
        var count =
            window.count
            ?? EntryBody.DenialCount(
                namespace: key.namespace, workload: key.workload, codes: key.codes, count: 0, first: decision.time,
                last: decision.time)
        count.count += 1
        count.first = min(count.first, decision.time)
        count.last = max(count.last, decision.time)
        if key.workload == nil { count.codes = Self.union(count.codes, decision.codes) }
        window.count = count
        windows[key] = window
    }

    private static func union(_ left: [String], _ right: [String]) -> [String] {
        let fresh = right.filter { !left.contains($0) }
        return fresh.isEmpty ? left : Array((left + fresh).sorted().prefix(mostCodes))
    }

    /// The counts of windows that have ended; of all with `everything`, which leaves them open.
    mutating func counts(at now: Date, everything: Bool = false) -> [EntryBody.DenialCount] {
        var counts: [EntryBody.DenialCount] = []
        for (key, window) in windows {
            let isOver = now.timeIntervalSince(window.began) >= self.window || now < window.began
            guard isOver || everything else { continue }
            if let count = window.count { counts.append(count) }
            windows[key]?.count = nil
            if isOver { end(key) }
        }
        return counts.sorted { $0.first < $1.first }
    }

    private mutating func end(_ key: Key) {
        windows[key] = nil
        guard key.workload != nil, let count = kept[key.namespace] else { return }
        kept[key.namespace] = count > 1 ? count - 1 : nil
    }

    /// Whether nothing is counted or open.
    var isEmpty: Bool { windows.isEmpty }
}
