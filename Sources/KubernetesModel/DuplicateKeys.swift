/// Finds a key that stands in one object twice, whatever the parser it came from.
enum DuplicateKeys {
    /// Objects up to this many members are compared pair by pair, which needs no memory.
    private static let pairwise = 24

    /// The index of the first key that repeats an earlier one in the object at `object`; keys are compared as they
    /// are after unescaping, so that `"a"` and `"\u0061"` are the same.
    static func first(
        in tape: [Document.Entry], object: Int, source: UnsafeRawBufferPointer, arena: UnsafeRawBufferPointer
    ) -> Int? {
        let count = Int(tape[object].length)
        guard count > 1 else { return nil }
        let texts = Texts(tape: tape, source: source, arena: arena)
        return count <= pairwise ? texts.comparePairs(object, count) : texts.compareHashes(object, count)
    }

    private struct Texts {
        let tape: [Document.Entry]
        let source: UnsafeRawBufferPointer
        let arena: UnsafeRawBufferPointer

        func text(_ index: Int) -> UnsafeRawBufferPointer {
            let entry = tape[index]
            let range = Int(entry.offset)..<(Int(entry.offset) + Int(entry.length))
            return UnsafeRawBufferPointer(rebasing: entry.inArena ? arena[range] : source[range])
        }

        func after(_ key: Int) -> Int {
            let value = tape[key + 1]
            return value.isContainer ? Int(value.next) : key + 2
        }

        /// Length and the first bytes of a key: most keys differ here already.
        private func signature(_ text: UnsafeRawBufferPointer) -> UInt64 {
            let length = UInt64(truncatingIfNeeded: text.count)
            if text.count >= 8 { return text.loadUnaligned(as: UInt64.self) &+ length }
            var signature = length
            for byte in text { signature = signature << 8 | UInt64(byte) }
            return signature
        }

        func comparePairs(_ object: Int, _ count: Int) -> Int? {
            withUnsafeTemporaryAllocation(of: (signature: UInt64, index: Int).self, capacity: count) { seen in
                var key = object + 1
                for position in 0..<count {
                    let text = text(key)
                    let mine = signature(text)
                    for earlier in 0..<position where seen[earlier].signature == mine {
                        if Document.sameBytes(self.text(seen[earlier].index), text) { return key }
                    }
                    seen.initializeElement(at: position, to: (mine, key))
                    key = after(key)
                }
                return nil
            }
        }

        /// A table of hashes that nobody outside can predict: however many keys there are, each is looked at once.
        func compareHashes(_ object: Int, _ count: Int) -> Int? {
            // At most half full, so that a free place is never far.
            let mask = UInt64(2 * count).nextPowerOfTwo - 1
            var table = [UInt64](repeating: 0, count: Int(mask) + 1)
            var key = object + 1
            for _ in 0..<count {
                let text = text(key)
                var hasher = Hasher()
                hasher.combine(bytes: text)
                let hash = UInt64(truncatingIfNeeded: hasher.finalize())
                // The upper half tells most keys apart; the lower half is the key's index, which is never 0.
                let entry = hash & 0xFFFF_FFFF_0000_0000 | UInt64(key)
                var place = hash & mask
                while table[Int(place)] != 0 {
                    let other = table[Int(place)]
                    if other >> 32 == entry >> 32, Document.sameBytes(self.text(Int(other & 0xFFFF_FFFF)), text) {
                        return key
                    }
                    place = (place + 1) & mask
                }
                table[Int(place)] = entry
                key = after(key)
            }
            return nil
        }
    }
}

extension UInt64 {
    /// The smallest power of two that is not less.
    fileprivate var nextPowerOfTwo: UInt64 { self <= 1 ? 1 : 1 << UInt64(64 - (self - 1).leadingZeroBitCount) }
}
