import CheckCommand
import EvidenceTesting
import Foundation
import HTTPTransport
import Testing

@testable import AuditReport

@Suite(
    "An audit of a cluster that does not say all", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterAuditFailureTests {
    private let site: ClusterSite

    init() throws { site = try ClusterSite() }

    @Test("a kind that may not be listed makes the audit undecided, and hides none of the others")
    func forbidden() throws {
        try site.put("Deployment", "fraud", ClusterSite.moving)
        try site.put("StatefulSet", "churn", ClusterSite.moving)
        try site.server.tell("forbid", ["resource": "statefulsets"])
        let audit = site.run()
        #expect(audit.told == ["Deployment ml/fraud denied"])
        #expect(try audit.kind("StatefulSet.apps").failure?.contains("forbidden") == true)
        #expect(audit.problems.map(\.file) == ["statefulsets.apps"])
        #expect(audit.outcome(FailOn()) == .undecided)
        try site.server.tell("allow")
        #expect(site.run().outcome(FailOn()) == .denied)
    }

    @Test("a list that breaks off half-way says so, and what it said until then is told")
    func half() throws {
        for number in 1...502 {
            try site.put("Deployment", String(format: "d-%04d", number), number == 1 ? ClusterSite.moving : nil)
        }
        try site.server.tell(
            "fault", ["kind": "status", "status": 500, "path": "continue=", "count": 10, "message": "etcd is away"])
        let audit = site.run()
        #expect(audit.told == ["Deployment ml/d-0001 denied"])
        let kind = try audit.kind("Deployment.apps")
        #expect(kind.objects == 500 && kind.failure?.contains("etcd is away") == true)
        #expect(audit.outcome(FailOn()) == .undecided)
    }

    @Test("a page that the server could not give just then is asked for again", arguments: [429, 503])
    func again(status: Int) throws {
        try site.put("Deployment", "fraud", ClusterSite.moving)
        try site.server.tell(
            "fault",
            [
                "kind": "status", "status": status, "path": "/deployments", "count": 2, "message": "busy",
                "headers": ["Retry-After": "1"],
            ])
        let audit = site.run()
        #expect(audit.told == ["Deployment ml/fraud denied"] && audit.problems == [])
        #expect(try site.server.requests("/deployments").map(\.status) == [status, status, 200])
    }

    @Test("a list that begins anew counts each object once")
    func anew() throws {
        for number in 1...502 {
            try site.put("Deployment", String(format: "d-%04d", number), number % 250 == 1 ? ClusterSite.moving : nil)
        }
        var hasForgotten = false
        let audit = site.run(watching: { count in
            guard count >= 500, !hasForgotten else { return }
            hasForgotten = true
            _ = try? site.server.tell("compact")
        })
        #expect(hasForgotten)
        #expect(audit.problems == [])
        #expect(audit.told.count == 3)
        #expect(try audit.kind("Deployment.apps").objects == 502)
    }

    @Test("a group whose API server is down is told by its kinds")
    func groupDown() throws {
        try site.put("Deployment", "fraud", ClusterSite.moving)
        try site.server.tell("fault", ["kind": "status", "status": 503, "path": "/apis/batch/v1", "verb": "discover"])
        let audit = site.run()
        #expect(audit.told == ["Deployment ml/fraud denied"])
        #expect(try audit.kind("Job.batch").failure != nil)
        #expect(try audit.kind("CronJob.batch").failure != nil)
        #expect(audit.outcome(FailOn()) == .undecided)
    }

    @Test("without an API server nothing is told but that")
    func down() throws {
        try site.server.tell("down")
        let audit = site.run()
        #expect(audit.workloads.isEmpty && audit.problems.count == 1)
        #expect(audit.outcome(FailOn([])) == .undecided)
    }

    @Test("policies that cannot be read judge nothing")
    func policies() throws {
        try site.put("Deployment", "fraud", ClusterSite.moving)
        try site.write("kind: ModelProvenancePolicy", to: "policies/broken.yaml")
        let audit = site.run()
        #expect(audit.workloads.isEmpty && !audit.problems.isEmpty)
        #expect(audit.outcome(FailOn([])) == .undecided)
        #expect(try site.server.requests("/deployments").isEmpty)
    }

    @Test("who wants no more of it is told what was found until then")
    func stopped() throws {
        try site.put("Deployment", "fraud", ClusterSite.moving)
        var options = AuditOptions(.cluster(site.endpoint), time: ClusterSite.time)
        options.policyDirectories = []
        var run = AuditRun(options: options)
        let stop = Cancellation()
        run.stop = stop
        stop.cancel()
        let audit = run.run()
        #expect(audit.workloads.isEmpty && audit.outcome(FailOn([])) == .undecided)
    }
}
