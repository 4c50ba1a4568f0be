import KubernetesModel

extension SigstoreBundle {
    /// What the signature has to be over if the bundle is about this file: the file itself, or a statement that has it
    /// among its subjects.
    package func content(about artifact: ArtifactDigests) throws(Rejection) -> SignedContent {
        switch content {
        case .message(let message):
            // A hint, and nobody signed it; what contradicts itself is refused all the same.
            guard let digest = artifact.digests[message.algorithm] else {
                throw Rejection(.subject, .invalid, unknownDigest(message.algorithm))
            }
            guard digest == message.digest else { throw Rejection(.subject, .invalid, otherFile) }
            return .artifact(artifact)
        case .envelope(let envelope):
            guard envelope.payloadType == Envelope.inTotoPayloadType else {
                throw Rejection(.payloadType, .invalid, noStatement(envelope.payloadType))
            }
            let statement = try Statement.parse(envelope.payload, limits: envelope.limits)
            guard statement.subjects.contains(where: artifact.isSubject) else {
                throw Rejection(.subject, .invalid, noSubject)
            }
            return .envelope(envelope)
        }
    }
}

extension ArtifactDigests {
    /// At least one strong digest is the file's, and none is another's.
    func isSubject(_ subject: ResourceDescriptor) -> Bool {
        let known = subject.strongDigests.compactMap { digest in
            HashAlgorithm(rawValue: digest.algorithm.rawValue).flatMap { digests[$0] }.map {
                ContentDigest.hex($0) == digest.hex
            }
        }
        return !known.isEmpty && known.allSatisfy { $0 }
    }
}

// MARK: - What the user reads

private let otherFile = "the bundle is about another file: its messageDigest is not that of this one"
private let noSubject = "the statement is about something else: none of its subjects has the digest of this file"
private func unknownDigest(_ algorithm: HashAlgorithm) -> String {
    "the bundle's messageDigest is a \(algorithm.name), which cannot be compared with a sha256 digest; give the file"
}
private func noStatement(_ type: String) -> String {
    "its payloadType is \(quoted(type, limit: 100)), not \(Envelope.inTotoPayloadType): it has no subject"
}
