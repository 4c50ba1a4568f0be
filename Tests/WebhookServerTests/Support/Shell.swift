import Foundation

/// A finished program.
struct Finished: Sendable {
    var status: Int32
    var output: String
    var errors: String
}

/// Runs a program that the tests need, such as `openssl` and `curl`.
func run(_ program: String, _ arguments: [String], input: [UInt8] = [], in directory: String? = nil) async throws
    -> Finished
{
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(with: Result { try runNow(program, arguments, input: input, in: directory) })
        }
    }
}

private func runNow(
    _ program: String, _ arguments: [String], input: [UInt8], in directory: String?
) throws -> Finished {
    let files = URL(filePath: NSTemporaryDirectory()).appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: files) }
    // Files and not pipes: nothing here can block on the other side.
    for name in ["in", "out", "err"] {
        let data = name == "in" ? Data(input) : Data()
        try data.write(to: files.appending(path: name))
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    if let directory { process.currentDirectoryURL = URL(filePath: directory) }
    process.standardInput = try FileHandle(forReadingFrom: files.appending(path: "in"))
    process.standardOutput = try FileHandle(forWritingTo: files.appending(path: "out"))
    process.standardError = try FileHandle(forWritingTo: files.appending(path: "err"))
    try process.run()
    process.waitUntilExit()
    return Finished(
        status: process.terminationStatus,
        output: try String(contentsOf: files.appending(path: "out"), encoding: .utf8),
        errors: try String(contentsOf: files.appending(path: "err"), encoding: .utf8))
}
