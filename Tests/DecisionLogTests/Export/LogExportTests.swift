import DecisionLog
import Foundation
import Testing

@Suite("Exports")
struct LogExportTests {
    private let store = MemoryStore()
    private let scratch: Scratch
    private var file: String { scratch.file("log.jsonl") }

    init() throws {
        scratch = try Scratch()
        for chain in 0..<2 {
            var appender = ChainAppender(store)
            try appender.open(LogSettings(), at: Samples.start)
            var samples = Samples(seed: UInt64(chain))
            for index in 0..<20 {
                let body = EntryBody.reviewed(samples.decision())
                _ = try appender.append([(body, Samples.start + Double(index))])
            }
        }
    }

    @discardableResult
    private func export(_ change: (inout EntryQuery) -> Void = { _ in }) throws -> [String] {
        var query = EntryQuery()
        change(&query)
        var bytes: [UInt8] = []
        _ = try LogExport(query).run(store) { bytes += $0 }
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func verdict(partial: Bool = false) throws -> [LogFinding.Code] {
        try LogVerifier.verify(export: file, isPartial: partial).findings.map(\.code)
    }

    @Test("an export has all entries, one a line, and they are read back as they were")
    func complete() throws {
        let entries = try export().map { try ExportLine.read(Array($0.utf8)) }
        #expect(Set(entries) == Set(store.rows))
        #expect(entries.count == 42)
        #expect(try verdict().isEmpty)
    }

    @Test("a line that was changed, removed or moved is found", arguments: 0..<4)
    func changed(way: Int) throws {
        var lines = try export()
        switch way {
        case 0: lines[20] = lines[20].replacing("\"verdict\":\"allowed\"", with: "\"verdict\":\"denied\"")
        case 1: lines.remove(at: 20)
        case 2: lines.swapAt(5, 25)
        default: lines.insert(lines[3], at: 30)
        }
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: file))
        #expect(!(try verdict().isEmpty))
    }

    @Test("an export of some entries is verified as far as it goes")
    func partial() throws {
        let lines = try export { ($0.from, $0.kinds) = (LogTime.microseconds(Samples.start + 5), ["reviewed"]) }
        #expect(lines.count == 30)
        #expect(try verdict(partial: true).isEmpty)
        #expect(!(try verdict().isEmpty))
        try Data(lines.joined(separator: "\n").replacing("UPDATE", with: "CREATE", maxReplacements: 1).utf8)
            .write(to: URL(fileURLWithPath: file))
        #expect(try verdict(partial: true) == [.changed])
    }

    @Test("a body that is no JSON is exported, too")
    func noJSON() throws {
        store.change { $0[3].body = [0xFF, 0x00] }
        let lines = try export()
        #expect(lines.count == 42)
        #expect(try Set(lines.map { try ExportLine.read(Array($0.utf8)).body }).contains([0xFF, 0x00]))
        #expect(try Set(verdict()) == [.changed, .unreadable])
    }

    @Test("what is no export is said with its line", arguments: ["{}", "[]", "text", "{\"body\":{},\"hash\":\"\"}"])
    func wrong(text: String) throws {
        let lines = try export()
        try Data("\(lines[0])\n\(text)\n".utf8).write(to: URL(fileURLWithPath: file))
        #expect {
            try verdict()
        } throws: {
            ($0 as? LogFailure)?.kind == .damaged && "\($0)".contains("log.jsonl:2:")
        }
    }

    @Test("a last line without its line break counts, and an empty file is an empty log")
    func lines() throws {
        let lines = try export()
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: file))
        #expect(try LogVerifier.verify(export: file).entries == 42)
        try Data().write(to: URL(fileURLWithPath: file))
        #expect(try LogVerifier.verify(export: file).entries == 0)
    }
}
