import NIOCore
import Testing

@testable import WebhookServer

/// Clients that would tie a server up. Each ends because the server ends it; where it did not, the test would wait in vain
/// and be cut off by its time limit.
@Suite("Slow and hostile clients", .timeLimit(.minutes(20)))
struct HostileClientTests {
    private func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits.patient
        change(&limits)
        return limits
    }

    /// An honest client is slow too on a busy machine, and comes again where a short limit cut it off.
    private func answers(_ server: TestServer, _ arguments: [String]) async throws {
        try await eventually("an honest client is answered") {
            (try? await server.curl(arguments))?.status == 200
        }
    }

    @Test("a TCP connection that never begins its handshake is closed")
    func noHandshake() async throws {
        try await TestServer.with(limits: limits { $0.handshake = .milliseconds(200) }) { server in
            let client = try await RawClient.connect(port: server.port, protocols: nil, group: server.group)
            try await client.closed()
            #expect(server.metrics.text().contains(#"cut_total{reason="handshake_timeout"}"#))
            try await answers(server, [])
        }
    }

    @Test("a handshake that is trickled is closed all the same")
    func slowHandshake() async throws {
        try await TestServer.with(limits: limits { $0.handshake = .milliseconds(300) }) { server in
            let client = try await RawClient.connect(port: server.port, protocols: nil, group: server.group)
            let trickle = Task {
                for byte: UInt8 in [0x16, 0x03, 0x01] + [UInt8](repeating: 1, count: 200) {
                    try await client.send([byte])
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            try await client.closed()
            trickle.cancel()
        }
    }

    @Test("an HTTP/1.1 body that is trickled byte by byte is cut off")
    func trickledBody() async throws {
        try await TestServer.with(limits: limits { $0.bodyTime = .milliseconds(300) }) { server in
            let client = try await RawClient.connect(port: server.port, protocols: ["http/1.1"], group: server.group)
            try await client.send(
                "POST /validate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
            let trickle = Task {
                while !Task.isCancelled {
                    try await client.send("{")
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            try await client.closed()
            trickle.cancel()
            #expect(client.text.hasPrefix("HTTP/1.1 408 "))
            try await answers(server, ["--http1.1"])
        }
    }

    @Test("an HTTP/2 body that is trickled is cut off, and its connection goes on")
    func trickledStream() async throws {
        try await TestServer.with(limits: limits { $0.bodyTime = .milliseconds(300) }) { server in
            let client = try await HTTP2Client.connect(port: server.port, group: server.group)
            let slow = try await client.start(review(), isWhole: false)
            let answer = try await slow.get()
            #expect(answer.status == 408)
            try await eventually("an honest stream is answered") {
                try await client.post(review(uid: "u-2")).status == 200
            }
            try await client.close()
        }
    }

    @Test("a body without end is cut off", arguments: ["h2", "http/1.1"])
    func endlessBody(version: String) async throws {
        try await TestServer.with(limits: limits { $0.body = 64 << 10 }) { server in
            if version == "h2" {
                let client = try await HTTP2Client.connect(port: server.port, group: server.group)
                let endless = try await client.start(review(size: 1 << 20), isWhole: false)
                #expect(try await endless.get() == Answer(status: 200, body: "u-1 undecided tooLarge"))
                try await client.close()
            } else {
                let client = try await RawClient.connect(port: server.port, protocols: [version], group: server.group)
                try? await client.send(
                    "POST /validate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 9999999\r\n\r\n")
                try? await client.send(review(size: 1 << 20))
                try await client.closed()
                #expect(client.text.contains("u-1 undecided tooLarge"))
            }
        }
    }

    @Test("header fields that are trickled are cut off")
    func trickledHeaders() async throws {
        try await TestServer.with(limits: limits { $0.headersTime = .seconds(5) }) { server in
            let client = try await RawClient.connect(port: server.port, protocols: ["http/1.1"], group: server.group)
            // A whole request first: the second one's headers are timed from their first byte.
            let body = String(decoding: review(), as: UTF8.self)
            try await client.send(
                "POST /validate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            try await eventually("the first answer") { client.text.contains("u-1") }
            let trickle = Task {
                try await client.send("POST /validate HTTP/1.1\r\nX-Slow: ")
                while !Task.isCancelled {
                    try await client.send("x")
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            try await client.closed()
            trickle.cancel()
            #expect(server.metrics.text().contains(#"cut_total{reason="slow_headers"} 1"#))
        }
    }

    @Test("an HTTP/2 client that never acknowledges a PING is closed")
    func noAcknowledgement() async throws {
        let limits = limits {
            $0.pingInterval = .milliseconds(100)
            $0.pingTime = .milliseconds(200)
        }
        try await TestServer.with(limits: limits) { server in
            let client = try await RawClient.connect(port: server.port, protocols: ["h2"], group: server.group)
            // On a busy machine the server may be the faster.
            try? await client.send(RawClient.preface)
            try await client.closed()
            #expect(server.metrics.text().contains(#"cut_total{reason="ping_timeout"} 1"#))
        }
    }

    @Test("an HTTP/2 client that does acknowledge them is not")
    func acknowledgement() async throws {
        let limits = limits {
            // NIOHTTP2 takes more than 200 PINGs in 30 seconds for an attack, those that answer its own too.
            $0.pingInterval = .milliseconds(300)
            $0.pingTime = .seconds(10)
        }
        try await TestServer.with(limits: limits) { server in
            let client = try await HTTP2Client.connect(port: server.port, group: server.group)
            #expect(try await client.post(review()).status == 200)
            // Without its answers it would have been closed by then.
            try await eventually("pings for longer than one may go unanswered") { try await client.pings >= 40 }
            #expect(try await client.post(review()).status == 200)
            try await client.close()
        }
    }

    @Test("an idle connection is closed", arguments: ["h2", "http/1.1"])
    func idle(version: String) async throws {
        let limits = limits {
            $0.idle = .seconds(2)
            $0.headersTime = .seconds(2)
        }
        try await TestServer.with(limits: limits) { server in
            let client = try await RawClient.connect(port: server.port, protocols: [version], group: server.group)
            if version == "h2" { try? await client.send(RawClient.preface) }
            try await client.closed()
        }
    }

    @Test("a client that does not read its answers is cut off")
    func slowReader() async throws {
        // Answers of 1 MiB, of which the client reads nothing.
        let large = ReviewHandler.immediate { _ in
            ReviewAnswer(body: [UInt8](repeating: UInt8(ascii: "x"), count: 8 << 20))
        } undecided: { _, _ in
            ReviewAnswer(body: [])
        }
        try await TestServer.with(limits: limits { $0.answerTime = .milliseconds(300) }, handler: large) { server in
            let client = try await RawClient.connect(port: server.port, protocols: ["http/1.1"], group: server.group)
            try await client.shaken()
            try await client.channel.setOption(.autoRead, value: false).get()
            let body = String(decoding: review(), as: UTF8.self)
            // It may be cut off before all of this is sent.
            try? await client.send(
                "POST /validate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            try await eventually("the reader is cut off") {
                server.metrics.text().contains(#"cut_total{reason="slow_reader"} 1"#)
            }
            try await client.close()
        }
    }

    @Test("a stream whose client leaves no room for its answer is reset, and its connection goes on")
    func noWindow() async throws {
        try await TestServer.with(limits: limits { $0.answerTime = .milliseconds(300) }) { server in
            let client = try await HTTP2Client.connect(port: server.port, group: server.group, window: 0)
            for _ in 0..<3 {
                await #expect(throws: StreamFailed.self) { try await client.post(review()) }
            }
            #expect(server.metrics.text().contains(#"cut_total{reason="slow_reader"} 3"#))
            try await client.close()
        }
    }

    @Test("connections over the limit are closed, and make room again")
    func connections() async throws {
        try await TestServer.with(limits: limits { $0.connections = 2 }) { server in
            let first = try await HTTP2Client.connect(port: server.port, group: server.group)
            let second = try await HTTP2Client.connect(port: server.port, group: server.group)
            #expect(try await first.post(review()).status == 200)
            #expect(try await second.post(review()).status == 200)
            let third = try await RawClient.connect(port: server.port, protocols: nil, group: server.group)
            try await third.closed()
            try await first.close()
            try await eventually("there is room again") {
                (try? await server.curl([])) == Answer(status: 200, body: "u-1 \(review().count)")
            }
            try await second.close()
        }
    }

    @Test("bytes that are no TLS and no HTTP end their own connection only", arguments: [nil, ["h2"], ["http/1.1"]])
    func nonsense(protocols: [String]?) async throws {
        try await TestServer.with { server in
            let client = try await RawClient.connect(port: server.port, protocols: protocols, group: server.group)
            try await client.send([UInt8](repeating: 0xFF, count: 4096))
            try await client.closed()
            try await server.expect(200, [])
        }
    }

    @Test("streams that are opened and reset at once end the connection")
    func rapidReset() async throws {
        try await TestServer.with { server in
            let client = try await RawClient.connect(port: server.port, protocols: ["h2"], group: server.group)
            var bytes = RawClient.preface
            // HPACK, static table: POST, https, "/"; then RST_STREAM(CANCEL).
            for id in stride(from: UInt32(1), to: 4_000, by: 2) {
                let number = withUnsafeBytes(of: id.bigEndian) { Array($0) }
                bytes += [0, 0, 3, 1, 4] + number + [0x83, 0x87, 0x84]
                bytes += [0, 0, 4, 3, 0] + number + [0, 0, 0, 8]
            }
            try? await client.send(bytes)
            try await client.closed()
            try await server.expect(200, [])
        }
    }
}
