/// Base64 with the standard alphabet (RFC 4648, section 4).
enum Base64 {
    /// The bytes that `text` encodes, line breaks left out; nil where it is no base64. Padding is required.
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for byte in text where byte != 0x0A && byte != 0x0D {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: byte) else { return nil }
            bits = bits << 6 | value
            count += 1
            if count % 4 == 0 { append(bits, 3, to: &bytes) }
        }
        switch (count % 4, padding) {
        case (0, 0): return bytes
        case (2, 2): append(bits << 12, 1, to: &bytes)
        case (3, 1): append(bits << 6, 2, to: &bytes)
        default: return nil
        }
        return bytes
    }

    /// Appends the first `count` bytes of a group of 24 bits.
    private static func append(_ group: UInt32, _ count: Int, to bytes: inout [UInt8]) {
        for position in 0..<count { bytes.append(UInt8(truncatingIfNeeded: group >> (16 - 8 * UInt32(position)))) }
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
