import CheckCommand
import Foundation
import Testing

@testable import AuditReport

@Suite("An audit of manifests")
struct ManifestAuditTests {
    /// A work tree of Git that goes with the test.
    private final class Tree {
        let path = NSTemporaryDirectory() + "audit-\(UUID().uuidString)"

        init() throws {
            try write(ClusterSite.policy, to: "policies/policy.yaml")
            try git("init", "--quiet")
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ text: String, to name: String) throws {
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }

        func git(_ arguments: String...) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments =
                ["git", "-C", path, "-c", "user.name=test", "-c", "user.email=test@example.com"] + arguments
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
        }

        func audit(at commit: String? = nil, _ change: (inout AuditOptions) -> Void = { _ in }) -> Audit {
            var options = AuditOptions(.manifests(["\(path)/deploy"], commit: commit), time: ClusterSite.time)
            options.policyDirectories = ["\(path)/policies"]
            change(&options)
            return AuditRun(options: options).run()
        }
    }

    private func deployment(_ arguments: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: fraud}
        spec: {template: {spec: {containers: [{name: a, image: "vllm/vllm-openai:v0.10.0", args: [\(arguments)]}]}}}

        """
    }

    @Test("they are judged as check judges them, in the work tree and at a commit of Git")
    func commits() throws {
        let tree = try Tree()
        try tree.write(deployment("--model, org/model"), to: "deploy/fraud.yaml")
        try tree.git("add", "deploy")
        try tree.git("commit", "--quiet", "-m", "first")
        try tree.git("tag", "v1")
        try tree.write(
            deployment("--model, org/model, --revision, \(String(repeating: "a", count: 40))"), to: "deploy/fraud.yaml")
        let now = tree.audit { $0.namespaces = ["ml"] }
        #expect(now.told == ["Deployment ml/fraud allowed"] && now.outcome(FailOn()) == .allowed)
        let then = tree.audit(at: "v1") { $0.namespaces = ["ml"] }
        #expect(then.told == ["Deployment ml/fraud denied"] && then.outcome(FailOn()) == .denied)
        #expect(then.workloads.map(\.file) == ["v1:deploy/fraud.yaml"])
        #expect(then.workloads.first?.presence.knownBy == .nothing)
        #expect(then.subject.hasSuffix(" at v1"))
        let missing = tree.audit(at: "no-such-tag")
        #expect(missing.workloads.isEmpty && missing.problems.count == 1 && missing.outcome(FailOn([])) == .undecided)
    }

    @Test("what cannot be read makes the audit undecided, and hides none of the others")
    func unreadable() throws {
        let tree = try Tree()
        try tree.write(deployment("--model, org/model"), to: "deploy/fraud.yaml")
        try tree.write("a: [", to: "deploy/broken.yaml")
        try tree.write("replicas: 3", to: "deploy/values.yaml")
        let audit = tree.audit()
        #expect(audit.workloads.count == 1 && audit.problems.count == 1)
        #expect(audit.outcome(FailOn([])) == .undecided)
        #expect(audit.notes.contains { $0.hasPrefix("1 document is no Kubernetes object") })
        try tree.write("a: b", to: "deploy/broken.yaml")
        #expect(tree.audit().outcome(FailOn([])) == .allowed)
    }
}
