/// Looks at bytes where they stand, without an allocation.
enum ByteSearch {
    /// Whether the bytes begin with `prefix` (lower case); ASCII letters match in either case.
    static func hasPrefix(_ bytes: UnsafeRawBufferPointer, _ prefix: StaticString) -> Bool {
        guard bytes.count >= prefix.utf8CodeUnitCount else { return false }
        for offset in 0..<prefix.utf8CodeUnitCount where Scan.lower(bytes[offset]) != prefix.utf8Start[offset] {
            return false
        }
        return true
    }

    /// Whether the bytes end in `suffix` (lower case); ASCII letters match in either case.
    static func hasSuffix(_ bytes: UnsafeRawBufferPointer, _ suffix: StaticString) -> Bool {
        let start = bytes.count - suffix.utf8CodeUnitCount
        return start >= 0 && hasPrefix(bytes.part(start..<bytes.count), suffix)
    }

    /// What stands after the last `/`.
    static func baseName(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = bytes.count
        while start > 0, bytes[start - 1] != UInt8(ascii: "/") { start -= 1 }
        return bytes.part(start..<bytes.count)
    }
}
