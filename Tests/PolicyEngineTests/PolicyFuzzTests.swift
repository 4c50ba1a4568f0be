import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

/// Feeds broken policies to the reader: whatever stands in a file, it ends in a set or in errors with a place.
@Suite("Policy fuzzing")
struct PolicyFuzzTests {
    private static let seeds = [
        policy(
            match: "{namespaces: ['*-prod', ml], excludeNamespaces: [kube-system], kinds: [Deployment.apps, '*']}",
            pinnedModel: """
                {allow: [pinned, versioned], sources: [{uri: "s3://ml-models-prod/", immutable: true, endpoint: "h:1"}],
                 modelImages: ["registry.corp/ml/*"], nonModelImages: ["**/x"], serverImages: [a], unreferenced: Deny}
                """) + exception() + settings("{unmatchedNamespace: Warn, controllers: ['ml:operator']}")
    ]

    /// A small generator of its own (SplitMix64), so that a failure can be seen again.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
            return mixed ^ mixed >> 31
        }
    }

    private static let pieces = [
        "*", "**", ":", "/", "@", "@sha256:", "\"", "'", "[", "]", "{", "}", "-", "~", "é", "\u{202e}", "0", "~: ",
        "&a ",
        "*a ", "!!binary ", "<<: ", "\n", "  ", "2027-02-29", "true", "1e9", ".", "#", "%00", "\t", "null",
    ].map { Array($0.utf8) }

    private func mutated(_ seed: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            let place = Int.random(in: 0..<max(bytes.count, 1), using: &dice)
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &dice)))
            case 2: bytes.insert(contentsOf: Self.pieces.randomElement(using: &dice) ?? [], at: place)
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
            }
            if bytes.isEmpty { bytes = seed }
        }
        return bytes
    }

    @Test("a broken policy ends in errors that name a place, and never in a set", arguments: seeds)
    func reading(seed: String) throws {
        let environment = ProcessInfo.processInfo.environment
        let iterations = environment["PEDIGREE_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 1000
        var dice = Dice(state: environment["PEDIGREE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 42)
        let time = try time("2026-12-01")
        let subject = subject(
            workload(reference("s3://ml-models-prod/x/v1/", versioned), images: [container("registry.corp/ml/a")]))
        var sets = 0
        for _ in 0..<iterations {
            let bytes = mutated(Array(seed.utf8), &dice)
            var documents: [PolicyDocument] = []
            for case .success(let document) in YAMLParser.parseStream(bytes) {
                documents.append(PolicyDocument(file: "policy.yaml", root: document.root))
            }
            let lint = PolicyLint(documents)
            #expect((lint.set == nil) == !lint.errors.isEmpty)
            for problem in lint.problems { #expect(!problem.message.utf8.contains(0x0a)) }
            guard let set = lint.set else { continue }
            sets += 1
            let judgement = set.judge(subject, at: time)
            #expect(judgement.findings.allSatisfy { !$0.message.utf8.contains(0x0a) })
        }
        #expect(sets > 3)
    }
}
