import Foundation
import KubernetesModel
import Testing

@testable import Attestation

@Suite("Envelopes with certificates")
struct CertificateVerificationTests {
    let root: TestCertificate
    let middle: TestCertificate
    let leaf: TestCertificate

    init() throws {
        root = try TestCertificate.authority("root")
        middle = try TestCertificate.authority("middle", issuer: root)
        leaf = try TestCertificate().issued(by: middle)
    }

    private func bundle(_ chain: [TestCertificate], signedBy key: PrivateKey? = nil) throws -> [UInt8] {
        let list = try chain.map { #"{"rawBytes":"\#(StrictBase64.encode(try $0.der()))"}"# }.joined(separator: ",")
        let dsse = try Envelope.sign(payload: Array(Sample.statement().utf8), with: key ?? leaf.key)
        return Sample.bundle(dsse, material: #""x509CertificateChain":{"certificates":[\#(list)]}"#)
    }

    private func trust(_ identities: String..., roots: [TestCertificate]? = nil) throws -> TrustRoot {
        let roots = try (roots ?? [root]).map { try $0.certificate() }
        return TrustRoot(
            name: "corp", certificates: [CertificateAuthority(roots: roots, identities: identities)], digest: "")
    }

    @Test("a chain to a trusted root with an identity that is meant is verified; the signer's validity is the chain's")
    func verified() throws {
        let envelope = try Envelope.parse(try bundle([leaf, middle]))
        let verifier = EnvelopeVerifier(trustRoots: [try trust("spiffe://corp/ml/*")])
        let signer = try #require(try verifier.verify(envelope).get().signers.first)
        #expect(signer.identity == "spiffe://corp/ml/trainer" && signer.trustRoot == "corp")
        #expect(signer.keyDigest == leaf.key.publicKey.digest)
        #expect(signer.isValid(at: Date(timeIntervalSince1970: 1_800_000_000)))
        #expect(!signer.isValid(at: Date(timeIntervalSince1970: 1_700_000_000)))
        #expect(!signer.isValid(at: Date(timeIntervalSince1970: 2_200_000_000)))
    }

    @Test("another identity, no identity, another root: untrusted, each with its reason")
    func untrusted() throws {
        let bytes = try bundle([leaf, middle])
        let identity = rejection(bytes, by: [try trust("spiffe://corp/ml/evaluator")])
        #expect(identity?.kind == .untrusted && identity?.reason.contains("spiffe://corp/ml/trainer") == true)
        #expect(rejection(bytes, by: [try trust()])?.kind == .untrusted)
        let other = rejection(bytes, by: [try trust("**", roots: [TestCertificate.authority("root")])])
        #expect(other?.kind == .untrusted && other?.reason.contains("no chain") == true)
        #expect(rejection(bytes, by: [try TestSigner().trustRoot])?.kind == .untrusted)
    }

    @Test("a signature by another key than the certificate's is invalid, whoever issued the certificate")
    func swapped() throws {
        let bytes = try bundle([leaf, middle], signedBy: try PrivateKey.generate(.ecdsaP256))
        #expect(rejection(bytes, by: [try trust("**")])?.kind == .invalid)
    }

    @Test("only the first certificate signs: an authority's own certificate further down does not")
    func order() throws {
        let bytes = try bundle([middle, leaf, root], signedBy: middle.key)
        #expect(rejection(bytes, by: [try trust("**")])?.kind == .untrusted)
        #expect(rejection(try bundle([middle, leaf]), by: [try trust("**")])?.kind == .invalid)
    }

    @Test("a bare key that is trusted counts, though a certificate lies beside its signature")
    func bareKey() throws {
        let key = TrustRoot(name: "key", keys: [leaf.key.publicKey], digest: "")
        #expect(rejection(try bundle([leaf]), by: [key]) == nil)
    }

    @Test("a foreign certificate beside a signature makes it invalid")
    func foreignCertificate() throws {
        let list = try Certificate.parse(pem: Fixture.bytes("keys/certificate.pem"))
        let encoded = StrictBase64.encode(try #require(list.first).bytes)
        let dsse = try TestSigner().envelope(Sample.statement())
        let bytes = Sample.bundle(dsse, material: #""certificate":{"rawBytes":"\#(encoded)"}"#)
        #expect(rejection(bytes, by: [try trust("**")])?.kind == .invalid)
    }
}
