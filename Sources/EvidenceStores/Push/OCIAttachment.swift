import Attestation
import KubernetesModel
import RemoteServices

/// A manifest that attaches an envelope to what it is about.
struct OCIAttachment: Sendable {
    let subject: OCIDescriptor?
    let manifest: [UInt8]
    let digest: Digest
    private let predicateType: String?

    init(layer: OCIDescriptor, subject: OCIDescriptor?, predicateType: String?) {
        var writer = JSONWriter()
        writer.object { manifest in
            manifest.member("schemaVersion", 2)
            manifest.member("mediaType", OCIManifest.image)
            manifest.member("artifactType", Self.type)
            manifest.key("config")
            manifest.value(
                OCIDescriptor(
                    mediaType: "application/vnd.oci.empty.v1+json", digest: OCIPush.emptyDigest,
                    size: OCIPush.empty.count))
            manifest.key("layers")
            manifest.array { $0.value(layer) }
            if let subject {
                manifest.key("subject")
                manifest.value(subject)
            }
            manifest.annotations(predicateType)
        }
        self.manifest = writer.bytes
        self.subject = subject
        self.predicateType = predicateType
        digest = ContentDigest.sha256(writer.bytes)
    }

    /// The index with this in it, and with everything that `current` has.
    func index(after current: [UInt8]?) -> [UInt8] {
        let root = current.flatMap { try? JSONParser.parse($0, tellsPlaces: false).root }
        var writer = JSONWriter()
        writer.object { index in
            index.member("schemaVersion", 2)
            index.member("mediaType", OCIManifest.index)
            for member in root?.members.map({ $0 }) ?? []
            where !["schemaVersion", "mediaType", "manifests"].contains(member.key) {
                index.key(member.key)
                index.value(member.value)
            }
            index.key("manifests")
            index.array { list in
                for element in root?["manifests"]?.elements.map({ $0 }) ?? [] { list.value(element) }
                list.value(
                    OCIDescriptor(
                        mediaType: OCIManifest.image, digest: digest, size: manifest.count, artifactType: Self.type)
                ) { $0.annotations(predicateType) }
            }
        }
        return writer.bytes
    }

    private static let type = "application/vnd.in-toto+json"
}

extension JSONWriter {
    fileprivate mutating func value(
        _ descriptor: OCIDescriptor, _ more: (inout JSONWriter) -> Void = { _ in }
    ) {
        object { object in
            object.member("mediaType", descriptor.mediaType)
            object.member("digest", descriptor.digest.description)
            object.member("size", descriptor.size)
            if let type = descriptor.artifactType { object.member("artifactType", type) }
            if let title = descriptor.title {
                object.key("annotations")
                object.object { $0.member("org.opencontainers.image.title", title) }
            }
            more(&object)
        }
    }

    fileprivate mutating func annotations(_ predicateType: String?) {
        guard let predicateType else { return }
        key("annotations")
        object { $0.member("in-toto.io/predicate-type", predicateType) }
    }
}
