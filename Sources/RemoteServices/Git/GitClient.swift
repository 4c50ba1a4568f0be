import HTTPTransport
import KubernetesModel

/// Asks a Git server whether a repository has a commit, by version 2 of its protocol (gitprotocol-v2(5)), without any
/// program of its own and without fetching what is in the commit.
package struct GitClient: Sendable {
    private let http: HTTPClient

    package init(_ settings: HTTPSettings) { http = HTTPClient(settings) }

    /// A failure that is an absence says that the repository has no such commit.
    ///
    /// - Parameter url: of the repository, `https://HOST/PATH`.
    package func check(_ commit: String, of url: String, by deadline: Deadline) throws(ServiceFailure) {
        guard Self.isPlain(url), [40, 64].contains(commit.utf8.count),
            commit.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw ServiceFailure(.malformed, badAddress(url)) }
        let server = try advertisement(of: url, by: deadline)
        var request = HTTPRequest(
            .post, "\(server.url)/git-upload-pack",
            headers: [
                version, HTTPHeader("Content-Type", "application/x-git-upload-pack-request"),
                HTTPHeader("Accept", "application/x-git-upload-pack-result"),
            ], body: Self.question(commit, canFilter: server.canFilter), maxBytes: Self.most)
        request.followsRedirects = false
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try http.send(request, by: deadline)
        } catch {
            // A server without filters sends the commit's files, and nothing so long but those.
            guard error.kind == .tooLarge, !server.canFilter else { throw ServiceFailure(error, from: url) }
            return
        }
        guard response.isSuccess else { throw ServiceFailure(response, from: Self.host(url)) }
        try Self.read(response.body, commit, url)
    }

    private static let most = 1 << 20

    private struct Server {
        /// Where it answers: a repository may have moved.
        var url: String
        var canFilter: Bool
    }

    /// What the server can do (gitprotocol-http(5), "Smart Clients").
    private func advertisement(of url: String, by deadline: Deadline) throws(ServiceFailure) -> Server {
        let base = url.withoutFinalSlash
        let response: HTTPResponse
        do throws(HTTPFailure) {
            let request = HTTPRequest(.get, "\(base)\(Self.service)", headers: [version], maxBytes: Self.most)
            response = try http.send(request, by: deadline)
        } catch {
            throw ServiceFailure(error, from: Self.host(url))
        }
        guard response.isSuccess else { throw ServiceFailure(response, from: Self.host(url)) }
        let lines = PacketLines(response.body).texts
        guard lines.contains("version 2") else { throw ServiceFailure(.malformed, otherProtocol(url)) }
        let fetch = lines.first { $0 == "fetch" || $0.hasPrefix("fetch=") } ?? ""
        let abilities = fetch.dropFirst("fetch=".count).split(separator: " ")
        let place = response.url.hasSuffix(Self.service) ? String(response.url.dropLast(Self.service.count)) : base
        return Server(url: place, canFilter: abilities.contains("filter"))
    }

    private static let service = "/info/refs?service=git-upload-pack"

    /// One commit without its history and, where the server can leave them out, without its files.
    private static func question(_ commit: String, canFilter: Bool) -> [UInt8] {
        var bytes = PacketLines.line("command=fetch\n")
        if commit.utf8.count == 64 { bytes += PacketLines.line("object-format=sha256\n") }
        bytes += Array("0001".utf8)
        bytes += PacketLines.line("want \(commit)\n")
        bytes += PacketLines.line("deepen 1\n")
        if canFilter { bytes += PacketLines.line("filter tree:0\n") }
        bytes += PacketLines.line("done\n")
        return bytes + Array("0000".utf8)
    }

    /// A section of an answer, or why there is none.
    private static func read(_ body: [UInt8], _ commit: String, _ url: String) throws(ServiceFailure) {
        guard let first = PacketLines(body).texts.first else { throw ServiceFailure(.malformed, otherProtocol(url)) }
        if ["packfile", "shallow-info", "acknowledgments"].contains(first) { return }
        guard first == "ERR upload-pack: not our ref \(commit)" else {
            throw ServiceFailure(.malformed, otherProtocol(url))
        }
        var failure = ServiceFailure(.notFound, noCommit(url, commit))
        failure.isAbsence = true
        throw failure
    }

    /// What could lead somewhere else than it reads, or carries a password, is not sent.
    private static func isPlain(_ url: String) -> Bool {
        guard let scheme = url.firstRange(of: "://"), url.utf8.count <= 2048 else { return false }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" }
        return !authority.isEmpty && !authority.contains("@")
            && url.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "?") }
    }

    private static func host(_ url: String) -> String {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return printable(String(rest.prefix { $0 != "/" }), limit: 120)
    }
}

private let version = HTTPHeader("Git-Protocol", "version=2")

/// Lines with their length in front (gitprotocol-common(5), "pkt-line Format").
struct PacketLines {
    /// Those that are text, without their line ends; nothing is read behind what is no such line.
    private(set) var texts: [String] = []

    static let most = 100

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while texts.count < Self.most, rest.count >= 4, let length = Self.length(rest.prefix(4)), length <= rest.count {
            // 0000, 0001 and 0002 are no lines: they end and divide.
            guard length >= 4 else {
                guard length <= 2 else { return }
                rest = rest.dropFirst(4)
                continue
            }
            var line = rest.prefix(length).dropFirst(4)
            if line.last == 0x0A { line = line.dropLast() }
            guard let text = String(validating: line, as: UTF8.self) else { return }
            texts.append(text)
            rest = rest.dropFirst(length)
        }
    }

    static func line(_ text: String) -> [UInt8] {
        let hex = String(text.utf8.count + 4, radix: 16)
        return Array((String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex + text).utf8)
    }

    private static func length(_ digits: ArraySlice<UInt8>) -> Int? {
        var length = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): length = length * 16 + Int(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): length = length * 16 + Int(digit - UInt8(ascii: "a")) + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): length = length * 16 + Int(digit - UInt8(ascii: "A")) + 10
            default: return nil
            }
        }
        return length
    }
}

// What a user reads.

private func badAddress(_ url: String) -> String { "\(quoted(url, limit: 200)) is no address of a repository" }
private func otherProtocol(_ url: String) -> String {
    "what answers at \(quoted(url, limit: 200)) does not speak version 2 of Git's protocol"
}
private func noCommit(_ url: String, _ commit: String) -> String {
    "the repository \(quoted(url, limit: 200)) has no commit \(commit)"
}
