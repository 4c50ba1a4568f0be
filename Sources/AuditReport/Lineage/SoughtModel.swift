import Attestation
import KubernetesModel
import ModelReferences
import PolicyEngine

/// A model as evidence may know it: what is asked of the index, and what of its answers is about this model.
struct SoughtModel: Sendable, Hashable {
    /// As a reference names it; nil where only a descriptor does, or where the reference names none for sure.
    var subject: ModelSubject?
    /// Of its content, where it is known.
    var digest: Digest?
    var uri: String?

    init(_ model: AuditedModel) {
        subject = ModelSubject(naming: model.reference)
        digest = model.digest ?? subject?.digest
        uri = subject?.uri
    }

    /// The model that a lineage names as what it began with.
    init(_ descriptor: ResourceDescriptor) {
        digest = descriptor.strongDigests.first ?? descriptor.digest(.gitCommit)
        uri = descriptor.uri
    }

    /// By its content, wherever it lies.
    init(_ digest: Digest) { self.digest = digest }

    /// Whether this is about the model, as far as what says it can be believed.
    func isMeant(by other: ResourceDescriptor) -> Bool {
        if let digest, digest.algorithm != .gitCommit {
            // Other bytes are another model, whatever it is called.
            if let theirs = other.digest(digest.algorithm) { return theirs == digest && isCalled(other) }
        }
        if let subject, case .same = subject.match(other) { return true }
        guard subject == nil, let uri, other.uri == uri else { return false }
        guard let digest, digest.algorithm == .gitCommit else { return other.digest(.sha256) != nil }
        return other.digest(.gitCommit) == digest && other.digest(.sha256) != nil
    }

    /// Where the name alone is pinned, the same bytes under another name are no evidence for it.
    private func isCalled(_ other: ResourceDescriptor) -> Bool {
        guard case .version(let uri)? = subject else { return true }
        return other.uri == nil || other.uri == uri
    }

    /// Whether a record that nobody signed leads to the model.
    func isNamed(by other: ResourceDescriptor) -> Bool {
        if let digest, let theirs = other.digest(digest.algorithm) {
            guard theirs == digest else { return false }
            if digest.algorithm != .gitCommit { return true }
        }
        return uri != nil && other.uri == uri
    }

    /// What tells it from all other models of one graph.
    var key: String { digest.map { "\($0) \($0.algorithm == .gitCommit ? uri ?? "" : "")" } ?? uri ?? "" }
}
