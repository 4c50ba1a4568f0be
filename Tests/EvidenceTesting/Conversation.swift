import Foundation

/// Lines that go to a server of Tests/Servers, and lines that come back.
final class Conversation: @unchecked Sendable {
    // SAFETY: `lock` is held wherever the pipes are used.
    private let lock = NSLock()
    private let process = Process()
    private let toServer = Pipe()
    private let fromServer = Pipe()
    private var pending = Data()

    struct Ended: Error {}

    deinit { try? toServer.fileHandleForWriting.close() }

    init(_ script: String, _ arguments: [String]) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Servers/\(script)")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script.path] + arguments
        process.standardInput = toServer
        process.standardOutput = fromServer
        try process.run()
    }

    func tell(_ command: [String: Any]) throws -> Data {
        try lock.withLock {
            var line = try JSONSerialization.data(withJSONObject: command)
            line.append(0x0A)
            try toServer.fileHandleForWriting.write(contentsOf: line)
            return try next()
        }
    }

    func line() throws -> Data { try lock.withLock { try next() } }

    private func next() throws -> Data {
        while true {
            if let end = pending.firstIndex(of: 0x0A) {
                let line = Data(pending[..<end])
                pending = Data(pending[pending.index(after: end)...])
                return line
            }
            let piece = fromServer.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw Ended() }
            pending.append(piece)
        }
    }
}
