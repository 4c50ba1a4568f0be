import NIOCore
import Testing

@testable import WebhookServer

@Suite("HTTP/1.1 and HTTP/2 over TLS, as curl speaks them")
struct HTTPTests {
    @Test("a review is answered over both protocols", arguments: ["--http1.1", "--http2"])
    func answers(version: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.curl([version])
            #expect(answer == Answer(status: 200, body: "u-1 \(review().count)"))
        }
    }

    @Test("a body of two 3 MiB objects is taken", arguments: ["--http1.1", "--http2"])
    func large(version: String) async throws {
        try await TestServer.with { server in
            let large = review(size: 6 << 20)
            let taken = try await server.curl([version], body: large)
            #expect(taken == Answer(status: 200, body: "u-1 \(large.count)"))
            // Without a length in front, the bytes themselves are counted.
            let counted = try await server.curl([version] + chunked, body: large)
            #expect(counted == taken)
        }
    }

    @Test(
        "a review over the limit is answered as undecided, since an error would let it in under Ignore; other bodies are 413",
        arguments: ["--http1.1", "--http2"])
    func tooLarge(version: String) async throws {
        try await TestServer.with { server in
            let other = [UInt8](repeating: UInt8(ascii: "x"), count: 9 << 20)
            for options in [[version], [version] + chunked] {
                let refused = try await server.curl(options, body: review(size: 9 << 20))
                #expect(refused == Answer(status: 200, body: "u-1 undecided tooLarge"))
                try await server.expect(413, options, body: other)
            }
            try await eventually("everything is given back") { server.metrics.text().contains("in_flight_bytes 0\n") }
        }
    }

    private let chunked = ["-H", "Content-Length:", "-H", "Transfer-Encoding: chunked"]

    @Test("what is no AdmissionReview is an HTTP error", arguments: ["--http1.1", "--http2"])
    func refuses(version: String) async throws {
        try await TestServer.with { server in
            try await server.expect(404, [version], path: "/")
            try await server.expect(405, [version, "-X", "GET"])
            try await server.expect(415, [version, "-H", "Content-Type: text/plain"])
            try await server.expect(415, [version, "-H", "Content-Encoding: gzip"])
            try await server.expect(400, [version], body: Array("not JSON".utf8))
            try await server.expect(400, [version], body: [])
            try await server.expect(200, [version])
            let text = server.metrics.text()
            #expect(text.contains(#"pedigree_requests_rejected_total{reason="path"} 1"#))
            #expect(text.contains(#"pedigree_requests_rejected_total{reason="content_encoding"} 1"#))
        }
    }

    @Test("header fields over the limit are refused", arguments: ["--http1.1", "--http2"])
    func headers(version: String) async throws {
        try await TestServer.with { server in
            let field = "X-Large: \(String(repeating: "x", count: 40 << 10))"
            let answer = try? await server.curl([version, "-H", field])
            // Over HTTP/2 the connection is ended (nghttp2 reports no status), over HTTP/1.1 there is one.
            #expect(answer == nil || (400...431).contains(answer?.status ?? 0))
            try await server.expect(200, [version])
        }
    }

    @Test("many requests over one connection are answered in order", arguments: ["--http1.1", "--http2"])
    func keepsAlive(version: String) async throws {
        try await TestServer.with { server in
            let again = Array(repeating: server.url + "/validate", count: 20)
            let answer = try await server.curl([version] + again)
            #expect(answer.status == 200)
            #expect(answer.body.split(separator: "u-1 ").count == 21)
            #expect(server.metrics.text().contains("pedigree_connections_accepted_total 1\n"))
        }
    }

    @Test("requests that come before the answers to earlier ones are answered in order")
    func pipelining() async throws {
        var limits = ServerLimits.patient
        limits.inlineBody = 0
        try await TestServer.with(limits: limits) { server in
            let client = try await RawClient.connect(port: server.port, protocols: ["http/1.1"], group: server.group)
            let requests = (0..<20).map { number in
                let body = String(decoding: review(uid: "p-\(number)", size: number * 500), as: UTF8.self)
                return "POST /validate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            }
            try await client.send(requests.joined())
            try await eventually("the last answer") { client.text.contains("p-19 ") }
            let order = client.text.split(separator: "\r\n").filter { $0.hasPrefix("p-") }
                .compactMap { $0.split(separator: " ").first?.prefix { $0 != "H" } }
            #expect(order.map(String.init) == (0..<20).map { "p-\($0)" })
            try await client.close()
        }
    }

    @Test("a client certificate is asked for where a client CA is given")
    func clientCertificates() async throws {
        try await TestServer.with(clientCA: true) { server in
            await #expect(throws: CertificateError.self) { try await server.curl([]) }
            try await server.certificates.issue("client", days: 1)
            let pair = [
                "--cert", server.certificates.path("client.crt"), "--key", server.certificates.path("client.key"),
            ]
            try await server.expect(200, pair)
        }
    }

    @Test("TLS 1.1 is refused, TLS 1.2 is not")
    func versions() async throws {
        try await TestServer.with { server in
            try await server.expect(200, ["--tlsv1.2", "--tls-max", "1.2"])
            await #expect(throws: CertificateError.self) { try await server.curl(["--tlsv1.0", "--tls-max", "1.1"]) }
        }
    }
}
