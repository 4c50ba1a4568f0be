/// Searches in bytes, without an allocation, so that a container that serves nothing costs next to nothing.
enum ByteSearch {
    /// Whether `needle` (lower case) stands anywhere in `bytes`; ASCII letters match in either case.
    static func contains(_ bytes: UnsafeRawBufferPointer, _ needle: [UInt8]) -> Bool {
        guard let first = needle.first, bytes.count >= needle.count else { return false }
        let last = bytes.count - needle.count
        return needle.withUnsafeBufferPointer { needle in
            var start = 0
            while start <= last {
                if lowered(bytes[start]) == first {
                    var length = 1
                    while length < needle.count, lowered(bytes[start + length]) == needle[length] { length += 1 }
                    if length == needle.count { return true }
                }
                start += 1
            }
            return false
        }
    }

    static func contains(_ text: String, anyOf needles: [[UInt8]]) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            needles.contains { contains(UnsafeRawBufferPointer(bytes), $0) }
        }
    }

    static func hasPrefix(_ bytes: UnsafeRawBufferPointer, _ prefix: [UInt8]) -> Bool {
        bytes.count >= prefix.count && zip(bytes, prefix).allSatisfy { lowered($0) == $1 }
    }

    static func hasSuffix(_ bytes: UnsafeRawBufferPointer, _ suffix: [UInt8]) -> Bool {
        bytes.count >= suffix.count
            && zip(bytes[(bytes.count - suffix.count)...], suffix).allSatisfy { lowered($0) == $1 }
    }

    /// What stands after the last `/`.
    static func baseName(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = bytes.count
        while start > 0, bytes[start - 1] != UInt8(ascii: "/") { start -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start...])
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
