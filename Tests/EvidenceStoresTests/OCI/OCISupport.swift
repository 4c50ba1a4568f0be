import Attestation
import EvidenceStores
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import RemoteServices
import Testing

extension DockerRegistry {
    var access: RemoteAccess {
        var access = RemoteAccess()
        access.allowsPlainHTTP = true
        access.networks = TestSite.loopback
        return access
    }

    func store(_ names: String...) -> OCIStore {
        OCIStore(name: "registry", place: "registry", repositories: names.map { "oci://\(host)/\($0)" }, access: access)
    }

    func repository(_ name: String) throws -> OCIRepository { try #require(OCIRepository("\(host)/\(name)")) }
}

extension RegistryClient {
    /// Puts an artifact under a tag, or under its digest alone.
    @discardableResult
    func put(
        _ layers: [(mediaType: String, bytes: [UInt8])], tag: String? = nil, artifactType: String? = nil,
        subject: Digest? = nil, in repository: OCIRepository
    ) throws -> OCIDescriptor {
        for layer in layers + [("", Array("{}".utf8))] {
            try push(blob: layer.bytes, digest: ContentDigest.sha256(layer.bytes), to: repository, by: .soon)
        }
        let text = artifact(layers, artifactType: artifactType, subject: subject)
        let digest = ContentDigest.sha256(Array(text.utf8))
        _ = try push(
            manifest: Array(text.utf8), type: OCIManifest.image, as: tag.map { .tag($0) } ?? .digest(digest),
            to: repository, by: .soon)
        return OCIDescriptor(
            mediaType: OCIManifest.image, digest: digest, size: text.utf8.count, artifactType: artifactType)
    }

    func put(_ index: [OCIDescriptor], tag: String, in repository: OCIRepository) throws {
        _ = try push(
            manifest: Array(imageIndex(index).utf8), type: OCIManifest.index, as: .tag(tag), to: repository, by: .soon)
    }
}

extension Deadline {
    static var soon: Deadline { .after(.seconds(60)) }
}

/// A manifest with these layers.
func artifact(
    _ layers: [(mediaType: String, bytes: [UInt8])], artifactType: String? = nil, subject: Digest? = nil
) -> String {
    let list = layers.map {
        #"{"mediaType": "\#($0.mediaType)", "digest": "\#(ContentDigest.sha256($0.bytes))", "size": \#($0.bytes.count)}"#
    }
    let empty = ContentDigest.sha256(Array("{}".utf8))
    let type = artifactType.map { #""artifactType": "\#($0)", "# } ?? ""
    let about =
        subject.map { #", "subject": {"mediaType": "\#(OCIManifest.image)", "digest": "\#($0)", "size": 1}"# } ?? ""
    return """
        {"schemaVersion": 2, "mediaType": "\(OCIManifest.image)", \(type)"config": {"mediaType": \
        "application/vnd.oci.image.config.v1+json", "digest": "\(empty)", "size": 2}, \
        "layers": [\(list.joined(separator: ", "))]\(about)}
        """
}

func imageIndex(_ descriptors: [OCIDescriptor]) -> String {
    let list = descriptors.map {
        let type = $0.artifactType.map { #", "artifactType": "\#($0)""# } ?? ""
        return #"{"mediaType": "\#($0.mediaType)", "digest": "\#($0.digest)", "size": \#($0.size)\#(type)}"#
    }
    return
        #"{"schemaVersion": 2, "mediaType": "\#(OCIManifest.index)", "manifests": [\#(list.joined(separator: ", "))]}"#
}

let dsse = "application/vnd.dsse.envelope.v1+json"
let bundle = "application/vnd.dev.sigstore.bundle.v0.3+json"

/// A file that stands beside the checkout (`../shared`, or where PEDIGREE_SHARED says); nil where it is absent, which CI
/// does not accept.
func sharedBytes(_ path: String) throws -> [UInt8]? {
    let environment = ProcessInfo.processInfo.environment
    var places = environment["PEDIGREE_SHARED"].map { [URL(fileURLWithPath: $0)] } ?? []
    var directory = URL(fileURLWithPath: #filePath)
    while directory.pathComponents.count > 1 {
        directory.deleteLastPathComponent()
        places.append(directory.appendingPathComponent("shared"))
    }
    for place in places {
        if let data = try? Data(contentsOf: place.appendingPathComponent(path)) { return Array(data) }
    }
    try #require(environment["CI"] != "true", "\(path) is not beside this checkout")
    print("skipped: \(path) is not beside this checkout")
    return nil
}
