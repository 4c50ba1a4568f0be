import Foundation
import KubernetesModel
import PolicyEngine
import Reviewer
import Testing

@testable import CheckCommand

/// Manifests and policies that tests put together.
enum Sample {
    static let commit = "27dcfa74d334bc871f3234de431e71c6eeba5dd6"
    static let time = Date(timeIntervalSince1970: 1_798_761_600)

    static func service(
        _ name: String = "m", uri: String, namespace: String? = "ml-prod", version: String = "v1beta1"
    ) -> String {
        """
        apiVersion: serving.kserve.io/\(version)
        kind: InferenceService
        metadata:
          name: \(name)
        \(namespace.map { "  namespace: \($0)\n" } ?? "")spec:
          predictor:
            model:
              modelFormat: {name: sklearn}
              storageUri: \(uri)

        """
    }

    static let nginx = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec: {template: {spec: {containers: [{name: web, image: nginx}]}}}

        """

    static func policy(
        _ name: String = "only", namespaces: String = "\"*\"", action: String = "Deny", allow: String = "pinned"
    ) -> String {
        """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: \(name)}
        spec:
          match: {namespaces: [\(namespaces)]}
          validationActions: [\(action)]
          rules: {pinnedModel: {allow: [\(allow)]}}

        """
    }

    static func set(_ policies: String...) throws -> PolicySet {
        let documents = try policies.enumerated().flatMap { index, text in
            try PolicyDocument.parse(Array(text.utf8), file: "\(index).yaml").map { try $0.get() }
        }
        let lint = PolicyLint(documents)
        return try #require(lint.set, "\(lint.problems)")
    }

    static func file(_ name: String, _ text: String) -> InputFile { InputFile(name: name, bytes: Array(text.utf8)) }

    static func run(
        _ set: PolicySet, namespace: String? = nil, old: OldObjects? = nil
    ) -> CheckRun {
        CheckRun(
            reviewer: Reviewer(policies: set),
            policies: CheckReport.PolicySource(origin: "test", names: set.policies.map(\.name), digest: set.digest),
            time: time, namespace: namespace, old: old)
    }
}

/// A directory of one test, which removes it at its end.
struct TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("pedigree-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    func write(_ name: String, _ text: String) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
