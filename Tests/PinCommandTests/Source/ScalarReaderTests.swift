import KubernetesModel
import Testing

@testable import PinCommand

@Suite("Where a scalar's bytes come from")
struct ScalarReaderTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        /// A map with one member `k`.
        var text: String
        /// What of its text is replaced by `NEW`.
        var old: String
        var edited: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "plain", text: "k: a old b # c\n", old: "old", edited: "k: a NEW b # c\n"),
        Case(name: "plain over lines", text: "k: a\n  old\n  b\n", old: "old", edited: "k: a\n  NEW\n  b\n"),
        Case(name: "plain in a list", text: "{k: old}\n", old: "old", edited: "{k: NEW}\n"),
        Case(name: "behind a tag", text: "k: !!str old\n", old: "old", edited: "k: !!str NEW\n"),
        Case(name: "behind an anchor", text: "k: &a old\n", old: "old", edited: "k: &a NEW\n"),
        Case(
            name: "behind both, on a line of its own", text: "k: &a !!str\n  'old'\n", old: "old",
            edited: "k: &a !!str\n  'NEW'\n"),
        Case(name: "single quotes", text: "k: 'it''s old'\n", old: "old", edited: "k: 'it''s NEW'\n"),
        Case(
            name: "double quotes", text: "k: \"\\u0041\\t\\\"old\\\"\"\n", old: "old",
            edited: "k: \"\\u0041\\t\\\"NEW\\\"\"\n"),
        Case(name: "an escape is replaced whole", text: "k: \"a\\x62c\"\n", old: "b", edited: "k: \"aNEWc\"\n"),
        Case(
            name: "double quotes over lines", text: "k: \"a \\\n   old\n\n  b\"\n", old: "old",
            edited: "k: \"a \\\n   NEW\n\n  b\"\n"),
        Case(name: "literal", text: "k: |\n  a\n    old\n\n  b\n", old: "old", edited: "k: |\n  a\n    NEW\n\n  b\n"),
        Case(
            name: "literal with an indent and a comment", text: "k: |2- # c\n    old\n", old: "old",
            edited: "k: |2- # c\n    NEW\n"),
        Case(name: "literal that keeps its end", text: "k: |+\n  old\n\n\n", old: "old", edited: "k: |+\n  NEW\n\n\n"),
        Case(
            name: "literal that begins with empty lines", text: "k: |\n\n  old\n", old: "old", edited: "k: |\n\n  NEW\n"
        ),
        Case(
            name: "folded", text: "k: >-\n  a\n  old\n\n  b\n    c\n  d\n", old: "old",
            edited: "k: >-\n  a\n  NEW\n\n  b\n    c\n  d\n"),
        Case(
            name: "JSON", text: "{\"k\": \"\\ud83d\\ude00 old \\/\"}", old: "old",
            edited: "{\"k\": \"\\ud83d\\ude00 NEW \\/\"}"),
        Case(name: "columns count characters", text: "{ä: 'é', k: old}\n", old: "old", edited: "{ä: 'é', k: NEW}\n"),
        Case(
            name: "lines of Windows", text: "j: 1\r\nk: |\r\n  old\r\n  b\r\n", old: "old",
            edited: "j: 1\r\nk: |\r\n  NEW\r\n  b\r\n"),
        Case(name: "a byte order mark", text: "\u{FEFF}k: old\n", old: "old", edited: "\u{FEFF}k: NEW\n"),
    ]

    @Test("an edit of the text is an edit of its own bytes alone", arguments: cases)
    func replaces(_ example: Case) throws {
        let document = try SourceDocument(Array(example.text.utf8))
        let node = try #require(document.roots.first?["k"])
        let source = try #require(document.scalar(node))
        #expect(source.string == node.string)
        let place = try #require(source.text.places(of: Array(example.old.utf8)).first)
        let edit = try #require(source.replacing(place, with: "NEW", lineEnd: document.lineEnd))
        let edited = try #require(document.bytes.applying([edit]))
        #expect(String(decoding: edited, as: UTF8.self) == example.edited)
    }

    @Test("a plain text that would become something else is quoted")
    func quotes() throws {
        for new in ["12345678", "1e10", "a: b", "x # y", "- a", "null", "@a", "a\tb"] {
            let document = try SourceDocument(Array("k: old # c\n".utf8))
            let node = try #require(document.roots.first?["k"])
            let source = try #require(document.scalar(node))
            let edit = try #require(source.replacing(0..<3, with: new, lineEnd: "\n"))
            let edited = try #require(document.bytes.applying([edit]))
            #expect(try YAMLParser.parse(String(decoding: edited, as: UTF8.self))[0].root["k"]?.string == new)
        }
    }

    @Test("random texts in every style are read back byte for byte", arguments: 0..<40 as Range<UInt64>)
    func random(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed)
        for _ in 0..<40 {
            let text = generator.text()
            for written in Self.styles(text) {
                guard let document = try? SourceDocument(Array("a: 1\nk: \(written)\nz: 2\n".utf8)),
                    let node = document.roots.first?["k"], let string = node.string, node.document.root["z"]?.int == 2
                else { continue }
                // Where the source is followed at all, it is followed rightly.
                guard let source = document.scalar(node) else { continue }
                #expect(source.string == string)
                guard !source.text.isEmpty else { continue }
                let place = Int(generator.next() % UInt64(source.text.count))
                guard source.text[place] < 0x80, source.text[place] > 0x20,
                    let edit = source.replacing(place..<(place + 1), with: "Q", lineEnd: "\n"),
                    let edited = document.bytes.applying([edit]), let again = try? SourceDocument(edited)
                else { continue }
                var expected = source.text
                expected[place] = UInt8(ascii: "Q")
                #expect(again.roots.first?["k"]?.string == String(decoding: expected, as: UTF8.self))
                #expect(again.roots.first?["z"]?.int == 2)
            }
        }
    }

    private static func styles(_ text: String) -> [String] {
        let block = text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(
            separator: "\n")
        return [
            text, "'\(text.replacing("'", with: "''"))'", ScalarText.doubleQuoted(text, isJSON: false),
            "\"\(text.replacing("\\", with: "").replacing("\"", with: ""))\"", "|\n\(block)", ">\n\(block)",
            "|-\n\(block)", ">+\n\(block)",
        ]
    }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func text() -> String {
        let letters = Array("ab1 \n\n  -:#'\"\\é😀{}[],&*!|>%@`\t=")
        return String((0..<(1 + next() % 24)).map { _ in letters[Int(next() % UInt64(letters.count))] })
    }
}
