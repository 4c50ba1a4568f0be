import Foundation
import KubernetesModel

@testable import ModelReferences

/// A request that a real API server sent: `corpus/reviews/*.json`.
struct RecordedReview: Sendable, CustomStringConvertible {
    var name: String
    var operation: String
    var subresource: String?
    var object: Node?
    var oldObject: Node?

    var description: String { name }

    static let all: [RecordedReview] = {
        guard let directory = SharedData.find("corpus/reviews"),
            let names = try? FileManager.default.contentsOfDirectory(atPath: directory.path)
        else { return [] }
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap(RecordedReview.init)
    }()

    static func named(_ name: String) -> RecordedReview? { all.first { $0.name == "\(name).json" } }

    private init?(_ name: String) {
        guard let bytes = SharedData.bytes("corpus/reviews/\(name)"),
            let request = (try? JSONParser.parse(bytes))?.root["request"]
        else { return nil }
        self.name = name
        operation = request["operation"]?.string ?? ""
        subresource = request["subResource"]?.nonEmptyString
        object = Self.root(request["object"])
        oldObject = Self.root(request["oldObject"])
    }

    private static func root(_ node: Node?) -> Node? {
        guard let node, node.isObject else { return nil }
        return node.document.rooted(at: node).root
    }

    /// The step that caused it: `create-deployment-tgi-env` of `create-deployment-tgi-env--…-create-pods`.
    var step: String { String(name.dropLast(".json".count)).components(separatedBy: "--")[0] }
    var isByController: Bool { name.contains("--") }

    /// What the new object refers to.
    var references: [ModelReference] {
        guard let object else { return [] }
        return (try? ReferenceFinder.find(in: object))?.references ?? []
    }

    /// Whether the request leaves everything about the model as it was; nil where it is no update of an object.
    var isUnchanged: Bool? {
        guard operation == "UPDATE", subresource == nil, let object, let oldObject,
            let new = try? ReferenceFinder.find(in: object), let old = try? ReferenceFinder.find(in: oldObject)
        else { return nil }
        let before = Fingerprint(of: oldObject, workload: old)
        return Fingerprint(of: object, workload: new).isUnchanged(since: before)
    }
}
