import KubernetesModel
import Testing

@testable import Attestation

/// Signatures that model_signing made, of several versions.
@Suite("Signatures of model_signing")
struct ModelSigningVectorsTests {
    private func key(_ path: String) throws -> TrustRoot? {
        guard let pem = SharedData.bytes(path) else { return nil }
        return TrustRoot(name: "key", keys: [try PublicKey.parse(pem: pem)], digest: "")
    }

    private func certificates(_ path: String, _ identity: String) throws -> TrustRoot? {
        guard let pem = SharedData.bytes(path) else { return nil }
        let authority = CertificateAuthority(roots: try Certificate.parse(pem: pem), identities: [identity])
        return TrustRoot(name: "certificates", certificates: [authority], digest: "")
    }

    private func manifest(_ path: String, _ root: TrustRoot?) throws -> ModelManifest? {
        guard let bytes = SharedData.bytes(path), let root else { return nil }
        let statement = try EnvelopeVerifier(trustRoots: [root]).verify(Envelope.parse(bytes)).get()
        return try ModelManifest.read(statement.statement)
    }

    @Test("version 1.1.1 with keys and with a chain", arguments: ["p256", "p384", "cert"])
    func current(name: String) throws {
        let folder = "vectors/model-signing-1.1.1"
        let root =
            name == "cert"
            ? try certificates("\(folder)/keys/root.pem", "spiffe://corp/ml/*") : try key("\(folder)/keys/\(name).pub")
        guard let manifest = try manifest("\(folder)/model.\(name).sig", root) else { return }
        #expect(
            manifest.resources.compactMap(\.path?.description) == [
                "config.json", "model.safetensors", "tokenizer/vocab.txt",
            ])
        #expect(manifest.rootDigest.hex == "4c0592c7216c4d2913c659164c3a9c4176fec279b163756560c4917153036fa4")
        #expect(manifest.ignoredPaths.contains { $0.description == ".git" } && !manifest.allowsSymbolicLinks)
    }

    @Test("earlier versions with a key", arguments: ["v0.3.1", "v1.0.0", "v1.0.1", "v1.1.0"])
    func withKey(version: String) throws {
        let folder = "vectors/model-transparency"
        let root = try key("\(folder)/keys/certificate/signing-key-pub.pem")
        guard let manifest = try manifest("\(folder)/\(version)-elliptic-key/model.sig", root) else { return }
        #expect(!manifest.resources.isEmpty)
    }

    @Test(
        "earlier versions with a chain, whose leaf has no alternative name",
        arguments: ["v0.3.1", "v1.0.0", "v1.0.1", "v1.1.0"])
    func withChain(version: String) throws {
        let folder = "vectors/model-transparency"
        let root = try certificates("\(folder)/keys/certificate/ca-cert.pem", "CN=intermediate-ca")
        guard let manifest = try manifest("\(folder)/\(version)-certificate/model.sig", root) else { return }
        #expect(manifest.resources.compactMap(\.path?.description) == ["signme-1", "signme-2"])
        guard let bytes = SharedData.bytes("\(folder)/\(version)-certificate/model.sig"),
            let other = try certificates("\(folder)/keys/certificate/ca-cert.pem", "**")
        else { return }
        #expect(rejection(bytes, by: [other])?.kind == .untrusted)
    }

    @Test("version 0.2, whose signature is over another encoding than DSSE's, is refused")
    func old() throws {
        let folder = "vectors/model-transparency"
        guard let root = try certificates("\(folder)/keys/certificate/ca-cert.pem", "CN=intermediate-ca"),
            let bytes = SharedData.bytes("\(folder)/v0.2.0-certificate/model.sig")
        else { return }
        #expect(rejection(bytes, by: [root])?.step == .signature)
        let statement = try Statement.parse(Envelope.parse(bytes).payload)
        #expect(throws: Rejection.self) { try ModelManifest.read(statement) }
    }

    @Test(
        "keyless signatures, whose certificates nobody vouches for here, are untrusted",
        arguments: ["v1.0.0", "v1.1.0"])
    func keyless(version: String) throws {
        let folder = "vectors/model-transparency"
        guard let root = try certificates("\(folder)/keys/certificate/ca-cert.pem", "**"),
            let bytes = SharedData.bytes("\(folder)/\(version)-sigstore/model.sig")
        else { return }
        #expect(rejection(bytes, by: [root])?.kind == .untrusted)
    }
}
