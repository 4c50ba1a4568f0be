import Foundation
import Testing

@testable import DecisionLog

/// A real server in a directory of its own, on a socket there and on a port of 127.0.0.1.
///
/// It ends with the process that started it, and its directory with it.
final class PostgresServer: @unchecked Sendable {
    // SAFETY: `shell` is changed under `lock`.
    private let lock = NSLock()
    private var shell: Process?
    private let directory: String
    private let tools: String
    private let settings: [String]
    let port: Int
    static let password = "a pass/word@:?#"

    /// Where PostgreSQL's programs are; nil where it is not installed.
    static let tools: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap(Int.init).sorted().last.map { "\(root)/\($0)/bin" }
    }()

    /// Whether its tests run: where it is missing they are left out, but not where all must run.
    static var isExpected: Bool {
        if tools == nil { print("PostgreSQL is not installed: its tests are left out") }
        return tools != nil || ProcessInfo.processInfo.environment["CI"] == "true"
    }

    /// The one that most tests share, each with a database of its own.
    static let shared = Result { try PostgresServer() }

    init(_ settings: [String] = [], prepare: (String) throws -> Void = { _ in }) throws {
        tools = try #require(Self.tools)
        self.settings = settings
        directory = "/tmp/pedigree-pg-\(UUID().uuidString.prefix(8))"
        port = try Self.freePort()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        try prepare(directory)
        let secret = "\(directory)/password"
        try Self.password.write(toFile: secret, atomically: true, encoding: .utf8)
        if getuid() == 0 { try Self.run(["chown", "-R", "postgres", directory]) }
        try Self.run(
            Self.asUser + [
                "\(tools)/initdb", "-D", data, "-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256",
                "--pwfile", secret, "-E", "UTF8", "--locale=C", "--no-sync",
            ])
        try start()
    }

    private var data: String { "\(directory)/data" }

    /// PostgreSQL does not run as root.
    private static var asUser: [String] {
        getuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : []
    }

    func start() throws {
        // The shell stops the server when its standard input ends: with this process at the latest.
        let script = """
            "$@" >"\(directory)/log" 2>&1 </dev/null & server=$!
            cat >/dev/null
            kill -INT $server 2>/dev/null
            wait $server
            [ -e "\(directory)/keep" ] || rm -rf "\(directory)"
            """
        let server = [
            "\(tools)/postgres", "-D", data, "-k", directory, "-p", "\(port)", "-c", "listen_addresses=127.0.0.1", "-c",
            "fsync=off",
        ]
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", script, "sh"] + Self.asUser + server + settings.flatMap { ["-c", $0] }
        shell.standardInput = Pipe()
        try shell.run()
        lock.withLock { self.shell = shell }
        var last: LogFailure?
        for _ in 0..<300 {
            do {
                _ = try connection(to: "postgres")
                return
            } catch {
                last = error as? LogFailure
                usleep(50_000)
            }
        }
        throw try #require(last)
    }

    /// As a power failure ends it: nothing is written any more.
    func crash() throws {
        let pid = try #require(
            try String(contentsOfFile: "\(data)/postmaster.pid", encoding: .utf8).split(separator: "\n").first)
        try Data().write(to: URL(fileURLWithPath: "\(directory)/keep"))
        kill(try #require(pid_t(pid)), SIGQUIT)
        let shell = try #require(lock.withLock { self.shell })
        try (shell.standardInput as? Pipe)?.fileHandleForWriting.close()
        shell.waitUntilExit()
        try FileManager.default.removeItem(atPath: "\(directory)/keep")
    }

    /// A new database's connection URI: over the socket, where no password is asked for.
    func database(_ options: String = "", owner: String = "postgres") throws -> String {
        let name = "log_\(UUID().uuidString.prefix(8).lowercased())"
        _ = try connection(to: "postgres").run(
            "CREATE DATABASE \(name) OWNER \(owner) \(options)", within: .seconds(30))
        return uri(name)
    }

    func uri(_ database: String, user: String = "postgres") -> String {
        let host = directory.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return "postgresql://\(user)@\(host):\(port)/\(database)"
    }

    func tcp(_ uri: String, port: Int? = nil) -> String {
        let name = uri.split(separator: "/").last ?? ""
        return "postgresql://postgres@127.0.0.1:\(port ?? self.port)/\(name)"
    }

    func connection(to database: String) throws -> PostgresConnection {
        try PostgresConnection(PostgresLocation(uri(database)), within: .seconds(5))
    }

    static func run(_ command: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(command.joined(separator: " "))")
    }

    static func freePort() throws -> Int {
        let listener = try Listener()
        return listener.port
    }
}

extension PostgresStore {
    /// A store on a database of its own, with its tables.
    static func fresh(_ server: PostgresServer) throws -> PostgresStore {
        let store = PostgresStore(try PostgresLocation(try server.database()))
        try store.migrate()
        return store
    }
}
