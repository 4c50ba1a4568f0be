import KubernetesModel
import Testing

@Suite("Where a place is in the bytes")
struct SourceOffsetsTests {
    static let texts = [
        "a: 1\nb: {c: 'é', d: \"😀\", e: x}\n", "a: 1\r\nb:\r\n- x\r\n- w: z\r\n", "\u{FEFF}a: x\nb: z\n",
        "k: \"a\u{2028}b\"\nl: x\n", "a: 1\rb: x\r",
    ]

    @Test("every plain value begins where its position says", arguments: texts)
    func values(_ text: String) throws {
        let bytes = Array(text.utf8)
        let offsets = SourceOffsets(bytes, isJSON: false)
        var waiting = try YAMLParser.parse(bytes).map(\.root)
        while let node = waiting.popLast() {
            waiting += Array(node.elements) + node.members.map(\.value)
            guard let word = node.scalarText, let offset = offsets.offset(of: node.position) else {
                #expect(node.isObject || node.isArray)
                continue
            }
            let isQuoted = bytes[offset] == UInt8(ascii: "'") || bytes[offset] == UInt8(ascii: "\"")
            #expect(bytes[(offset + (isQuoted ? 1 : 0))...].starts(with: word.utf8))
        }
    }

    @Test("JSON ends lines with line feeds alone")
    func json() throws {
        let bytes = Array("{\"a\":\n\"\u{2028}x\",\n  \"b\": 12}".utf8)
        let document = try JSONParser.parse(bytes)
        let offsets = SourceOffsets(bytes, isJSON: true)
        let node = try #require(document.root["b"])
        #expect(offsets.offset(of: node.position).map { bytes[$0...].starts(with: "12".utf8) } == true)
    }

    @Test("a place that the text does not have is none")
    func outside() {
        let offsets = SourceOffsets(Array("ab\nc".utf8), isJSON: false)
        #expect(offsets.offset(of: SourcePosition(line: 1, column: 3)) == 2)
        for place in [(0, 1), (1, 0), (1, 9), (3, 1), (9, 1), (-1, -1)] {
            #expect(offsets.offset(of: SourcePosition(line: place.0, column: place.1)) == nil)
        }
    }
}
