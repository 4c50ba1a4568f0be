import Foundation
import KubernetesModel
import Testing

@testable import PinCommand

@Suite("Damaged manifests")
struct FuzzPinTests {
    @Test("whatever the text is, pin ends, and what it edits reads as it should", arguments: 0..<24 as Range<UInt64>)
    func damaged(_ seed: UInt64) throws {
        guard !CorpusTests.manifests.isEmpty else { return }
        var generator = SeededGenerator(seed &+ 77)
        for _ in 0..<40 {
            let url = CorpusTests.manifests[Int(generator.next() % UInt64(CorpusTests.manifests.count))]
            var bytes = Array(try Data(contentsOf: url))
            guard !bytes.isEmpty, bytes.count < 20_000 else { continue }
            for _ in 0..<(1 + generator.next() % 4) { generator.damage(&bytes) }
            let report = PinRun(resolvers: Fake.resolvers).run([PinFile(name: "m.yaml", bytes: bytes)])
            #expect(report.problems.allSatisfy { !$0.message.contains("internal error") })
            guard let edited = report.edited.first else { continue }
            let again = PinRun(resolvers: Fake.resolvers).run([PinFile(name: "m.yaml", bytes: edited.new)])
            #expect(again.edited == [])
            #expect(again.problems.map(\.message) == report.problems.map(\.message))
        }
    }
}

extension SeededGenerator {
    /// One change of the kind that hands and tools make: a byte, a piece that is lost or doubled, another line end.
    fileprivate mutating func damage(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = Int(next() % UInt64(bytes.count))
        let length = min(Int(next() % 40), bytes.count - place)
        switch next() % 6 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
        case 1: bytes.removeSubrange(place..<(place + length))
        case 2: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
        case 3:
            bytes.insert(
                contentsOf: Array(
                    ["&a ", "*a", "!!str ", "|", "> ", "'", "\"", "# ", "\r", "\t", "---\n", "{{"][Int(next() % 12)]
                        .utf8), at: place)
        case 4: bytes = bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
        default: bytes.insert(contentsOf: [0xEF, 0xBB, 0xBF], at: next() % 2 == 0 ? 0 : place)
        }
    }
}
