import KubernetesModel

/// A reference as one tool was given it: the text, and what stands beside it in other flags or fields.
package struct RawReference: Sendable, Hashable {
    package var value: String
    package var consumer: Consumer
    package var role: ModelReference.Role
    /// The revision from another flag or field (`--revision`, `spec.source.modelHub.revision`); nil where none is given.
    package var revision: String?

    package init(
        _ value: String, consumer: Consumer, role: ModelReference.Role = .model, revision: String? = nil
    ) {
        self.value = value
        self.consumer = consumer
        self.role = role
        self.revision = revision
    }
}

/// What `Classifier.classify` says of a reference.
package struct Classification: Sendable, Hashable {
    package var pinning: Pinning
    /// What to write instead; nil where nothing needs mending or nothing can be named.
    package var suggestion: String?

    package init(_ pinning: Pinning, suggestion: String? = nil) {
        self.pinning = pinning
        self.suggestion = suggestion
    }
}
