import Foundation
import Testing

/// Whole outputs that are kept as files under `Tests/Fixtures/audit/`.
enum Expected {
    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/audit")

    /// Compares `text` with a kept file. With UPDATE_EXPECTED=1 the file is written instead, and the test fails, so that
    /// nobody keeps it set.
    static func compare(
        _ text: String, with name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = directory.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["UPDATE_EXPECTED"] == "1" {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            Issue.record(
                "wrote \(name): read it, and run again without UPDATE_EXPECTED", sourceLocation: sourceLocation)
            return
        }
        let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(text == expected, "\(name) differs", sourceLocation: sourceLocation)
    }
}
