import CheckCommand
import ClusterAPI
import EvidenceTesting
import Foundation
import Testing

@testable import AuditReport

/// A running API server, and policies on disk that go with the test.
final class ClusterSite {
    let server: KubernetesServer
    private let path = NSTemporaryDirectory() + "audit-\(UUID().uuidString)"
    static let time = Date(timeIntervalSince1970: 1_795_262_400)  // 2026-11-21T12:00:00Z

    static let policy = """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: production}
        spec: {match: {excludeNamespaces: [free]}, rules: {pinnedModel: {allow: [pinned]}}}

        """

    init(_ policy: String = ClusterSite.policy) throws {
        server = try KubernetesServer()
        try write(policy, to: "policies/policy.yaml")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var policies: String { "\(path)/policies" }

    func write(_ text: String, to name: String) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    var endpoint: ClusterEndpoint {
        ClusterEndpoint(
            server: server.greeting.server, authority: .file(server.greeting.caFile),
            credentials: ClusterCredentials(.token(server.greeting.token), place: "test"), origin: "the test")
    }

    func run(_ change: (inout AuditOptions) -> Void = { _ in }, watching progress: (Int) -> Void) -> Audit {
        var options = AuditOptions(.cluster(endpoint), time: Self.time)
        options.policyDirectories = ["\(path)/policies"]
        change(&options)
        return AuditRun(options: options).run(progress: progress)
    }

    func run(_ change: (inout AuditOptions) -> Void = { _ in }) -> Audit { run(change, watching: { _ in }) }

    // MARK: Objects

    static let moving = "org/model"
    static let other = "org/other"
    static let pinned = "org/model --revision \(String(repeating: "a", count: 40))"

    static func podSpec(_ model: String?) -> [String: Any] {
        let arguments = model.map { ["--model"] + $0.split(separator: " ").map(String.init) } ?? []
        let image = model == nil ? "nginx:1.27" : "vllm/vllm-openai:v0.10.0"
        return ["containers": [["name": "server", "image": image, "args": arguments] as [String: Any]]]
    }

    /// - Parameter owner: what its controller made it of.
    @discardableResult func put(
        _ kind: String, _ name: String, _ model: String?, owner: (kind: String, name: String, uid: String)? = nil,
        namespace: String = "ml", replicas: Int = 1, metadata: [String: Any] = [:], status: [String: Any] = [:]
    ) throws -> String {
        var metadata = metadata.merging(["name": name, "namespace": namespace]) { $1 }
        if let owner {
            metadata["ownerReferences"] = [
                [
                    "apiVersion": Self.apiVersion(owner.kind), "kind": owner.kind, "name": owner.name, "uid": owner.uid,
                    "controller": true,
                ] as [String: Any]
            ]
        }
        let spec =
            kind == "Pod" ? Self.podSpec(model) : ["replicas": replicas, "template": ["spec": Self.podSpec(model)]]
        let answer = try server.tell(
            "put",
            [
                "object": [
                    "apiVersion": Self.apiVersion(kind), "kind": kind, "metadata": metadata, "spec": spec,
                    "status": status,
                ] as [String: Any]
            ])
        let stored = (try JSONSerialization.jsonObject(with: answer) as? [String: Any])?["object"] as? [String: Any]
        return try #require((stored?["metadata"] as? [String: Any])?["uid"] as? String)
    }

    private static func apiVersion(_ kind: String) -> String {
        switch kind {
        case "Pod": "v1"
        case "Job", "CronJob": "batch/v1"
        case "Engine": "engines.example.com/v1"
        default: "apps/v1"
        }
    }

    /// A Deployment with its ReplicaSet and two Pods of it.
    @discardableResult func putFamily(_ name: String, _ model: String?) throws -> String {
        let deployment = try put("Deployment", name, model)
        let set = try put("ReplicaSet", "\(name)-1", model, owner: ("Deployment", name, deployment))
        for pod in 1...2 { try put("Pod", "\(name)-1-\(pod)", model, owner: ("ReplicaSet", "\(name)-1", set)) }
        return deployment
    }
}

extension Audit {
    /// `Deployment ml/web denied`, each.
    var told: [String] {
        workloads.map { workload in
            "\(workload.identity.gvk.kind) \(workload.identity.namespace ?? "-")/\(workload.identity.name ?? "") "
                + workload.judgement.name
        }
    }

    func workload(_ name: String) throws -> AuditedWorkload {
        try #require(workloads.first { $0.identity.name == name }, "\(told)")
    }

    func kind(_ name: String) throws -> Coverage.Kind { try #require(coverage.kinds.first { $0.name == name }) }
}
