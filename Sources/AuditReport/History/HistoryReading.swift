import DecisionLog
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Whose history is asked for.
package struct HistoryQuery: Sendable, Hashable {
    /// A workload's name, or a model: its digest, its reference, or what all its versions have in common.
    package var name: String
    package var namespace: String?
    package var kind: String?
    /// Events of each workload, the newest.
    package var limit = 50
    /// The first moment that counts no longer; nil for all of the log.
    package var until: Date?

    package init(_ name: String) { self.name = name }
}

/// Reads histories from a log.
package struct HistoryReading {
    private let store: any DecisionStore
    private let query: HistoryQuery

    package init(_ store: any DecisionStore, _ query: HistoryQuery) {
        self.store = store
        self.query = query
    }

    /// By workload; empty where nothing is known. Of a model the states that served it, and what was refused of it.
    package func read() throws(LogFailure) -> [WorkloadHistory] {
        let named = try read(name: query.name, query.namespace, query.kind, of: nil)
        if !named.isEmpty { return named }
        for model in ModelNames(query.name).all {
            var found: [WorkloadHistory] = []
            for workload in try workloads(serving: model) {
                found += try read(name: workload.name, workload.namespace, workload.kind, of: model).filter {
                    $0.workload.group == workload.group
                }
            }
            if !found.isEmpty { return found.sorted { $0.workload.description < $1.workload.description } }
        }
        return []
    }

    private func read(
        name: String, _ namespace: String?, _ kind: String?, of model: String?
    ) throws(LogFailure) -> [WorkloadHistory] {
        var collectors: [WorkloadIdentity: HistoryCollector] = [:]
        let named = RecordIndex.Named(name, namespace: namespace, kind: kind, before: query.until)
        let index = try RecordIndex.reading(named, from: store) { workload, entry, body in
            collectors[workload, default: HistoryCollector(workload)].add(body, entry)
        }
        var histories: [WorkloadHistory] = []
        for (workload, collector) in collectors {
            var states = index.loggedStates(of: workload)
            let isConfirmed = !states.isEmpty || collector.isWatched
            if !isConfirmed { states = collector.unconfirmed }
            let builder = HistoryBuilder(workload, states: states.reversed(), collector.refusals)
            guard var history = try builder.history(limit: query.limit, of: model, store) else { continue }
            history.isConfirmed = isConfirmed
            histories.append(history)
        }
        return histories.sorted { $0.workload.description < $1.workload.description }
    }

    /// Every workload that was let in with this model, the first few hundred.
    private func workloads(serving model: String) throws(LogFailure) -> [WorkloadIdentity] {
        var entries = EntryQuery()
        entries.kinds = ["reviewed", "carried"]
        (entries.model, entries.namespace, entries.objectKind) = (model, query.namespace, query.kind)
        entries.before = query.until.map(LogTime.microseconds)
        var seen: Set<WorkloadIdentity> = []
        var all: [WorkloadIdentity] = []
        try store.pages(of: entries) { page throws(LogFailure) in
            for entry in page where all.count < Self.mostWorkloads {
                guard let decision = try entry.decoded().decision, decision.ownerUID == nil else { continue }
                if seen.insert(decision.workload).inserted { all.append(decision.workload) }
            }
        }
        return all
    }

    private static let mostWorkloads = 300
}

/// What a model may be called in the log.
struct ModelNames {
    let all: [String]

    /// A digest may be given without its algorithm, and what versions have in common with or without its last slash.
    init(_ name: String) {
        var names = [name]
        if name.utf8.count == 64, name.utf8.allSatisfy({ Self.isHex($0) }) { names.append("sha256:\(name)") }
        if name.utf8.contains(UInt8(ascii: "/")) || name.utf8.contains(UInt8(ascii: ":")) {
            names.append(name.hasSuffix("/") ? String(name.dropLast()) : "\(name)/")
        }
        all = names
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
