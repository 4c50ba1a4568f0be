import KubernetesModel
import Testing

@testable import Attestation

@Suite("Sigstore bundles")
struct BundleTests {
    private func bundle(
        material: String = #""publicKey":{"hint":""}"#,
        mediaType: String = "application/vnd.dev.sigstore.bundle.v0.3+json",
        keyID: String = ""
    ) throws -> (bytes: [UInt8], root: TrustRoot) {
        let signer = try TestSigner()
        let payload = Sample.statement()
        let dsse = Sample.dsse(payload, signatures: [(keyID, try signer.signature(over: payload))])
        return (Sample.bundle(dsse, material: material, mediaType: mediaType), signer.trustRoot)
    }

    @Test(
        "versions 0.1 to 0.3 are read, by their exact media types",
        arguments: [
            ("application/vnd.dev.sigstore.bundle+json;version=0.1", true),
            ("application/vnd.dev.sigstore.bundle+json;version=0.2", true),
            ("application/vnd.dev.sigstore.bundle+json;version=0.3", true),
            ("application/vnd.dev.sigstore.bundle.v0.3+json", true),
            ("application/vnd.dev.sigstore.bundle.v0.4+json", false), ("application/json", false), ("", false),
            ("application/vnd.dev.sigstore.bundle+json;version=0.3 ", false),
        ])
    func versions(mediaType: String, isRead: Bool) throws {
        let (bytes, root) = try bundle(mediaType: mediaType)
        #expect(rejection(bytes, by: [root])?.step == (isRead ? nil : .json))
    }

    @Test(
        "the hint and the keyid must not name different keys; an empty keyid is none",
        arguments: [
            ("a", "a", true), ("a", "", true), ("", "a", true), ("a", "b", false),
        ])
    func hints(hint: String, keyID: String, isRead: Bool) throws {
        let (bytes, root) = try bundle(material: #""publicKey":{"hint":"\#(hint)"}"#, keyID: keyID)
        #expect(rejection(bytes, by: [root])?.step == (isRead ? nil : .json))
    }

    @Test(
        "what is beside the signature is exactly one thing",
        arguments: [
            #""x":1"#, #""publicKey":null"#, #""publicKey":"k""#, #""x509CertificateChain":{"certificates":[]}"#,
            #""x509CertificateChain":{}"#, #""publicKey":{},"certificate":{"rawBytes":"AA=="}"#,
            #""certificate":{"rawBytes":"AA=="}"#, #""certificate":{}"#,
        ])
    func materials(material: String) throws {
        let (bytes, root) = try bundle(material: material)
        #expect(rejection(bytes, by: [root])?.step == .json)
    }

    @Test("a certificate that is no base64 is refused as such, and eleven certificates are too many")
    func certificates() throws {
        #expect(rejection(try bundle(material: #""certificate":{"rawBytes":"A"}"#).bytes, by: [])?.step == .base64)
        let eleven = (0..<11).map { _ in #"{"rawBytes":"AA=="}"# }.joined(separator: ",")
        let (bytes, _) = try bundle(material: #""x509CertificateChain":{"certificates":[\#(eleven)]}"#)
        #expect(rejection(bytes, by: [])?.step == .size)
    }

    @Test("a bundle over a file's digest is no evidence, and says so")
    func messageSignature() throws {
        let path = "vectors/sigstore-conformance/bundle-verify/managed-key-happy-path/bundle.sigstore.json"
        guard let bytes = SharedData.bytes(path) else { return }
        let rejection = rejection(bytes, by: [])
        #expect(rejection?.step == .json && rejection?.reason.contains("messageSignature") == true)
    }

    @Test("a bundle with two signatures is refused, though its first one holds")
    func twoSignatures() throws {
        let signer = try TestSigner()
        let payload = Sample.statement()
        let signature = ("", try signer.signature(over: payload))
        let two = Sample.dsse(payload, signatures: [signature, signature])
        #expect(rejection(Sample.bundle(two, material: #""publicKey":{}"#), by: [signer.trustRoot])?.step == .json)
        let one = Sample.dsse(payload, signatures: [signature])
        #expect(rejection(Sample.bundle(one, material: #""publicKey":{}"#), by: [signer.trustRoot]) == nil)
        if let bytes = SharedData.bytes("vectors/sigstore-go/pkg/testing/data/bundles/dsse-2sigs.sigstore.json") {
            #expect(rejection(bytes, by: [])?.reason.contains("exactly one") == true)
        }
    }

    @Test("bundles that other tools wrote are read or refused as their names say")
    func conformance() throws {
        let folder = "vectors/sigstore-conformance/bundle-verify"
        var read = 0
        for name in SharedData.names(folder, suffix: "") where !name.hasSuffix(".md") && !name.hasSuffix(".txt") {
            guard let bytes = SharedData.bytes("\(folder)/\(name)/bundle.sigstore.json") else { continue }
            do throws(Rejection) {
                let envelope = try Envelope.parse(bytes)
                // Signed without a key that anybody here trusts: never believed, whatever its log says.
                #expect(
                    EnvelopeVerifier(trustRoots: []).verify(envelope).failure?.kind == .untrusted
                        || EnvelopeVerifier(trustRoots: []).verify(envelope).failure?.kind == .invalid, "\(name)")
                read += 1
            } catch {
                #expect(
                    name.hasSuffix("_fail") || error.reason.contains("messageSignature"), "\(name): \(error.reason)")
            }
        }
        #expect(read > 0 || SharedData.root == nil)
    }
}
