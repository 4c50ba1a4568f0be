import DecisionLog
import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// Why a workload came to serve what it serves, as far as the log tells.
struct HistoryReasons {
    private(set) var all: [String] = []

    /// - Parameter former: the states before it, the oldest first.
    init(_ state: WorkloadHistory.State, after former: [WorkloadHistory.State]) {
        if state.decision == nil { all.append(noDecision) }
        addBeginning(state, former.last)
        addModels(state, former)
        addJudgement(state)
    }

    private mutating func addBeginning(_ state: WorkloadHistory.State, _ before: WorkloadHistory.State?) {
        switch state.admission {
        case .found: all.append(wasThere)
        case .denied: all.append(state.decision?.operation == "OBSERVED" ? nobodyAsked : wasRefused)
        case .allowed, .tolerated, .child:
            if before == nil { all.append(first) }
        }
        if let end = before?.until, end < state.since { all.append(returned(end)) }
    }

    private mutating func addModels(_ state: WorkloadHistory.State, _ former: [WorkloadHistory.State]) {
        guard let before = former.last, !state.models.isEmpty else { return }
        let models = Self.served(state)
        if Self.served(before) != models {
            if let then = former.last(where: { Self.served($0) == models }) {
                all.append(back(Self.versions(state), then.since))
                let lost = Self.changes(from: then.context, to: state.context)
                all.append(contentsOf: lost.isEmpty ? [sameContext] : lost.map(otherContext))
                return
            }
            all += Self.changes(from: before, to: state)
        }
        all += Self.changes(from: before.context, to: state.context)
    }

    private mutating func addJudgement(_ state: WorkloadHistory.State) {
        guard let decision = state.decision else { return }
        if let reason = decision.notJudged { all.append(notJudged(reason)) }
        if let message = decision.message { all.append(although(message)) }
    }

    private static func served(_ state: WorkloadHistory.State) -> Set<[String?]> {
        Set(state.models.map { [$0.served.value, $0.served.revision, $0.served.digest?.description] })
    }

    private static func versions(_ state: WorkloadHistory.State) -> String {
        state.models.prefix(5).map { printable($0.version) }.joined(separator: ", ")
    }

    /// By where the models stand: `v47 → v48`.
    private static func changes(from old: WorkloadHistory.State, to new: WorkloadHistory.State) -> [String] {
        let before = Dictionary(old.models.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.models.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(before.keys).union(after.keys).sorted().compactMap { path in
            switch (before[path], after[path]) {
            case (let old?, let new?):
                guard [old.served.value, old.served.revision] != [new.served.value, new.served.revision] else {
                    return old.served.digest == new.served.digest ? nil : otherBytes(new.version)
                }
                let isSameFamily = old.family == new.family
                return changed(
                    isSameFamily ? old.version : old.served.value, isSameFamily ? new.version : new.served.value)
            case (nil, let new?): return added(new.served.value)
            case (let old?, nil): return removed(old.served.value)
            case (nil, nil): return nil
            }
        }
    }

    private static func changes(from old: DataContext, to new: DataContext) -> [String] {
        Set(old.entries.keys).union(new.entries.keys).sorted().compactMap { name in
            guard old.entries[name] != new.entries[name] else { return nil }
            return contextChanged(name, old.entries[name], new.entries[name])
        }
    }
}

// MARK: - What the user reads

private let noDecision = "the log has no decision about it"
private let wasThere = "it was there when the record began"
private let nobodyAsked = "nobody was asked, and it would have been refused"
private let wasRefused = "the cluster holds it although it was refused"
private let first = "first deployed, as far as the log goes"
private func returned(_ end: Date) -> String { "deployed again: it was gone from \(Timestamp.string(end)) on" }
private func back(_ versions: String, _ time: Date) -> String { "back to \(versions) of \(Timestamp.string(time))" }
private let sameContext = "with the data context of then"
private func otherContext(_ change: String) -> String { "with another data context than then: \(change)" }
private func changed(_ old: String, _ new: String) -> String {
    "\(printable(old, limit: 200)) → \(printable(new, limit: 200))"
}
private func otherBytes(_ version: String) -> String { "other bytes under \(printable(version, limit: 200))" }
private func added(_ model: String) -> String { "serves \(printable(model, limit: 200)) as well" }
private func removed(_ model: String) -> String { "serves \(printable(model, limit: 200)) no longer" }
private func contextChanged(_ name: String, _ old: String?, _ new: String?) -> String {
    let (name, old, new) = (
        printable(name), old.map { printable($0, limit: 200) }, new.map { printable($0, limit: 200) }
    )
    switch (old, new) {
    case (let old?, let new?): return "\(name): \(old) → \(new)"
    case (nil, let new): return "\(name): \(new ?? "") is new"
    case (let old?, nil): return "\(name): \(old) is gone"
    }
}
private func notJudged(_ reason: String) -> String { "not judged: \(printable(reason, limit: 300))" }
private func although(_ message: String) -> String { "let in although \(printable(message, limit: 1000))" }
