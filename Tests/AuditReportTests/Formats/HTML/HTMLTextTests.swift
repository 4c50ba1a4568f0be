import Testing

@testable import AuditReport

@Suite("Text in HTML")
struct HTMLTextTests {
    @Test(
        "what stands in a literal is escaped, between tags and in attributes",
        arguments: [
            ("<b>", "&lt;b&gt;"), ("a&b", "a&amp;b"), ("\"x' onload=", "&quot;x&#39; onload="), ("plain", "plain"),
            ("Grüße, 日本", "Grüße, 日本"), ("", ""),
        ])
    func escapes(text: String, expected: String) {
        #expect(
            ("<td title=\"\(text)\">\(text)</td>" as HTMLText).source == "<td title=\"\(expected)\">\(expected)</td>")
        #expect(HTMLText(text).source == expected)
    }

    @Test(
        "what cannot be seen, or turns the direction of writing, is shown",
        arguments: [
            ("a\u{202E}b", "a\\u{202E}b"), ("a\u{200B}b", "a\\u{200B}b"), ("a\u{0}b", "a\\u{0}b"),
            ("a\u{AD}b", "a\\u{AD}b"), ("a\u{A0}b", "a\\u{A0}b"), ("a\u{E0041}b", "a\\u{E0041}b"),
            ("a\u{3164}b", "a\\u{3164}b"), ("a\u{1B}[2Jb", "a\\u{1B}[2Jb"), ("a\nb\tc", "a b c"),
            ("a\r\nb", "a\\u{D} b"),
        ])
    func visible(text: String, expected: String) { #expect(HTMLText(text).source == expected) }

    @Test("marks that would paint over other lines are shown as numbers")
    func marks() {
        #expect(HTMLText("e\u{301}").source == "e\u{301}")
        let flood = HTMLText("e" + String(repeating: "\u{301}", count: 500)).source
        #expect(flood.hasPrefix("e\u{301}\u{301}\u{301}\\u{301}"))
        #expect(flood.unicodeScalars.count { $0 == "\u{301}" } == 3)
    }

    @Test("a long text ends, and says how much longer it is")
    func bounded() {
        let longest = String(repeating: "x", count: HTMLEscaping.longest)
        #expect(HTMLText(longest).source == longest)
        #expect(HTMLText(longest + "yz").source == longest + " … (2 more characters)")
    }

    @Test("pieces are put together as they are")
    func pieces() {
        let piece: HTMLText = "<b>\("<")</b>"
        let none: HTMLText? = nil
        #expect(("\(piece)\(none)\([piece, piece])\(7)" as HTMLText).source == "<b>&lt;</b><b>&lt;</b><b>&lt;</b>7")
        #expect([piece, piece].joined(", ").source == "<b>&lt;</b>, <b>&lt;</b>")
    }
}

@Suite("A word of a shell")
struct ShellWordTests {
    @Test(
        "is quoted where a shell would read it otherwise",
        arguments: [
            ("s3://a/b_c-1@sha256:00", "s3://a/b_c-1@sha256:00"), ("a b", "'a b'"), ("$(rm -rf ~)", "'$(rm -rf ~)'"),
            ("it's", "'it'\\''s'"), ("", "''"), ("a;b", "'a;b'"), ("*", "'*'"), ("~", "'~'"),
        ])
    func quoted(text: String, expected: String) { #expect(ShellWord.quoted(text) == expected) }
}
