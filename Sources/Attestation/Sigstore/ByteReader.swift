/// Reads big-endian fields from bytes that are not ours; nil where they end too early.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// An unsigned number of `count` bytes, eight at most.
    mutating func number(_ count: Int) -> UInt64? {
        guard count <= 8, let bytes = take(count) else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Bytes behind their own length of `count` bytes, as TLS writes them (RFC 5246, section 4.3).
    mutating func vector(lengthBytes count: Int) -> [UInt8]? {
        guard let length = number(count), let size = Int(exactly: length) else { return nil }
        return take(size)
    }
}

extension FixedWidthInteger {
    /// The bytes of the number, the most significant first.
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
