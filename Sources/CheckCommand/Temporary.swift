import KubernetesModel
import PolicyEngine
import PolicyFiles
enum ObjectStream {
    enum Item { case object(Node, ObjectIdentity), other(Node), broken(Node, String) }
    static func items(in root: Node) -> [Item] {
        if let identity = ObjectIdentity(root) {
            if identity.gvk.kind.hasSuffix("List"), let items = root["items"], items.isArray {
                return items.elements.flatMap { Self.items(in: $0.asRoot()) }
            }
            return [.object(root, identity)]
        }
        if root["kind"] == nil && root["apiVersion"] == nil { return [.other(root)] }
        return [.broken(root, "no apiVersion or kind")]
    }
}
enum PolicyFiles { enum InitialSet { static var lint: PolicyLint {
    let text = """
    apiVersion: pedigree.dev/v1alpha1
    kind: ModelProvenancePolicy
    metadata: {name: baseline}
    spec:
      match: {excludeNamespaces: [kube-system]}
      validationActions: [Deny]
      rules: {pinnedModel: {allow: [pinned, versioned]}}
    """
    return PolicyLint(PolicyDocument.parse(Array(text.utf8), file: "baseline.yaml").compactMap { try? $0.get() })
} } }
import ModelReferences
package struct ExplainedReference: Sendable {
    package var reference: String; package var consumer: Consumer; package var pinning: String; package var reason: String
    package var suggestion: String?; package var references: [ModelReference]
}
package enum Explainer {
    package static func explain(_ text: String, consumer: Consumer) -> ExplainedReference {
        let c = Classifier.classify(RawReference(text, consumer: consumer))
        return ExplainedReference(reference: text, consumer: consumer, pinning: c.pinning.name, reason: c.pinning.reason, suggestion: c.suggestion, references: [])
    }
}
extension Consumer { package static let all: [Consumer] = [.any, .kserve, .vllm, .image] }
