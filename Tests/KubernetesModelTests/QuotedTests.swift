import KubernetesModel
import Testing

@Suite("Quoted")
struct QuotedTests {
    @Test(
        "text from outside cannot break a line, colour a terminal or turn its direction",
        arguments: [
            ("a\nb", #""a\u{a}b""#), ("a\u{1b}[31mb", #""a\u{1b}[31mb""#), ("a\u{202e}b", #""a\u{202e}b""#),
            ("a\u{2028}b", #""a\u{2028}b""#), ("grün 模型", "\"grün 模型\""),
        ])
    func harmless(text: String, expected: String) { #expect(quoted(text) == expected) }

    @Test("a long text keeps its beginning and its end")
    func long() {
        let text = quoted("s3://" + String(repeating: "a", count: 10_000) + "/end", limit: 21)
        #expect(text == "\"s3://aaaaa…aaaaaa/end\"")
    }
}
