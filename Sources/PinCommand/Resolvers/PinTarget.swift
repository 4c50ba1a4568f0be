import ModelReferences
import RemoteServices

/// What a reference names, as whoever keeps it can be asked for it.
package enum PinTarget: Sendable, Hashable, CustomStringConvertible {
    /// A repository of the Hugging Face hub; without a revision its default branch.
    case hub(repository: String, revision: String?)
    /// A tag in a registry.
    case image(ImageReference)
    /// A model of an MLflow registry.
    case mlflow(name: String, selector: MLflowSelector)
    /// A branch or tag of a Git repository; without one what `HEAD` names.
    case git(url: String, revision: String?)
    /// One object of a bucket.
    case object(bucket: String, key: String)

    package var description: String {
        switch self {
        case .hub(let repository, let revision): "\(repository) at \(revision ?? "its default branch")"
        case .image(let image): image.normalised
        case .mlflow(let name, _): "the MLflow model \(name)"
        case .git(let url, let revision): "\(url) at \(revision ?? "HEAD")"
        case .object(let bucket, let key): "s3://\(bucket)/\(key)"
        }
    }
}

/// What a target is right now, in terms that do not move.
package enum Pin: Sendable, Hashable {
    /// Of a hub or a Git repository: 40 hexadecimal digits.
    case commit(String)
    /// `sha256:…`.
    case digest(String)
    case modelVersion(ResolvedModelVersion)
    /// An object's version, with a checksum where the store tells one.
    case objectVersion(String, checksum: String?)

    /// What a tool must be given for the reference to count as this.
    var expectedHex: String? {
        switch self {
        case .commit(let commit): commit
        case .digest(let digest): digest.split(separator: ":").last.map(String.init)
        case .modelVersion, .objectVersion: nil
        }
    }
}

package struct ResolvedModelVersion: Sendable, Hashable {
    package var name: String
    package var version: String
    /// Where its artifacts lie.
    package var source: String?
    package var runID: String?

    package init(name: String, version: String, source: String? = nil, runID: String? = nil) {
        self.name = name
        self.version = version
        self.source = source
        self.runID = runID
    }
}

extension PinTarget {
    /// What it could be, to see whether there is an edit at all; nil where the edit depends on the answer.
    var supposed: Pin? {
        switch self {
        case .hub, .git: .commit("0a1b2c3d4e5f60718293a4b5c6d7e8f901234567")
        case .image: .digest("sha256:" + String(repeating: "0a1b2c3d", count: 8))
        case .object: .objectVersion("0a1b2c3d4e5f60718293", checksum: nil)
        case .mlflow: nil
        }
    }

    /// What `reference` names; nil where nobody is known who could say what it is now.
    package init?(_ reference: ModelReference) {
        if let (repository, revision) = reference.hubRepository {
            self = .hub(repository: repository, revision: revision)
        } else if let target = Self.mlflow(reference) ?? Self.gitHost(reference) ?? Self.git(reference)
            ?? Self.image(reference) ?? Self.object(reference)
        {
            self = target
        } else {
            return nil
        }
    }

    /// `models:/NAME/STAGE`, `models:/NAME@ALIAS`, and the same behind an authority.
    private static func mlflow(_ reference: ModelReference) -> PinTarget? {
        guard reference.value.hasPrefix("models:/") else { return nil }
        var path = reference.value.dropFirst("models:/".count)
        if path.hasPrefix("/") {
            guard let slash = path.dropFirst().firstIndex(of: "/") else { return nil }
            path = path[path.index(after: slash)...]
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, !first.isEmpty, parts.count <= 2 else { return nil }
        if let mark = first.lastIndex(of: "@"), parts.count == 1 {
            let alias = String(first[first.index(after: mark)...])
            return mark == first.startIndex || alias.isEmpty
                ? nil : .mlflow(name: String(first[..<mark]), selector: .alias(alias))
        }
        guard parts.count == 2, !parts[1].isEmpty, !parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return .mlflow(
            name: first, selector: parts[1].lowercased() == "latest" ? .latest : .stage(parts[1]))
    }

    private static func image(_ reference: ModelReference) -> PinTarget? {
        let isImage = reference.consumer == .image || reference.consumer == .oras
        var name = reference.value[...]
        for scheme in ["oci://", "oci+native://", "oci+modelcar://", "oci+fetch://", "docker://"]
        where name.hasPrefix(scheme) {
            name = name.dropFirst(scheme.count)
        }
        let hasScheme = name.startIndex != reference.value.startIndex
        guard reference.consumer != .ome, let image = ImageReference(name), image.digest == nil else { return nil }
        // An annotation names an image as a container does; without tag and registry it could be anything.
        let isDeclared = reference.consumer == .any && !name.contains("://") && image.tag != nil
        guard isImage || hasScheme || isDeclared else { return nil }
        return .image(image)
    }

    /// An object by its name; a folder has no version of its own.
    private static func object(_ reference: ModelReference) -> PinTarget? {
        let value = reference.value
        if value.hasPrefix("s3://"), let uri = try? SourceURI.parse(value), !uri.isDirectory, !uri.segments.isEmpty {
            return .object(bucket: uri.authority, key: uri.segments.joined(separator: "/"))
        }
        guard value.hasPrefix("https://"), let uri = try? SourceURI.parse(value), !uri.isDirectory,
            let mark = uri.authority.firstRange(of: ".s3."),
            uri.authority.hasSuffix(".amazonaws.com")
                || uri.authority.hasSuffix(".s3.amazonaws.com")
        else { return nil }
        return .object(
            bucket: String(uri.authority[..<mark.lowerBound]), key: uri.segments.joined(separator: "/"))
    }

    // MARK: Git

    /// Addresses of files and archives at the hosts that serve them by revision.
    private static func gitHost(_ reference: ModelReference) -> PinTarget? {
        guard reference.value.hasPrefix("https://"), reference.consumer != .git, reference.consumer != .dvc,
            let uri = try? SourceURI.parse(reference.value)
        else { return nil }
        let parts = uri.segments
        switch uri.authority {
        case "raw.githubusercontent.com" where parts.count >= 4:
            return git("https://github.com/\(parts[0])/\(parts[1])", Array(parts[2...]))
        case "github.com" where parts.count >= 4 && ["raw", "blob", "archive"].contains(parts[2]):
            return git("https://github.com/\(parts[0])/\(parts[1])", Array(parts[3...]))
        case "gitlab.com":
            guard let dash = parts.firstIndex(of: "-"), dash >= 2, parts.count > dash + 2,
                ["raw", "archive"].contains(parts[dash + 1])
            else { return nil }
            let project = parts[..<dash].joined(separator: "/")
            return .git(url: "https://gitlab.com/\(project)", revision: parts[dash + 2])
        default: return nil
        }
    }

    private static func git(_ url: String, _ rest: [String]) -> PinTarget? {
        var rest = rest
        if rest.count > 2, rest[0] == "refs", rest[1] == "heads" || rest[1] == "tags" { rest.removeFirst(2) }
        guard var revision = rest.first else { return nil }
        for end in [".zip", ".tar.gz", ".tgz"] where revision.hasSuffix(end) && rest.count == 1 {
            revision = String(revision.dropLast(end.count))
        }
        return .git(url: url, revision: revision)
    }

    /// Repositories that are cloned, or installed from: `git+https://HOST/REPOSITORY@REVISION`.
    private static func git(_ reference: ModelReference) -> PinTarget? {
        var url = reference.value
        var revision = reference.revision
        if url.hasPrefix("git+") {
            url = String(url.dropFirst(4).prefix { $0 != "#" })
            if let mark = url.lastIndex(of: "@"), let slash = url.lastIndex(of: "/"), slash < mark {
                revision = String(url[url.index(after: mark)...])
                url = String(url[..<mark])
            }
        } else if reference.consumer != .git, reference.consumer != .dvc {
            return nil
        }
        guard url.hasPrefix("https://") || url.hasPrefix("ssh://") else { return nil }
        return .git(url: url, revision: revision)
    }
}
