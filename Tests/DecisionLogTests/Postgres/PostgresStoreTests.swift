import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import DecisionLog

@Suite("A log in PostgreSQL", .enabled(if: PostgresServer.isExpected))
struct PostgresStoreTests {
    private let server: PostgresServer

    init() throws { server = try PostgresServer.shared.get() }

    @Test("it does what every store must do", arguments: StoreSuite.checks)
    func conforms(suite: StoreSuite) throws { try suite.check(try PostgresStore.fresh(server)) }

    @Test("what was written is there for another that opens it")
    func reopened() throws {
        let location = try PostgresLocation(try server.database())
        let store = PostgresStore(location)
        try store.migrate()
        let entries = try StoreSuite.fill(store, 4)
        let reader = PostgresStore(location, isReader: true)
        #expect(try reader.entries(of: StoreSuite.writer(0), after: 0, limit: 9) == entries)
        #expect(store.title.hasSuffix(location.uri.split(separator: "/").last ?? "?"))
    }

    @Test("replicas that start at once make the tables once")
    func migratesAtOnce() throws {
        let location = try PostgresLocation(try server.database())
        let failures = NIOLockedValueBox<[LogFailure]>([])
        concurrently(6) { _ in
            do throws(LogFailure) {
                try PostgresStore(location).migrate()
            } catch {
                failures.withLockedValue { $0.append(error) }
            }
        }
        #expect(failures.withLockedValue { $0 } == [])
        try StoreSuite.fill(PostgresStore(location), 2)
    }

    @Test("replicas that write at once lose nothing, and their chains hold")
    func writesAtOnce() throws {
        let location = try PostgresLocation(try server.database())
        try PostgresStore(location).migrate()
        let failures = NIOLockedValueBox<[LogFailure]>([])
        concurrently(4) { replica in
            let store = PostgresStore(location)
            var head = ChainHead(writer: StoreSuite.writer(replica))
            var samples = Samples(seed: UInt64(replica))
            for batch in 0..<20 {
                let entries = (0..<25).map { index in
                    head.seal(samples.body(), at: Samples.start.addingTimeInterval(Double(batch * 25 + index)))
                }
                do throws(LogFailure) {
                    try store.append(entries)
                } catch {
                    failures.withLockedValue { $0.append(error) }
                }
            }
        }
        #expect(failures.withLockedValue { $0 } == [])
        let store = PostgresStore(location, isReader: true)
        #expect(try store.chains().map(\.last) == [500, 500, 500, 500])
        for replica in 0..<4 {
            let entries = try store.entries(of: StoreSuite.writer(replica), after: 0, limit: 1000)
            #expect(entries.count == 500)
            expectChain(entries)
        }
    }

    @Test("one replica observes the cluster, and another takes over when its connection is gone")
    func observer() throws {
        let uri = try server.database()
        let location = try PostgresLocation(uri)
        try PostgresStore(location).migrate()
        let (first, second) = (PostgresStore(location, isReader: true), PostgresStore(location))
        #expect(try first.holdsObserverLock())
        #expect(try !second.holdsObserverLock())
        try terminateObserver(uri)
        #expect(try second.holdsObserverLock())
        #expect(throws: LogFailure.self) { try first.holdsObserverLock() }
        #expect(try first.holdsObserverLock() == false)
        #expect(try second.holdsObserverLock())
    }

    @Test("another schema of the same database is another log, with an observer of its own")
    func schemas() throws {
        let uri = try server.database()
        let connection = try PostgresConnection(PostgresLocation(uri), within: .seconds(5))
        _ = try connection.run("CREATE SCHEMA other", within: .seconds(5))
        let first = PostgresStore(try PostgresLocation(uri))
        let second = PostgresStore(try PostgresLocation("\(uri)?options=-csearch_path%3Dother"))
        try first.migrate()
        try StoreSuite.fill(first, 3)
        try second.migrate()
        #expect(try second.chains().isEmpty)
        #expect(try first.holdsObserverLock())
        #expect(try second.holdsObserverLock())
    }

    @Test("commits are durable, even where the database's own setting is not")
    func durable() throws {
        let uri = try server.database()
        let name = try #require(uri.split(separator: "/").last)
        _ = try server.connection(to: "postgres").run(
            "ALTER DATABASE \(name) SET synchronous_commit = off", within: .seconds(5))
        var session = PostgresSession(try PostgresLocation(uri), isReader: false)
        #expect(try session.run("SELECT current_setting('synchronous_commit')").text(0, 0) == "on")
        _ = try server.connection(to: "postgres").run(
            "ALTER DATABASE \(name) SET synchronous_commit = remote_apply", within: .seconds(5))
        session.disconnect()
        #expect(try session.run("SELECT current_setting('synchronous_commit')").text(0, 0) == "remote_apply")
    }

    @Test("a value of another type is damage")
    func otherTypes() throws {
        let uri = try server.database()
        let store = PostgresStore(try PostgresLocation(uri))
        try store.migrate()
        try StoreSuite.fill(store, 1)
        let connection = try PostgresConnection(PostgresLocation(uri), within: .seconds(5))
        _ = try connection.run("ALTER TABLE entries ALTER hash TYPE TEXT USING hash::text", within: .seconds(5))
        #expect {
            try store.chains()
        } throws: {
            ($0 as? LogFailure)?.kind == .damaged
        }
    }

    /// Ends the connection of who observes, as an administrator can.
    private func terminateObserver(_ uri: String) throws {
        let connection = try PostgresConnection(PostgresLocation(uri), within: .seconds(5))
        _ = try connection.run(
            """
            SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
            WHERE locktype = 'advisory' AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """, within: .seconds(10))
    }
}

func expectChain(_ entries: [SealedEntry]) {
    var previous = EntryHash.none
    for (index, entry) in entries.enumerated() {
        #expect(entry.place.sequence == Int64(index + 1))
        #expect(entry.previous == previous)
        #expect(entry.computedHash == entry.hash)
        previous = entry.hash
    }
}

/// Runs `body` on threads of their own, and waits for all.
func concurrently(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let done = DispatchSemaphore(value: 0)
    for index in 0..<count {
        Thread.detachNewThread {
            body(index)
            done.signal()
        }
    }
    for _ in 0..<count { done.wait() }
}
