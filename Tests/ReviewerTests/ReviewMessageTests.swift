import KubernetesModel
import PolicyEngine
import Reviewer
import Testing

@Suite("ReviewMessage")
struct ReviewMessageTests {
    private func review(_ count: Int, action: ValidationAction = .deny, policies: Int = 1) -> Review {
        let gvk = GroupVersionKind(group: "", version: "v1", kind: "Pod")
        var review = Review(object: ObjectIdentity(gvk: gvk), policyDigest: "sha256:0")
        for number in 0..<count {
            for policy in 0..<policies {
                review.findings.append(
                    Finding(
                        code: .mutable, path: FieldPath("spec.a\(number)"),
                        position: SourcePosition(line: 1, column: 1), message: "\"x\" is a name that moves; pin it",
                        policy: "p\(policy)", action: action))
            }
        }
        return review
    }

    @Test("every finding is one line, said once however many policies say it")
    func lines() {
        #expect(
            review(2, policies: 3).message == """
                spec.a0: "x" is a name that moves; pin it [pinnedModel.mutable]
                spec.a1: "x" is a name that moves; pin it [pinnedModel.mutable]
                """)
    }

    @Test("a message that nobody would read to its end says how much it leaves out")
    func long() {
        let message = review(1000).message
        #expect(message.utf8.count < 4200)
        #expect(message.split(separator: "\n").last?.hasPrefix("… and ") == true)
    }

    @Test("what only warns is no part of a denial")
    func warnings() {
        #expect(review(2, action: .warn).message == "")
        #expect(review(2, action: .warn).warningLines.count == 2)
        #expect(review(2, action: .audit).warningLines == [])
    }
}
