import Foundation

/// The server of Tests/Servers/misbehaving.py: in good health, misbehaving on purpose, or answering as a test says.
///
/// It ends with the process that started it.
package final class MisbehavingServer: Sendable {
    /// `https://127.0.0.1:PORT`, with a certificate that `caFile` vouches for.
    package let origin: String
    /// The same server with a certificate that nobody vouches for.
    package let strangerOrigin: String
    package let caFile: String
    private let conversation: Conversation

    /// In the body of every answer that is an error.
    package static let bodySecret = "BODY-THAT-NOBODY-MAY-READ"

    private struct Greeting: Decodable {
        var port: Int
        var strangerPort: Int
        var caFile: String
    }

    package struct Request: Decodable, Sendable {
        package var method: String
        /// With its query.
        package var path: String
        /// Names in lower case.
        package var headers: [String: String]
        package var body: Data
    }

    private struct Requests: Decodable { var requests: [Request] }

    private init(dialect: String?) throws {
        conversation = try Conversation("misbehaving.py", dialect.map { ["--dialect", $0] } ?? [])
        let greeting = try JSONDecoder().decode(Greeting.self, from: try conversation.line())
        origin = "https://127.0.0.1:\(greeting.port)"
        strangerOrigin = "https://127.0.0.1:\(greeting.strangerPort)"
        caFile = greeting.caFile
    }

    private static let running = Running()

    /// The one that speaks a dialect of Tests/Servers/dialects, or only answers as it is told.
    package static func shared(_ dialect: String? = nil) throws -> MisbehavingServer {
        try running.server(dialect ?? "") { try MisbehavingServer(dialect: dialect) }
    }

    private final class Running: @unchecked Sendable {
        // SAFETY: `lock` is held wherever `servers` is used.
        private let lock = NSLock()
        private var servers: [String: MisbehavingServer] = [:]

        func server(_ name: String, _ make: () throws -> MisbehavingServer) throws -> MisbehavingServer {
            try lock.withLock {
                if let server = servers[name] { return server }
                let server = try make()
                servers[name] = server
                return server
            }
        }
    }

    /// Changes the contents of a scenario's entries.
    package func flip(_ scenario: String) throws {
        _ = try conversation.tell(["do": "flip", "scenario": scenario])
    }

    /// Answers every `method` at `path` so from now on. A path without a query stands for every query.
    ///
    /// - Parameter authorization: of the requests that are answered so; nil for all that no other answer is for.
    package func answer(
        _ method: String = "GET", _ path: String, authorization: String? = nil, status: Int = 200,
        headers: [String: String] = [:], _ body: some Sequence<UInt8>
    ) throws {
        var command: [String: Any] = [
            "do": "answer", "method": method, "path": path, "status": status, "headers": headers,
            "body": Data(body).base64EncodedString(),
        ]
        if let authorization { command["authorization"] = authorization }
        _ = try conversation.tell(command)
    }

    /// What was asked for, at paths that begin so.
    package func requests(_ prefix: String) throws -> [Request] {
        let answer = try conversation.tell(["do": "requests", "prefix": prefix])
        return try JSONDecoder().decode(Requests.self, from: answer).requests
    }

    /// Whether it can be started here; where it must be, as in CI, it is tried.
    package static let isAvailable: Bool = {
        if ProcessInfo.processInfo.environment["CI"] == "true" { return true }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let isComplete = ["python3", "openssl"].allSatisfy { tool in
            path.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)") }
        }
        if !isComplete { print("skipped: the misbehaving server needs python3 and openssl") }
        return isComplete
    }()
}
