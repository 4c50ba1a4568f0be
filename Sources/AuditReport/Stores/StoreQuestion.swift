import KubernetesModel
import ModelReferences

/// What a store can be asked: whether it still has one version of something.
package enum StoreQuestion: Sendable, Hashable {
    /// A commit of a repository of the Hugging Face hub.
    case hub(repository: String, isDataset: Bool, commit: String)
    /// A commit of a Git repository behind `https://`.
    case git(url: String, commit: String)
    /// A manifest, or a blob, by its digest.
    case content(repository: String, Digest)
    /// What the name of an image means now.
    case image(ImageReference)
    /// One version of an object of a bucket of S3.
    case objectVersion(bucket: String, key: String, version: String)
    /// An object of a bucket of S3, or the folder of that name, as it stands now.
    case object(bucket: String, key: String)
    /// One generation of an object of Google Cloud Storage.
    case generation(bucket: String, object: String, generation: String)
}

/// Three answers, and never mixed up: what nobody could be asked is neither there nor gone.
package enum StoreAnswer: Sendable, Hashable {
    case there(StoreState)
    /// The store itself says that it has no such thing, and that it has what holds such things.
    case gone(String)
    /// Why nobody knows: no access, no answer, a store that cannot be asked.
    case unknown(String)
}

/// What a store says of what it has.
package struct StoreState: Sendable, Hashable {
    /// Of its content: a manifest's, or an object's where the store keeps SHA-256.
    package var digest: Digest?
    /// Of an index: the manifests that it leads to.
    package var members: Set<Digest> = []
    /// When it was last written; of a folder, what was written last in it.
    package var modified: Modified?
    /// Whether the store keeps what is replaced or removed, or may do so.
    package var keepsVersions = false
    /// Whether it is a folder: what was asked for is the beginning of names.
    package var isFolder = false

    package init() {}

    package struct Modified: Sendable, Hashable {
        /// RFC 3339, as the store writes it.
        package var time: String
        package var name: String

        package init(time: String, name: String) {
            self.time = time
            self.name = name
        }
    }
}

extension StoreQuestion {
    /// The version that a reference to data names, as its store can be asked for it; nil where it names no version.
    ///
    /// - Parameter digest: of the data, where it stands beside the reference.
    /// - Throws: why nobody can be asked for it; a half-sentence.
    package init?(data text: String, digest: Digest?) throws(Unaskable) {
        let reference = DatasetReference(text)
        let pinned = Digest(in: reference) ?? digest
        guard reference.pin != .mutable || pinned != nil else { return nil }
        guard let uri = reference.uri, uri.firstRange(of: "://") != nil || reference.kind != nil else {
            throw Unaskable(noPlace)
        }
        switch reference.kind {
        case "s3-version": self = try Self.version(uri, reference.version)
        case "gcs-generation": self = try Self.generation(uri, reference.version)
        case "huggingface": self = try Self.dataset(uri, reference.version)
        case "git": self = try Self.repository(uri, reference.version)
        case nil: self = try Self.addressed(uri, pinned)
        case let kind?: throw Unaskable(otherStore(kind))
        }
    }

    /// Why nobody can be asked.
    package struct Unaskable: Error, Sendable, Hashable {
        package var reason: String

        init(_ reason: String) { self.reason = reason }
    }

    private static func version(_ uri: String, _ version: String?) throws(Unaskable) -> StoreQuestion {
        guard let version, let (bucket, key) = S3Place.split(uri), !key.isEmpty else { throw Unaskable(notS3) }
        return .objectVersion(bucket: bucket, key: key, version: version)
    }

    private static func generation(_ uri: String, _ generation: String?) throws(Unaskable) -> StoreQuestion {
        guard let generation, let (bucket, object) = S3Place.split(uri, schemes: ["gs", "gcs"]), !object.isEmpty else {
            throw Unaskable(noPlace)
        }
        return .generation(bucket: bucket, object: object, generation: generation)
    }

    private static func dataset(_ uri: String, _ commit: String?) throws(Unaskable) -> StoreQuestion {
        let prefix = "hf://datasets/"
        guard let commit, uri.hasPrefix(prefix) else { throw Unaskable(noPlace) }
        return .hub(repository: String(uri.dropFirst(prefix.count)), isDataset: true, commit: commit)
    }

    private static func repository(_ uri: String, _ commit: String?) throws(Unaskable) -> StoreQuestion {
        var url = uri[...]
        for prefix in ["git+", "git::", "dvc://"] where url.hasPrefix(prefix) {
            url = url.dropFirst(prefix.count)
            if prefix == "dvc://" { url = "https://" + url }
        }
        guard let commit, url.hasPrefix("https://") || url.hasPrefix("http://") else { throw Unaskable(notHTTPS) }
        return .git(url: String(url.prefix { $0 != "#" && $0 != "?" }), commit: commit)
    }

    /// Data that is known by its digest, at an address that could hold anything.
    private static func addressed(_ uri: String, _ digest: Digest?) throws(Unaskable) -> StoreQuestion {
        if let (bucket, key) = S3Place.split(uri) { return .object(bucket: bucket, key: key) }
        for scheme in ["oci://", "docker://"] where uri.hasPrefix(scheme) {
            guard let digest, let image = ImageReference(uri.dropFirst(scheme.count)) else { throw Unaskable(noPlace) }
            return .content(repository: image.name, digest)
        }
        throw Unaskable(otherAddress(uri))
    }
}

/// Where something lies in a bucket.
enum S3Place {
    /// - Parameter schemes: those of stores that speak S3's protocol where S3 is asked.
    static func split(
        _ uri: String, schemes: [String] = ["s3", "s3a", "s3n", "minio"]
    ) -> (bucket: String, key: String)? {
        guard let mark = uri.firstRange(of: "://"), schemes.contains(String(uri[..<mark.lowerBound])) else {
            return nil
        }
        let rest = uri[mark.upperBound...]
        let bucket = rest.prefix { $0 != "/" }
        guard (1...255).contains(bucket.utf8.count), bucket.utf8.allSatisfy(isBucketByte) else { return nil }
        return (String(bucket), String(rest.dropFirst(bucket.count).dropFirst()))
    }

    /// What could not lead to another host or path.
    private static func isBucketByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Digest {
    /// `sha256:…` and its like, with an algorithm of in-toto's names; nil for MD5 and what is no digest.
    init?(algorithm name: String, hex: String) {
        guard let algorithm = Algorithm(rawValue: name) else { return nil }
        self.init(algorithm, hex: hex)
    }

    /// The strongest of a reference's digests.
    init?(in reference: DatasetReference) {
        let known = reference.digests.sorted { $0.key > $1.key }.lazy.compactMap {
            Digest(algorithm: $0.key, hex: $0.value)
        }
        guard let digest = known.first else { return nil }
        self = digest
    }

    /// `sha256:…`, as evidence writes it.
    package init?(written text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let hex = String(text[text.utf8.index(after: colon)...])
        guard !hex.isEmpty, hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
            return nil
        }
        self.init(algorithm: String(text[..<colon]), hex: hex)
    }
}

// What an auditor reads.

private let noPlace = "it names no store that could be asked"
private let notS3 = "its store does not speak S3's protocol at a place that could be asked"
private let notHTTPS = "only Git repositories behind https:// are asked"
private func otherStore(_ kind: String) -> String { "nobody can be asked here for versions of the kind \(kind)" }
private func otherAddress(_ uri: String) -> String {
    "nobody can be asked here for a digest at \(quoted(String(uri.prefix { $0 != "/" }), limit: 40))"
}
