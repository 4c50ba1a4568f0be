import Foundation

/// Breaks bytes at random, by a small generator of its own (SplitMix64), so that a failure can be seen again.
package struct Mutator: RandomNumberGenerator {
    private var state: UInt64
    private let pieces: [[UInt8]]

    /// How many inputs a fuzzer makes, as PEDIGREE_FUZZ_ITERATIONS says.
    package static let iterations =
        ProcessInfo.processInfo.environment["PEDIGREE_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 1000

    /// - Parameter pieces: what is put in, beside bytes at random.
    package init(_ pieces: [String]) {
        state = ProcessInfo.processInfo.environment["PEDIGREE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 42
        self.pieces = pieces.map { Array($0.utf8) }
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    package mutating func mutated(_ seed: [UInt8]) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let place = Int.random(in: 0..<max(bytes.count, 1), using: &self)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &self)))
            case 3: bytes.insert(contentsOf: pieces.randomElement(using: &self) ?? [], at: place)
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
            }
            if bytes.isEmpty { bytes = seed }
        }
        return bytes
    }
}
