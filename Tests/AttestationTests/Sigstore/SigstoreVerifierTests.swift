import Foundation
import KubernetesModel
import Testing

@testable import Attestation

@Suite("Keyless signatures")
struct SigstoreVerifierTests {
    let sigstore: TestSigstore

    init() throws { sigstore = try TestSigstore() }

    @Test("a file and a statement are verified, from either generation of the log", arguments: [1, 2])
    func verified(_ generation: Int) throws {
        let generation: TestSigstore.Generation = generation == 1 ? .v1 : .v2
        #expect(try sigstore.reason(sigstore.sign("model", generation)) == nil)
        #expect(try sigstore.reason(sigstore.sign(statement: TestSigstore.statement(), generation)) == nil)
    }

    @Test("a bundle about another file is refused")
    func otherFile() throws {
        TestSigstore.expect(try sigstore.reason(sigstore.sign("model"), of: "other"), says: "another file")
        let statement = try sigstore.sign(statement: TestSigstore.statement())
        TestSigstore.expect(try sigstore.reason(statement, of: "other"), says: "none of its subjects")
    }

    @Test("a signature by another key than the certificate's is refused, though the log holds it")
    func otherKey() throws {
        // The log takes what it is given: here the certificate of one key with the signature of another.
        let leaf = try sigstore.logged(sigstore.leaf())
        var forger = leaf
        forger.key = try PrivateKey.generate(.ecdsaP256)
        var bundle = try sigstore.sign("model", as: forger)
        let body = TestBody(certificate: try leaf.der(), signature: bundle.signature)
        bundle.leaf = try leaf.der()
        bundle.entries = [
            try sigstore.rekor.publish(
                body.hashedRekord(HashAlgorithm.sha256.digest(Array("model".utf8))), kind: "hashedrekord",
                version: "0.0.1")
        ]
        TestSigstore.expect(try sigstore.reason(bundle), says: "another key signed")
    }

    // MARK: Versions

    @Test("a chain is taken from bundles before v0.3, and refused from then on")
    func chain() throws {
        let leaf = try sigstore.logged(sigstore.leaf())
        var bundle = try sigstore.sign("model", as: leaf)
        for version in ["0.1", "0.2"] {
            bundle.setVersion(version, chain: [try leaf.der()])
            #expect(try sigstore.reason(bundle) == nil)
        }
        var intermediate = try TestSigstore.newAuthority("intermediate", issuer: sigstore.authority)
        intermediate.pathLength = 0
        bundle.setVersion("0.2", chain: [try leaf.der(), try intermediate.der()])
        #expect(try sigstore.reason(bundle) == nil)
        bundle.setVersion("0.3", chain: [try leaf.der(), try intermediate.der()])
        TestSigstore.expect(try sigstore.reason(bundle), says: "not a chain")
    }

    @Test("a root certificate in the bundle is refused, be it the right one")
    func root() throws {
        let leaf = try sigstore.logged(sigstore.leaf())
        var bundle = try sigstore.sign("model", as: leaf)
        bundle.setVersion("0.1", chain: [try leaf.der(), try sigstore.authority.der()])
        TestSigstore.expect(try sigstore.reason(bundle), says: "root certificate")
    }

    @Test("a promise is enough for v0.1 alone; later bundles need the proof")
    func promise() throws {
        let leaf = try sigstore.logged(sigstore.leaf())
        var bundle = try sigstore.sign("model", as: leaf)
        bundle.entries[0].proof = nil
        bundle.setVersion("0.1", chain: [try leaf.der()])
        #expect(try sigstore.reason(bundle) == nil)
        bundle.setVersion("0.2", chain: [try leaf.der()])
        TestSigstore.expect(try sigstore.reason(bundle), says: "lacks its inclusion proof")
    }

    @Test("a bundle with a proof and no promise needs a timestamp, also v0.1 with its promise missing")
    func proofAlone() throws {
        let leaf = try sigstore.logged(sigstore.leaf())
        var bundle = try sigstore.sign("model", as: leaf)
        bundle.entries[0].promise = nil
        TestSigstore.expect(try sigstore.reason(bundle), says: "nobody trusted says when")
        bundle.timestamps = [try sigstore.timestamps.timestamp(bundle.signature)]
        #expect(try sigstore.reason(bundle) == nil)
        bundle.setVersion("0.1", chain: [try leaf.der()])
        TestSigstore.expect(try sigstore.reason(bundle), says: "no promise of the log")
    }

    // MARK: Certificates

    @Test("a certificate of another authority is refused, whatever it calls itself")
    func otherAuthority() throws {
        var other = sigstore
        other.authority = try TestSigstore.newAuthority()
        let bundle = try sigstore.sign("model", as: other.logged(other.leaf()))
        TestSigstore.expect(try sigstore.reason(bundle), says: "leads to no authority")
    }

    @Test("a certificate that may not sign code, or may certify others, is refused")
    func use() throws {
        var server = try sigstore.leaf()
        server.uses = [TestCertificate.serverAuthentication]
        TestSigstore.expect(
            try sigstore.reason(sigstore.sign("model", as: sigstore.logged(server))), says: "codeSigning")
        var exchange = try sigstore.leaf()
        exchange.keyUsage = 0x08
        TestSigstore.expect(
            try sigstore.reason(sigstore.sign("model", as: sigstore.logged(exchange))), says: "digitalSignature")
        var authority = try sigstore.leaf()
        (authority.isCA, authority.keyUsage) = (true, 0x86)
        TestSigstore.expect(try sigstore.reason(sigstore.sign("model", as: sigstore.logged(authority))), says: "CA's")
    }

    @Test("a certificate without a name, or without an issuer of the name, is refused")
    func nobody() throws {
        var nameless = try sigstore.leaf()
        nameless.names = []
        TestSigstore.expect(
            try sigstore.reason(sigstore.sign("model", as: sigstore.logged(nameless))), says: "names nobody")
        var unvouched = try sigstore.leaf()
        unvouched.extra = []
        TestSigstore.expect(
            try sigstore.reason(sigstore.sign("model", as: sigstore.logged(unvouched))), says: "names nobody")
    }

    @Test("two issuers that contradict each other are none; the old form alone is one")
    func issuers() throws {
        var leaf = try sigstore.leaf()
        let old = TestCertificate.extended(CertificateIssuer.old, Array(TestSigstore.issuer.utf8))
        leaf.extra.append(old)
        #expect(CertificateIssuer.issuer(of: try leaf.certificate()) == TestSigstore.issuer)
        leaf.extra = [old]
        #expect(CertificateIssuer.issuer(of: try leaf.certificate()) == TestSigstore.issuer)
        leaf.extra = [TestCertificate.extended(CertificateIssuer.current, DER.text("https://evil.example")), old]
        #expect(CertificateIssuer.issuer(of: try leaf.certificate()) == nil)
        // Raw text where DER belongs.
        leaf.extra = [TestCertificate.extended(CertificateIssuer.current, Array(TestSigstore.issuer.utf8))]
        #expect(CertificateIssuer.issuer(of: try leaf.certificate()) == nil)
        leaf.extra = [
            TestCertificate.extended(CertificateIssuer.current, DER.text(TestSigstore.issuer)),
            TestCertificate.extended(CertificateIssuer.current, DER.text("https://evil.example")),
        ]
        #expect(CertificateIssuer.issuer(of: try leaf.certificate()) == nil)
    }

    // MARK: Keys that somebody keeps

    @Test("a key's signature is verified with its log entry, and refused under another key or without an entry")
    func managedKey() throws {
        let key = try PrivateKey.generate(.ecdsaP256)
        let file = Array("model".utf8)
        let signature = try key.sign(file)
        let pem = StrictBase64.encode(Array(key.publicKey.pem.utf8))
        let body =
            #"{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":{"algorithm":"sha256","value":"\#(ContentDigest.sha256(file).hex)"}},"signature":{"content":"\#(StrictBase64.encode(signature))","publicKey":{"content":"\#(pem)"}}}}"#
        var bundle = TestBundle(leaf: [], signature: signature)
        bundle.material = #""publicKey":{"hint":"k"}"#
        bundle.content =
            #""messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":"\#(StrictBase64.encode(HashAlgorithm.sha256.digest(file)))"},"signature":"\#(StrictBase64.encode(signature))"}"#
        bundle.entries = [try sigstore.rekor.publish(body, kind: "hashedrekord", version: "0.0.1")]
        #expect(try managed(bundle, key.publicKey) == nil)
        TestSigstore.expect(
            try managed(bundle, PrivateKey.generate(.ecdsaP256).publicKey), says: "about something else")
        bundle.entries = []
        TestSigstore.expect(try managed(bundle, key.publicKey), says: "no entry")
    }

    private func managed(_ bundle: TestBundle, _ key: PublicKey) throws -> String? {
        let verifier = SigstoreVerifier(try sigstore.trustedRoot())
        do throws(Rejection) {
            let bundle = try SigstoreBundle.parse(bundle.bytes)
            let content = try bundle.content(about: ArtifactDigests(content: Array("model".utf8)))
            _ = try verifier.verify(bundle.signature, over: content, key: key, transparency: bundle.transparency)
            return nil
        } catch {
            return error.reason
        }
    }
}
