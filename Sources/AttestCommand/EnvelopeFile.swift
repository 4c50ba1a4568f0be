import Attestation
import Glibc
import KubernetesModel

/// Writes an envelope where the directory store finds it: never over another, and never half.
package enum EnvelopeFile {
    /// `evaluation-fraud-detector-v47-3f786850e387.dsse.json`: what it says, of which model, and which envelope it is.
    package static func name(of kind: String, subject: ResourceDescriptor?, envelope: [UInt8]) -> String {
        let digest = ContentDigest.sha256(envelope).hex.prefix(12)
        return "\(kind)-\(slug(subject))-\(digest).dsse.json"
    }

    /// The last two parts of the model's path, or the beginning of its digest.
    private static func slug(_ subject: ResourceDescriptor?) -> String {
        guard let subject, let uri = subject.uri else {
            return "sha256-\((subject?.digests["sha256"] ?? "").prefix(12))"
        }
        let path = uri.split(separator: "/", omittingEmptySubsequences: true).dropFirst(uri.contains("://") ? 1 : 0)
        var name = path.suffix(2).joined(separator: "-")
        if let commit = subject.digests["gitCommit"] { name += "-\(commit.prefix(12))" }
        let plain = name.unicodeScalars.map { isPlain($0) ? Character($0) : "-" }
        let slug = String(String(plain).drop { $0 == "-" || $0 == "." }.prefix(longestSlug))
        return slug.isEmpty ? "model" : slug
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
        default: false
        }
    }

    private static let longestSlug = 100

    /// - Returns: the path that was written.
    package static func write(_ envelope: [UInt8], named name: String, to directory: String) throws(AttestError)
        -> String
    {
        try makeDirectory(directory)
        let base = directory.hasSuffix("/") ? directory : "\(directory)/"
        let path = base + name
        // The store passes over names with a dot in front, so that nobody reads it before it is whole.
        let draft = "\(base).\(name).\(getpid())"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw AttestError(draft, cannotWrite(errnoText())) }
        defer { unlink(draft) }
        let failure = fill(descriptor, with: envelope)
        close(descriptor)
        if let failure { throw AttestError(draft, cannotWrite(failure)) }
        // Unlike a rename, a link never takes the place of what is there.
        guard link(draft, path) == 0 else {
            throw AttestError(path, errno == EEXIST ? exists : cannotWrite(errnoText()))
        }
        return path
    }

    private static func makeDirectory(_ directory: String) throws(AttestError) {
        var path = directory.hasPrefix("/") ? "/" : ""
        for part in directory.split(separator: "/") {
            path += path.isEmpty || path.hasSuffix("/") ? String(part) : "/\(part)"
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
                throw AttestError(path, cannotWrite(errnoText()))
            }
        }
    }

    private static func fill(_ descriptor: Int32, with bytes: [UInt8]) -> String? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                guard errno == EINTR else { return errnoText() }
                continue
            }
            rest = rest.dropFirst(count)
        }
        return fsync(descriptor) == 0 ? nil : errnoText()
    }
}

private func errnoText() -> String { String(cString: strerror(errno)) }

private let exists = "it is there already, and nothing was written"
private func cannotWrite(_ reason: String) -> String { "cannot be written: \(reason)" }
