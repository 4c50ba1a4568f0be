import CheckCommand
import ClusterAPI
import EvidenceTesting
import Foundation
import HTTPTransport
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("Judging again", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterRoundTests {
    private static let digest = Statements.evalData
    private static let model = "oci://registry.corp/ml/fraud@sha256:\(digest)"
    private let site: ClusterSite
    private let runner: Party

    init() throws {
        runner = try Party("runner")
        site = try ClusterSite(
            """
            apiVersion: pedigree.dev/v1alpha1
            kind: ModelProvenancePolicy
            metadata: {name: production}
            spec:
              rules:
                pinnedModel: {allow: [pinned]}
                evaluation: {signedBy: [runner], metrics: [{name: f1, min: 0.9}], dataset: "sha256:\(Statements.evalData)", \
            model: "oci://registry.corp/**"}
            ---

            """ + EvidenceShelf.source + runner.trustRoot())
        try site.write("{}", to: "policies/evidence/other.json")
        try site.server.put(
            "serving.kserve.io/v1beta1", "InferenceService", "fraud",
            spec: [
                "predictor": ["model": ["modelFormat": ["name": "sklearn"], "storageUri": Self.model] as [String: Any]]
            ])
    }

    private func attest() throws {
        let statement = Statements.evaluation(
            subject: Statements.subject(uri: "oci://registry.corp/ml/fraud", sha256: Self.digest),
            metrics: [Statements.metric("f1", "0.95")])
        var shelf = EvidenceShelf()
        try shelf.add("eval.dsse.json", statement, signedBy: runner)
        for envelope in shelf.envelopes {
            try site.write(String(decoding: envelope.bytes, as: UTF8.self), to: "policies/evidence/eval.dsse.json")
        }
    }

    private func basis() throws -> AuditBasis {
        let loaded = CheckPolicies.load([site.policies], files: FileTree())
        let policies = try #require(loaded.set, "\(loaded.problems)")
        return AuditBasis(
            policies: policies, evidence: CheckEvidence(policies, EvidenceOptions()), time: try time())
    }

    private func time() throws -> Date { try #require(Timestamp("2026-11-21T00:00:00Z")).date }

    @Test("a workload whose evidence was found meanwhile is judged again as it is then, and nothing else is")
    func again() throws {
        var options = AuditOptions(.cluster(site.endpoint), time: try time())
        options.policyDirectories = [site.policies]
        var round = ClusterRound(ClusterClient(site.endpoint), try basis(), options)
        let services = ClusterResource(
            group: "serving.kserve.io", version: "v1beta1", name: "inferenceservices", kind: "InferenceService")
        round.list(services, until: Cancellation()) { _ in }
        #expect(round.roster.workloads.map(\.judgement) == [.denied])
        #expect(round.sought.models.map(\.hex) == [Self.digest] && round.sought.workloads.map(\.name) == ["fraud"])
        try attest()
        round.reviewer = try basis().reviewer
        for wanted in round.sought.workloads { round.judgeAgain(wanted) }
        #expect(round.roster.workloads.map(\.judgement) == [.allowed])
        #expect(round.roster.workloads.first?.models.first?.evidence.map(\.rule) == ["evaluation"])
        try site.server.delete("serving.kserve.io", "inferenceservices", "fraud")
        for wanted in round.sought.workloads { round.judgeAgain(wanted) }
        #expect(round.roster.workloads.map(\.judgement) == [.allowed])
    }

    @Test("more than are remembered one by one are listed once more")
    func overfull() throws {
        var options = AuditOptions(.cluster(site.endpoint), time: try time())
        options.limits.rereads = 0
        var round = ClusterRound(ClusterClient(site.endpoint), try basis(), options)
        let services = ClusterResource(
            group: "serving.kserve.io", version: "v1beta1", name: "inferenceservices", kind: "InferenceService")
        round.list(services, until: Cancellation()) { _ in }
        #expect(round.sought.isOverfull && round.sought.workloads.isEmpty && round.sought.models.count == 1)
    }

    @Test("evidence that lies in no copy is found, and what a copy alone still holds is not believed")
    func fresh() throws {
        try attest()
        let audit = site.run {
            $0.time = (try? time()) ?? $0.time
            $0.evidence.cache = "/nonexistent/cache"
        }
        #expect(audit.told == ["InferenceService ml/fraud allowed"], "\(audit.notes)")
        #expect(audit.workloads.first?.models.first?.digest?.hex == Self.digest)
        var options = AuditOptions(.log, time: try time())
        options.evidence = EvidenceOptions(cache: "/cache")
        #expect(options.freshEvidence.cache == nil)
        options.evidence.isOffline = true
        #expect(options.freshEvidence.cache == "/cache")
    }
}
