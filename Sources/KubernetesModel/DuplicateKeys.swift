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
            var signature = UInt64(truncatingIfNeeded: text.count)
            for byte in text.prefix(7) { signature = signature << 8 | UInt64(byte) }
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

        /// Sorts by a hash that nobody outside can predict: many keys cost no more than n log n.
        func compareHashes(_ object: Int, _ count: Int) -> Int? {
            var keys: [(hash: Int, index: Int)] = []
            keys.reserveCapacity(count)
            var key = object + 1
            for _ in 0..<count {
                var hasher = Hasher()
                hasher.combine(bytes: text(key))
                keys.append((hasher.finalize(), key))
                key = after(key)
            }
            keys.sort { ($0.hash, $0.index) < ($1.hash, $1.index) }
            var first: Int?
            for (left, right) in zip(keys, keys.dropFirst()) where left.hash == right.hash {
                guard Document.sameBytes(text(left.index), text(right.index)) else { continue }
                first = min(first ?? right.index, right.index)
            }
            return first
        }
    }
}
