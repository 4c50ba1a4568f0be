/// Many short texts that are looked for together, in one pass over the bytes; ASCII letters match in either case.
///
/// Most places begin none of them, and are passed by one look at a table: a container that serves nothing costs next to
/// nothing, however many servers are known.
struct PatternSet: Sendable {
    /// In lower case.
    private let patterns: [[UInt8]]
    /// Which pairs of bytes begin a pattern: of each byte its five low bits, which are the same for both cases.
    private let pairs: [UInt64]
    /// The patterns that begin with a pair: `numbers[starts[pair]..<starts[pair + 1]]`, in the order in which they came.
    private let starts: [UInt16]
    private let numbers: [UInt16]

    private static let pairCount = 1 << 10

    /// - Parameter texts: at least two bytes each; shorter ones are found nowhere.
    init(_ texts: [String]) {
        let patterns = texts.map { Array($0.lowercased().utf8) }
        var buckets = [[UInt16]](repeating: [], count: Self.pairCount)
        for (number, pattern) in patterns.enumerated() where pattern.count >= 2 {
            buckets[Self.pair(pattern[0], pattern[1])].append(UInt16(truncatingIfNeeded: number))
        }
        var pairs = [UInt64](repeating: 0, count: Self.pairCount / 64)
        var starts: [UInt16] = [0]
        var numbers: [UInt16] = []
        for (pair, bucket) in buckets.enumerated() {
            if !bucket.isEmpty { pairs[pair >> 6] |= 1 << UInt64(pair & 63) }
            numbers += bucket
            starts.append(UInt16(truncatingIfNeeded: numbers.count))
        }
        self.patterns = patterns
        self.pairs = pairs
        self.starts = starts
        self.numbers = numbers
    }

    /// Whether any of the texts stands anywhere in `bytes`.
    func isIn(_ bytes: UnsafeRawBufferPointer) -> Bool { find(in: bytes) { _, _ in true } }
    func isIn(_ text: some StringProtocol) -> Bool { text.withBytes(isIn) }

    /// Whether `bytes` begin with any of the texts.
    func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 2 else { return false }
        let pair = Self.pair(bytes[0], bytes[1])
        return pairs[pair >> 6] & (1 << UInt64(pair & 63)) != 0 && match(pair, in: bytes, at: 0) { _, _ in true }
    }

    /// The first of the texts, in the order in which they came, of which `accepts` takes a place.
    ///
    /// - Parameter accepts: is given where a text begins and ends.
    func first(in bytes: UnsafeRawBufferPointer, where accepts: (Range<Int>) -> Bool) -> Int? {
        var best: Int?
        _ = find(in: bytes) { number, range in
            if number < best ?? .max, accepts(range) { best = number }
            return false
        }
        return best
    }

    /// Goes through all places at which a text stands, until `stops` says so.
    @inline(__always)
    private func find(in bytes: UnsafeRawBufferPointer, _ stops: (Int, Range<Int>) -> Bool) -> Bool {
        guard bytes.count >= 2 else { return false }
        return pairs.withUnsafeBufferPointer { pairs in
            var last = bytes[0]
            for offset in 1..<bytes.count {
                let pair = Self.pair(last, bytes[offset])
                last = bytes[offset]
                // INVARIANT: a pair has ten bits, and the table 1024.
                if pairs[pair >> 6] & (1 << UInt64(pair & 63)) == 0 { continue }
                if match(pair, in: bytes, at: offset - 1, stops) { return true }
            }
            return false
        }
    }

    private func match(
        _ pair: Int, in bytes: UnsafeRawBufferPointer, at offset: Int, _ stops: (Int, Range<Int>) -> Bool
    ) -> Bool {
        for number in numbers[Int(starts[pair])..<Int(starts[pair + 1])] {
            let end = offset + patterns[Int(number)].count
            guard end <= bytes.count, stands(patterns[Int(number)], in: bytes, at: offset) else { continue }
            if stops(Int(number), offset..<end) { return true }
        }
        return false
    }

    private func stands(_ pattern: [UInt8], in bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        for position in pattern.indices where Scan.lower(bytes[offset + position]) != pattern[position] { return false }
        return true
    }

    private static func pair(_ first: UInt8, _ second: UInt8) -> Int { Int(first & 31) << 5 | Int(second & 31) }
}
