import NIOConcurrencyHelpers

/// Memory for one document, kept for the next one when it is given back.
///
/// The C library hands freed memory of this size back to the kernel and fetches it again, page by page, which costs more
/// than parsing what is then written there.
struct MemoryBlock: @unchecked Sendable {
    let start: UnsafeMutableRawPointer
    /// A power of two where it is kept; else exactly what was asked for.
    let size: Int

    /// At least `size` bytes, aligned for anything, with anything in them.
    static func take(_ size: Int) -> MemoryBlock {
        guard size <= largest else { return MemoryBlock(size) }
        let exponent = max(Int.bitWidth - (size - 1).leadingZeroBitCount, smallestExponent)
        let kept = shelves.withLockedValue { $0[exponent - smallestExponent].popLast() }
        return kept ?? MemoryBlock(1 << exponent)
    }

    static func give(_ block: MemoryBlock) {
        guard block.size <= largest else { return block.start.deallocate() }
        let shelf = block.size.trailingZeroBitCount - smallestExponent
        let isKept = shelves.withLockedValue { shelves in
            guard shelves[shelf].count < most else { return false }
            shelves[shelf].append(block)
            return true
        }
        if !isKept { block.start.deallocate() }
    }

    private init(_ size: Int) {
        start = .allocate(byteCount: size, alignment: 16)
        self.size = size
    }

    /// By size. Bounded: what is kept and not used is no more than `most` times twice the largest, 16 MiB.
    private static let shelves = NIOLockedValueBox<[[MemoryBlock]]>(
        Array(repeating: [], count: largest.trailingZeroBitCount - smallestExponent + 1))
    private static let smallestExponent = 12
    private static let largest = 1 << 20
    private static let most = 8
}
