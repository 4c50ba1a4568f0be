import Attestation
import KubernetesModel
import ModelReferences
import PolicyEngine

extension ResourceDescriptor {
    /// The part that it plays in a lineage, by its role; nil of what is not part of a model's making.
    var lineageKind: LineageGraph.Kind? {
        switch role {
        case "source": return .code
        case "dataset": return .data
        case "base-model": return .baseModel
        case "environment": return .environment
        case "context": return nil
        default: break
        }
        // SLSA's own dependencies have no roles.
        if digest(.gitCommit) != nil || uri?.hasPrefix("git+") == true { return .code }
        return .environment
    }

    /// In front of the colon of its name: `dataset:train`.
    private var role: String { String((name ?? "").prefix { $0 != ":" }) }

    /// Without the role in front.
    var plainName: String? {
        guard let name else { return nil }
        for role in ["dataset:", "context:", "base-model:", "environment:", "source:"] where name.hasPrefix(role) {
            return String(name.dropFirst(role.count))
        }
        return ["source", "base-model", "environment", "dataset"].contains(name) ? nil : name
    }

    /// Two descriptors with the same one are of the same thing.
    var identityKey: String {
        if let strong = strongDigests.first { return strong.description }
        let weak = digests.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
        return ([uri ?? "", plainName ?? "", annotations["version"] ?? ""] + weak).joined(separator: " ")
    }

    /// Short, for a box.
    var title: String {
        if let plainName, !plainName.isEmpty { return plainName }
        if let uri { return LineageText.lastPart(of: uri) }
        return strongDigests.first.map(LineageText.short) ?? "unnamed"
    }

    /// By what it is pinned, for a box.
    var version: String {
        if let strong = strongDigests.first { return LineageText.short(strong) }
        if let commit = digest(.gitCommit) { return "commit \(commit.hex.prefix(12))" }
        if let version = annotations["version"] { return LineageText.short(version) }
        if let weak = digests.sorted(by: { $0.key < $1.key }).first {
            return "\(weak.key):\(LineageText.short(weak.value))"
        }
        if let uri, let version = DatasetReference(uri).version ?? ModelIdentity.of(uri).version {
            return LineageText.short(version)
        }
        return "no version"
    }
}

extension Lineage {
    /// What the model needs beside itself where it is served.
    var context: [ResourceDescriptor] { dependencies.filter { $0.name?.hasPrefix("context:") ?? false } }
}

/// Parts of references as boxes show them.
enum LineageText {
    /// `sha256:4bf5122f3445…`.
    static func short(_ digest: Digest) -> String {
        digest.algorithm == .gitCommit
            ? "commit \(digest.hex.prefix(12))" : "\(digest.algorithm.rawValue):\(short(digest.hex))"
    }

    /// The beginning of what nobody reads to its end: hex digits, and other words that are as long.
    static func short(_ version: String) -> String {
        version.utf8.count > 24 ? "\(version.prefix(12))…" : version
    }

    /// `fraud` of `git+https://git.corp.example/ml/fraud.git`.
    static func lastPart(of uri: String) -> String {
        let path = uri.prefix { $0 != "?" && $0 != "#" }
        let part = path.split(separator: "/").last.map(String.init) ?? uri
        return part.hasSuffix(".git") ? String(part.dropLast(4)) : part
    }

    /// Without what says how it is reached.
    static func withoutScheme(_ uri: String) -> String {
        guard let mark = uri.firstRange(of: "://") else { return uri }
        return String(uri[mark.upperBound...])
    }
}
