import Foundation
import Testing

@testable import DecisionLog

@Suite("Replicas over one PostgreSQL", .enabled(if: PostgresServer.isExpected))
struct PostgresReplicaTests {
    private let server: PostgresServer

    init() throws { server = try PostgresServer.shared.get() }

    private func until(_ condition: () -> Bool) -> Bool {
        for _ in 0..<2000 {
            if condition() { return true }
            usleep(5000)
        }
        return condition()
    }

    @Test("what one decides and sees the other knows, and neither needs the other to go on")
    func shared() throws {
        let location = try PostgresLocation(try server.database())
        var first = ChainAppender(PostgresStore(location))
        var second = ChainAppender(PostgresStore(location))
        let (settings, now) = (LogSettings(), Scenario.time(0))
        try first.open(settings, at: now)
        try second.open(settings, at: now)
        let index = RecordIndex()
        let follower = index.follow(
            PostgresStore(location, isReader: true), except: second.head.writer, every: .milliseconds(10))
        defer { follower.stop() }

        // Decided here, seen there.
        let model = "s3://m/churn/v1/"
        let decision = try second.append([(.reviewed(Scenario.decision(model)), Scenario.time(1))])
        index.absorb(decision.map { ($0.place, Scenario.time(1), .reviewed(Scenario.decision(model))) })
        #expect(index.states().isEmpty)
        _ = try first.append([(.live(Scenario.observation(model)), Scenario.time(2))])
        #expect(until { index.history() == ["v1 2-"] })
        _ = try first.append([(.gone(Scenario.observation(model)), Scenario.time(9))])
        #expect(until { index.history() == ["v1 2-9"] })
        #expect(index.object() == nil)
    }

    @Test("a reader that begins before there is a log waits for it")
    func early() throws {
        let location = try PostgresLocation(try server.database())
        let index = RecordIndex()
        let follower = index.follow(PostgresStore(location, isReader: true), except: "", every: .milliseconds(10))
        defer { follower.stop() }
        #expect(until { index.status.failing != nil })
        var scenario = Scenario()
        scenario.serve("s3://m/churn/v1/", at: 0)
        var appender = ChainAppender(PostgresStore(location))
        try appender.open(LogSettings(), at: Scenario.time(0))
        _ = try appender.append(scenario.entries.map { (body: $0.2, time: $0.1) })
        #expect(until { index.history() == ["v1 1-"] })
    }

    @Test("the place of a log is a file or a server, and only a server takes a password")
    func places() throws {
        #expect(try LogPlace("log.sqlite") == .sqlite("log.sqlite"))
        #expect(try LogPlace("sqlite:log.sqlite") == .sqlite("log.sqlite"))
        for text in ["postgresql://db/log", "postgres://db/log"] {
            #expect(try LogPlace(text) == .postgres(PostgresLocation(text)))
        }
        #expect(throws: LogFailure.self) { try LogPlace("") }
        #expect(throws: LogFailure.self) { try LogPlace("log.sqlite", passwordFile: "password") }
        let place = try LogPlace(try server.database())
        let writer = try place.open(writing: .async)
        try writer.migrate()
        try StoreSuite.fill(writer, 2)
        #expect(try place.openReading().chains().map(\.last) == [2])
    }
}
