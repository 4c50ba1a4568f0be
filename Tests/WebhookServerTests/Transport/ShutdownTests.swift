import NIOCore
import Testing

@testable import WebhookServer

@Suite("Ending while requests are in flight", .timeLimit(.minutes(20)))
struct ShutdownTests {
    private var limits: ServerLimits {
        var limits = ServerLimits.patient
        limits.inlineBody = 0
        return limits
    }

    @Test("an HTTP/2 request that is in flight is answered, and the connection told to go")
    func http2() async throws {
        let gate = Gate()
        try await TestServer.with(limits: limits, handler: .waiting(for: gate)) { server in
            let client = try await HTTP2Client.connect(port: server.port, group: server.group)
            let answer = try await client.start(review())
            try await eventually("the review is in flight") { gate.count == 1 }
            async let isClean = server.webhook.shutDown(grace: .seconds(60))
            try await eventually("the client is told") { try await client.isGoingAway }
            await #expect(throws: (any Error).self) {
                try await RawClient.connect(port: server.port, protocols: nil, group: server.group)
            }
            gate.open()
            #expect(try await answer.get() == Answer(status: 200, body: "u-1 \(review().count)"))
            #expect(try await isClean)
            try await client.closed()
        }
    }

    @Test("an HTTP/1.1 request that is in flight is answered, and the connection closed")
    func http1() async throws {
        let gate = Gate()
        try await TestServer.with(limits: limits, handler: .waiting(for: gate)) { server in
            async let answer = server.curl(["--http1.1"])
            try await eventually("the review is in flight") { gate.count == 1 }
            async let isClean = server.webhook.shutDown(grace: .seconds(60))
            try await eventually("the server is draining") { server.metrics.isDraining }
            gate.open()
            #expect(try await answer == Answer(status: 200, body: "u-1 \(review().count)"))
            #expect(try await isClean)
        }
    }

    @Test("idle connections do not keep the server from ending", arguments: [nil, ["h2"], ["http/1.1"]])
    func idle(protocols: [String]?) async throws {
        try await TestServer.with { server in
            let client = try await RawClient.connect(port: server.port, protocols: protocols, group: server.group)
            if protocols == ["h2"] { try await client.send(RawClient.preface) }
            try await eventually("the connection is there") {
                server.metrics.text().contains("pedigree_connections 1\n")
            }
            #expect(try await server.webhook.shutDown(grace: .seconds(60)))
            try await client.closed()
        }
    }

    @Test("what is not done within the grace time is cut off, and that is said")
    func force() async throws {
        try await TestServer.with { server in
            let client = try await HTTP2Client.connect(port: server.port, group: server.group)
            _ = try await client.start(review(size: 1_000), isWhole: false)
            try await eventually("the stream is there") { server.metrics.text().contains("flight_bytes 1") }
            #expect(try await server.webhook.shutDown(grace: .milliseconds(200)) == false)
            try await client.closed()
        }
    }

    @Test("an old connection is asked to come again without losing a request")
    func age() async throws {
        let gate = Gate()
        var limits = limits
        // Long enough for a slow machine to have sent the request before.
        limits.connectionAge = .seconds(4)
        try await TestServer.with(limits: limits, handler: .waiting(for: gate)) { server in
            let client = try await HTTP2Client.connect(port: server.port, group: server.group)
            let answer = try await client.start(review())
            try await eventually("the client is told") { try await client.isGoingAway }
            gate.open()
            #expect(try await answer.get().status == 200)
            try await client.closed()
            try await server.expect(200, [])
        }
    }
}
