import Foundation
import GRDB
import Testing

@testable import DecisionLog

@Suite("A log in SQLite")
struct SQLiteStoreTests {
    private let scratch: Scratch
    private var file: String { scratch.file("log.sqlite") }

    init() throws { scratch = try Scratch() }

    private func opened(_ durability: SQLiteStore.Durability = .full) throws -> SQLiteStore {
        let store = try SQLiteStore(writing: file, durability: durability)
        try store.migrate()
        return store
    }

    @Test("it does what every store must do", arguments: StoreSuite.checks)
    func conforms(suite: StoreSuite) throws { try suite.check(try opened()) }

    @Test("what was written is there after it was opened again")
    func reopened() throws {
        let entries = try StoreSuite.fill(try opened(), 4)
        #expect(try opened(.process).entries(of: StoreSuite.writer(0), after: 0, limit: 9) == entries)
        #expect(try SQLiteStore(reading: file).entries(of: StoreSuite.writer(0), after: 0, limit: 9) == entries)
    }

    @Test("the file is readable by its owner alone")
    func mode() throws {
        let store = try opened()
        try StoreSuite.fill(store, 1)
        for suffix in ["", "-wal", "-shm", ".lock"] {
            let mode = try FileManager.default.attributesOfItem(atPath: file + suffix)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(suffix)")
        }
        withExtendedLifetime(store) {}
    }

    @Test("a second writer is refused with words, and readers are not")
    func locked() throws {
        let store = try opened()
        try StoreSuite.fill(store, 2)
        #expect {
            try SQLiteStore(writing: file)
        } throws: {
            ($0 as? LogFailure)?.kind == .locked && "\($0)".contains("another process writes to this log")
        }
        #expect(try SQLiteStore(reading: file).chains() == store.chains())
        try StoreSuite.fill(store, 2, chain: 1)
    }

    @Test("a reader cannot write")
    func readOnly() throws {
        _ = try opened()
        let reader = try SQLiteStore(reading: file)
        #expect(throws: LogFailure.self) { try StoreSuite.fill(reader, 1) }
    }

    @Test("a directory that is not there is said, and not made")
    func noDirectory() throws {
        #expect {
            try SQLiteStore(writing: scratch.file("none/log.sqlite"))
        } throws: {
            "\($0)".contains("none/log.sqlite")
        }
        #expect(throws: LogFailure.self) { try SQLiteStore(reading: file) }
        #expect(throws: LogFailure.self) { try SQLiteStore(reading: scratch.path) }
    }

    @Test("the database of somebody else is refused, and stays as it was")
    func foreign() throws {
        let other = try DatabaseQueue(path: file)
        try other.write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
        try other.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        for open in [{ _ = try SQLiteStore(writing: $0) }, { _ = try SQLiteStore(reading: $0) }]
            as [(String) throws -> Void]
        {
            #expect {
                try open(file)
            } throws: {
                ($0 as? LogFailure)?.kind == .schema && "\($0)".contains("no decision log")
            }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
    }

    @Test(
        "a file that is no database is refused",
        arguments: ["text, no database, and long enough for a header " + String(repeating: "x", count: 4096)])
    func noDatabase(text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        #expect {
            try SQLiteStore(writing: file)
        } throws: {
            ($0 as? LogFailure)?.kind == .schema && "\($0)".contains("no SQLite database")
        }
    }

    @Test("a newer schema is refused")
    func newer() throws {
        _ = try opened()
        let other = try DatabaseQueue(path: file)
        try other.write { try $0.execute(sql: "UPDATE schema_version SET version = 99") }
        try other.close()
        #expect {
            try opened()
        } throws: {
            ($0 as? LogFailure)?.kind == .schema && "\($0)".contains("version 99")
        }
    }

    @Test("a full disk is said, and entries are taken again when there is room")
    func full() throws {
        let store = try opened()
        let entries = try StoreSuite.fill(store, 2)
        try store.limitPages(to: 1)
        var head = ChainHead(writer: StoreSuite.writer(1))
        let large = head.seal(.lost(count: 1, reason: String(repeating: "x", count: 1 << 20)), at: Samples.start)
        #expect {
            try store.append([large])
        } throws: {
            ($0 as? LogFailure)?.kind == .unavailable && "\($0)".contains("disk is full")
        }
        #expect(try store.entries(of: StoreSuite.writer(0), after: 0, limit: 9) == entries)
        try store.limitPages(to: 1 << 20)
        try store.append([large])
        #expect(try store.chains().count == 2)
    }

    @Test("a file that was deleted, moved or replaced takes no more entries")
    func moved() throws {
        let store = try opened()
        try FileManager.default.moveItem(atPath: file, toPath: scratch.file("elsewhere"))
        #expect {
            try StoreSuite.fill(store, 1)
        } throws: {
            ($0 as? LogFailure)?.kind == .unavailable && "\($0)".contains("moved, deleted or replaced")
        }
    }

    @Test("values of other types are damage, not the end of the process")
    func wrongTypes() throws {
        try StoreSuite.fill(try opened(), 2)
        let other = try DatabaseQueue(path: file)
        try other.write {
            try $0.execute(
                sql: """
                    CREATE TABLE other AS SELECT * FROM entries;
                    DROP TABLE entries;
                    ALTER TABLE other RENAME TO entries;
                    UPDATE entries SET time = 'noon', body = 7;
                    """)
        }
        try other.close()
        #expect {
            try SQLiteStore(reading: file).entries(of: StoreSuite.writer(0), after: 0, limit: 9)
        } throws: {
            ($0 as? LogFailure)?.kind == .damaged
        }
    }
}
