import NIOConcurrencyHelpers

/// A log in PostgreSQL: any number of processes write to it, each its own chain.
///
/// Every call ends in time. A connection that is lost fails the call that meets it; the next call connects anew, no sooner
/// than the server's last failures allow.
package final class PostgresStore: DecisionStore {
    private struct State {
        var session: PostgresSession
        /// What was written when a connection broke: whether the server has kept it nobody knows.
        var uncertain: [ChainPlace: [UInt8]] = [:]
    }

    private let location: PostgresLocation
    private let state: NIOLockedValueBox<State>

    package let isShared = true
    package var title: String { location.title }

    /// - Parameter isReader: for who only reads: the server refuses its writes, and a database without a log is an error.
    package init(_ location: PostgresLocation, isReader: Bool = false) {
        self.location = location
        state = NIOLockedValueBox(State(session: PostgresSession(location, isReader: isReader)))
    }

    package func migrate() throws(LogFailure) {
        try use { state throws(LogFailure) in
            do throws(LogFailure) {
                try Self.migrate(&state.session)
            } catch {
                // The transaction and the lock end with their connection.
                state.session.disconnect()
                throw error
            }
        }
    }

    private static func migrate(_ session: inout PostgresSession) throws(LogFailure) {
        _ = try session.run(PostgresQueries.setLockTimeout, [.text("0")], .long)
        // Another replica may be at it: the one that comes second finds the work done. The lock stands outside of the
        // transaction, since names are looked up as they were when a transaction began.
        _ = try session.run(PostgresQueries.lockMigration, [], .long)
        _ = try session.run("BEGIN", [], .long)
        let tables = try session.run(PostgresQueries.hasTables, [], .long)
        let version = try tables.boolean(0, 0) ? try session.run(PostgresQueries.version, [], .long).integer(0, 0) : 0
        guard let done = Int(exactly: version), done >= 0, done <= PostgresSchema.steps.count else {
            throw LogFailure(.schema, otherVersion(session.location.title, version))
        }
        if done < PostgresSchema.steps.count {
            for step in PostgresSchema.steps[done...] {
                for statement in step { _ = try session.run(statement, [], .long) }
            }
            _ = try session.run(PostgresQueries.setVersion, [.integer(PostgresSchema.newest)], .long)
        }
        _ = try session.run("COMMIT", [], .long)
        _ = try session.run(PostgresQueries.unlockMigration, [], .long)
        _ = try session.run(PostgresQueries.setLockTimeout, [.text("5s")], .long)
    }

    package func append(_ entries: [SealedEntry]) throws(LogFailure) {
        guard !entries.isEmpty else { return }
        try use { state throws(LogFailure) in
            var entries = try Self.withoutKept(entries, &state)
            guard !entries.isEmpty else { return }
            for attempt in 1... {
                do throws(LogFailure) {
                    _ = try state.session.run(PostgresQueries.append, PostgresRows.values(entries))
                    state.uncertain = [:]
                    return
                } catch {
                    if error.kind == .unavailable {
                        for entry in entries { state.uncertain[entry.place] = entry.hash }
                    }
                    // What an earlier connection wrote may have become visible only now.
                    guard error.kind == .damaged, !state.uncertain.isEmpty, attempt < 3 else { throw error }
                    entries = try Self.withoutKept(entries, &state)
                    guard !entries.isEmpty else { return }
                }
            }
        }
    }

    /// A commit whose answer was lost is no failure: the same entries, written once more, stand there already.
    private static func withoutKept(_ entries: [SealedEntry], _ state: inout State) throws(LogFailure) -> [SealedEntry]
    {
        let doubtful = entries.filter { state.uncertain[$0.place] == $0.hash }
        guard !doubtful.isEmpty else { return entries }
        let answer = try state.session.run(PostgresQueries.hashes, PostgresRows.places(doubtful))
        var kept: [ChainPlace: [UInt8]] = [:]
        for row in 0..<answer.rowCount {
            let place = ChainPlace(writer: try answer.text(row, 0), sequence: try answer.integer(row, 1))
            kept[place] = try answer.bytes(row, 2)
        }
        return entries.filter { kept[$0.place] != $0.hash }
    }

    package func chains() throws(LogFailure) -> [ChainSpan] {
        try use { state throws(LogFailure) in
            try PostgresRows.spans(try state.session.run(PostgresQueries.chains))
        }
    }

    package func entries(of writer: String, after sequence: Int64, limit: Int) throws(LogFailure) -> [SealedEntry] {
        try use { state throws(LogFailure) in
            let values: [PostgresValue] = [
                .text(EntryColumns.searchable(writer)), .integer(sequence), .integer(Int64(max(limit, 0))),
            ]
            return try Self.entries(PostgresQueries.chain, values, .short, &state)
        }
    }

    package func find(_ query: EntryQuery) throws(LogFailure) -> [SealedEntry] {
        try use { state throws(LogFailure) in
            let (statement, values) = PostgresQueries.find(query)
            return try Self.entries(statement, values, .long, &state)
        }
    }

    private static func entries(
        _ statement: String, _ values: [PostgresValue], _ timeout: PostgresSession.Timeout, _ state: inout State
    ) throws(LogFailure) -> [SealedEntry] {
        var entries = try PostgresRows.entries(try state.session.run(statement, values, timeout))
        guard !entries.isEmpty else { return entries }
        let models = try state.session.run(PostgresQueries.models, PostgresRows.places(entries), timeout)
        try PostgresRows.add(models, to: &entries)
        return entries
    }

    package func remove(upTo sequence: Int64, of writer: String) throws(LogFailure) -> Int {
        try use { state throws(LogFailure) in
            let values: [PostgresValue] = [.text(EntryColumns.searchable(writer)), .integer(sequence)]
            return try state.session.run(PostgresQueries.remove, values, .long).changedCount
        }
    }

    package func holdsObserverLock() throws(LogFailure) -> Bool {
        try use { state throws(LogFailure) in try state.session.takeObserverLock() }
    }

    private func use<Value>(
        _ body: (inout State) throws(LogFailure) -> Value
    ) throws(LogFailure) -> Value {
        let result: Result<Value, LogFailure> = state.withLockedValue { state in
            do throws(LogFailure) { return .success(try body(&state)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

// MARK: - What the user reads

private func otherVersion(_ title: String, _ version: Int64) -> String {
    "\(title): its tables have version \(version), and this version knows up to \(PostgresSchema.newest); "
        + "use a newer pedigree"
}
