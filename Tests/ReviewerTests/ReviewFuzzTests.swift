import Foundation
import KubernetesModel
import PolicyEngine
import Reviewer
import Testing

/// Breaks recorded requests in many places: each ends in a verdict or in "could not decide", never in a crash.
@Suite("Review fuzzing", .enabled(if: Recorded.isPresent))
struct ReviewFuzzTests {
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

    private static let values = [
        "null", "[]", "{}", "\"\"", "-1", "1e999", "true", "\"\\n\"", "\"\\u202e\"", "[[[[[[]]]]]]", "\"$(A)$(B)\"",
        "\"s3://b/../c?x#y%20\"", "\"sh -c 'eval $(echo'\"", "\"{\\\"a\\\":\"", "[null,1,\"x\",{}]",
    ].map { Array($0.utf8) }

    /// The text with one of its values exchanged for another, or a part of a word doubled or lost.
    private func broken(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &dice) {
            let start = Int.random(in: 0..<bytes.count, using: &dice)
            guard let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":")) else { continue }
            let end =
                bytes[colon...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") } ?? bytes.endIndex
            bytes.replaceSubrange((colon + 1)..<end, with: Self.values.randomElement(using: &dice) ?? [])
        }
        return bytes
    }

    @Test("a broken request ends in a verdict or in no decision")
    func requests() throws {
        let environment = ProcessInfo.processInfo.environment
        let iterations = environment["PEDIGREE_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 1000
        var dice = Dice(state: environment["PEDIGREE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 7)
        let reviewer = try reviewer(
            policy(
                pinnedModel: """
                    {allow: [pinned, versioned], sources: [{uri: "s3://b/", immutable: true}], serverImages: ["**/x"],
                     modelImages: ["**/models/**"], unreferenced: Deny, nonModelImages: ["docker.io/library/*"]}
                    """) + exception(expires: "2026-06-30"))
        let seeds = try Recorded.texts()
        var (allowed, denied, undecided) = (0, 0, 0)
        for _ in 0..<iterations {
            guard let seed = seeds.randomElement(using: &dice) else { continue }
            guard let review = try? JSONParser.parse(broken(seed, &dice)).root,
                let request = Recorded.decode(review)
            else { continue }
            do throws(Undecided) {
                let review = try reviewer.review(request, at: Date(timeIntervalSince1970: 1_800_000_000))
                #expect((review.verdict == .denied) == !review.denialLines.isEmpty)
                #expect(review.denialLines.allSatisfy { !$0.utf8.contains(0x0a) })
                if review.verdict == .denied { denied += 1 } else { allowed += 1 }
            } catch {
                undecided += 1
            }
        }
        #expect(min(allowed, denied, undecided) > iterations / 200, "\(allowed) \(denied) \(undecided)")
    }
}
