import Attestation
import EvidenceStores
import Foundation
import KubernetesModel
import PolicyEngine
import Testing

/// A directory that goes away with the test.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "pedigree-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    /// As Kubernetes and git-sync do it: a link beside, moved over the old one.
    func swap(_ name: String, to target: String) throws {
        try link("\(name)_tmp", to: target)
        guard rename("\(path)/\(name)_tmp", "\(path)/\(name)") == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}

/// A key, and the trust root that believes it.
struct TestSigner {
    let key: PrivateKey
    let root: TrustRoot

    init(_ name: String = "eval-runner") throws {
        key = try PrivateKey.generate(.ecdsaP256)
        root = TrustRoot(name: name, keys: [key.publicKey], digest: "sha256:\(key.publicKey.digest)")
    }

    /// An envelope about the model at `uri`.
    func envelope(_ uri: String, digest: String = String(repeating: "a", count: 64)) throws -> [UInt8] {
        try Envelope.sign(payload: Array(statement(uri, digest: digest).utf8), with: key)
    }
}

func statement(_ uri: String, digest: String = String(repeating: "a", count: 64)) -> String {
    """
    {"_type":"https://in-toto.io/Statement/v1","subject":[{"uri":"\(uri)","digest":{"sha256":"\(digest)"}}],\
    "predicateType":"https://pedigree.dev/attestations/model-eval/v1","predicate":{"result":"PASSED"}}
    """
}

extension EvidenceIndexer {
    func look(at directory: TemporaryDirectory, _ roots: TrustRoot...) -> Outcome {
        look(at: [DirectoryStore(name: "git", path: directory.path)], trustRoots: roots)
    }
}

extension EvidenceIndexer.Outcome {
    /// The places of the verified envelopes about the model at `uri`.
    func verified(_ uri: String) -> [String] {
        index.items(digest: nil, uri: uri).filter { (try? $0.outcome.get()) != nil }.map(\.place)
    }

    /// `PLACE: REASON` of what could not be used.
    var problems: [String] { summary.sources.flatMap(\.problems).map { "\($0.place): \($0.reason)" } }
}
