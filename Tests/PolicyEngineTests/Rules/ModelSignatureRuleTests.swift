import Attestation
import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("ModelSignatureRule")
struct ModelSignatureRuleTests {
    /// One file, and the root over its digest as model-signing computes it.
    private static let file = String(repeating: "3", count: 64)
    private static let root = ContentDigest.sha256(ContentDigest.bytes(hex: file) ?? []).hex

    private static func signature(
        root: String = root, file: String = file, name: String = "model.bin"
    ) -> String {
        Statements.statement(
            PredicateType.modelSignature, subject: #"{"name":"model","digest":{"sha256":"\#(root)"}}"#,
            predicate:
                #"{"serialization":{"method":"files","hash_type":"sha256"},"resources":["#
                + #"{"name":"\#(name)","digest":"\#(file)","algorithm":"sha256"}]}"#)
    }

    private let image = reference(
        "registry.corp.example/ml/fraud@sha256:\(root)", .pinned(Digest(.sha256, hex: root)), consumer: .image)

    @Test("a signature over the model's digest admits it")
    func good() throws {
        var gate = try Gate("modelSignature: {signedBy: [trainer]}")
        #expect(try gate.codes(image) == ["modelSignature.missing"])
        try gate.shelf.add("model.sig", Self.signature(), signedBy: gate.trainer)
        #expect(try gate.codes(image) == [])
    }

    @Test("a stranger's signature, and one whose root is not that of its files, are told apart")
    func bad() throws {
        var gate = try Gate("modelSignature: {signedBy: [trainer]}")
        try gate.shelf.add("model.sig", Self.signature(), signedBy: gate.stranger)
        #expect(try gate.codes(image) == ["modelSignature.untrusted"])
        gate.shelf = EvidenceShelf()
        try gate.shelf.add("model.sig", Self.signature(file: String(repeating: "6", count: 64)), signedBy: gate.trainer)
        #expect(try gate.codes(image) == ["modelSignature.invalid"])
        gate.shelf = EvidenceShelf()
        try gate.shelf.add("model.sig", Self.signature(name: "../model.bin"), signedBy: gate.trainer)
        #expect(try gate.codes(image) == ["modelSignature.invalid"])
    }

    @Test("of a version the other evidence says which bytes must be signed")
    func version() throws {
        var gate = try Gate("modelSignature: {signedBy: [trainer]}\n    lineage: {signedBy: [trainer]}")
        try gate.shelf.add("model.sig", Self.signature(), signedBy: gate.trainer)
        #expect(try gate.codes() == ["lineage.missing", "modelSignature.missing"])
        let subject = Statements.subject(uri: version47, sha256: Self.root)
        try gate.shelf.add("lineage.json", Statements.lineage(subject: subject), signedBy: gate.trainer)
        #expect(try gate.codes() == [])
    }
}
