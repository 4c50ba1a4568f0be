import KubernetesModel

/// What an OpenSSF model signature says of the files of a model (predicate `https://model_signing/signature/v1.0`).
package struct ModelManifest: Sendable {
    /// A file, or a part of one.
    package struct Resource: Sendable, Hashable {
        /// nil: the model is this one file, whatever its name (`.`).
        package var path: ModelPath?
        /// The part that the digest is over; nil: all of it.
        package var range: Range<UInt64>?
        /// Lower-case hex.
        package var digest: String
    }

    /// What the model is called, which identifies nothing.
    package let name: String?
    /// `sha256` over the digests of the resources, in their order. No file name is in it: it binds only together with
    /// the list.
    package let rootDigest: Digest
    package let hash: FileHash
    package let resources: [Resource]
    package let allowsSymbolicLinks: Bool
    /// Files and directories that nobody signed, and that a check passes over.
    package let ignoredPaths: [ModelPath]

    /// The predicate of model_signing 0.2: its statement has no list that could be complete, and its signature another
    /// encoding.
    static let oldPredicateType = "https://model_signing/Digests/v0.1"
    static let mostIgnoredPaths = 1000
}

extension ModelManifest {
    /// Reads the manifest, and computes its root digest again.
    package static func read(_ statement: Statement) throws(Rejection) -> ModelManifest {
        try checkType(statement)
        guard let subject = statement.subjects.first, statement.subjects.count == 1 else {
            throw Rejection(.subject, .invalid, severalSubjects(statement.subjects.count))
        }
        guard let root = subject.digest(.sha256) else { throw Rejection(.subject, .invalid, noRoot) }
        let reader = try ManifestReader(statement.predicate["serialization"])
        let resources = try reader.resources(statement.predicate["resources"])
        guard rootDigest(of: resources) == root else { throw Rejection(.predicate, .invalid, wrongRoot) }
        return ModelManifest(
            name: subject.name, rootDigest: root, hash: reader.hash, resources: resources,
            allowsSymbolicLinks: reader.allowsSymbolicLinks, ignoredPaths: reader.ignoredPaths)
    }

    private static func checkType(_ statement: Statement) throws(Rejection) {
        switch statement.predicateType {
        case PredicateType.modelSignature: break
        case oldPredicateType: throw Rejection(.predicateType, .invalid, oldFormat)
        default: throw Rejection(.predicateType, .invalid, notAModelSignature(statement.predicateType))
        }
        guard statement.version == .v1 else { throw Rejection(.statementType, .invalid, oldStatement) }
    }

    private static func rootDigest(of resources: [Resource]) -> Digest? {
        var hasher = ContentHasher()
        for resource in resources {
            guard let bytes = ContentDigest.bytes(hex: resource.digest) else { return nil }
            hasher.update(bytes)
        }
        return Digest(.sha256, hex: hasher.finish())
    }
}

// MARK: - What the user reads

private let noRoot = "the model signature's subject has no well-formed sha256"
private let wrongRoot = "the model signature's subject is not the digest of its list of files"
private let oldFormat =
    "it is a model signature of model_signing 0.2 (Digests/v0.1), which does not say which files belong to the model; sign again with model_signing 1.0 or later"
private let oldStatement = "a model signature is an in-toto statement v1"
private func severalSubjects(_ count: Int) -> String { "a model signature has one subject, and this has \(count)" }
private func notAModelSignature(_ type: String) -> String {
    "its predicateType is \(quoted(type, limit: 100)), not \(PredicateType.modelSignature)"
}
