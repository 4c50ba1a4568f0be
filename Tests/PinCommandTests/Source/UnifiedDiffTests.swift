import Foundation
import Testing

@testable import PinCommand

@Suite("The diff")
struct UnifiedDiffTests {
    static let texts = [
        ("a\nb\nc\n", "a\nB\nc\n"), ("a\nb\nc", "a\nb\nC"), ("a\nb\nc", "a\nb\nc\nd\n"), ("", "a\n"),
        ("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n", "1\nx\n2\n3\n4\n5\n6\n7\n8\n9\n10\ny\n12\n"),
        ("a\r\nb\r\n", "a\r\nc\r\nb\r\n"), ("same\nsame\nsame\n", "same\nsame\nsame\nsame\n"),
    ]

    @Test("patch makes the new file of the old one", arguments: texts)
    func applies(_ old: String, _ new: String) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent("m.yaml")
        try Data(old.utf8).write(to: file)
        let diff = UnifiedDiff.text(Array(old.utf8), Array(new.utf8), name: "m.yaml")
        let patch = directory.appendingPathComponent("p.diff")
        try Data(diff.utf8).write(to: patch)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "apply", "--unidiff-zero", "p.diff"]
        process.currentDirectoryURL = directory
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try Data(contentsOf: file) == Data(new.utf8))
    }

    @Test("no change is no text")
    func nothing() { #expect(UnifiedDiff.text([1, 2], [1, 2], name: "x") == "") }
}
