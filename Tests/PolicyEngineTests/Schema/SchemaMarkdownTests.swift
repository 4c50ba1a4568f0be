import Foundation
import PolicyEngine
import Testing

@Suite("SchemaMarkdown")
struct SchemaMarkdownTests {
    private let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/policies.md")
    private let mark = "<!-- generated: fields -->\n"

    /// `PEDIGREE_WRITE_DOCS=1 swift test --filter SchemaMarkdown` writes the tables anew.
    @Test("docs/policies.md has the fields that the decoder takes")
    func current() throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        let parts = text.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
        let expected = parts[0] + mark + SchemaMarkdown.text
        if ProcessInfo.processInfo.environment["PEDIGREE_WRITE_DOCS"] == "1" {
            try Data(expected.utf8).write(to: file)
        } else {
            #expect(text == expected, "write it anew with PEDIGREE_WRITE_DOCS=1")
        }
    }
}
