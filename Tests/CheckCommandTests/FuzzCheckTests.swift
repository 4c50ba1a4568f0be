import Foundation
import KubernetesModel
import Reviewer
import Testing

@testable import CheckCommand

/// Mutated manifests never crash the reader, the judge or a format. PEDIGREE_FUZZ_ITERATIONS asks for more of them.
@Suite struct FuzzCheckTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        /// SplitMix64 (Steele, Lea, Flood 2014): the same inputs on every machine.
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }

    private static let seeds = [
        Sample.service(uri: "\"s3://b/m\"  # x") + "---\n" + Sample.nginx,
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: 'a'}, spec: {containers: "
            + "[{image: vllm/vllm-openai, args: [--model, 'o/n', \"--revision=main\"]}]}}\n",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec:\n  template:\n    spec:\n      containers:\n"
            + "      - image: x\n        command: [sh, -c]\n        args:\n        - |\n          vllm serve o/n\n",
        #"{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "vllm/vllm-openai", "args": ["o/n"]}]}}"#,
    ]

    private static let pieces = [
        "{", "}", "[", "]", "\"", "'", "|\n", ">\n", "\n", "\r\n", "\t", ": ", "- ", "# ", "&a ", "*a", "---\n",
        "...\n",
        "!!binary ", "<<: ", "{{ x }}", "\u{1B}[31m", "ü", "\u{202E}", "\0", "\\", "models:/m/Production",
        "hf://o/n:main",
    ]

    @Test("mutated manifests end in a report that every format can write")
    func mutations() throws {
        let wanted = ProcessInfo.processInfo.environment["PEDIGREE_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 500
        let run = Sample.run(try Sample.set(Sample.policy()))
        var generator = Generator(state: 42)
        for iteration in 0..<wanted {
            let seed = Self.seeds.randomElement(using: &generator) ?? ""
            let bytes = mutate(Array(seed.utf8), &generator)
            let name = Bool.random(using: &generator) ? "a.yaml" : "a.json"
            let report = run.check([InputFile(name: name, bytes: bytes)])
            for format in ReportFormat.all {
                let text = format.write(report, ReportOptions(showsReferences: true))
                let unsafe = text.unicodeScalars.contains { TerminalText.isUnsafe($0) && $0 != "\n" }
                #expect(!unsafe, "iteration \(iteration), \(format.name)")
            }
            for object in report.objects {
                for located in object.findings {
                    if let end = located.end { #expect(located.finding.position < end, "iteration \(iteration)") }
                }
            }
        }
    }

    @Test("the end of a value is looked for within the text, wherever one begins to look")
    func ends() {
        var generator = Generator(state: 7)
        for _ in 0..<2000 {
            let seed = Self.seeds.randomElement(using: &generator) ?? ""
            let text = SourceText(mutate(Array(seed.utf8), &generator))
            let start = SourcePosition(
                line: Int.random(in: -1...30, using: &generator), column: Int.random(in: -1...90, using: &generator))
            if let end = text.end(of: start) { #expect(start < end) }
        }
    }

    private func mutate(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                bytes.insert(contentsOf: Array((Self.pieces.randomElement(using: &generator) ?? "").utf8), at: place)
            case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 2:
                let end = min(bytes.count, place + Int.random(in: 0...20, using: &generator))
                bytes.removeSubrange(place..<end)
            default:
                let end = min(bytes.count, place + Int.random(in: 0...60, using: &generator))
                bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            }
        }
        return bytes
    }
}
