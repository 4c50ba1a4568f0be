import NIOConcurrencyHelpers

/// A log in PostgreSQL: any number of processes write to it, each its own chain.
///
/// Every call ends in time. A connection that is lost fails the call that meets it; the next call connects anew, no sooner
/// than the server's last failures allow, and when all that the lost one was at is done or undone.
package final class PostgresStore: DecisionStore {
    private let location: PostgresLocation
    private let session: NIOLockedValueBox<PostgresSession>

    package let isShared = true
    package var title: String { location.title }

    /// - Parameter isReader: for who only reads: the server refuses its writes, and a database without a log is an error.
    package init(_ location: PostgresLocation, isReader: Bool = false) {
        self.location = location
        session = NIOLockedValueBox(PostgresSession(location, isReader: isReader))
    }

    package func migrate() throws(LogFailure) {
        try use { session throws(LogFailure) in
            do throws(LogFailure) {
                try Self.migrate(&session)
            } catch {
                // The transaction and the lock end with their connection.
                session.disconnect()
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
        try use { session throws(LogFailure) in
            _ = try session.run(PostgresQueries.append, PostgresRows.values(entries))
        }
    }

    package func chains() throws(LogFailure) -> [ChainSpan] {
        try use { session throws(LogFailure) in
            try PostgresRows.spans(try session.run(PostgresQueries.chains))
        }
    }

    package func entries(of writer: String, after sequence: Int64, limit: Int) throws(LogFailure) -> [SealedEntry] {
        try use { session throws(LogFailure) in
            let values: [PostgresValue] = [
                .text(EntryColumns.searchable(writer)), .integer(sequence), .integer(Int64(max(limit, 0))),
            ]
            return try Self.entries(PostgresQueries.chain, values, .short, &session)
        }
    }

    package func find(_ query: EntryQuery) throws(LogFailure) -> [SealedEntry] {
        try use { session throws(LogFailure) in
            let (statement, values) = PostgresQueries.find(query)
            return try Self.entries(statement, values, .long, &session)
        }
    }

    private static func entries(
        _ statement: String, _ values: [PostgresValue], _ timeout: PostgresSession.Timeout,
        _ session: inout PostgresSession
    ) throws(LogFailure) -> [SealedEntry] {
        var entries = try PostgresRows.entries(try session.run(statement, values, timeout))
        guard !entries.isEmpty else { return entries }
        let models = try session.run(PostgresQueries.models, PostgresRows.places(entries), timeout)
        try PostgresRows.add(models, to: &entries)
        return entries
    }

    package func remove(upTo sequence: Int64, of writer: String) throws(LogFailure) -> Int {
        try use { session throws(LogFailure) in
            let values: [PostgresValue] = [.text(EntryColumns.searchable(writer)), .integer(sequence)]
            return try session.run(PostgresQueries.remove, values, .long).changedCount
        }
    }

    package func holdsObserverLock() throws(LogFailure) -> Bool {
        try use { session throws(LogFailure) in try session.takeObserverLock() }
    }

    private func use<Value>(
        _ body: (inout PostgresSession) throws(LogFailure) -> Value
    ) throws(LogFailure) -> Value {
        let result: Result<Value, LogFailure> = session.withLockedValue { session in
            do throws(LogFailure) { return .success(try body(&session)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

// MARK: - What the user reads

private func otherVersion(_ title: String, _ version: Int64) -> String {
    "\(title): its tables have version \(version), and this version knows up to \(PostgresSchema.newest); "
        + "use a newer pedigree"
}
