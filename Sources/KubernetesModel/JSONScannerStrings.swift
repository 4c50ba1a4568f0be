/// Strings: checked to be UTF-8, and copied only where an escape stands in them.
extension JSONScanner {
    mutating func string(_ bytes: borrowing Span<UInt8>) throws(JSONScanFailure) {
        let quote = cursor
        cursor += 1
        let start = cursor
        guard try run(bytes) == UInt8(ascii: "\"") else {
            return try escapedString(bytes, quote: quote, start: start)
        }
        try append(
            Document.Entry(
                kind: .string, offset: UInt32(start), length: UInt32(cursor - start), next: UInt32(quote)))
        cursor += 1
    }

    /// The rest of a string with an escape in it: decoded into the arena.
    private mutating func escapedString(
        _ bytes: borrowing Span<UInt8>, quote: Int, start: Int
    ) throws(JSONScanFailure) {
        let begin = arena.count
        keep(bytes, start..<cursor)
        while bytes[cursor] == UInt8(ascii: "\\") {
            try escape(bytes)
            let from = cursor
            _ = try run(bytes)
            keep(bytes, from..<cursor)
        }
        try append(
            Document.Entry(
                kind: .string, inArena: true, offset: UInt32(begin), length: UInt32(arena.count - begin),
                next: UInt32(quote)))
        cursor += 1
    }

    private mutating func keep(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
        bytes.extracting(range).withUnsafeBufferPointer { arena.append(contentsOf: $0) }
    }

    /// Moves to the next quote or backslash, and returns it.
    private mutating func run(_ bytes: borrowing Span<UInt8>) throws(JSONScanFailure) -> UInt8 {
        while true {
            skipPlain(bytes)
            guard cursor < bytes.count else { throw fail(unexpectedEnd) }
            let byte = bytes[cursor]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return byte }
            guard byte >= 0x20 else { throw fail(controlCharacter) }
            if byte < 0x80 { cursor += 1 } else { try multibyte(bytes) }
        }
    }

    /// Moves over eight bytes at a time, as far as they are ASCII that stands for itself.
    private mutating func skipPlain(_ bytes: borrowing Span<UInt8>) {
        let raw = bytes.bytes
        while cursor + 8 <= raw.byteCount {
            let word = UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: cursor, as: UInt64.self))
            let special = Self.special(word)
            guard special == 0 else {
                cursor += special.trailingZeroBitCount / 8
                return
            }
            cursor += 8
        }
    }

    /// The high bit of each byte that is a quote, a backslash, a control character or no ASCII. The lowest bit that is set
    /// is right; those above it may be set by a borrow.
    private static func special(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let found =
            ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
            | ((word &- ones &* 0x20) & ~word) | word
        return found & highs
    }

    private mutating func escape(_ bytes: borrowing Span<UInt8>) throws(JSONScanFailure) {
        let start = cursor
        guard cursor + 1 < bytes.count else { throw fail(unexpectedEnd) }
        cursor += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): arena.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): arena.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): arena.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): arena.append(0x08)
        case UInt8(ascii: "f"): arena.append(0x0C)
        case UInt8(ascii: "n"): arena.append(0x0A)
        case UInt8(ascii: "r"): arena.append(0x0D)
        case UInt8(ascii: "t"): arena.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hex4(bytes)
            if code & 0xFC00 == 0xD800 {
                guard cursor + 1 < bytes.count, bytes[cursor] == UInt8(ascii: "\\"),
                    bytes[cursor + 1] == UInt8(ascii: "u")
                else { throw JSONScanFailure(message: loneSurrogate, offset: start) }
                cursor += 2
                let low = try hex4(bytes)
                guard low & 0xFC00 == 0xDC00 else { throw JSONScanFailure(message: loneSurrogate, offset: start) }
                code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF)
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw JSONScanFailure(message: loneSurrogate, offset: start)
            }
            for unit in String(scalar).utf8 { arena.append(unit) }
        default: throw JSONScanFailure(message: badEscape, offset: start)
        }
    }

    private mutating func hex4(_ bytes: borrowing Span<UInt8>) throws(JSONScanFailure) -> UInt32 {
        guard cursor + 4 <= bytes.count else { throw fail(unexpectedEnd) }
        var code: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch bytes[cursor] {
            case let byte where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte): digit = byte - UInt8(ascii: "0")
            case let byte where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20):
                digit = (byte | 0x20) - UInt8(ascii: "a") + 10
            default: throw fail(badEscape)
            }
            code = code << 4 | UInt32(digit)
            cursor += 1
        }
        return code
    }

    /// One scalar of two to four bytes, well-formed by the Unicode Standard's table 3-7.
    private mutating func multibyte(_ bytes: borrowing Span<UInt8>) throws(JSONScanFailure) {
        let first = bytes[cursor]
        let length: Int
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, low) = (3, 0xA0)
        case 0xED: (length, high) = (3, 0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, low) = (4, 0x90)
        case 0xF4: (length, high) = (4, 0x8F)
        case 0xF1...0xF3: length = 4
        default: throw fail(badUTF8)
        }
        guard cursor + length <= bytes.count, (low...high).contains(bytes[cursor + 1]) else { throw fail(badUTF8) }
        var position = 2
        while position < length {
            guard bytes[cursor + position] & 0xC0 == 0x80 else { throw fail(badUTF8) }
            position += 1
        }
        cursor += length
    }
}

// MARK: - What the user reads

private let unexpectedEnd = "the JSON ends in the middle of a value"
private let controlCharacter = "control characters in a string must be escaped"
private let badEscape = "this is no JSON escape"
private let badUTF8 = "this is not valid UTF-8"
private let loneSurrogate = "a surrogate must be one half of a pair"
