import KubernetesModel
import Testing

@testable import CheckCommand

@Suite struct SourceTextTests {
    @Test(
        "a value ends where its text ends",
        arguments: [
            ("uri: s3://b/m/v4/", 6, 18),
            ("uri: s3://b/m/v4/   # the model", 6, 18),
            ("uri: a#b", 6, 9),
            ("uri: \"a \\\" b\" # c", 6, 14),
            ("uri: 'it''s' ", 6, 13),
            ("uri: ''", 6, 8),
            ("args: [--model, org/name]", 17, 25),
            ("env: {MODEL: org/name, X: y}", 14, 22),
            ("- models:/m/1", 3, 14),
            ("küche: größe ", 8, 13),
            ("{\"a\": 12, \"b\": true}", 7, 9),
            ("a: b\r", 4, 5),
        ])
    func oneLine(text: String, column: Int, end: Int) {
        let found = SourceText(Array(text.utf8)).end(of: SourcePosition(line: 1, column: column))
        #expect(found == SourcePosition(line: 1, column: end))
    }

    @Test("a number of indented JSON ends before the comma")
    func indentedJSON() {
        let text = SourceText(Array("{\n  \"a\": 12,\n  \"b\": 3\n}\n".utf8))
        #expect(text.end(of: SourcePosition(line: 2, column: 8)) == SourcePosition(line: 2, column: 10))
    }

    @Test("a block scalar ends with its last deeper line")
    func block() {
        let text = "args:\n- |\n  vllm serve o/n\n\n  --port 1\nnext: 1\n"
        let found = SourceText(Array(text.utf8)).end(of: SourcePosition(line: 2, column: 3))
        #expect(found == SourcePosition(line: 5, column: 11))
    }

    @Test("a quoted text may end lines below")
    func quotedOverLines() {
        let found = SourceText(Array("a: \"x\n  y\"\n".utf8)).end(of: SourcePosition(line: 1, column: 4))
        #expect(found == SourcePosition(line: 2, column: 5))
    }

    @Test("a byte order mark takes no column")
    func byteOrderMark() {
        let found = SourceText([0xEF, 0xBB, 0xBF] + Array("a: b".utf8)).end(of: SourcePosition(line: 1, column: 4))
        #expect(found == SourcePosition(line: 1, column: 5))
    }

    @Test(
        "no end is named where no scalar begins",
        arguments: [(1, 1, "{}"), (1, 4, "a: [1]"), (9, 1, "a: b"), (1, 90, "a: b"), (0, 0, "a: b"), (1, 4, "a: \"x")])
    func none(line: Int, column: Int, text: String) {
        #expect(SourceText(Array(text.utf8)).end(of: SourcePosition(line: line, column: column)) == nil)
    }

    @Test("a minified megabyte is not walked for every value")
    func longLine() {
        let text = SourceText(Array(repeating: UInt8(ascii: "x"), count: 1 << 20))
        #expect(text.end(of: SourcePosition(line: 1, column: 20_000)) == nil)
    }
}
