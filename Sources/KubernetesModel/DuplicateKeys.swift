/// Finds a key that stands in one object twice, whatever the parser it came from.
///
/// Keys are compared as they are after unescaping, so that `"a"` and `"\u0061"` are the same.
struct DuplicateKeys {
    let tape: UnsafePointer<Document.Entry>
    let source: UnsafePointer<UInt8>?
    let arena: UnsafePointer<UInt8>?
    /// Whether eight bytes may be loaded wherever a text begins (`DocumentStorage.padding`).
    let isPadded: Bool

    /// Objects up to this many members are compared pair by pair, which needs no memory.
    private static let pairwise = 32

    /// The index of the first key that repeats an earlier one in the object at `object`.
    func first(in object: Int) -> Int? {
        first(in: object, count: Int(tape[object].length), end: Int(tape[object].next))
    }

    /// The same of an object of `count` members up to the entry `end`.
    func first(in object: Int, count: Int, end: Int) -> Int? {
        guard count > 1 else { return nil }
        guard mayRepeat(object, end) else { return nil }
        return count <= Self.pairwise ? comparePairs(object, count) : compareHashes(object, count)
    }

    /// Gives each key one of 64 bits; where none is given twice, no two keys are the same.
    @inline(__always) private func mayRepeat(_ object: Int, _ end: Int) -> Bool {
        var bits: UInt64 = 0
        var key = object + 1
        while key < end {
            let bit: UInt64 = 1 &<< (signature(tape[key]) &* 0x9E37_79B9_7F4A_7C15 &>> 58)
            if bits & bit != 0 { return true }
            bits |= bit
            key = after(key)
        }
        return false
    }

    @inline(__always) private func start(_ entry: Document.Entry) -> UnsafePointer<UInt8>? {
        (entry.inArena ? arena : source).map { $0 + Int(entry.offset) }
    }

    private func text(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start(tape[index]), count: Int(tape[index].length))
    }

    @inline(__always) private func after(_ key: Int) -> Int {
        let value = tape[key + 1]
        return value.isContainer ? Int(value.next) : key + 2
    }

    /// Equal for equal keys, and for hardly any others: the length, the first eight bytes and the last eight.
    @inline(__always) private func signature(_ entry: Document.Entry) -> UInt64 {
        let count = Int(entry.length)
        guard let start = start(entry) else { return UInt64(entry.length) }
        var (head, tail): (UInt64, UInt64) = (0, 0)
        if isPadded {
            let bytes = UnsafeRawPointer(start)
            let beyond = UInt64(max(0, 8 - count)) &* 8
            head = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)) << beyond
            tail = (bytes + max(0, count - 8)).loadUnaligned(as: UInt64.self)
            tail = count < 8 ? 0 : tail
        } else {
            for position in 0..<min(count, 8) {
                head = head << 8 | UInt64(start[position])
                tail = tail << 8 | UInt64(start[count - 1 - position])
            }
        }
        return (head ^ UInt64(entry.length)) &+ (tail << 29 | tail >> 35)
    }

    private func comparePairs(_ object: Int, _ count: Int) -> Int? {
        withUnsafeTemporaryAllocation(of: (signature: UInt64, index: Int).self, capacity: Self.pairwise) { seen in
            var key = object + 1
            for position in 0..<count {
                let mine = signature(tape[key])
                for earlier in 0..<position where seen[earlier].signature == mine {
                    if Document.sameBytes(text(seen[earlier].index), text(key)) { return key }
                }
                seen.initializeElement(at: position, to: (mine, key))
                key = after(key)
            }
            return nil
        }
    }

    /// A table of hashes that nobody outside can predict: however many keys there are, each is looked at once.
    private func compareHashes(_ object: Int, _ count: Int) -> Int? {
        // At most half full, so that a free place is never far.
        let mask = UInt64(2 * count).nextPowerOfTwo - 1
        var table = [UInt64](repeating: 0, count: Int(mask) + 1)
        let seed = ByteHash.seed
        var key = object + 1
        for _ in 0..<count {
            let text = text(key)
            let hash = ByteHash.hash(text, seed: seed)
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

extension UInt64 {
    /// The smallest power of two that is not less.
    fileprivate var nextPowerOfTwo: UInt64 { self <= 1 ? 1 : 1 << UInt64(64 - (self - 1).leadingZeroBitCount) }
}
