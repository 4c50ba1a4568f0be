import Foundation
import KubernetesModel
import PolicyEngine
import PolicyFiles
import Reviewer
import Testing

@Suite("Policies that ship")
struct ShippedPoliciesTests {
    private static let checkout = String(#filePath.split(separator: "/Tests/ReviewerTests/")[0])

    /// The verdict on the objects of one example file, by the policy files of these names.
    private func review(_ example: String, by policies: String...) throws -> [Review] {
        let set = try PolicyDirectory.load(policies.map { "\(Self.checkout)/\($0)" })
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(Self.checkout)/examples/policies/\(example).yaml")))
        return try YAMLParser.parse(bytes).map { document in
            let namespace = document.root["metadata"]?["namespace"]?.string
            return try Reviewer(policies: set).review(
                request(document.root, namespace: namespace, isManifest: true), at: time())
        }
    }

    @Test("each admits what it should and refuses what it should", arguments: ["baseline", "strict"])
    func verdicts(policy: String) throws {
        let file = "policies/\(policy).yaml"
        #expect(try review("\(policy)-admitted", by: file).map(\.verdict) == [.allowed])
        #expect(try review("\(policy)-refused", by: file).map(\.verdict) == [.denied])
    }

    @Test("together they do the same", arguments: ["baseline", "strict"])
    func together(policy: String) throws {
        #expect(try review("\(policy)-admitted", by: "policies").map(\.verdict) == [.allowed])
        #expect(try review("\(policy)-refused", by: "policies").map(\.verdict) == [.denied])
    }

    @Test("what strict refuses is what baseline admits: a version")
    func difference() throws {
        #expect(try review("strict-refused", by: "policies/baseline.yaml").map(\.verdict) == [.allowed])
        #expect(try review("strict-refused", by: "policies").first?.findings.map(\.policy) == ["strict"])
    }

    @Test("the examples of policies are right, and give no warning")
    func examples() {
        let files = ["production", "exception"].map { "\(Self.checkout)/examples/policies/\($0).yaml" }
        #expect(PolicyDirectory.lint(files).problems == [])
    }
}
