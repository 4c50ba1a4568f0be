import DecisionLog
import EvidenceTesting
import Foundation
import GRDB
import Testing

/// `kill -9` at any moment loses nothing that was acknowledged, and corrupts nothing.
@Suite("A writer that is killed", .timeLimit(.minutes(10)))
struct KilledWriterTests {
    private let scratch: Scratch
    private var file: String { scratch.file("log.sqlite") }

    init() throws { scratch = try Scratch() }

    /// Beside the tests, where SwiftPM puts all executables.
    private static let program = URL(fileURLWithPath: Swift.CommandLine.arguments[0])
        .deletingLastPathComponent().appending(path: "decision-log-process")

    @Test("50 times on one database: it is whole, it verifies, and every acknowledged entry is there")
    func killed() throws {
        var acknowledged: [String] = []
        var generator = Mutator([])
        for run in 0..<50 {
            let lines = try runAndKill(run, milliseconds: UInt32.random(in: 0...40, using: &generator))
            acknowledged += lines
            try check(acknowledged)
        }
        // Four of five were acknowledged something before they ended; how much is a matter of the machine.
        #expect(acknowledged.count >= 40)
    }

    /// - Returns: what was acknowledged before the end.
    private func runAndKill(_ run: Int, milliseconds: UInt32) throws -> [String] {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = [file, "run\(run)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        // Every fifth is killed while it opens the log; the others some time after the first acknowledgement.
        var bytes = run.isMultiple(of: 5) ? Data() : output.fileHandleForReading.availableData
        usleep(milliseconds * 1000)
        kill(process.processIdentifier, SIGKILL)
        bytes += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL)
        // A line that was cut is one that nobody has read.
        let whole = bytes.lastIndex(of: 0x0A).map { bytes[..<$0] } ?? Data()
        return String(decoding: whole, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func check(_ acknowledged: [String]) throws {
        // Opening for writing recovers what the last one left.
        let store = try SQLiteStore(writing: file)
        try store.migrate()
        #expect(try LogVerifier.verify(store).findings == [])
        var (names, denials): (Set<String>, Int) = ([], 0)
        for chain in try store.chains() {
            for entry in try store.entries(of: chain.writer, after: 0, limit: .max) {
                if case .denials(let count) = try entry.decoded() { denials += count.count }
                guard entry.kind == "reviewed", let name = entry.columns.name else { continue }
                if name == "denied" { denials += 1 } else { names.insert(name) }
            }
        }
        let lost = acknowledged.filter { $0 != "denied" && !names.contains($0) }
        #expect(lost == [])
        #expect(denials >= acknowledged.count { $0 == "denied" })
        let integrity = try DatabaseQueue(path: file).read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
        #expect(integrity == ["ok"])
    }
}
