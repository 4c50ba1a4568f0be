import EvidenceTesting
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

    @Test("those without evidence together do the same", arguments: ["baseline", "strict"])
    func together(policy: String) throws {
        let files = ("policies/baseline.yaml", "policies/strict.yaml")
        #expect(try review("\(policy)-admitted", by: files.0, files.1).map(\.verdict) == [.allowed])
        #expect(try review("\(policy)-refused", by: files.0, files.1).map(\.verdict) == [.denied])
    }

    /// The evidence of the examples, as a directory store reads it.
    private func evidence(for set: PolicySet, _ files: [String]) throws -> EvidenceIndex {
        var shelf = EvidenceShelf()
        for file in files {
            let place = "fraud-detector-v47/\(file).dsse.json"
            let url = URL(filePath: "\(Self.checkout)/examples/policies/evidence/\(place)")
            shelf.add(place, [UInt8](try Data(contentsOf: url)))
        }
        return try shelf.index(for: set)
    }

    private func production(_ example: String, files: [String], policy: String = "production") throws -> Review {
        let set = try PolicyDirectory.load(
            ["\(policy).yaml", "sources.yaml", "demo"].map { "\(Self.checkout)/policies/\($0)" })
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(Self.checkout)/examples/policies/\(example).yaml")))
        let object = try #require(try YAMLParser.parse(bytes).first).root
        return try Reviewer(policies: set, evidence: evidence(for: set, files)).review(
            request(object, namespace: "ml-prod", isManifest: true),
            at: try #require(Timestamp("2026-11-21T12:00:00Z")).date)
    }

    @Test("production admits what has its evidence, and refuses what has none or half")
    func production() throws {
        let both = ["evaluation", "lineage"]
        let admitted = try production("production-admitted", files: both)
        #expect(admitted.findings == [] && admitted.verdict == .allowed)
        #expect(admitted.evidence.map(\.rule) == ["lineage", "evaluation"])
        let refused = try production("production-refused", files: both)
        #expect(refused.verdict == .denied)
        #expect(refused.findings.map(\.code) == [.evaluationSubject, .lineageSubject], "evidence of another version")
        #expect(try production("production-admitted", files: ["lineage"]).findings.map(\.code) == [.evaluationMissing])
        #expect(
            try production("production-admitted", files: ["evaluation"]).findings.map(\.code)
                == [.evaluationSameData, .lineageMissing])
    }

    @Test("the rollout records what production would refuse, and lets it through")
    func rollout() throws {
        let review = try production("production-refused", files: [], policy: "evidence-rollout")
        #expect(review.verdict == .allowed)
        #expect(review.findings.map(\.action) == [.audit, .audit])
        #expect(
            try production("production-admitted", files: ["evaluation", "lineage"], policy: "evidence-rollout").findings
                == [])
    }

    @Test("what strict refuses is what baseline admits: a version")
    func difference() throws {
        #expect(try review("strict-refused", by: "policies/baseline.yaml").map(\.verdict) == [.allowed])
        let both = try review("strict-refused", by: "policies/baseline.yaml", "policies/strict.yaml")
        #expect(both.first?.findings.map(\.policy) == ["strict"])
    }

    @Test("the examples of policies are right, and give no warning")
    func examples() {
        let files = ["everything", "exception"].map { "\(Self.checkout)/examples/policies/\($0).yaml" }
        #expect(PolicyDirectory.lint(files).problems == [])
    }
}
