import Attestation
import KubernetesModel
import ModelReferences

/// How evidence knows the model that a reference names: by its content, by a repository at a commit, or by the URI of
/// one version.
package enum ModelSubject: Sendable, Hashable {
    case content(Digest)
    /// Every way to write the repository that means the same one, the usual one first.
    case commit(repositories: [String], Digest)
    /// A version whose bytes nobody can replace, as the policy says of its source.
    case version(uri: String)

    /// What makes a reference one that no evidence can be about: a half-sentence that can follow "is".
    struct Unbound: Error, Sendable, Hashable {
        var reason: String
        var mend: String
    }

    /// - Parameter sources: where the policy says that models come from.
    init(_ reference: ModelReference, sources: [ModelSource]) throws(Unbound) {
        switch reference.pinning {
        case .pinned(let digest) where digest.algorithm == .gitCommit:
            self = .commit(repositories: try Self.repositories(of: reference), digest)
        case .pinned(let digest): self = .content(digest)
        case .versioned(let reason): self = .version(uri: try Self.version(reference, reason, sources))
        case .mutable(let reason), .unresolved(let reason):
            throw Unbound(reason: reason, mend: reference.suggestion ?? nameOne)
        }
    }

    /// The model that a reference names, wherever it comes from: for naming it in other models' evidence.
    package init?(naming reference: ModelReference) {
        switch reference.pinning {
        case .pinned, .mutable, .unresolved:
            guard let subject = try? ModelSubject(reference, sources: []) else { return nil }
            self = subject
        case .versioned: self = .version(uri: reference.value)
        }
    }

    private static func repositories(of reference: ModelReference) throws(Unbound) -> [String] {
        let bare = withoutCommit(reference)
        guard let uri = SourceURI(of: bare), !uri.segments.isEmpty else {
            throw Unbound(reason: noRepository, mend: nameOne)
        }
        let canonical = uri.description
        let path = uri.segments.joined(separator: "/")
        switch uri.scheme {
        case "hf": return [canonical, "https://huggingface.co/\(uri.authority)/\(path)"]
        case "https", "git+https", "ssh", "git+ssh", "git":
            let name = path.hasSuffix(".git") ? String(path.dropLast(4)) : path
            return ["git+https", "https", uri.scheme].flatMap { scheme in
                ["\(scheme)://\(uri.authority)/\(name)", "\(scheme)://\(uri.authority)/\(name).git"]
            }
        default: return [canonical]
        }
    }

    /// pip's form has the commit in the address: `git+https://HOST/REPOSITORY@COMMIT#egg=…`.
    private static func withoutCommit(_ reference: ModelReference) -> ModelReference {
        guard reference.value.hasPrefix("git+"), let at = reference.value.utf8.lastIndex(of: UInt8(ascii: "@")) else {
            return reference
        }
        var bare = reference
        bare.value = String(reference.value[..<at])
        return bare
    }

    private static func version(
        _ reference: ModelReference, _ reason: String, _ sources: [ModelSource]
    ) throws(Unbound) -> String {
        let raw = RawReference(reference.value, consumer: reference.consumer, role: reference.role)
        // A version that stands beside the URI is not in it: evidence by the URI would be about any version.
        guard case .versioned = Classifier.classify(raw).pinning, let uri = try? SourceURI.parse(reference.value) else {
            throw Unbound(reason: versionOutside, mend: nameOne)
        }
        guard sources.contains(where: { $0.isImmutable && $0.uri.covers(uri) }) else {
            throw Unbound(reason: reason, mend: declareImmutable)
        }
        return reference.value
    }

    package var digest: Digest? {
        switch self {
        case .content(let digest), .commit(_, let digest): digest
        case .version: nil
        }
    }

    package var uri: String? {
        if case .version(let uri) = self { uri } else { nil }
    }

    // MARK: Evidence

    /// What a subject of a statement is to this model.
    package enum Match: Sendable, Hashable {
        /// It is this model, whose content has the digest.
        case same(Digest)
        case other
        /// It names this model and does not say what is in it.
        case unbound(String)
    }

    package func match(_ subject: ResourceDescriptor) -> Match {
        switch self {
        case .content(let digest):
            return subject.digest(digest.algorithm) == digest ? .same(digest) : .other
        case .commit(let repositories, let commit):
            guard subject.digest(.gitCommit) == commit else { return .other }
            guard let uri = subject.uri, repositories.contains(uri) else {
                return .unbound(otherRepository(subject.uri, repositories))
            }
            return subject.digest(.sha256).map { .same($0) } ?? .unbound(noContent)
        case .version(let uri):
            guard let other = subject.uri, other.utf8.elementsEqual(uri.utf8) else { return .other }
            return subject.digest(.sha256).map { .same($0) } ?? .unbound(noContent)
        }
    }

    /// Whether a dependency names this model; its content is not asked for.
    func isNamed(by dependency: ResourceDescriptor) -> Bool {
        switch self {
        case .content(let digest): dependency.digest(digest.algorithm) == digest
        case .commit(let repositories, let commit):
            dependency.digest(.gitCommit) == commit && dependency.uri.map(repositories.contains) ?? false
        case .version(let uri): dependency.uri.map { $0.utf8.elementsEqual(uri.utf8) } ?? false
        }
    }
}

// What a user reads.

private let nameOne = "name one version by what cannot change"
private let noRepository = "pinned by a commit of a repository that cannot be named"
private let versionOutside = "a version that does not stand in the URI, so that no evidence can name it"
private let declareImmutable =
    "name it by its content, or have the policy declare its source immutable (pinnedModel.sources)"
private let noContent = "its subject carries no sha256, which evidence about a model must"

private func otherRepository(_ uri: String?, _ wanted: [String]) -> String {
    "its subject is \(uri.map { quoted($0, limit: 100) } ?? "without a uri"), not \(wanted.first ?? "")"
}
