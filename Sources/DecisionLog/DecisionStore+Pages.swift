extension DecisionStore {
    /// All entries that match, a page at a time, the oldest first.
    package func pages(
        of query: EntryQuery, _ take: ([SealedEntry]) throws(LogFailure) -> Void
    ) throws(LogFailure) {
        var query = query
        while true {
            let entries = try find(query)
            try take(entries)
            guard entries.count == query.limit, let last = entries.last else { return }
            query.after = EntryQuery.Cursor(time: last.time, place: last.place)
        }
    }
}
