import Foundation

/// The API server of Tests/Servers/kubernetes.py. It ends with the process that started it, or with the last reference.
package final class KubernetesServer: Sendable {
    /// What it says of itself when it is ready.
    package struct Greeting: Decodable, Sendable {
        package var server: String
        package var admin: String
        package var port: Int
        package var caFile: String
        package var clientCertificate: String
        package var clientKey: String
        package var token: String
        package var kubeconfig: String
        package var directory: String
    }

    package struct Request: Decodable, Sendable {
        package var method: String
        package var path: String
        package var user: String?
        package var status: Int
        package var userAgent: String?
        package var accept: String?
    }

    package let greeting: Greeting
    private let conversation: Conversation

    package struct Refused: Error { package var words: String }

    package init(_ arguments: String...) throws {
        conversation = try Conversation("kubernetes.py", arguments)
        greeting = try JSONDecoder().decode(Greeting.self, from: try conversation.line())
    }

    /// A command, as the head of the server's file lists them.
    @discardableResult package func tell(_ what: String, _ fields: [String: Any] = [:]) throws -> Data {
        let answer = try conversation.tell(fields.merging(["do": what]) { $1 })
        if let error = (try JSONSerialization.jsonObject(with: answer) as? [String: Any])?["error"] {
            throw Refused(words: "\(error)")
        }
        return answer
    }

    /// Stores a small object as it is, and answers its uid.
    @discardableResult package func put(
        _ apiVersion: String, _ kind: String, _ name: String, namespace: String? = "ml", spec: [String: Any] = [:],
        metadata: [String: Any] = [:]
    ) throws -> String {
        var metadata = metadata.merging(["name": name]) { $1 }
        metadata["namespace"] = namespace
        let object: [String: Any] = ["apiVersion": apiVersion, "kind": kind, "metadata": metadata, "spec": spec]
        let answer = try tell("put", ["object": object])
        let stored = (try JSONSerialization.jsonObject(with: answer) as? [String: Any])?["object"] as? [String: Any]
        guard let uid = (stored?["metadata"] as? [String: Any])?["uid"] as? String else {
            throw Refused(words: "no uid")
        }
        return uid
    }

    package func delete(_ group: String, _ resource: String, _ name: String, namespace: String = "ml") throws {
        try tell("delete", ["group": group, "resource": resource, "name": name, "namespace": namespace])
    }

    package func requests(_ path: String = "") throws -> [Request] {
        struct Answer: Decodable { var requests: [Request] }
        return try JSONDecoder().decode(Answer.self, from: try tell("requests", ["path": path])).requests
    }

    /// Whether it can be started here.
    package static var isAvailable: Bool { MisbehavingServer.isAvailable }
}
