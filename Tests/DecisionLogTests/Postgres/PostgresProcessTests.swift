import Foundation
import Testing

@testable import DecisionLog

@Suite("Processes that write to one PostgreSQL", .enabled(if: PostgresServer.isExpected), .timeLimit(.minutes(5)))
struct PostgresProcessTests {
    /// Beside the tests, where SwiftPM puts all executables.
    private static let program = URL(fileURLWithPath: CommandLine.arguments[0])
        .deletingLastPathComponent().appending(path: "decision-log-process")

    @Test("two at once, killed at any moment: the log verifies, and every acknowledged entry is there")
    func killed() throws {
        let uri = try PostgresServer.shared.get().database()
        var acknowledged: Set<String> = []
        for round in 0..<8 {
            let processes = try (0..<2).map { try Running(Self.program, uri, "round\(round)-replica\($0)") }
            for process in processes { try #require(process.waitForFirst(), "nothing was acknowledged") }
            usleep(.random(in: 0...40_000))
            for process in processes { acknowledged.formUnion(process.killed()) }
            try check(uri, acknowledged)
        }
        #expect(acknowledged.count > 100)
    }

    private func check(_ uri: String, _ acknowledged: Set<String>) throws {
        let store = PostgresStore(try PostgresLocation(uri))
        #expect(try LogVerifier.verify(store).findings == [])
        var kept: Set<String> = []
        for chain in try store.chains() {
            for entry in try store.entries(of: chain.writer, after: 0, limit: 1_000_000) {
                if let name = entry.columns.name { kept.insert(name) }
            }
        }
        let lost = acknowledged.subtracting(kept)
        #expect(lost == [])
    }

    /// A process that writes the name of each acknowledged decision on a line.
    private final class Running {
        private let process = Process()
        private let output = Pipe()
        private var bytes = Data()

        init(_ program: URL, _ place: String, _ run: String) throws {
            process.executableURL = program
            process.arguments = [place, run]
            process.standardOutput = output
            try process.run()
        }

        // One that outlives a test which failed would hold the test run's output open for ever.
        deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

        func waitForFirst() -> Bool {
            bytes += output.fileHandleForReading.availableData
            return !bytes.isEmpty
        }

        /// - Returns: what was acknowledged before the end.
        func killed() -> [String] {
            kill(process.processIdentifier, SIGKILL)
            bytes += output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            // A line that was cut is one that nobody has read.
            let whole = bytes.lastIndex(of: 0x0A).map { bytes[..<$0] } ?? Data()
            return String(decoding: whole, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }
}
