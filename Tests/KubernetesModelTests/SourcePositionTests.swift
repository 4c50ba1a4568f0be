import Testing

@testable import KubernetesModel

@Suite("SourcePosition")
struct SourcePositionTests {
    private static let text = Array("ab\né€x\r\n\n😀y".utf8)

    @Test(
        "lines end in a line feed, and columns count scalars",
        arguments: [
            (0, 1, 1), (2, 1, 3), (3, 2, 1), (5, 2, 2), (8, 2, 3), (11, 3, 1), (12, 4, 1), (16, 4, 2), (99, 4, 3),
        ])
    func places(offset: Int, line: Int, column: Int) {
        #expect(SourcePosition(offset: offset, in: Self.text) == SourcePosition(line: line, column: column))
        #expect(SourcePlaces().position(ofOffset: offset, in: Self.text) == SourcePosition(line: line, column: column))
    }

    @Test("places asked for in any order are those that are found from the beginning")
    func checkpoints() {
        let text = Array(String(repeating: "é line of text\n😀 and another, without an end", count: 500).utf8)
        let places = SourcePlaces()
        for offset in [20_000, 5, 1023, 1024, 1025, text.count, 9_999, text.count + 5, 0, 2048] {
            #expect(places.position(ofOffset: offset, in: text) == SourcePosition(offset: offset, in: text))
        }
    }
}

extension SourcePlaces {
    fileprivate func position(ofOffset offset: Int, in text: [UInt8]) -> SourcePosition {
        text.withUnsafeBytes { position(ofOffset: offset, in: $0) }
    }
}
