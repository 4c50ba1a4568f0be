import CheckCommand
import ClusterAPI
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("PolicyReports in a cluster", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct PolicyReportWriterTests {
    private let server: KubernetesServer
    private let writer: PolicyReportWriter

    init() throws {
        server = try KubernetesServer()
        let endpoint = ClusterEndpoint(
            server: server.greeting.server, authority: .file(server.greeting.caFile),
            credentials: ClusterCredentials(.token(server.greeting.token), place: "test"), origin: "the test")
        writer = PolicyReportWriter(ClusterClient(endpoint))
        for (kind, resource, isNamespaced) in [
            ("PolicyReport", "policyreports", true), ("ClusterPolicyReport", "clusterpolicyreports", false),
        ] {
            try server.tell(
                "serve",
                [
                    "group": "wgpolicyk8s.io", "versions": ["v1alpha2"], "kind": kind, "resource": resource,
                    "namespaced": isNamespaced,
                ])
        }
    }

    private func audit(
        _ workloads: [AuditedWorkload], failure: String? = nil, unlisted: Int = 0, at time: Double = 1_795_262_400
    ) -> Audit {
        var audit = Audit(
            subject: "cluster", source: .cluster, time: Date(timeIntervalSince1970: time),
            policies: CheckReport.PolicySource(origin: "policies", names: ["production"], digest: ""))
        audit.workloads = workloads
        var kind = Coverage.Kind(name: "Deployment.apps")
        kind.failure = failure
        audit.coverage.kinds = [kind]
        audit.coverage.unlisted = unlisted
        return audit
    }

    private func workload(_ number: Int, namespace: String? = "ml-prod", finds: Bool = false) -> AuditedWorkload {
        var workload = PolicyReportTests.workload("w\(number)", uid: "uid-\(number)", namespace: namespace)
        if finds { workload.findings = [PolicyReportTests.finding(.deny)] }
        return workload
    }

    private func writes() throws -> [String] {
        try server.requests("policyreports").filter { $0.method != "GET" }.map(\.method)
    }

    private func names(_ resource: String = "policyreports") throws -> [String] {
        var names: [String] = []
        let reports = ClusterResource(
            group: "wgpolicyk8s.io", version: "v1alpha2", name: resource, kind: "PolicyReport",
            isNamespaced: resource == "policyreports")
        try writer.client.list(reports, as: .objects) { page in
            names += page.items.compactMap { $0["metadata"]?["name"]?.string }
        }
        return names.sorted()
    }

    @Test("what is new is created, what differs is written, what is the same is left alone, what is gone is deleted")
    func differences() throws {
        let first = try writer.write(audit([workload(1), workload(2), workload(3)]))
        #expect((first.created, first.updated, first.deleted, first.unchanged) == (3, 0, 0, 0) && first.failed == 0)
        let again = try writer.write(audit([workload(1), workload(2), workload(3)], at: 1_795_300_000))
        #expect((again.created, again.updated, again.deleted, again.unchanged) == (0, 0, 0, 3))
        #expect(try writes() == ["POST", "POST", "POST"])
        let third = try writer.write(audit([workload(1), workload(2, finds: true), workload(4)]))
        #expect((third.created, third.updated, third.deleted, third.unchanged) == (1, 1, 1, 1))
        #expect(try writes().sorted() == ["DELETE", "POST", "POST", "POST", "POST", "PUT"])
        #expect(try names() == [1, 2, 4].map { "pedigree-deployment-uid-\($0)" })
        #expect(third.summary == "PolicyReports: 1 created, 1 updated, 1 deleted, 1 unchanged")
    }

    @Test("what has no namespace has a report without one")
    func clusterScoped() throws {
        let outcome = try writer.write(audit([workload(1, namespace: nil), workload(2)]))
        #expect(outcome.created == 2 && outcome.failed == 0)
        #expect(try names("clusterpolicyreports") == ["pedigree-deployment-uid-1"])
    }

    @Test("many reports come over several pages")
    func pages() throws {
        let many = (0..<1_100).map { workload($0) }
        #expect(try writer.write(audit(many)).created == 1_100)
        #expect(try writer.write(audit(many)).unchanged == 1_100)
    }

    @Test("a kind that was not listed to its end loses no report, and neither does one that is counted alone")
    func incomplete() throws {
        _ = try writer.write(audit([workload(1), workload(2)]))
        #expect(try writer.write(audit([workload(1)], failure: "forbidden")).deleted == 0)
        #expect(try writer.write(audit([workload(1)], unlisted: 1)).deleted == 0)
        #expect(try writer.write(audit([workload(1)])).deleted == 1)
    }

    @Test("an audit of one namespace leaves the others' reports alone")
    func namespaces() throws {
        _ = try writer.write(audit([workload(1), workload(2, namespace: "other")]))
        let outcome = try writer.write(audit([]), namespaces: ["ml-prod"])
        #expect(outcome.deleted == 1)
        #expect(try names() == ["pedigree-deployment-uid-2"])
    }

    @Test("what another tool has written is never touched, even where it has our names or our label")
    func others() throws {
        let scope: [String: Any] = ["apiVersion": "apps/v1", "kind": "Deployment", "name": "x"]
        for (name, label) in [("pedigree-deployment-uid-1", "kyverno"), ("pol-a", "pedigree"), ("pol-b", "kyverno")] {
            try server.tell(
                "put",
                [
                    "object": [
                        "apiVersion": "wgpolicyk8s.io/v1alpha2", "kind": "PolicyReport", "scope": scope,
                        "metadata": [
                            "name": name, "namespace": "ml-prod", "labels": ["app.kubernetes.io/managed-by": label],
                        ],
                    ] as [String: Any]
                ])
        }
        let outcome = try writer.write(audit([workload(1), workload(2)]))
        #expect(outcome.created == 1 && outcome.deleted == 0 && outcome.failed == 1)
        #expect(outcome.failures.first?.contains("left alone") == true)
        #expect(try writes().filter { $0 != "POST" }.isEmpty)
        #expect(try names().count == 4)
    }

    @Test("a report that somebody wrote over, or took the uid of, is written again")
    func tampered() throws {
        _ = try writer.write(audit([workload(1)]))
        try server.tell(
            "put",
            [
                "object": [
                    "apiVersion": "wgpolicyk8s.io/v1alpha2", "kind": "PolicyReport", "results": "none",
                    "scope": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "w1"],
                    "metadata": [
                        "name": "pedigree-deployment-uid-1", "namespace": "ml-prod",
                        "labels": ["app.kubernetes.io/managed-by": "pedigree"],
                    ],
                ] as [String: Any]
            ])
        #expect(try writer.write(audit([workload(1)])).updated == 1)
        #expect(try writer.write(audit([workload(1)])).unchanged == 1)
    }

    @Test("a cluster without the CRD says what to install, and nothing is written")
    func noCRD() throws {
        try server.tell("unserve", ["group": "wgpolicyk8s.io", "resource": "policyreports"])
        let failure = #expect(throws: ClusterFailure.self) { try writer.write(audit([workload(1)])) }
        #expect(failure?.kind == .notFound && failure?.reason.contains("install its CRD") == true)
        #expect(try writes().isEmpty)
    }

    @Test("more reports than are written at all are an error before the first")
    func tooMany() throws {
        var writer = writer
        writer.most = 2
        let failure = #expect(throws: ClusterFailure.self) { try writer.write(audit((0..<3).map { workload($0) })) }
        #expect(failure?.reason.contains("3 PolicyReports") == true)
        #expect(try writes().isEmpty)
    }

    @Test("what may not be written is told, and the rest is written")
    func forbidden() throws {
        try server.tell("token", ["token": "auditor", "user": "auditor", "groups": ["auditors"]])
        try server.tell("forbid", ["user": "auditor", "verb": "create", "namespace": "secret"])
        var endpoint = writer.client.endpoint
        endpoint.credentials = ClusterCredentials(.token("auditor"), place: "test")
        let outcome = try PolicyReportWriter(ClusterClient(endpoint)).write(
            audit([workload(1), workload(2, namespace: "secret")]))
        #expect(outcome.created == 1 && outcome.failed == 1)
        #expect(outcome.failures.first?.contains("pedigree-deployment-uid-2") == true)
        #expect(try names() == ["pedigree-deployment-uid-1"])
    }

    @Test("what is written over meanwhile is read again and written once more")
    func conflict() throws {
        _ = try writer.write(audit([workload(1)]))
        try server.tell(
            "fault", ["kind": "status", "status": 409, "verb": "update", "count": 1, "message": "modified"])
        let outcome = try writer.write(audit([workload(1, finds: true)]))
        #expect(outcome.updated == 1 && outcome.failed == 0)
        try server.tell(
            "fault", ["kind": "status", "status": 409, "verb": "update", "count": 9, "message": "modified"])
        #expect(try writer.write(audit([workload(1)])).failed == 1)
        try server.tell("heal")
        #expect(try writer.write(audit([workload(1)])).updated == 1)
    }
}
