import FoundationEssentials

/// Writes to a store as one writer: makes the chain, and knows after a failure what was written all the same.
package struct ChainAppender {
    package let store: any DecisionStore
    package private(set) var head: ChainHead
    /// What was handed to the store and not acknowledged by it.
    private var unsure: [SealedEntry] = []

    package init(_ store: any DecisionStore) {
        self.store = store
        head = ChainHead()
    }

    /// Brings the tables up to date and begins a chain, whose first entry names all others.
    package mutating func open(_ settings: LogSettings, at now: Date) throws(LogFailure) {
        try store.migrate()
        let opened = EntryBody.Opened(
            name: settings.name, version: settings.version, cluster: settings.cluster,
            chains: try store.chains().sorted { $0.writer < $1.writer })
        _ = try append([(.opened(opened), now)])
    }

    /// Writes all or none.
    ///
    /// A store on the network may have written what it never acknowledged: `settle` must be asked before anything is tried
    /// again.
    package mutating func append(_ bodies: [(body: EntryBody, time: Date)]) throws(LogFailure) -> [SealedEntry] {
        _ = try settle()
        guard !bodies.isEmpty else { return [] }
        var next = head
        let entries = bodies.map { next.seal($0.body, at: $0.time) }
        do throws(LogFailure) {
            try store.append(entries)
        } catch {
            unsure = entries
            throw error
        }
        head = next
        return entries
    }

    /// What an append that failed has written all the same; the chain goes on behind it.
    package mutating func settle() throws(LogFailure) -> [SealedEntry] {
        guard let last = unsure.last else { return [] }
        let written = try store.entries(of: head.writer, after: head.sequence, limit: unsure.count)
        let isWritten = written.last?.hash == last.hash
        guard isWritten || written.isEmpty else { throw LogFailure(.damaged, anotherWriter(head.writer)) }
        defer { unsure = [] }
        guard isWritten else { return [] }
        head.go(to: last)
        return unsure
    }
}

// MARK: - What the user reads

private func anotherWriter(_ writer: String) -> String {
    "the chain \(writer) of this process holds entries that it did not write"
}
