import Foundation

/// A generator whose numbers follow from its seed alone (SplitMix64), so that every failure can be had again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Changes bytes as a careless tool or a careful attacker would.
struct FuzzMutator {
    private static let tokens = [
        "{", "}", "[", "]", "\"", ":", ",", "=", "==", "-", "_", "+", "/", "null", "\\u0000", "\n", "\0", "\u{FEFF}",
        "\"payload\":\"\",", "\"keyid\":null,", "\"signatures\":[],", "\"dsseEnvelope\":{},", "A", "AA", "AAAA",
        "-----BEGIN ", "-----END ", "\u{30}\u{1}",
    ]

    private var generator: SeededGenerator

    init(salt: UInt64) {
        let seed = ProcessInfo.processInfo.environment["PEDIGREE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
        generator = SeededGenerator(seed: seed ^ salt)
    }

    static var iterations: Int {
        ProcessInfo.processInfo.environment["PEDIGREE_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 1500
    }

    /// Runs `check` on changed forms of the seeds.
    static func run(_ seeds: [[UInt8]], salt: UInt64, _ check: ([UInt8]) throws -> Void) rethrows {
        var mutator = FuzzMutator(salt: salt)
        for _ in 0..<iterations {
            guard let seed = seeds.randomElement(using: &mutator.generator) else { return }
            try check(mutator.mutate(seed))
        }
    }

    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let other = Int.random(in: 0...bytes.count, using: &generator)
            let range = min(place, other)..<min(max(place, other), min(place, other) + 64)
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: bytes.removeSubrange(range)
            case 1: bytes.insert(contentsOf: bytes[range], at: place)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            case 3, 4: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
            case 5: bytes.removeSubrange(place...)
            default:
                guard let token = Self.tokens.randomElement(using: &generator) else { continue }
                bytes.insert(contentsOf: token.utf8, at: place)
            }
        }
        return bytes
    }
}
