import Attestation
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Reads what an option says of data and their version: a reference, or a file whose bytes are hashed.
enum DatasetArgument {
    /// - Parameter read: gives the bytes of a file, where the text is the name of one.
    static func parse(
        _ text: String, option: String, read: (String) throws(AttestError) -> [UInt8]
    ) throws(AttestError) -> ResourceDescriptor {
        let named = NamedReference(text)
        var descriptor = try descriptor(of: named.reference, option, read)
        descriptor.name = named.name ?? descriptor.uri.map(lastName) ?? "data"
        return descriptor
    }

    private static func descriptor(
        of text: String, _ option: String, _ read: (String) throws(AttestError) -> [UInt8]
    ) throws(AttestError) -> ResourceDescriptor {
        let reference = DatasetReference(text)
        if reference.pin == .mutable {
            // A bare name is no reference, but it may be a file: its bytes say best which data it was.
            guard !text.contains("://"), let bytes = try? read(text) else {
                throw AttestError(option, mayMove(reference))
            }
            return try file(text, bytes)
        }
        var annotations: [String: String] = [:]
        annotations["kind"] = reference.kind
        annotations["version"] = reference.version
        return ResourceDescriptor(
            uri: reference.uri, digests: reference.digests, annotations: annotations)
    }

    /// A file's own bytes, or what a pointer in its place stands for.
    private static func file(_ name: String, _ bytes: [UInt8]) throws(AttestError) -> ResourceDescriptor {
        if let digest = lfsPointer(bytes) {
            return ResourceDescriptor(uri: name, digests: ["sha256": digest], annotations: ["kind": "git-lfs"])
        }
        guard name.hasSuffix(".dvc") else {
            return ResourceDescriptor(uri: name, digests: ["sha256": ContentDigest.sha256(bytes).hex])
        }
        let documents = try? YAMLParser.parse(bytes, limits: ParseLimits(bytes: 1 << 20, depth: 16))
        guard let output = documents?.first?.root["outs"]?.elements.first(where: { _ in true }),
            let hash = output["md5"]?.nonEmptyString
        else { throw AttestError(name, noPointer) }
        return ResourceDescriptor(
            uri: String(name.dropLast(".dvc".count)), digests: ["md5": hash],
            annotations: ["kind": "dvc", "version": "md5:\(hash)"])
    }

    /// The digest in a pointer of Git LFS (git-lfs, docs/spec.md): `oid sha256:…`.
    private static func lfsPointer(_ bytes: [UInt8]) -> String? {
        guard bytes.count <= 1024, bytes.starts(with: Array("version https://git-lfs.github.com/spec/v1\n".utf8)) else {
            return nil
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("oid sha256:") }) else { return nil }
        let hex = String(line.dropFirst("oid sha256:".count))
        return Digest.Algorithm.sha256.isHex(hex) ? hex : nil
    }

    private static func lastName(_ uri: String) -> String {
        let path = uri.prefix { $0 != "?" && $0 != "#" }
        return path.split(separator: "/").last.map(String.init) ?? uri
    }
}

private let noPointer = "it is no .dvc file with an md5 in its outs; run `dvc add` or `dvc commit`"
private func mayMove(_ reference: DatasetReference) -> String {
    let remedy = reference.suggestion ?? "add @sha256:…, or name the file itself, whose bytes are then hashed"
    return "\(quoted(reference.text)) is \(reference.reason), and nobody could say later which data it was; \(remedy)"
}
