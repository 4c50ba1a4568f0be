import Attestation
import KubernetesModel

/// A pointer to content: image spec, "OCI Content Descriptors".
package struct OCIDescriptor: Sendable, Hashable {
    package var mediaType: String
    package var digest: Digest
    package var size: Int
    /// Of the manifest that it points to, where whoever wrote the descriptor said it.
    package var artifactType: String?
    /// The name of the file that it was: `org.opencontainers.image.title`. Nobody vouches for it.
    package var title: String?

    package init(mediaType: String, digest: Digest, size: Int, artifactType: String? = nil, title: String? = nil) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.artifactType = artifactType
        self.title = title
    }

    /// nil where `node` is no descriptor.
    init?(_ node: Node) {
        guard let mediaType = node["mediaType"]?.nonEmptyString, mediaType.utf8.count <= 255,
            let digest = node["digest"]?.string.flatMap({ Digest(oci: $0) }), let size = node["size"]?.int, size >= 0
        else { return nil }
        let title = node[path: "annotations", "org.opencontainers.image.title"]?.nonEmptyString
        self.init(
            mediaType: mediaType, digest: digest, size: size, artifactType: node["artifactType"]?.nonEmptyString,
            title: title)
    }
}

/// A manifest that was read: of an image, of an artifact, or an index of manifests.
package struct OCIManifest: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        /// `config` is the media type of the configuration.
        case image(layers: [OCIDescriptor], config: String?)
        case index([OCIDescriptor])
    }

    /// Of the bytes that came, whatever the registry says.
    package var digest: Digest
    package var mediaType: String
    package var size: Int
    package var artifactType: String?
    /// What it refers to.
    package var subject: Digest?
    package var content: Content
    /// Descriptors that could not be read; what stands beside them can.
    package var unreadable = 0

    package var descriptor: OCIDescriptor {
        OCIDescriptor(mediaType: mediaType, digest: digest, size: size, artifactType: artifactType)
    }
}

extension OCIManifest {
    package static let image = "application/vnd.oci.image.manifest.v1+json"
    package static let index = "application/vnd.oci.image.index.v1+json"
    static let dockerImage = "application/vnd.docker.distribution.manifest.v2+json"
    static let dockerList = "application/vnd.docker.distribution.manifest.list.v2+json"
    /// What ORAS wrote before OCI 1.1 was released; its layers are called blobs.
    static let artifact = "application/vnd.oci.artifact.manifest.v1+json"
    static let accepted = [image, index, dockerImage, dockerList, artifact].joined(separator: ", ")

    /// Why bytes are no manifest; a half-sentence.
    package struct Objection: Error { package var reason: String }

    /// - Parameters:
    ///   - type: the Content-Type that it came with.
    ///   - digest: what it was asked for by; nil for a tag.
    package init(_ bytes: [UInt8], type: String?, digest: Digest?) throws(Objection) {
        let root: Node
        do throws(ParseError) {
            let limits = ParseLimits(bytes: RegistryLimits.manifestBytes, depth: 32, nodes: 200_000)
            root = try JSONParser.parse(bytes, limits: limits, tellsPlaces: false).root
        } catch {
            throw Objection(reason: noJSON)
        }
        guard root.isObject else { throw Objection(reason: noObject) }
        // Distribution spec, "Pulling manifests": the two must agree; where one says nothing the other counts.
        let bare = type.map { String($0.prefix { $0 != ";" && $0 != " " }).lowercased() } ?? ""
        let said = Self.known.contains(bare) ? bare : nil
        let named = root["mediaType"]?.nonEmptyString
        guard said == nil || named == nil || said == named else { throw Objection(reason: both) }
        self.digest = digest ?? ContentDigest.sha256(bytes)
        size = bytes.count
        artifactType = root["artifactType"]?.nonEmptyString
        subject = root[path: "subject", "digest"]?.string.flatMap { Digest(oci: $0) }
        let list = root["manifests"]
        let layers = root["layers"] ?? root["blobs"]
        // CVE-2021-41190: what is an index to one reader and an image to another is neither.
        guard (list == nil) != (layers == nil) else { throw Objection(reason: list == nil ? neither : both) }
        mediaType =
            named ?? said ?? (list == nil ? Self.image : Self.index)
        guard Self.known.contains(mediaType) else { throw Objection(reason: otherType(mediaType)) }
        guard (mediaType == Self.index || mediaType == Self.dockerList) == (list != nil) else {
            throw Objection(reason: both)
        }
        guard let elements = list ?? layers, elements.isArray else { throw Objection(reason: noList) }
        let descriptors = elements.elements.compactMap { OCIDescriptor($0) }
        unreadable = elements.count - descriptors.count
        let config = root[path: "config", "mediaType"]?.nonEmptyString
        content = list == nil ? .image(layers: descriptors, config: config) : .index(descriptors)
    }

    private static let known: Set<String> = [image, index, dockerImage, dockerList, artifact]
}

/// How much of a registry's answers is read.
package enum RegistryLimits {
    /// Distribution spec, "Pushing Manifests": registries need not take more than 4 MiB.
    static let manifestBytes = 4 << 20
    /// Registries without paging answer with all tags at once.
    static let listBytes = 16 << 20
    static let pages = 1_000
    static let tags = 100_000
    /// Of one subject.
    static let referrers = 10_000
}

// What an operator reads.

private let noJSON = "it is no strict JSON"
private let noObject = "it is no JSON object"
private let neither = "it has neither layers nor manifests"
private let both = "it is one thing to one reader and something else to another"
private let noList = "its layers or manifests are no list"
private func otherType(_ type: String) -> String { "its media type is \(quoted(type, limit: 80))" }
