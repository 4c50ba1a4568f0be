/// The bytes of a text, read without asking whether they are there: `JSONScanner` says why that is safe.
struct JSONBytes {
    let start: UnsafePointer<UInt8>

    @inline(__always) subscript(_ offset: Int) -> UInt8 { start[offset] }

    /// Four bytes, the first one lowest.
    @inline(__always) func word(at offset: Int) -> UInt32 {
        UInt32(littleEndian: UnsafeRawPointer(start + offset).loadUnaligned(as: UInt32.self))
    }

    @inline(__always) func skipSpace(from start: Int) -> Int {
        var cursor = start
        while self[cursor] <= 0x20 {
            switch self[cursor] {
            case 0x20, 0x0A, 0x0D, 0x09: cursor = cursor &+ 1
            default: return cursor
            }
        }
        return cursor
    }

    /// The first byte from `start` on that is a quote, a backslash, a control character or no ASCII.
    @inline(__always) func plainEnd(from start: Int) -> Int {
        var cursor = start
        while true {
            let found = plainCount(from: cursor)
            cursor = cursor &+ found
            if found < 16 { return cursor }
        }
    }

    /// How many of the sixteen bytes from `offset` on are ASCII that stands for itself in a string.
    @inline(__always) func plainCount(from offset: Int) -> Int {
        // In each byte on its own, the high bit of `(x - n) & ~x` is set where x is less than n, both below 128. Comparing
        // would say it more plainly, but SIMD16's comparisons are done byte by byte (Swift 6.3).
        let bytes = UnsafeRawPointer(start + offset).loadUnaligned(as: SIMD16<UInt8>.self)
        let one = SIMD16<UInt8>(repeating: 1)
        let quote = bytes ^ SIMD16(repeating: UInt8(ascii: "\""))
        let backslash = bytes ^ SIMD16(repeating: UInt8(ascii: "\\"))
        let found =
            ((quote &- one) & ~quote) | ((backslash &- one) & ~backslash)
            | ((bytes &- SIMD16(repeating: 0x20)) & ~bytes) | bytes
        let special = unsafeBitCast(found & SIMD16(repeating: 0x80), to: SIMD2<UInt64>.self)
        let (low, high) = (UInt64(littleEndian: special[0]), UInt64(littleEndian: special[1]))
        let first = low != 0 ? low : high
        return first.trailingZeroBitCount &>> 3 &+ (low != 0 ? 0 : 8)
    }

    /// The end of a number that is nothing but digits, perhaps with a minus; nil where it is more or less than that.
    @inline(__always) func plainIntegerEnd(from start: Int) -> Int? {
        let digits = self[start] == UInt8(ascii: "-") ? start &+ 1 : start
        guard self[digits] &- UInt8(ascii: "1") < 9 else { return nil }
        var end = digits &+ 1
        while self[end] &- UInt8(ascii: "0") < 10 { end = end &+ 1 }
        return self[end] == UInt8(ascii: ".") || self[end] | 0x20 == UInt8(ascii: "e") ? nil : end
    }
}
