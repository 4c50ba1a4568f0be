import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import DecisionLog

@Suite("A log in PostgreSQL while the server fails", .enabled(if: PostgresServer.isExpected))
struct PostgresOutageTests {
    /// Writes one entry after the other, each until it is taken, until `isOver`.
    private static func write(
        _ replica: Int, _ location: PostgresLocation, acknowledged: NIOLockedValueBox<[Int64]>,
        isOver: @escaping @Sendable () -> Bool
    ) {
        let store = PostgresStore(location)
        var head = ChainHead(writer: StoreSuite.writer(replica))
        var (number, waiting): (Int, [SealedEntry]) = (0, [])
        while !isOver() || !waiting.isEmpty {
            // As a queue does: what could not be written is written again, together with what came meanwhile.
            number += 1
            if waiting.count < 50 {
                waiting.append(
                    head.seal(
                        .lost(count: number, reason: "test"), at: Samples.start.addingTimeInterval(Double(number))))
            }
            do throws(LogFailure) {
                try store.append(waiting)
                let sequences = waiting.map(\.place.sequence)
                acknowledged.withLockedValue { $0 += sequences }
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
        let acknowledged = (0..<2).map { _ in NIOLockedValueBox<[Int64]>([]) }
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
        for replica in 0..<2 {
            let entries = try store.entries(of: StoreSuite.writer(replica), after: 0, limit: 1_000_000)
            expectChain(entries)
            let sequences = acknowledged[replica].withLockedValue { $0 }
            #expect(sequences == (1...Int64(sequences.count)).map { $0 })
            #expect(entries.map(\.place.sequence) == sequences)
        }
    }

    /// Until each writer was acknowledged more than it was.
    private func waitForMore(_ acknowledged: [NIOLockedValueBox<[Int64]>]) throws {
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
        var head = ChainHead(writer: StoreSuite.writer(0))
        let entries = (1...5).map { head.seal(.lost(count: $0, reason: ""), at: Samples.start) }

        // From here on each call is one statement.
        #expect(try store.chains().isEmpty)
        proxy.set(.cutsAnswers)
        #expect {
            try store.append(Array(entries[..<3]))
        } throws: {
            ($0 as? LogFailure)?.kind == .unavailable
        }
        proxy.set(.passes)
        try untilKept(3, uri)
        try untilAvailable { try store.append(entries) }
        #expect(try store.entries(of: StoreSuite.writer(0), after: 0, limit: 9) == entries)
        // What stands there without any doubt is never taken for one's own.
        #expect {
            try store.append(entries)
        } throws: {
            ($0 as? LogFailure)?.kind == .damaged
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

    /// Until the server has done what it was asked before the connection was cut.
    private func untilKept(_ count: Int64, _ uri: String) throws {
        let other = PostgresStore(try PostgresLocation(uri), isReader: true)
        for _ in 0..<500 where try other.chains().first?.last != count { usleep(10_000) }
        #expect(try other.chains().first?.last == count)
    }

    private func untilAvailable(_ body: () throws -> Void) throws {
        for _ in 0..<200 {
            do { return try body() } catch let error as LogFailure where error.kind == .unavailable { usleep(20_000) }
        }
        try body()
    }
}
