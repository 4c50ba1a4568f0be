import Attestation
import KubernetesModel
import ModelReferences
import PolicyEngine

/// The model that a statement is about, as `--subject` and `--digest` name it.
///
/// It is written as the gate looks for it: by digest, by the URI of one version byte for byte, or by repository and
/// commit.
package enum SubjectArgument {
    /// - Parameters:
    ///   - text: `s3://…/v47/`, `oci://registry/name@sha256:…`, `hf://owner/name:COMMIT`, or a bare `sha256:…`.
    ///   - digest: `sha256:…` of the model's bytes.
    package static func parse(_ text: String, digest: String?, option: String = "--subject") throws(AttestError)
        -> ResourceDescriptor
    {
        let given = try digest.map { text throws(AttestError) in try sha256(text, "--digest") }
        if text.hasPrefix("sha256:") {
            let own = try sha256(text, option)
            guard given == nil || given == own else { throw AttestError(option, twoDigests) }
            return ResourceDescriptor(digests: ["sha256": own])
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), !text.isEmpty else {
            throw AttestError(option, notAReference(text))
        }
        if let (uri, own) = try pinned(text, option) {
            guard given == nil || given == own else { throw AttestError(option, twoDigests) }
            return ResourceDescriptor(name: uri, uri: uri, digests: ["sha256": own])
        }
        if let (uri, commit) = gitAddressed(text) {
            guard let given else { throw AttestError(option, needsDigest(text)) }
            return ResourceDescriptor(name: uri, uri: uri, digests: ["gitCommit": commit, "sha256": given])
        }
        return try versioned(text, given, option)
    }

    /// The digest in `NAME@sha256:…`.
    private static func pinned(_ text: String, _ option: String) throws(AttestError) -> (uri: String, digest: String)? {
        guard let at = text.lastIndex(of: "@"), text[text.index(after: at)...].hasPrefix("sha256:"),
            at != text.startIndex
        else { return nil }
        return (String(text[..<at]), try sha256(String(text[text.index(after: at)...]), option))
    }

    /// A commit that Hugging Face's hub enforces: `hf://owner/name:COMMIT`, or `@COMMIT` as other tools write it.
    private static func gitAddressed(_ text: String) -> (uri: String, commit: String)? {
        guard text.hasPrefix("hf://"), let mark = text.lastIndex(where: { $0 == ":" || $0 == "@" }) else { return nil }
        let (uri, commit) = (String(text[..<mark]), String(text[text.index(after: mark)...]))
        guard uri.utf8.count > 5, Digest.Algorithm.gitCommit.isHex(commit) else { return nil }
        return (uri, commit)
    }

    private static func versioned(
        _ text: String, _ digest: String?, _ option: String
    ) throws(AttestError) -> ResourceDescriptor {
        let pinning = Classifier.classify(RawReference(text, consumer: .any)).pinning
        switch pinning {
        case .pinned, .versioned: break
        case .mutable(let reason), .unresolved(let reason): throw AttestError(option, moves(text, reason))
        }
        // A model's URI is compared as bytes, so that one which can be written in two ways would be found by one.
        guard (try? SourceURI.parse(text)) != nil else { throw AttestError(option, notPlain(text)) }
        guard let digest else { throw AttestError(option, needsDigest(text)) }
        return ResourceDescriptor(name: text, uri: text, digests: ["sha256": digest])
    }

    /// The hex of `sha256:…`.
    package static func sha256(_ text: String, _ option: String) throws(AttestError) -> String {
        let hex = text.hasPrefix("sha256:") ? String(text.dropFirst("sha256:".count)) : text
        guard Digest.Algorithm.sha256.isHex(hex) else { throw AttestError(option, notADigest(text)) }
        return hex
    }
}

private let twoDigests = "it says one digest and --digest another; which of them are the model's bytes?"
private func notADigest(_ text: String) -> String {
    "\(quoted(text)) is no sha256:… with 64 lower-case hex digits"
}
private func notAReference(_ text: String) -> String {
    "\(quoted(text)) names no model; give the URI that is served, such as s3://ml-models-prod/fraud-detector/v47/"
}
private func needsDigest(_ text: String) -> String {
    "\(quoted(text)) says where the model is and not what it is; give the digest of its bytes with --digest sha256:…"
}
private func notPlain(_ text: String) -> String {
    "\(quoted(text)) cannot be compared byte for byte; write scheme, bucket and path without `..`, `//`, `%`, `?` and `#`"
}
private func moves(_ text: String, _ reason: String) -> String {
    "\(quoted(text)) is \(reason); a statement must be about one version"
}
