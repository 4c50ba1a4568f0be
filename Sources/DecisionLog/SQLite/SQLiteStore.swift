import Foundation
import GRDB

/// A log in a file of SQLite: WAL, one process that writes, any number that read.
package final class SQLiteStore: DecisionStore {
    /// When a commit is on the disk.
    package enum Durability: Sendable, Hashable {
        /// Before `append` returns, whatever happens to the machine.
        case full
        /// Before `append` returns as far as the process can end; a power failure may take the last commits.
        case process
    }

    private let file: LogFile
    private let queue: DatabaseQueue
    /// nil for reading.
    private let lock: WriterLock?

    package let isShared = false
    package var title: String { "SQLite \(file.path)" }

    /// Opens the file for writing, and makes it where there is none; its directory must exist.
    package init(writing path: String, durability: Durability = .full) throws(LogFailure) {
        lock = try WriterLock(beside: path)
        file = try LogFile(path, creates: true)
        var configuration = Self.configuration
        let synchronous = durability == .full ? "FULL" : "NORMAL"
        configuration.prepareDatabase { db in
            // Before the first write: a database of somebody else stays as it is.
            _ = try Self.version(db, path)
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: "PRAGMA synchronous = \(synchronous)")
        }
        queue = try Self.open(path, configuration)
    }

    /// Opens a file that is there for reading, while others may write to it.
    package init(reading path: String) throws(LogFailure) {
        lock = nil
        file = try LogFile(path, creates: false)
        var configuration = Self.configuration
        configuration.readonly = true
        queue = try Self.open(path, configuration)
        try mustBeALog()
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "decision log"
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = false
        // Bodies hold what users wrote; an error is told without it.
        configuration.publicStatementArguments = false
        return configuration
    }

    private static func open(_ path: String, _ configuration: Configuration) throws(LogFailure) -> DatabaseQueue {
        do {
            // A URI's characters mean nothing in a path that does not begin with `file:`.
            return try DatabaseQueue(path: path.hasPrefix("/") ? path : "./\(path)", configuration: configuration)
        } catch {
            throw LogFailure(error, path)
        }
    }

    package func migrate() throws(LogFailure) {
        try write { db in
            let version = try Self.version(db, self.file.path)
            guard version < SQLiteSchema.newest else { return }
            for step in SQLiteSchema.steps[version...] { try db.execute(sql: step) }
            try db.execute(sql: "UPDATE schema_version SET version = ?", arguments: [SQLiteSchema.newest])
            try db.execute(sql: "PRAGMA application_id = \(SQLiteSchema.applicationID)")
        }
    }

    private func mustBeALog() throws(LogFailure) {
        let version = try read { db in try Self.version(db, self.file.path) }
        guard version > 0 else { throw LogFailure(.schema, noLog(file.path)) }
    }

    /// Of the schema: 0 for a file that holds nothing yet.
    private static func version(_ db: Database, _ path: String) throws -> Int {
        let id = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        if tables == 0 { return 0 }
        guard id == SQLiteSchema.applicationID, try db.tableExists("schema_version") else {
            throw LogFailure(.schema, noLog(path))
        }
        guard let row = try Row.fetchOne(db, sql: "SELECT version FROM schema_version"),
            let version = Int(exactly: try SQLiteRows(row: row).integer(0)), version > 0
        else { throw LogFailure(.damaged, noVersion(path)) }
        guard version <= SQLiteSchema.newest else { throw LogFailure(.schema, newer(path, version)) }
        return version
    }

    package func append(_ entries: [SealedEntry]) throws(LogFailure) {
        try file.mustStand()
        try write { db in
            let insertEntry = try db.cachedStatement(sql: SQLiteQueries.insertEntry)
            for entry in entries {
                try insertEntry.execute(arguments: Self.arguments(entry))
                guard !entry.columns.models.isEmpty else { continue }
                let insertModel = try db.cachedStatement(sql: SQLiteQueries.insertModel)
                for (ordinal, model) in entry.columns.models.enumerated() {
                    try insertModel.execute(arguments: [
                        entry.place.writer, entry.place.sequence, ordinal, model.identity, model.value, model.digest,
                    ])
                }
            }
        }
    }

    private static func arguments(_ entry: SealedEntry) -> StatementArguments {
        let columns = entry.columns
        return [
            entry.place.writer, entry.place.sequence, entry.time, entry.kind, columns.namespace, columns.group,
            columns.kind, columns.name, columns.uid, columns.verdict, Data(entry.body), Data(entry.previous),
            Data(entry.hash),
        ]
    }

    package func chains() throws(LogFailure) -> [ChainSpan] {
        try read { db in
            try Row.fetchAll(db, sql: SQLiteQueries.chains).map { try SQLiteRows(row: $0).span() }
        }
    }

    package func entries(of writer: String, after sequence: Int64, limit: Int) throws(LogFailure) -> [SealedEntry] {
        try read { db in
            let statement = try db.cachedStatement(sql: SQLiteQueries.chain)
            var entries = try Row.fetchAll(statement, arguments: [writer, sequence, max(limit, 0)])
                .map { try SQLiteRows(row: $0).entry() }
            try Self.readModels(of: &entries[...], db)
            return entries
        }
    }

    package func find(_ query: EntryQuery) throws(LogFailure) -> [SealedEntry] {
        try read { db in
            let (sql, arguments) = SQLiteQueries.find(query)
            var entries = try Row.fetchAll(db, sql: sql, arguments: arguments).map { try SQLiteRows(row: $0).entry() }
            for index in entries.indices { try Self.readModels(of: &entries[index...index], db) }
            return entries
        }
    }

    /// Entries of one chain, in its order.
    private static func readModels(of entries: inout ArraySlice<SealedEntry>, _ db: Database) throws {
        guard let first = entries.first, let last = entries.last else { return }
        let statement = try db.cachedStatement(sql: SQLiteQueries.models)
        let rows = try Row.fetchCursor(
            statement, arguments: [first.place.writer, first.place.sequence, last.place.sequence])
        var index = entries.startIndex
        while let row = try rows.next() {
            let (sequence, model) = try SQLiteRows(row: row).model()
            while index < entries.endIndex, entries[index].place.sequence < sequence { index += 1 }
            guard index < entries.endIndex, entries[index].place.sequence == sequence else { continue }
            entries[index].columns.models.append(model)
        }
    }

    package func remove(upTo sequence: Int64, of writer: String) throws(LogFailure) -> Int {
        try file.mustStand()
        return try write { db in
            try db.execute(sql: SQLiteQueries.removeModels, arguments: [writer, sequence])
            try db.execute(sql: SQLiteQueries.removeEntries, arguments: [writer, sequence])
            return db.changesCount
        }
    }

    package func holdsObserverLock() throws(LogFailure) -> Bool { lock != nil }

    /// Bounds the file, as a full disk does; never below what it has.
    func limitPages(to count: Int) throws(LogFailure) {
        do {
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(count)") }
        } catch {
            throw LogFailure(error, file.path)
        }
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws(LogFailure) -> Value {
        do {
            return try queue.write(body)
        } catch {
            throw LogFailure(error, file.path)
        }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(LogFailure) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw LogFailure(error, file.path)
        }
    }
}

// MARK: - What the user reads

private func noLog(_ path: String) -> String { "\(path): it is no decision log of pedigree" }
private func noVersion(_ path: String) -> String { "\(path): it does not say which version its tables have" }
private func newer(_ path: String, _ version: Int) -> String {
    "\(path): its tables have version \(version), and this version knows up to \(SQLiteSchema.newest); use a newer pedigree"
}
