import KubernetesModel
import RemoteServices

/// What of one manifest is evidence, or leads to it. It says the same as long as the manifest's digest does.
struct OCIEvidence: Sendable, Hashable {
    /// Blobs that carry evidence.
    private(set) var layers: [Layer] = []
    /// Of an index: the manifests that may carry some.
    private(set) var manifests: [Digest] = []
    /// Whether it lists manifests.
    private(set) var isIndex = false
    /// Descriptors that could not be read.
    private(set) var unreadable = 0

    struct Layer: Sendable, Hashable {
        var digest: Digest
        var size: Int
        /// What a file's name would have to end in for its contents to be read right.
        var ending: String
    }

    init(_ manifest: OCIManifest) {
        unreadable = manifest.unreadable
        switch manifest.content {
        case .index(let descriptors):
            isIndex = true
            manifests = Self.worthwhile(descriptors)
        case .image(let blobs, let config):
            let isAttached = manifest.subject != nil || Self.isEvidence(manifest.artifactType ?? config)
            layers = blobs.compactMap { blob in
                Self.ending(blob, isAttached: isAttached).map {
                    Layer(digest: blob.digest, size: blob.size, ending: $0)
                }
            }
        }
    }

    /// The manifests in a list of referrers that may carry evidence: those that say that they are something else are never
    /// fetched.
    static func worthwhile(_ descriptors: [OCIDescriptor]) -> [Digest] {
        descriptors.filter { $0.artifactType.map { isEvidence($0) || saysNothing.contains($0) } ?? true }.map(\.digest)
    }

    /// What the file would be called; nil for what is no evidence.
    private static func ending(_ blob: OCIDescriptor, isAttached: Bool) -> String? {
        let type = blob.mediaType.lowercased()
        // in-toto's attestation spec, spec/v1/envelope.md: `application/vnd.in-toto.PREDICATE+dsse`; cosign's
        // ATTESTATION_SPEC and BUNDLE_SPEC name the others.
        if type.hasPrefix("application/vnd.dsse.envelope") || type.hasSuffix("+dsse") { return ".dsse.json" }
        if type.hasPrefix("application/vnd.dev.sigstore.bundle") { return ".sigstore.json" }
        if type == "application/vnd.in-toto.bundle" { return ".intoto.jsonl" }
        // An envelope, or a statement that nobody signed, as image builders attach it.
        if type.hasPrefix("application/vnd.in-toto") { return ".json" }
        // ORAS keeps the names of files, and gives most of them the media type of an archive.
        let name = blob.title?.split(separator: "/").last.flatMap { CarrierName(String($0)) }
        switch name {
        case .signed: return ".sig"
        // A model's repository is full of these: only what is attached to something else is looked into.
        case .json where isAttached: return ".json"
        case .lines where isAttached: return ".jsonl"
        case .dvcLock where isAttached: return "/dvc.lock"
        case .json, .lines, .dvcLock, nil: return nil
        }
    }

    private static func isEvidence(_ type: String?) -> Bool {
        guard let type = type?.lowercased() else { return false }
        return evidenceWords.contains(where: type.contains)
    }

    private static let evidenceWords = [
        "in-toto", "intoto", "dsse", "sigstore.bundle", "cosign.artifact.att", "attestation", "provenance", "pedigree",
        "model-signing", "model_signing", "openlineage", "mlflow",
    ]
    /// Types that tools give where nobody said one.
    private static let saysNothing: Set<String> = [
        "", "application/vnd.oci.empty.v1+json", "application/vnd.oci.image.config.v1+json", "application/json",
        "application/vnd.unknown.artifact.v1", "application/vnd.unknown.config.v1+json", "application/octet-stream",
    ]
}

/// What a tag's name says about what is under it.
enum OCITag: Sendable, Hashable {
    /// `sha256-HEX`: what refers to a digest (distribution spec, "Referrers Tag Schema").
    case referrers
    /// `sha256-HEX.att`: cosign's attestations of a digest.
    case attestations
    /// `evidence-HEX`: our own, and which manifest it is.
    case own(Digest)
    /// `sha256-HEX.sig` and `.sbom`: cosign's, and never evidence.
    case other
    /// What people tag.
    case model

    init(_ tag: String) {
        if let digest = Digest(oci: "sha256:\(tag.dropFirst(Self.prefix.utf8.count))"), tag.hasPrefix(Self.prefix) {
            self = .own(digest)
            return
        }
        let parts = tag.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, Self.isDigest(first) else {
            self = .model
            return
        }
        switch parts.count == 1 ? nil : parts[1] {
        case nil: self = .referrers
        case "att": self = .attestations
        case "sig", "sbom": self = .other
        default: self = .model
        }
    }

    private static func isDigest(_ text: Substring) -> Bool {
        for algorithm in ["sha256", "sha512"] where text.hasPrefix("\(algorithm)-") {
            let hex = text.dropFirst(algorithm.utf8.count + 1)
            // A referrers tag has no more than 64 digits, whatever the algorithm.
            return Digest.Algorithm.sha256.isHex(String(hex))
        }
        return false
    }

    static func name(ofEvidence manifest: Digest) -> String { "\(prefix)\(manifest.hex)" }
    static func name(ofAttestationsOf subject: Digest) -> String { "\(subject.referrersTag).att" }

    private static let prefix = "evidence-"
}
