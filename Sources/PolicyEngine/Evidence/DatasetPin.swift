import Attestation
import KubernetesModel
import ModelReferences

/// What a record says of data: how it is pinned, and whether two descriptions are of the same data.
package enum DatasetPin {
    /// How the data is pinned, with the reason: a half-sentence that can follow "is".
    package static func of(_ data: ResourceDescriptor) -> (pin: DatasetReference.Class, reason: String) {
        if !data.strongDigests.isEmpty { return (.pinned, "addressed by its content") }
        if data.digest(.gitCommit) != nil { return (.pinned, "addressed by a Git commit") }
        let reference = versioned(data)
        if let reference, reference.pin == .pinned || reference.pin == .conditional {
            return (reference.pin, reference.reason)
        }
        if let digest = data.digests["md5"] {
            let weak = DatasetReference("md5:\(digest)")
            return (weak.pin, weak.reason)
        }
        guard let reference else { return (.mutable, "named by neither digest nor version") }
        return (reference.pin, reference.reason)
    }

    /// The reference that `uri`, or `uri` with `annotations.kind` and `annotations.version`, is; nil without a uri.
    static func versioned(_ data: ResourceDescriptor) -> DatasetReference? {
        guard let uri = data.uri else { return nil }
        let own = DatasetReference(uri)
        guard own.pin == .mutable, let version = data.annotations["version"] else { return own }
        let text: String? =
            switch data.annotations["kind"] {
            case "s3-version", "azure-version": "\(uri)?versionId=\(version)"
            case "gcs-generation": "\(uri)#\(version)"
            case "git": uri.hasPrefix("git+") ? "\(uri)@\(version)" : "git+\(uri)@\(version)"
            case "huggingface": "\(uri)@\(version)"
            case "lakefs": lakeFS(uri, version)
            default: nil
            }
        return text.map { DatasetReference($0) } ?? own
    }

    /// A commit has 64 hexadecimal digits; the reference in the uri may be a branch.
    private static func lakeFS(_ uri: String, _ commit: String) -> String? {
        guard uri.hasPrefix("lakefs://") else { return nil }
        var parts = uri.dropFirst(9).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if parts.count > 1 { parts[1] = commit } else { parts.append(commit) }
        return "lakefs://" + parts.joined(separator: "/")
    }

    /// Whether the data is known by more than a name.
    static func isIdentified(_ data: ResourceDescriptor) -> Bool { of(data).pin != .mutable }

    /// Whether two records name the same data.
    package static func isSame(_ left: ResourceDescriptor, _ right: ResourceDescriptor) -> Bool {
        if agree(left.digests, right.digests) { return true }
        guard let one = versioned(left), let other = versioned(right) else { return false }
        return isSameVersion(one, other) || (left.uri == right.uri && !differ(left.digests, right.digests))
    }

    /// Whether what a manifest names is this data.
    package static func names(_ reference: DatasetReference, _ data: ResourceDescriptor) -> Bool {
        guard !differ(reference.digests, data.digests) else { return false }
        if agree(reference.digests, data.digests) {
            // A commit addresses a whole repository: the same commit of another one is other data.
            guard reference.digests.keys.allSatisfy({ $0 == "gitCommit" }), let uri = reference.uri else { return true }
            return data.uri.map { repository($0) == repository(uri) } ?? true
        }
        return versioned(data).map { isSameVersion(reference, $0) } ?? false
    }

    private static func isSameVersion(_ left: DatasetReference, _ right: DatasetReference) -> Bool {
        guard let version = left.version, version == right.version, left.kind == right.kind else { return false }
        guard let one = left.uri, let other = right.uri else { return false }
        return repository(one) == repository(other)
    }

    /// Without what is written in more than one way.
    private static func repository(_ uri: String) -> String {
        var text = DatasetReference(uri).uri ?? uri
        for prefix in ["git+"] where text.hasPrefix(prefix) { text = String(text.dropFirst(prefix.count)) }
        if text.hasSuffix(".git") { text = String(text.dropLast(4)) }
        return text
    }

    private static func agree(_ left: [String: String], _ right: [String: String]) -> Bool {
        !differ(left, right) && left.contains { isDigest($0.key) && right[$0.key] == $0.value }
    }

    static func differ(_ left: [String: String], _ right: [String: String]) -> Bool {
        left.contains { isDigest($0.key) && right[$0.key] != nil && right[$0.key] != $0.value }
    }

    private static func isDigest(_ algorithm: String) -> Bool {
        ["sha256", "sha384", "sha512", "gitCommit", "md5"].contains(algorithm)
    }

    /// `pinned or weak`.
    static func words(_ classes: Set<DatasetReference.Class>) -> String {
        DatasetReference.Class.allCases.filter(classes.contains).map(\.rawValue).joined(separator: " or ")
    }
}
