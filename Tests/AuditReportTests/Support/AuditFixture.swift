import Attestation
import CheckCommand
import EvidenceStores
import EvidenceTesting
import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@testable import AuditReport

/// An audit with one of everything: what a team that serves models would see on an ordinary day.
///
/// Signatures are real, and the same on each run, so that whole outputs can be compared.
struct AuditFixture {
    static let time = Date(timeIntervalSince1970: 1_795_262_400)  // 2026-11-21T12:00:00Z

    let policies: PolicySet
    let evidence: EvidenceIndex

    init() throws {
        let trainer = try Party("trainer", seed: 1)
        let runner = try Party("eval-runner", seed: 2)
        policies = try Self.policies(trainer, runner)
        var shelf = EvidenceShelf()
        try FixtureEvidence(trainer: trainer, runner: runner).fill(&shelf)
        evidence = try shelf.index(for: policies)
    }

    /// Judged by the policies, as `check` judges manifests, with what a cluster and a log would add.
    func audit() throws -> Audit {
        var audit = Audit(
            subject: "cluster \"prod\" (https://10.0.0.1:6443)", source: .cluster, cluster: "prod", time: Self.time,
            policies: CheckReport.PolicySource(
                origin: "policies/", names: policies.policies.map(\.name), digest: policies.digest))
        audit.policyCommit = "9f2c1d7e5b3a48f6a0c4d2e8b6f1a3c5d7e9f0b2"
        audit.evidence = evidence
        audit.workloads = try workloads()
        audit.log = FixtureStory.log
        audit.sources = [FixtureStory.source]
        audit.coverage = FixtureStory.coverage
        audit.denials = FixtureStory.denials
        audit.exceptions = FixtureStory.exceptions(policies)
        audit.series = FixtureStory.series
        audit.problems = [
            InputProblem(file: "Notebook.kubeflow.org", message: "the API server does not let this account list them")
        ]
        audit.notes = ["RBAC lets this account read no ConfigMaps: models that a workload names by one are unresolved"]
        return audit
    }

    func workload(_ name: String) throws -> AuditedWorkload {
        let all = try workloads()
        return try #require(all.first { $0.identity.name == name })
    }

    /// The graph of a workload's first model.
    func graph(_ name: String) throws -> LineageGraph {
        let workload = try workload(name)
        return LineageGraph.of(workload: workload, model: try #require(workload.models.first), evidence: evidence)
    }

    private func workloads() throws -> [AuditedWorkload] {
        let run = CheckRun(
            reviewer: Reviewer(policies: policies, evidence: evidence),
            policies: CheckReport.PolicySource(origin: "policies/", names: [], digest: policies.digest),
            time: Self.time)
        let report = run.check([InputFile(name: "live.yaml", bytes: Array(FixtureStory.manifests.utf8))])
        try #require(report.problems.isEmpty, "\(report.problems)")
        let all = report.objects.map { FixtureStory.told(Self.audited($0)) }
        return all.sorted { $0.identity.description < $1.identity.description }
    }

    private static func audited(_ object: CheckedObject) -> AuditedWorkload {
        var workload = AuditedWorkload(object)
        // A cluster holds it, and no file.
        workload.file = nil
        workload.position = SourcePosition(line: 0, column: 0)
        return workload
    }

    static func policies(_ parties: Party...) throws -> PolicySet {
        let trust = parties.map { $0.trustRoot() }.joined()
        let text = FixtureStory.policies + trust + EvidenceShelf.source
        let documents = try PolicyDocument.parse(Array(text.utf8), file: "policies.yaml").map { try $0.get() }
        let lint = PolicyLint(documents)
        return try #require(lint.set, "\(lint.problems)")
    }
}

extension Party {
    /// A party whose key is the same on each run.
    init(_ name: String, seed: UInt8) throws {
        // PKCS #8 of an Ed25519 key (RFC 8410, section 7).
        let prefix: [UInt8] = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]
        let body = Data(prefix + Array(repeating: seed, count: 32)).base64EncodedString()
        let pem = "-----BEGIN PRIVATE KEY-----\n\(body)\n-----END PRIVATE KEY-----\n"
        self.init(name, key: try PrivateKey.parse(pem: Array(pem.utf8)))
    }
}
