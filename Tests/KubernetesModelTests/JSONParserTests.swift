import Testing

@testable import KubernetesModel

@Suite("JSONParser")
struct JSONParserTests {
    private func problem(_ text: String, limits: ParseLimits = .standard) throws -> ParseError {
        try #require(throws: ParseError.self) { try JSONParser.parse(text, limits: limits) }
    }

    @Test(
        "numbers keep their exact text",
        arguments: ["1", "-0", "1.10", "1e3", "1E+400", "123456789012345678901234567890"])
    func numbers(text: String) throws {
        #expect(try JSONParser.parse(" \(text) ").root.numberText == text)
    }

    @Test(
        "a number is an integer when its value is one", arguments: [("10", 10), ("10.0", 10), ("1e1", 10), ("-3", -3)])
    func integers(text: String, value: Int) throws {
        #expect(try JSONParser.parse(text).root.int == value)
    }

    @Test(
        "a number that is no integer, or too large for one, is none",
        arguments: ["1.5", "1e400", "9223372036854775808"])
    func noIntegers(text: String) throws {
        #expect(try JSONParser.parse(text).root.int == nil)
    }

    @Test("escapes are decoded")
    func escapes() throws {
        let root = try JSONParser.parse(#"["\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00", "é€😀"]"#).root
        let texts = root.elements.map(\.string)
        #expect(texts == ["\"\\/\u{8}\u{C}\n\r\tAé€😀", "é€😀"])
    }

    @Test("a string is read to its end, however long it is and wherever in it something unusual stands")
    func strings() throws {
        for length in 0..<40 {
            let plain = String(repeating: "x", count: length)
            for (written, meant) in [("", ""), ("\\n", "\n"), ("é", "é"), ("😀", "😀"), ("\\u20ac", "€"), ("\\\\", "\\")]
            {
                for rest in ["", "y", String(repeating: "z", count: 33)] {
                    let root = try JSONParser.parse("{\"\(plain)\(written)\(rest)\":\"\(rest)\(written)\(plain)\"}")
                        .root
                    let member = try #require(root.members.first { _ in true })
                    #expect(member.key == plain + meant + rest)
                    #expect(member.value.string == rest + meant + plain)
                    #expect(root[plain + meant + rest] == member.value)
                }
            }
            #expect(try problem("[\"\(plain)\u{1F}\(plain)\"]").position.column == length + 3)
        }
    }

    @Test("a text that ends too soon is refused, wherever it ends")
    func truncated() throws {
        let text = Array(
            #"{"a":[1,-2.5e+3,true,false,null,"\"\u00e9\ud83d\ude00é😀 and more of it"],"b":{"c":{}}}"#.utf8)
        #expect(throws: Never.self) { try JSONParser.parse(text) }
        for end in 0..<text.count {
            #expect(throws: ParseError.self) { try JSONParser.parse(Array(text[..<end])) }
        }
    }

    @Test(
        "a zero byte is no end of the text, and no part of it either",
        arguments: ["\0", "[1]\0", "[\0]", "\"\0\"", "[1\0]"])
    func zero(text: String) throws {
        #expect(throws: ParseError.self) { try JSONParser.parse(text) }
    }

    @Test("more values than were expected of so few bytes are all there")
    func dense() throws {
        let root = try JSONParser.parse("[" + repeatElement("[]", count: 5000).joined(separator: ",") + "]").root
        #expect(root.count == 5000)
        #expect(root.elements.allSatisfy { $0.isArray && $0.count == 0 })
        let nested = try JSONParser.parse(String(repeating: "[", count: 100) + String(repeating: "]", count: 100)).root
        #expect(nested.document.tape.count == 100)
    }

    @Test(
        "a mistake is told with its place",
        arguments: [
            ("{\"a\": 1,\n \"b\" 2}", 2, 6), ("{\"a\": 1,\n\n \"a\": 2}", 3, 2), ("[1, 2", 1, 6), ("[1] x", 1, 5),
            ("\"é\u{7}\"", 1, 3), ("[01]", 1, 3), ("", 1, 1), ("{\"a\":1,}", 1, 8), ("[\"\\ud800\"]", 1, 3),
            ("{\"\\u0061\":1,\"a\":2}", 1, 13),
        ])
    func places(text: String, line: Int, column: Int) throws {
        #expect(try problem(text).position == SourcePosition(line: line, column: column))
    }

    @Test("keys that stand twice are refused, however many there are", arguments: [2, 8, 24, 25, 1000])
    func duplicates(count: Int) throws {
        let keys = (0..<count).map { "\"a long key that ends in \($0)\": {\"x\": 1}" }
        #expect(throws: Never.self) { try JSONParser.parse("{\(keys.joined(separator: ","))}") }
        let twice = keys + ["\"a long key that ends in \\u0030\": 1"]
        #expect(try problem("{\(twice.joined(separator: ","))}").message.contains("stands in the object already"))
    }

    @Test("keys that are alike are told apart, and the same one is found, at every length", arguments: 1..<24)
    func alike(length: Int) throws {
        for changed in 0..<length {
            let key = [UInt8](repeating: UInt8(ascii: "k"), count: length)
            var other = key
            other[changed] = UInt8(ascii: "l")
            let (first, second) = (String(decoding: key, as: UTF8.self), String(decoding: other, as: UTF8.self))
            let root = try JSONParser.parse("{\"\(first)\":1,\"\(second)\":2}").root
            #expect(root[first]?.int == 1)
            #expect(root[second]?.int == 2)
            #expect(throws: ParseError.self) {
                try JSONParser.parse("{\"\(second)\":1,\"\(first)\":1,\"\(second)\":2}")
            }
        }
    }

    @Test("the same key in different objects is no duplicate")
    func sameKeyElsewhere() throws {
        #expect(try JSONParser.parse(#"{"a":{"a":{"a":1}},"b":{"a":2}}"#).root[path: "b", "a"]?.int == 2)
    }

    @Test("limits are told, and what is just within them is accepted")
    func limits() throws {
        let limits = ParseLimits(bytes: 100, depth: 3, nodes: 5)
        #expect(throws: Never.self) { try JSONParser.parse("[[[1]]]", limits: limits) }
        #expect(try problem("[[[[1]]]]", limits: limits).message.contains("deeper than the limit of 3"))
        #expect(throws: Never.self) { try JSONParser.parse("[1,2,3,4]", limits: limits) }
        #expect(try problem("[1,2,3,4,5]", limits: limits).message.contains("more values than the limit of 5"))
        #expect(throws: Never.self) { try JSONParser.parse("1" + String(repeating: " ", count: 99), limits: limits) }
        #expect(
            try problem("1" + String(repeating: " ", count: 100), limits: limits).message.contains("limit of 100 bytes")
        )
    }

    @Test("a million brackets are refused without a crash", arguments: ["[", "{\"a\":"])
    func deep(opening: String) throws {
        #expect(try problem(String(repeating: opening, count: 1_000_000)).message.contains("nested deeper"))
    }

    @Test("bytes that are not UTF-8 are refused with their place")
    func notUTF8() throws {
        let error = try #require(throws: ParseError.self) { try JSONParser.parse([0x22, 0x61, 0xC3, 0x22]) }
        #expect(error.position == SourcePosition(line: 1, column: 3))
    }
}
