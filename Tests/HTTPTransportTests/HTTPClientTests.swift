import EvidenceTesting
import Foundation
import KubernetesModel
import Testing

@testable import HTTPTransport

@Suite(
    "Requests over a real connection", .enabled(if: MisbehavingServer.isAvailable), .timeLimit(.minutes(5)))
struct HTTPClientTests {
    private let server: MisbehavingServer
    private let path = "/client-\(UUID().uuidString)/"

    init() throws { server = try MisbehavingServer.shared() }

    private var soon: Deadline { .after(.seconds(120)) }

    private func client(_ change: (inout HTTPSettings) -> Void = { _ in }) throws -> HTTPClient {
        var settings = HTTPSettings(
            caFile: server.caFile, networks: [try #require(NetworkPrefix("127.0.0.1/32"))], requestTime: .seconds(120))
        change(&settings)
        return HTTPClient(settings)
    }

    private func failure(_ client: HTTPClient, _ request: HTTPRequest) -> HTTPFailure? {
        do throws(HTTPFailure) {
            _ = try client.send(request, by: soon)
            return nil
        } catch {
            return error
        }
    }

    @Test("an answer has its status, its header fields whatever their case, and its body")
    func answer() throws {
        try server.answer("GET", path + "a", status: 418, headers: ["ETag": "\"x\""], "tea".utf8)
        let response = try client().send(HTTPRequest(.get, server.origin + path + "a"), by: soon)
        #expect(response.status == 418 && !response.isSuccess && response.body == Array("tea".utf8))
        #expect(response.header("etag") == "\"x\"" && response.header("ETAG") == "\"x\"")
    }

    @Test("a body and its method arrive as they are", arguments: [HTTPRequest.Method.post, .put])
    func body(method: HTTPRequest.Method) throws {
        let path = path + method.rawValue
        try server.answer(method.rawValue, path, "".utf8)
        let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        let request = HTTPRequest(
            method, server.origin + path, headers: [HTTPHeader("Content-Type", "text/x"), HTTPHeader("X-A", "b")],
            body: body)
        #expect(try client().send(request, by: soon).status == 200)
        let seen = try #require(try server.requests(path).first)
        #expect(seen.method == method.rawValue && Array(seen.body) == body)
        #expect(seen.headers["content-type"] == "text/x" && seen.headers["x-a"] == "b" && seen.headers["expect"] == nil)
        // One without a body does not inherit that of the request before.
        try server.answer("POST", path + "/empty", "".utf8)
        _ = try client().send(HTTPRequest(.post, server.origin + path + "/empty"), by: soon)
        #expect(try server.requests(path + "/empty").first?.body.isEmpty == true)
    }

    @Test("a loopback address is refused where no network names it, by number and by name")
    func addresses() throws {
        let bare = try client { $0.networks = [] }
        #expect(failure(bare, HTTPRequest(.get, server.origin + path))?.kind == .address)
        let named = server.origin.replacing("127.0.0.1", with: "localhost")
        let refused = failure(bare, HTTPRequest(.get, named + path))
        #expect(refused?.kind == .address && refused?.reason.contains("loopback") == true)
        for host in ["169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "0x7f000001", "2130706433", "127.1", "0"] {
            #expect(failure(bare, HTTPRequest(.get, "https://\(host):9/"))?.kind == .address, "\(host)")
        }
        #expect(try server.requests(path).isEmpty)
    }

    @Test("the name of a host is no way round: it is the socket's address that counts")
    func names() throws {
        // The certificate is for 127.0.0.1: the connection is made, and its name is what is refused then.
        let named = server.origin.replacing("127.0.0.1", with: "localhost")
        let other = try client {
            $0.networks = [NetworkPrefix("127.0.0.0/8"), NetworkPrefix("::1/128")].compactMap { $0 }
        }
        let kind = failure(other, HTTPRequest(.get, named + path))?.kind
        #expect(kind != .address)
    }

    @Test("a redirect is followed, and its target is looked at like the first")
    func redirects() throws {
        try server.answer("GET", path + "to", "there".utf8)
        try server.answer("GET", path + "a", status: 302, headers: ["Location": "to"], "".utf8)
        let response = try client().send(HTTPRequest(.get, server.origin + path + "a"), by: soon)
        #expect(response.body == Array("there".utf8) && response.url == server.origin + path + "to")
        var request = HTTPRequest(.get, server.origin + path + "a")
        request.followsRedirects = false
        #expect(try client().send(request, by: soon).status == 302)
        let targets: [(String, HTTPFailure.Kind)] = [
            ("https://169.254.169.254/latest/meta-data/", .address), ("http://127.0.0.1:1/", .url),
            ("file:///etc/passwd", .url), ("gopher://127.0.0.1/", .url), ("https://user:pw@127.0.0.1/", .url),
            ("https://[::ffff:10.0.0.1]/", .address), ("circle", .redirect),
        ]
        for (target, kind) in targets {
            let from = path + "circle"
            try server.answer("GET", from, status: 307, headers: ["Location": target], "".utf8)
            #expect(failure(try client(), HTTPRequest(.get, server.origin + from))?.kind == kind, "\(target)")
        }
    }

    @Test("what says who asks stays behind where a redirect leads to another origin")
    func secrets() throws {
        let secret = HTTPHeader("Authorization", "Bearer s3cret")
        try server.answer("GET", path + "same", status: 302, headers: ["Location": path + "end"], "".utf8)
        try server.answer("GET", path + "end", "".utf8)
        _ = try client().send(HTTPRequest(.get, server.origin + path + "same", headers: [secret]), by: soon)
        #expect(try server.requests(path + "end").last?.headers["authorization"] == "Bearer s3cret")
        // The same machine at another port is another origin.
        let other = try MisbehavingServer.shared("https")
        try other.answer("GET", path + "other", "".utf8)
        try server.answer(
            "GET", path + "away", status: 302, headers: ["Location": other.origin + path + "other"], "".utf8)
        var settings = HTTPSettings(networks: try client().settings.networks, requestTime: .seconds(120))
        settings.caFile = try both(server.caFile, other.caFile)
        _ = try HTTPClient(settings).send(
            HTTPRequest(.get, server.origin + path + "away", headers: [secret, HTTPHeader("X-Vault-Token", "t")]),
            by: soon)
        let seen = try #require(try other.requests(path + "other").last)
        #expect(seen.headers["authorization"] == nil && seen.headers["x-vault-token"] == nil)
    }

    private func both(_ one: String, _ other: String) throws -> String {
        let file = NSTemporaryDirectory() + "pedigree-ca-\(UUID().uuidString).pem"
        let text = try String(contentsOfFile: one, encoding: .utf8) + String(contentsOfFile: other, encoding: .utf8)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    @Test("a certificate that nobody vouches for ends it, and so does a CA file that is none")
    func certificates() throws {
        #expect(failure(try client(), HTTPRequest(.get, server.strangerOrigin + path))?.kind == .tls)
        let missing = try client { $0.caFile = "/nonexistent/ca.pem" }
        #expect(failure(missing, HTTPRequest(.get, server.origin + path))?.kind == .settings)
    }

    @Test("an answer that is larger than was asked for is not read to its end")
    func tooLarge() throws {
        try server.answer("GET", path + "large", [UInt8](repeating: 0x78, count: 100_000))
        let request = HTTPRequest(.get, server.origin + path + "large", maxBytes: 99_999)
        #expect(failure(try client(), request)?.kind == .tooLarge)
        #expect(try client().send(HTTPRequest(.get, request.url, maxBytes: 100_000), by: soon).body.count == 100_000)
    }

    @Test(
        "what is no URL, or has more in it than a place, is not sent to",
        arguments: [
            "", "https://", "ftp://a/", "https://a b/", "https://a/\n", "https://u:p@a/", "//a/",
            "https://a/é",
        ])
    func urls(url: String) throws { #expect(failure(try client(), HTTPRequest(.get, url))?.kind == .url) }

    @Test("a value with a line end in it begins no header field of its own")
    func injection() throws {
        let request = HTTPRequest(.get, server.origin + path, headers: [HTTPHeader("X-A", "b\r\nX-B: c")])
        #expect(failure(try client(), request)?.kind == .url)
        #expect(try server.requests(path).isEmpty)
    }

    @Test("a deadline that has passed sends nothing")
    func deadline() throws {
        let client = try client()
        #expect(throws: HTTPFailure.self) {
            try client.send(HTTPRequest(.get, server.origin + path), by: .after(.zero))
        }
        #expect(try server.requests(path).isEmpty)
    }

    @Test("many threads share one client")
    func threads() async throws {
        try server.answer("GET", path + "many", "x".utf8)
        let client = try client { $0.maxConnections = 3 }
        let url = server.origin + path + "many"
        let count = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<10).reduce(0) { sum, _ in
                        sum + ((try? client.send(HTTPRequest(.get, url), by: .after(.seconds(120))))?.body.count ?? 0)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(count == 80)
    }
}
