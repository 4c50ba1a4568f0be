import DecisionLog
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

/// An object that the log gives back exactly as far as it was judged.
struct RestoredObject {
    private let identity: ObjectIdentity
    private let object: Node

    /// nil where the log does not keep enough of it.
    init?(_ identity: ObjectIdentity, _ decision: Decision) {
        guard !decision.judged.isEmpty else { return nil }
        let fields = decision.fields.merging(decision.reading) { named, _ in named }
        guard let sketch = FieldSketch(identity, fields) else { return nil }
        object = sketch.document.root
        self.identity = identity
        // INVARIANT: whoever changes how objects are read must not have others judged by half of what they say.
        guard let found = try? ReferenceFinder.find(in: object), found.judgedDigest == decision.judged else {
            return nil
        }
    }

    /// Nobody writes it now: rules about who may are not evaluated, as in an audit of the cluster.
    func request(_ record: ServingRecord) -> ReviewRequest {
        var request = ReviewRequest(
            object: object, gvk: identity.gvk, namespace: identity.namespace, name: identity.name, record: record)
        request.isRejudged = true
        return request
    }

    /// What applies it from Git; nil where nothing says it.
    var tracking: String? { GitOpsTracking(object["metadata"]).title }
}
