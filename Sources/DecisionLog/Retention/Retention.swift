import FoundationEssentials

/// Removes what is too old: the beginnings of chains, after what is still live was carried over and the rest was said to be
/// gone.
package struct Retention: Sendable {
    /// Entries before this are too old.
    package var cutoff: Date

    package init(cutoff: Date) { self.cutoff = cutoff }

    /// What a removal does. Its entries are written before anything is removed.
    package struct Plan: Sendable {
        /// Decisions about what is live, whose entries go.
        package var carried: [EntryBody] = []
        /// The beginnings of chains that go.
        package var removed: [ChainSpan] = []
        /// Removals of earlier times that must still be told, since the entries that tell of them go.
        package var repeated: [ChainSpan] = []

        package var count: Int64 { removed.reduce(0) { $0 + $1.last - $1.first + 1 } }

        /// In the order in which they are written, in batches of one transaction each.
        package var batches: [[EntryBody]] {
            let bodies = carried + (repeated + removed).map { EntryBody.removed($0) }
            return stride(from: 0, to: bodies.count, by: 500).map { Array(bodies[$0..<min($0 + 500, bodies.count)]) }
        }

        /// - Returns: how many entries were removed.
        package func remove(from store: any DecisionStore) throws(LogFailure) -> Int {
            var count = 0
            for span in removed {
                var end = span.first - 1
                while end < span.last {
                    end = min(end + Self.piece, span.last)
                    count += try store.remove(upTo: end, of: span.writer)
                }
            }
            return count
        }

        /// Entries that are removed in one transaction.
        private static let piece: Int64 = 10_000
    }

    /// What would be removed. Reads only what goes, and of each object that may be live what is kept of it.
    package func plan(_ store: any DecisionStore) throws(LogFailure) -> Plan {
        var plan = Plan()
        var objects: Set<String> = []
        var told: [ChainSpan] = []
        let chains = try store.chains()
        for chain in chains {
            guard let span = try read(chain, store, &objects, &told) else { continue }
            plan.removed.append(span)
        }
        guard !plan.removed.isEmpty else { return plan }
        let ends = Dictionary(plan.removed.map { ($0.writer, $0.last) }, uniquingKeysWith: max)
        for uid in objects.sorted() {
            guard let body = try LiveDecision.find(uid, in: store, removedUpTo: ends) else { continue }
            plan.carried.append(body)
        }
        plan.repeated = told.filter { span in
            ends[span.writer] == nil && chains.contains { $0.writer == span.writer && $0.first == span.last + 1 }
        }
        return plan
    }

    /// The beginning of a chain that is too old; nil where nothing is.
    private func read(
        _ chain: ChainSpan, _ store: any DecisionStore, _ objects: inout Set<String>, _ told: inout [ChainSpan]
    ) throws(LogFailure) -> ChainSpan? {
        let limit = LogTime.microseconds(cutoff)
        var last: SealedEntry?
        while true {
            let page = try store.entries(of: chain.writer, after: last?.place.sequence ?? chain.first - 1, limit: 500)
            for entry in page {
                guard entry.time < limit, entry.place.sequence <= chain.last else { return span(chain, last) }
                try note(entry, &objects, &told)
                last = entry
            }
            guard !page.isEmpty else { return span(chain, last) }
        }
    }

    private func span(_ chain: ChainSpan, _ last: SealedEntry?) -> ChainSpan? {
        last.map { ChainSpan(writer: chain.writer, first: chain.first, last: $0.place.sequence, hash: $0.hash) }
    }

    private func note(
        _ entry: SealedEntry, _ objects: inout Set<String>, _ told: inout [ChainSpan]
    ) throws(LogFailure) {
        switch entry.kind {
        case "reviewed" where entry.columns.verdict == "allowed", "live", "carried":
            if let uid = entry.columns.uid { objects.insert(uid) }
        case "gone":
            if let uid = entry.columns.uid { objects.remove(uid) }
        case "removed":
            if case .removed(let span) = try entry.decoded() { told.append(span) }
        default: break
        }
    }
}
