import Foundation

/// Debian's `docker-registry` on a free port of loopback, over plain HTTP: a registry without the referrers API.
///
/// It ends with this object, and with the process that made it.
package final class DockerRegistry: @unchecked Sendable {
    // SAFETY: nothing changes after it was made.
    /// `127.0.0.1:PORT`
    package let host: String
    private let process = Process()
    private let standardInput = Pipe()
    private let directory: URL

    package struct NoStart: Error { package var log: String }

    /// - Parameter hasPassword: whether it wants `Aladdin` with `open sesame`.
    package init(hasPassword: Bool = false) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "pedigree-registry-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let (configuration, log) = (directory.appendingPathComponent("c.yml"), directory.appendingPathComponent("log"))
        try Self.configuration(directory, hasPassword: hasPassword).write(
            to: configuration, atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // The shell waits for the end of its input, which comes with the end of this process at the latest.
        process.arguments = [
            "-c", #"docker-registry serve "$1" >"$2" 2>&1 & pid=$!; read -r _; kill $pid"#, "sh",
            configuration.path, log.path,
        ]
        process.standardInput = standardInput
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        host = try Self.host(log)
    }

    deinit {
        try? standardInput.fileHandleForWriting.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: directory)
    }

    private static func configuration(_ directory: URL, hasPassword: Bool) throws -> String {
        let passwords = directory.appendingPathComponent("htpasswd")
        // bcrypt of "open sesame"
        try "Aladdin:$2b$04$hO.vxtonV/aGiaDUrP854OnUHO7JakA0iCciboqsvJzFUAP561AsG\n"
            .write(to: passwords, atomically: true, encoding: .utf8)
        return """
            version: 0.1
            log: {accesslog: {disabled: true}, level: info}
            storage: {filesystem: {rootdirectory: "\(directory.path)/data"}, delete: {enabled: true}}
            http: {addr: "127.0.0.1:0"}
            \(hasPassword ? #"auth: {htpasswd: {realm: stub, path: "\#(passwords.path)"}}"# : "")
            """
    }

    /// What its log says that it listens on.
    private static func host(_ log: URL) throws -> String {
        var text = ""
        for _ in 0..<500 {
            text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            if let range = text.range(of: "listening on 127.0.0.1:") {
                let port = text[range.upperBound...].prefix { $0.isNumber }
                if !port.isEmpty { return "127.0.0.1:\(port)" }
            }
            usleep(20_000)
        }
        throw NoStart(log: text)
    }

    /// Whether it is installed; where it must be, as in CI, it is tried.
    package static let isAvailable: Bool = {
        if ProcessInfo.processInfo.environment["CI"] == "true" { return true }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let isThere = path.contains { FileManager.default.isExecutableFile(atPath: "\($0)/docker-registry") }
        if !isThere { print("skipped: docker-registry is not installed") }
        return isThere
    }()
}
