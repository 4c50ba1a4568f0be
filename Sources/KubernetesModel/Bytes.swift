/// Questions about texts, asked of eight bytes at once.
package enum Bytes {
    /// Whether two texts are the same.
    package static func areSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        Document.sameBytes(left, right)
    }

    /// Whether all of it is printable ASCII, blanks included, that neither JSON nor a log line writes in another way.
    package static func arePlain(_ text: UnsafeRawBufferPointer) -> Bool {
        var position = 0
        while position + 8 <= text.count {
            let word = text.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let delete = word ^ (ones &* 0x7F)
            guard (escaped(word) | word | (delete &- ones) & ~delete) & highs == 0 else { return false }
            position += 8
        }
        while position < text.count {
            let byte = text[position]
            guard !mustEscape(byte), byte < 0x7F else { return false }
            position += 1
        }
        return true
    }

    /// How many bytes at the beginning stand for themselves in a JSON string.
    static func unescapedCount(_ text: UnsafeRawBufferPointer) -> Int {
        var position = 0
        while position + 8 <= text.count {
            guard escaped(text.loadUnaligned(fromByteOffset: position, as: UInt64.self)) & highs == 0 else { break }
            position += 8
        }
        while position < text.count, !mustEscape(text[position]) { position += 1 }
        return position
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// The high bit of a byte is set where it is a quote, a backslash or a control character. Above the lowest such byte it
    /// may be set for others too, by a borrow; where none is, none is set.
    @inline(__always) private static func escaped(_ word: UInt64) -> UInt64 {
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        return ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
            | ((word &- ones &* 0x20) & ~word)
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080
}
