import EvidenceTesting
import Foundation
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("What an audit of a cluster says by rules", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterAuditRulesTests {
    private static func exception(_ name: String, _ workload: String, _ expires: String) -> String {
        """
        ---
        apiVersion: pedigree.dev/v1alpha1
        kind: PolicyException
        metadata: {name: \(name)}
        spec:
          policies: [production]
          match: {kind: Deployment, namespace: ml, name: \(workload)}
          rules: [pinnedModel]
          reason: moves in January
          owner: ml-platform
          ticket: ML-123
          expires: "\(expires)T00:00:00Z"

        """
    }

    @Test("exceptions are live, about to end, of no use, or over")
    func exceptions() throws {
        let site = try ClusterSite(
            ClusterSite.policy + Self.exception("far", "a", "2027-06-01") + Self.exception("near", "b", "2026-12-21")
                + Self.exception("idle", "nobody", "2026-12-21") + Self.exception("over", "c", "2026-11-01"))
        for name in ["a", "b", "c"] { try site.putFamily(name, ClusterSite.moving) }
        let audit = site.run()
        #expect(audit.told == ["Deployment ml/a allowed", "Deployment ml/b allowed", "Deployment ml/c denied"])
        #expect(
            audit.exceptions.map { "\($0.exception.name) \($0.state)" } == [
                "far live", "idle unused", "near expiring", "over expired",
            ])
        #expect(audit.exceptions.map(\.workloads) == [["Deployment.apps ml/a"], [], ["Deployment.apps ml/b"], []])
        #expect(try audit.workload("a").exceptions == ["far"])
        #expect(try audit.workload("c").findings.map(\.code.rawValue) == ["exception.expired", "pinnedModel.mutable"])
        #expect(audit.outcome(FailOn([.exceptions])) == .denied)
    }

    @Test("who wrote an object and what ran before it no cluster shows: rules that ask have no input, and do not pass")
    func notEvaluated() throws {
        let site = try ClusterSite(
            """
            apiVersion: pedigree.dev/v1alpha1
            kind: ModelProvenancePolicy
            metadata: {name: production}
            spec:
              rules:
                pinnedModel: {allow: [pinned]}
                deployer: {serviceAccounts: ["argocd:argocd-application-controller"]}
                rollback: {requireDataContext: true}

            """)
        try site.putFamily("fraud", ClusterSite.pinned)
        let audit = site.run()
        #expect(audit.told == ["Deployment ml/fraud allowed"])
        #expect(Set(try audit.workload("fraud").notEvaluated.map(\.rule)) == ["deployer", "rollback"])
        #expect(audit.problems == [])
    }

    @Test("policies that warn leave an audit at 0 unless it is told to fail on them")
    func warned() throws {
        let site = try ClusterSite(
            ClusterSite.policy.replacingOccurrences(of: "spec: {", with: "spec: {validationActions: [Warn], "))
        try site.put("Deployment", "fraud", ClusterSite.moving)
        let audit = site.run()
        #expect(try audit.workload("fraud").standing == .warned)
        #expect(audit.outcome(FailOn()) == .allowed && audit.outcome(FailOn([.warned])) == .denied)
    }
}
