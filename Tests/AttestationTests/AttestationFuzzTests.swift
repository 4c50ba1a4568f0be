import KubernetesModel
import Testing

@testable import Attestation

/// Whatever comes in, nothing crashes; and nothing is believed but what was signed.
@Suite("Fuzzing of evidence")
struct AttestationFuzzTests {
    let signer: TestSigner
    let root: TestCertificate
    let leaf: TestCertificate
    let payloads: [String]

    init() throws {
        signer = try TestSigner()
        root = try TestCertificate.authority("root")
        leaf = try TestCertificate().issued(by: root)
        payloads = [
            Sample.statement(), Sample.statement(type: "link"), "{", "",
            Sample.statement(
                subject: #"[{"uri":"s3://b/m/","digest":{"sha256":"\#(Sample.digest)"}}]"#, predicate: #"{"a":[{}]}"#),
        ]
    }

    private func envelopes() throws -> [[UInt8]] {
        let chain = try [leaf, root].map { #"{"rawBytes":"\#(StrictBase64.encode(try $0.der()))"}"# }
        let certificates = #""x509CertificateChain":{"certificates":[\#(chain.joined(separator: ","))]}"#
        var envelopes: [[UInt8]] = []
        for payload in payloads {
            let own = try signer.envelope(payload)
            let certified = try Envelope.sign(payload: Array(payload.utf8), with: leaf.key)
            envelopes += [own, Sample.bundle(own, material: #""publicKey":{"hint":""}"#)]
            envelopes.append(Sample.bundle(certified, material: certificates))
        }
        return envelopes
    }

    @Test("a changed envelope is refused, or says what was signed to the byte")
    func envelopesAreNotForged() throws {
        let authority = CertificateAuthority(roots: [try root.certificate()], identities: ["**"])
        let verifier = EnvelopeVerifier(trustRoots: [
            signer.trustRoot, TrustRoot(name: "corp", certificates: [authority], digest: ""),
        ])
        let signed = Set(payloads.map { ContentDigest.sha256(Array($0.utf8)) })
        var verified = 0
        FuzzMutator.run(try envelopes(), salt: 0xA77E_0001) { bytes in
            guard let envelope = try? Envelope.parse(bytes) else { return }
            _ = envelope.claims()
            guard case .success(let statement) = verifier.verify(envelope) else { return }
            verified += 1
            #expect(signed.contains(statement.payloadDigest), "\(String(decoding: bytes, as: UTF8.self))")
            #expect(envelope.payloadType == Envelope.inTotoPayloadType && !statement.signers.isEmpty)
        }
        // Changes of the keyid, the hint and unknown fields change nothing: some must come through.
        #expect(verified > 0)
    }

    @Test("a changed certificate leads nowhere, or is the one that was issued")
    func certificatesAreNotForged() throws {
        let authority = CertificateAuthority(roots: [try root.certificate()], identities: ["**"])
        let original = CertificateNames(try leaf.certificate())
        FuzzMutator.run([try leaf.der(), try root.der()], salt: 0xA77E_0002) { bytes in
            guard let certificate = try? Certificate.parse(der: bytes) else { return }
            _ = try? certificate.publicKey()
            _ = CertificateNames(certificate)
            _ = certificate.validity
            guard let path = try? CertificatePath.find([certificate], authority: authority) else { return }
            #expect(path.names == original)
        }
    }

    @Test("a changed key is refused, or has one form only")
    func keys() throws {
        let files = [
            "p256.pub", "rsa-2048.pub", "two.pub", "ed25519-small-order.pub", "certificate.pem", "p256-explicit.pub",
        ]
        try FuzzMutator.run(files.map { try Fixture.bytes("keys/\($0)") }, salt: 0xA77E_0003) { bytes in
            _ = try? Certificate.parse(pem: bytes)
            guard let key = try? PublicKey.parse(pem: bytes) else { return }
            #expect((try? PublicKey.parse(pem: Array(key.pem.utf8)))?.digest == key.digest)
        }
        let privateFiles = ["ec-sec1.key", "p256-encrypted-old.key"]
        try FuzzMutator.run(privateFiles.map { try Fixture.bytes("keys/\($0)") }, salt: 0xA77E_0004) { bytes in
            _ = try? PrivateKey.parse(pem: bytes, password: "open-sesame")
        }
    }

    @Test("a changed SubjectPublicKeyInfo is refused, or is the key's only form")
    func keyInfos() throws {
        let seeds = try [PrivateKey.Kind.ecdsaP256, .ecdsaP521, .ed25519].map {
            try PrivateKey.generate($0).publicKey.keyInfo
        }
        FuzzMutator.run(seeds, salt: 0xA77E_0005) { bytes in
            guard let key = try? PublicKey.parse(keyInfo: bytes) else { return }
            #expect(key.keyInfo == bytes)
        }
    }

    @Test("changed statements and model manifests are read or refused")
    func statements() throws {
        let digest = ContentDigest.sha256([1])
        let root = ContentDigest.sha256(ContentDigest.bytes(hex: digest.hex) ?? [])
        let manifest = Sample.statement(
            subject: #"[{"digest":{"sha256":"\#(root.hex)"}}]"#, predicateType: PredicateType.modelSignature,
            predicate:
                #"{"serialization":{"method":"files","hash_type":"sha256","ignore_paths":[".git"]},"resources":[{"name":"a/b","algorithm":"sha256","digest":"\#(digest.hex)"}]}"#
        )
        FuzzMutator.run((payloads + [manifest]).map { Array($0.utf8) }, salt: 0xA77E_0006) { bytes in
            guard let statement = try? Statement.parse(bytes) else { return }
            #expect(!statement.subjects.isEmpty && statement.predicate.isObject)
            guard let manifest = try? ModelManifest.read(statement) else { return }
            #expect(manifest.rootDigest == root)
        }
    }

    @Test("base64 has one text for its bytes")
    func base64() {
        FuzzMutator.run([Array("-_8=".utf8), Array("AAAA+/8=".utf8), Array("AA==".utf8)], salt: 0xA77E_0007) { bytes in
            guard let decoded = bytes.withUnsafeBytes({ StrictBase64.decode($0) }) else { return }
            let text = String(decoding: bytes, as: UTF8.self).replacing("-", with: "+").replacing("_", with: "/")
            #expect(StrictBase64.encode(decoded) == text)
        }
    }
}
