import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import DecisionLog

@Suite("A log in PostgreSQL while the server fails", .enabled(if: PostgresServer.isExpected))
struct PostgresOutageTests {
    /// Writes one entry after the other, each until it is taken, until `isOver`.
    private static func write(
        _ replica: Int, _ location: PostgresLocation, acknowledged: NIOLockedValueBox<[SealedEntry]>,
        isOver: @escaping @Sendable () -> Bool
    ) {
        var appender = ChainAppender(PostgresStore(location))
        var (number, waiting): (Int, [(body: EntryBody, time: Date)]) = (0, [])
        while !isOver() || !waiting.isEmpty {
            // As a queue does: what could not be written is written again, together with what came meanwhile.
            number += 1
            if waiting.count < 50 {
                let time = Samples.start.addingTimeInterval(Double(number))
                waiting.append((.lost(count: number, reason: "replica \(replica)"), time))
            }
            do throws(LogFailure) {
                let settled = try appender.settle()
                waiting.removeFirst(settled.count)
                acknowledged.withLockedValue { $0 += settled }
                let written = try appender.append(waiting)
                acknowledged.withLockedValue { $0 += written }
                waiting = []
            } catch {
                guard error.kind == .unavailable else {
                    Issue.record(error)
                    return
                }
                usleep(20_000)
            }
        }
    }

    @Test("a server that crashes and comes back keeps all that was acknowledged, each once, and writing goes on")
    func crashes() throws {
        let server = try PostgresServer()
        let location = try PostgresLocation(try server.database())
        try PostgresStore(location).migrate()
        let isOver = NIOLockedValueBox(false)
        let acknowledged = (0..<2).map { _ in NIOLockedValueBox<[SealedEntry]>([]) }
        let done = DispatchSemaphore(value: 0)
        for replica in 0..<2 {
            Thread.detachNewThread {
                Self.write(replica, location, acknowledged: acknowledged[replica]) { isOver.withLockedValue { $0 } }
                done.signal()
            }
        }
        for _ in 0..<3 {
            try waitForMore(acknowledged)
            try server.crash()
            try server.start()
        }
        try waitForMore(acknowledged)
        isOver.withLockedValue { $0 = true }
        for _ in 0..<2 { done.wait() }

        let store = PostgresStore(location, isReader: true)
        for acknowledged in acknowledged {
            let acknowledged = acknowledged.withLockedValue { $0 }
            let writer = try #require(acknowledged.first).place.writer
            let entries = try store.entries(of: writer, after: 0, limit: 1_000_000)
            expectChain(entries)
            #expect(entries == acknowledged)
            #expect(entries.map(\.time) == entries.map(\.time).sorted())
            #expect(Set(entries.map(\.body)).count == entries.count)
        }
    }

    /// Until each writer was acknowledged more than it was.
    private func waitForMore(_ acknowledged: [NIOLockedValueBox<[SealedEntry]>]) throws {
        let counts = acknowledged.map { $0.withLockedValue(\.count) }
        for _ in 0..<3000 {
            if zip(acknowledged, counts).allSatisfy({ $0.0.withLockedValue(\.count) > $0.1 + 20 }) { return }
            usleep(10_000)
        }
        try #require(Bool(false), "the writers do not go on")
    }

    @Test(
        "entries whose acknowledgement was lost are not written twice, and are no failure when they are written again")
    func lostAcknowledgement() throws {
        let server = try PostgresServer.shared.get()
        let uri = try server.database()
        let proxy = try CuttingProxy(to: server.port)
        let secret = try Scratch()
        try PostgresServer.password.write(toFile: secret.file("password"), atomically: true, encoding: .utf8)
        let location = try PostgresLocation(
            server.tcp(uri, port: proxy.port), passwordFile: secret.file("password"))
        let store = PostgresStore(location)
        try store.migrate()
        // From here on each call is one statement.
        #expect(try store.chains().isEmpty)
        var appender = ChainAppender(store)
        let bodies = (1...3).map { (body: EntryBody.lost(count: $0, reason: ""), time: Samples.start) }
        for round in 1...10 {
            proxy.set(.cutsAnswers)
            #expect {
                try appender.append(bodies)
            } throws: {
                ($0 as? LogFailure)?.kind == .unavailable
            }
            proxy.set(.passes)
            // The server may be at it still: what is asked for next tells how it ended.
            var settled: [SealedEntry] = []
            try untilAvailable { settled = try appender.settle() }
            #expect(settled.isEmpty || settled.count == 3)
            if settled.isEmpty { try untilAvailable { _ = try appender.append(bodies) } }
            let entries = try store.entries(of: appender.head.writer, after: 0, limit: 99)
            #expect(entries.count == 3 * round)
            expectChain(entries)
        }
    }

    @Test("a server that falls silent is given up in time")
    func silent() throws {
        let server = try PostgresServer.shared.get()
        let proxy = try CuttingProxy(to: server.port)
        let uri = server.tcp("/postgres", port: proxy.port).replacingOccurrences(
            of: "postgres@", with: "postgres:a%20pass%2Fword%40%3A%3F%23@")
        let location = try PostgresLocation(uri)
        let connection = try PostgresConnection(location, within: .seconds(5))
        proxy.set(.swallowsAnswers)
        #expect {
            _ = try connection.run("SELECT true", within: .milliseconds(200))
        } throws: {
            "\($0)".contains("does not answer in time")
        }
        #expect(connection.isBroken)
        #expect {
            _ = try PostgresConnection(location, within: .milliseconds(200))
        } throws: {
            "\($0)".contains("does not answer in time")
        }
    }

    @Test("a server that is not there is unavailable, and asked again later")
    func absent() throws {
        let location = try PostgresLocation("postgresql://postgres@127.0.0.1:\(try PostgresServer.freePort())/log")
        let store = PostgresStore(location)
        for _ in 0..<3 {
            #expect {
                try store.chains()
            } throws: {
                ($0 as? LogFailure)?.kind == .unavailable && "\($0)".contains("refused")
            }
        }
    }

    private func untilAvailable(_ body: () throws -> Void) throws {
        for _ in 0..<200 {
            do { return try body() } catch let error as LogFailure where error.kind == .unavailable { usleep(20_000) }
        }
        try body()
    }
}
