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

    @Test("while its end is announced it is not ready, and serves whoever comes")
    func announcement() async throws {
        try await TestServer.with(limits: limits) { server in
            #expect(!server.metrics.isDraining)
            #expect(!(try await server.curl(["--http1.1", "--include"])).body.contains("close"))
            await server.webhook.announceEnd()
            #expect(server.metrics.isDraining)
            let client = try await HTTP2Client.connect(port: server.port, group: server.group)
            #expect(try await client.start(review()).get().status == 200)
            #expect(try await client.start(review()).get().status == 200)
            #expect(try await client.isGoingAway == false)
            // A connection of HTTP/1.1 that is used is not there any more when the server closes idle ones.
            #expect((try await server.curl(["--http1.1", "--include"])).body.contains("Connection: close"))
            #expect(try await server.webhook.shutDown(grace: .seconds(60)))
            try await client.closed()
        }
    }

    @Test("idle connections do not keep the server from ending", arguments: [nil, ["h2"], ["http/1.1"]])
    func idle(protocols: [String]?) async throws {
        var limits = limits
        limits.lastRequest = .milliseconds(100)
        try await TestServer.with(limits: limits) { server in
            let client = try await RawClient.connect(port: server.port, protocols: protocols, group: server.group)
            if protocols == ["h2"] { try await client.send(RawClient.preface) }
            try await eventually("the connection is there") {
                server.metrics.text().contains("pedigree_connections 1\n")
            }
            #expect(try await server.webhook.shutDown(grace: .seconds(60)))
            try await client.closed()
        }
    }

    @Test("a client that had connected when the server ended is served its first request")
    func lastClient() async throws {
        try await TestServer.with(limits: limits) { server in
            let client = try await RawClient.connect(port: server.port, protocols: nil, group: server.group)
            let isThere: @Sendable () -> Bool = { server.metrics.text().contains("pedigree_connections 1\n") }
            try await eventually("the connection is there", isThere)
            // It is counted when it is set up, and cut if the listener closes before that is reported back to it. By the
            // time that another one has shaken hands, the report has come.
            let other = try await RawClient.connect(port: server.port, protocols: ["http/1.1"], group: server.group)
            try await other.shaken()
            try await other.close()
            try await eventually("the other connection is gone", isThere)
            async let isClean = server.webhook.shutDown(grace: .seconds(60))
            try await eventually("the server is draining") { server.metrics.isDraining }
            try await client.beginTLS(protocols: ["http/1.1"])
            let body = review()
            let fields = "Host: pedigree\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
            try await client.send(Array("POST /validate HTTP/1.1\r\n\(fields)".utf8) + body)
            try await eventually("it is answered") {
                client.text.contains("200 OK") && client.text.contains("Connection: close")
            }
            #expect(try await isClean)
            try await client.closed()
        }
    }

    @Test("a request that was under way when a connection without any was told to go is answered")
    func lateStream() async throws {
        try await TestServer.with(limits: limits) { server in
            let client = try await RawClient.connect(port: server.port, protocols: ["h2"], group: server.group)
            try await client.shaken()
            try await client.send(RawClient.preface)
            try await eventually("the server's SETTINGS") { !client.frames(.settings).isEmpty }
            async let isClean = server.webhook.shutDown(grace: .seconds(60))
            try await eventually("GOAWAY") { !client.frames(.goAway).isEmpty }
            // As if it had been sent before that was read.
            for stream in [UInt8(1), 3] { try await client.send(RawClient.request(stream: stream, review())) }
            try await eventually("both are answered") { client.frames(.data).count == 2 }
            let ping = try #require(client.frames(.ping).first)
            try await client.send([0, 0, 8, 6, 1, 0, 0, 0, 0] + ping)
            try await client.closed()
            #expect(try await isClean)
            // The highest id, and then the last that was served, without an error.
            let ends = client.frames(.goAway).map { $0.prefix(8) }
            #expect(ends.first == [0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0])
            #expect(ends.last == [0, 0, 0, 3, 0, 0, 0, 0])
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
