/// A fast hash of bytes that nobody outside can predict, for tables that compare what they find.
///
/// Sixteen bytes a step, folded by a multiplication of 64 to 128 bits under a seed that each process draws for itself: two
/// texts collide by chance, not by intent. It is no digest: whoever uses it compares the bytes as well.
package enum ByteHash {
    /// This process' own.
    package static let seed = UInt64.random(in: .min ... .max) | 1

    package static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = seed) -> UInt64 {
        let (first, second): (UInt64, UInt64) = (0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB)
        var state = seed ^ first
        var position = 0
        while position + 16 <= bytes.count {
            let low = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let high = bytes.loadUnaligned(fromByteOffset: position + 8, as: UInt64.self)
            state = fold(low ^ second, high ^ state)
            position += 16
        }
        var (low, high): (UInt64, UInt64) = (0, 0)
        while position < bytes.count {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(bytes[position])
            position += 1
        }
        state = fold(low ^ second, high ^ state)
        return fold(state ^ UInt64(bytes.count), seed ^ first)
    }

    @inline(__always) private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
