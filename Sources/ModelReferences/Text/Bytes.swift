extension StringProtocol {
    /// Runs `body` on the UTF-8 bytes of the text, without a copy of them.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let result = utf8.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
        return result ?? Array(utf8).withUnsafeBytes(body)
    }
}

extension UnsafeRawBufferPointer {
    /// A part of the bytes, with offsets of its own.
    @inline(__always)
    func part(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[range]) }

    /// Whether the bytes are those of `text`.
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && begins(with: text)
    }

    /// Whether the bytes begin with those of `text`.
    @inline(__always)
    func begins(with text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        for offset in 0..<text.utf8CodeUnitCount where self[offset] != text.utf8Start[offset] { return false }
        return true
    }
}

extension BidirectionalCollection where Element == UInt8, SubSequence: BidirectionalCollection {
    /// What stands between the blanks at both ends.
    var trimmingBlanks: SubSequence {
        let start = firstIndex { !Byte.isBlank($0) } ?? endIndex
        guard start != endIndex, let last = lastIndex(where: { !Byte.isBlank($0) }) else { return self[start..<start] }
        return self[start...last]
    }
}
