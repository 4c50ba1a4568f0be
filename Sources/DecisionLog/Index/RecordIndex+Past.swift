import FoundationEssentials
import PolicyEngine

extension RecordIndex {
    /// Reads the log as it stood at a moment, the oldest entries first and each once; what was written later is not there.
    ///
    /// What retention removed since then is, as far as decisions about it were carried over: whatever was live at both
    /// times.
    /// - Parameters:
    ///   - end: the first moment that counts no longer; nil for the whole log.
    ///   - each: told of every entry; of one that was written later, never.
    package func load(
        from store: any DecisionStore, before end: Date?, onProgress: (RecordStatus.Progress) -> Void = { _ in },
        each: (SealedEntry, EntryBody) throws(LogFailure) -> Void
    ) throws(LogFailure) {
        let total = try store.chains().reduce(Int64(0)) { $0 &+ ($1.last &- $1.first &+ 1) }
        var progress = RecordStatus.Progress(read: 0, total: total)
        var query = EntryQuery()
        query.before = end.map(LogTime.microseconds)
        try Self.pages(of: query, in: store) { entries throws(LogFailure) in
            var bodies: [(ChainPlace, Date, EntryBody)] = []
            bodies.reserveCapacity(entries.count)
            for entry in entries {
                let body = try Self.body(of: entry)
                try each(entry, body)
                bodies.append((entry.place, LogTime.date(entry.time), body))
            }
            absorb(bodies)
            progress.read += Int64(entries.count)
            onProgress(progress)
        }
        if let end { try absorbCarried(over: end, from: store) }
        updateHealth { $0.isLoaded = true }
    }

    /// Decisions whose own entries are gone, since they were too old when something later was removed.
    private func absorbCarried(over end: Date, from store: any DecisionStore) throws(LogFailure) {
        var query = EntryQuery()
        query.kinds = ["carried"]
        query.from = LogTime.microseconds(end)
        try Self.pages(of: query, in: store) { entries throws(LogFailure) in
            var bodies: [(ChainPlace, Date, EntryBody)] = []
            for entry in entries {
                let body = try Self.body(of: entry)
                guard case .carried(let decision, let since) = body, since < end, decision.uid != nil else {
                    continue
                }
                // As of the time that is asked about, so that nothing counts as older than it is.
                bodies.append((entry.place, since, body))
            }
            absorb(bodies)
        }
    }

    private static func pages(
        of query: EntryQuery, in store: any DecisionStore, _ take: ([SealedEntry]) throws(LogFailure) -> Void
    ) throws(LogFailure) {
        var query = query
        while true {
            let entries = try store.find(query)
            try take(entries)
            guard entries.count == query.limit, let last = entries.last else { return }
            query.after = EntryQuery.Cursor(time: last.time, place: last.place)
        }
    }

    private static func body(of entry: SealedEntry) throws(LogFailure) -> EntryBody {
        do throws(LogFailure) {
            return try entry.decoded()
        } catch {
            throw LogFailure(error.kind, unreadable(entry.place, error.reason))
        }
    }
}
