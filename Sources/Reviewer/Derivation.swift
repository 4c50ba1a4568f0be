import KubernetesModel
import ModelReferences

/// References of a child that its controller put in the place of the owner's own.
///
/// KServe serves a model that a LocalModelCache holds from the cache's volume: it rewrites the URI to `pvc://CLAIM/…`, and
/// keeps what the owner named in annotations beside it. The owner's reference is judged; the volume is how it arrives. On
/// an object that no controller wrote these annotations say nothing.
enum Derivation {
    /// The fields whose references follow from another reference of the same object.
    static func paths(in object: Node, _ workload: Workload) -> Set<FieldPath> {
        guard !workload.references.isEmpty else { return [] }
        let places: [Node?] = [object["metadata"], object[path: "spec", "template", "metadata"]]
        let claims = places.compactMap { $0.flatMap(cachedClaim) }
        guard !claims.isEmpty else { return [] }
        let derived = workload.references.filter { reference in
            claims.contains { isInside(reference.value, claim: $0) }
        }
        return Set(derived.map(\.path))
    }

    private static func cachedClaim(_ metadata: Node) -> String? {
        guard let annotations = metadata["annotations"], annotations[source]?.nonEmptyString != nil else { return nil }
        return annotations[claimName]?.nonEmptyString
    }

    private static func isInside(_ value: String, claim: String) -> Bool {
        let own = "pvc://\(claim)"
        return value == own || value.hasPrefix("\(own)/")
    }

    private static let source = "internal.serving.kserve.io/localmodel-sourceuri"
    private static let claimName = "internal.serving.kserve.io/localmodel-pvc-name"
}
