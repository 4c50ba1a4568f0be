import KubernetesModel
import ModelReferences

extension ServedModel {
    /// Whether it is the model that a reference names: by what it is called, or by its content.
    func isSame(as reference: ModelReference, content: Digest? = nil) -> Bool {
        if value == reference.value, revision == reference.revision { return true }
        guard let digest else { return false }
        return digest == content || digest == reference.contentDigest
    }

    /// Which model it is, to the tool that reads `reference`.
    func identity(like reference: ModelReference) -> ModelIdentity {
        ModelIdentity(asReference(like: reference))
    }

    /// The reference that it was, as the tool of `reference` reads it.
    func asReference(like reference: ModelReference) -> ModelReference {
        var former = reference
        former.value = value
        former.revision = revision
        former.role = role
        former.container = container
        former.suggestion = nil
        let raw = RawReference(value, consumer: reference.consumer, role: role, revision: revision)
        former.pinning = digest.map { .pinned($0) } ?? Classifier.classify(raw).pinning
        // The name of a version stays by what evidence knows it, whatever its bytes are known to be.
        if pinning == "versioned" { former.pinning = .versioned("one version") }
        return former
    }
}

extension ServedState {
    /// Whether it served the model of a reference.
    func serves(_ reference: ModelReference, content: Digest? = nil) -> Bool {
        models.contains { $0.isSame(as: reference, content: content) }
    }

    /// Whether it was let in: what merely stood there proves nothing good of itself.
    var isAdmitted: Bool { admission != .denied }
}

extension ModelReference {
    /// Of what a pin addresses.
    var contentDigest: Digest? {
        if case .pinned(let digest) = pinning { digest } else { nil }
    }

    /// Whether both name the same model.
    func isSameModel(as other: ModelReference) -> Bool {
        if value == other.value, revision == other.revision { return true }
        return contentDigest.map { $0 == other.contentDigest } ?? false
    }

    /// What an annotation calls it that is narrowed to it.
    package var ownName: String? { role == .adapter ? adapterName : container }
}
