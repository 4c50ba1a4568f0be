import DecisionLog
import Foundation
import Testing

/// Logs that released versions wrote, as they wrote them: none of these files is ever made anew.
@Suite("Logs of earlier versions")
struct SQLiteMigrationTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("they are brought up to date, verify, and are written on", arguments: ["v1"])
    func migrates(version: String) throws {
        let file = scratch.file("log.sqlite")
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/decision-log/\(version).sqlite")
        try FileManager.default.copyItem(at: fixture, to: URL(fileURLWithPath: file))
        let before = try SQLiteStore(reading: file).chains()
        let entries = before.reduce(0) { $0 + $1.last }
        #expect(entries > 10)
        let writer = try LogWriter(try SQLiteStore(writing: file), LogSettings())
        writer.submit(isDenial: false) { Samples.decision("new") }
        #expect(writer.close(by: Date() + 30))
        let store = try SQLiteStore(reading: file)
        let verdict = try LogVerifier.verify(store)
        #expect(verdict.findings == [])
        #expect(verdict.entries == entries + 3)
        #expect(try Set(before).isSubset(of: store.chains()))
    }
}
