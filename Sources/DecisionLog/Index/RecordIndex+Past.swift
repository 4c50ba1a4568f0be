import FoundationEssentials
import PolicyEngine

extension RecordIndex {
    /// Reads the log as it stood at a moment, the oldest entries first and each once; what was written later is not there.
    ///
    /// What retention removed since then is, as far as decisions about it were carried over: whatever was live at both
    /// times.
    /// - Parameters:
    ///   - query: of what is not looked for nothing is known.
    ///   - end: the first moment that counts no longer; nil for the whole log.
    ///   - each: told of every entry; of one that was written later, never.
    package func load(
        from store: any DecisionStore, matching query: EntryQuery = EntryQuery(), before end: Date?,
        onProgress: (RecordStatus.Progress) -> Void = { _ in },
        each: (SealedEntry, EntryBody) throws(LogFailure) -> Void
    ) throws(LogFailure) {
        let total = try store.chains().reduce(Int64(0)) { $0 &+ ($1.last &- $1.first &+ 1) }
        var progress = RecordStatus.Progress(read: 0, total: total)
        var entries = query
        entries.before = end.map(LogTime.microseconds)
        try store.pages(of: entries) { entries throws(LogFailure) in
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
        if let end { try absorbCarried(over: end, query, from: store) }
        updateHealth { $0.isLoaded = true }
    }

    /// Decisions whose own entries are gone, since they were too old when something later was removed.
    private func absorbCarried(
        over end: Date, _ query: EntryQuery, from store: any DecisionStore
    ) throws(LogFailure) {
        var query = query
        query.kinds = ["carried"]
        query.from = LogTime.microseconds(end)
        try store.pages(of: query) { entries throws(LogFailure) in
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

    private static func body(of entry: SealedEntry) throws(LogFailure) -> EntryBody {
        do throws(LogFailure) {
            return try entry.decoded()
        } catch {
            throw LogFailure(error.kind, unreadable(entry.place, error.reason))
        }
    }
}
