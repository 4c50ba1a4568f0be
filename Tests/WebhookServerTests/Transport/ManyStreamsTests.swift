import NIOCore
import Testing

@testable import WebhookServer

@Suite("Many reviews over one HTTP/2 connection", .timeLimit(.minutes(20)))
struct ManyStreamsTests {
    @Test("each of many parallel streams gets its own answer")
    func parallel() async throws {
        try await TestServer.with { server in
            let client = try await HTTP2Client.connect(port: server.port, group: server.group)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        let body = review(uid: "u-\(number)", size: number * 37)
                        let answer = try await client.post(body)
                        #expect(answer == Answer(status: 200, body: "u-\(number) \(body.count)"))
                    }
                }
                try await group.waitForAll()
            }
            try await client.close()
        }
    }

    @Test("large bodies all arrive, and small ones do not wait for them")
    func lanes() async throws {
        let gate = Gate()
        // Large reviews block the threads that decide them until the small ones have been answered.
        let handler = ReviewHandler.immediate { call in
            if call.body.count > ServerLimits.smallBody { gate.pass() }
            return ReviewHandler.echo.answer(call)
        } undecided: { uid, reason in
            ReviewHandler.echo.undecided(uid, reason)
        }
        var limits = ServerLimits.patient
        limits.review = .seconds(30)
        try await TestServer.with(limits: limits, handler: handler) { server in
            let client = try await HTTP2Client.connect(port: server.port, group: server.group)
            var large: [EventLoopFuture<Answer>] = []
            for number in 0..<12 {
                large.append(try await client.start(review(uid: "l-\(number)", size: 2 << 20), path: "/validate"))
            }
            for number in 0..<50 {
                #expect(try await client.post(review(uid: "s-\(number)")).status == 200)
            }
            gate.open()
            for (number, answer) in large.enumerated() {
                #expect(try await answer.get().body.hasPrefix("l-\(number) 2097"))
            }
            try await client.close()
        }
    }

    @Test("reviews over the limit are answered as undecided, with their uid")
    func overload() async throws {
        let gate = Gate()
        var limits = ServerLimits.patient
        limits.inlineBody = 0
        limits.reviews = 3
        try await TestServer.with(limits: limits, handler: .waiting(for: gate)) { server in
            let client = try await HTTP2Client.connect(port: server.port, group: server.group)
            var waiting: [EventLoopFuture<Answer>] = []
            for number in 0..<3 { waiting.append(try await client.start(review(uid: "w-\(number)"))) }
            try await eventually("three reviews are in flight") { server.metrics.text().contains("in_flight 3\n") }
            let answer = try await client.post(review(uid: "late"))
            #expect(answer == Answer(status: 200, body: "late undecided overload"))
            gate.open()
            for (number, answer) in waiting.enumerated() {
                #expect(try await answer.get() == Answer(status: 200, body: "w-\(number) \(review(uid: "w-0").count)"))
            }
            #expect(try await client.post(review(uid: "after")).body.hasPrefix("after "))
            try await client.close()
        }
    }

    @Test(
        "a review that is not decided in the caller's time is answered as undecided",
        arguments: ["--http1.1", "--http2"])
    func deadline(version: String) async throws {
        let gate = Gate()
        var limits = ServerLimits.patient
        limits.inlineBody = 0
        try await TestServer.with(limits: limits, handler: .waiting(for: gate)) { server in
            let answer = try await server.curl([version], path: "/validate?timeout=200ms")
            #expect(answer == Answer(status: 200, body: "u-1 undecided deadline"))
            gate.open()
        }
    }

    @Test("bodies beyond the memory are answered as undecided, with their uid", arguments: ["--http1.1", "--http2"])
    func memory(version: String) async throws {
        var limits = ServerLimits.patient
        limits.bodiesInFlight = 1 << 20
        try await TestServer.with(limits: limits) { server in
            let refused = try await server.curl([version], body: review(size: 2 << 20))
            #expect(refused == Answer(status: 200, body: "u-1 undecided memory"))
            let taken = try await server.curl([version], body: review(size: 1 << 19))
            #expect(taken.body.hasPrefix("u-1 524"))
            try await eventually("everything is given back") { server.metrics.text().contains("in_flight_bytes 0\n") }
        }
    }

    @Test("a stream that its client gives up costs nothing afterwards")
    func abandoned() async throws {
        try await TestServer.with { server in
            let client = try await HTTP2Client.connect(port: server.port, group: server.group)
            for _ in 0..<5 { _ = try await client.start(review(size: 30_000), isWhole: false) }
            try await eventually("bodies are held") { server.metrics.text().contains("in_flight_bytes 150") }
            try await client.close()
            try await eventually("they are given back") { server.metrics.text().contains("in_flight_bytes 0\n") }
        }
    }
}
