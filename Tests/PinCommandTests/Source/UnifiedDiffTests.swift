import Foundation
import Testing

@testable import PinCommand

@Suite("The diff")
struct UnifiedDiffTests {
    static let texts = [
        ("a\nb\nc\n", "a\nB\nc\n"), ("a\nb\nc", "a\nb\nC"), ("a\nb\nc", "a\nb\nc\nd\n"), ("", "a\n"),
        ("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n", "1\nx\n2\n3\n4\n5\n6\n7\n8\n9\n10\ny\n12\n"),
        ("a\r\nb\r\n", "a\r\nc\r\nb\r\n"), ("same\nsame\nsame\n", "same\nsame\nsame\nsame\n"),
        ("a\n", ""), ("a\nb\n", "b\n"), ("1\n2\n3\n", "x\n2\ny\n"),
        (numbered(0..<300), numbered(1000..<1300)), (numbered(0..<300), numbered(0..<100) + numbered(200..<400)),
        (numbered(0..<900), numbered(0..<300) + numbered(600..<900)),
    ]

    private static func numbered(_ lines: Range<Int>) -> String { lines.map { "\($0)\n" }.joined() }

    @Test("git makes the new file of the old one", arguments: texts)
    func applies(_ old: String, _ new: String) throws { try apply(old, new, name: "m.yaml") }

    @Test(
        "a file may be called anything, and its name ends no line",
        arguments: ["a b.yaml", "é.yaml", "q\"\\.yaml", "x\n+++ b\n@@ -1 +1 @@\n.yaml", "tab\t.yaml"])
    func names(_ name: String) throws { try apply("a\n", "b\n", name: name) }

    private func apply(_ old: String, _ new: String, name: String) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = URL(fileURLWithPath: "\(directory.path)/\(name)")
        try Data(old.utf8).write(to: file)
        let diff = UnifiedDiff.text(Array(old.utf8), Array(new.utf8), name: name)
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

    @Test("lines between two that change stay")
    func between() {
        let diff = UnifiedDiff.text(Array("1\n2\n3\n4\n".utf8), Array("x\n2\n3\ny\n".utf8), name: "m")
        #expect(diff.hasSuffix("@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n-4\n+y\n"))
    }

    @Test("no change is no text")
    func nothing() { #expect(UnifiedDiff.text([1, 2], [1, 2], name: "x") == "") }
}
