import Foundation
import Testing

@testable import KubernetesModel

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
struct Mutator {
    private static let tokens = [
        "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u0000", "\\ud800", "null", "1e999", "-", "\n", "\t", "  ", "&a ",
        "*a", "<<: ", "<<: *a", "? ", "- ", "---\n", "...\n", "|\n", ">-\n", "!!binary ", "!!int ", "%TAG ! x\n", "#",
        "'",
        "\u{FEFF}", "\u{2028}", "é", "~", "yes", "0x", "\r",
    ]

    var generator: SeededGenerator

    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let other = Int.random(in: 0...bytes.count, using: &generator)
            let range = min(place, other)..<min(max(place, other), min(place, other) + 64)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes.removeSubrange(range)
            case 1: bytes.insert(contentsOf: bytes[range], at: place)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            case 3 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 4: bytes.removeSubrange(place...)
            default:
                guard let token = Self.tokens.randomElement(using: &generator) else { continue }
                bytes.insert(contentsOf: token.utf8, at: place)
            }
        }
        return bytes
    }
}

/// Nothing that comes in may crash or hang, and what is accepted must mean one thing. `PEDIGREE_FUZZ_ITERATIONS` makes it
/// run for longer, `PEDIGREE_FUZZ_SEED` elsewhere.
@Suite("Fuzzing")
struct FuzzTests {
    private func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    /// Runs `check` on changed forms of the files.
    private func fuzz(_ files: [URL], salt: UInt64, _ check: ([UInt8]) throws -> Void) throws {
        let seed = UInt64(number("PEDIGREE_FUZZ_SEED") ?? 1)
        var mutator = Mutator(generator: SeededGenerator(seed: seed ^ salt))
        let texts = try files.map { try SharedData.bytes($0) }.filter { $0.count < 32_768 }
        for _ in 0..<(number("PEDIGREE_FUZZ_ITERATIONS") ?? 1500) {
            guard let text = texts.randomElement(using: &mutator.generator) else { return }
            try check(mutator.mutate(text))
        }
    }

    /// Visits every value the ways that a reader can.
    private func visit(_ root: Node) throws {
        var writer = JSONWriter()
        writer.value(root)
        let again = try JSONParser.parse(writer.bytes).root
        #expect(again == root, "\(writer.text)")
        let last = root.document.tape.indices.last ?? 0
        for index in Set([0, last / 2, last]) {
            let node = Node(document: root.document, index: index)
            #expect(node.position.line >= 1 && node.position.column >= 1)
            #expect(node.asRoot().path == FieldPath())
            _ = node.path
        }
    }

    @Test("changed reviews are read or refused, and what is read can be written")
    func reviews() throws {
        try fuzz(SharedData.files("corpus/reviews", suffix: ".json"), salt: 0x5EED_0001) { bytes in
            guard let document = try? JSONParser.parse(bytes) else { return }
            try visit(document.root)
            _ = try? AdmissionRequest.decode(document.root)
        }
    }

    @Test("changed manifests are read or refused, and what is read can be written")
    func manifests() throws {
        try fuzz(SharedData.files("corpus/manifests", suffix: ".yaml"), salt: 0x5EED_0002) { bytes in
            for case .success(let document) in YAMLParser.parseStream(bytes) { try visit(document.root) }
            for case .success(let object) in ObjectStream.read(bytes) {
                #expect(object.node.path == FieldPath())
            }
        }
    }
}
