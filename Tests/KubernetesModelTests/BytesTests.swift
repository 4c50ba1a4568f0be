import Testing

@testable import KubernetesModel

@Suite("Bytes")
struct BytesTests {
    @Test("every byte is told from every other, wherever it stands")
    func plain() {
        for byte in UInt8.min ... .max {
            let isPlain = byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            let isUnescaped = isPlain || byte >= 0x7F
            for length in [1, 7, 8, 9, 20] {
                for position in 0..<length {
                    var text = [UInt8](repeating: UInt8(ascii: "#"), count: length)
                    text[position] = byte
                    text.withUnsafeBytes { text in
                        #expect(Bytes.arePlain(text) == isPlain)
                        #expect(Bytes.unescapedCount(text) == (isUnescaped ? length : position))
                    }
                }
            }
        }
    }

    @Test("one byte changes the hash, and so does one more")
    func hash() {
        let text = Array("an object's name, a field and a value that is longer than sixteen bytes".utf8)
        var seen: Set<UInt64> = []
        for end in 0...text.count { seen.insert(text[..<end].withUnsafeBytes { ByteHash.hash($0) }) }
        for position in text.indices {
            var changed = text
            changed[position] ^= 1
            seen.insert(changed.withUnsafeBytes { ByteHash.hash($0) })
        }
        #expect(seen.count == 2 * text.count + 1)
        let zeros = (0..<64).map { [UInt8](repeating: 0, count: $0).withUnsafeBytes { ByteHash.hash($0) } }
        #expect(Set(zeros).count == zeros.count)
    }
}
