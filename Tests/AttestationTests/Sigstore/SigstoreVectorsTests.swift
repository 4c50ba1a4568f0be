import Foundation
import KubernetesModel
import Testing

@testable import Attestation

/// Bundles that other tools made, by the instances that they were made with.
@Suite("Bundles of other tools")
struct SigstoreVectorsTests {
    private func publicGood(_ issuer: String, _ subject: String) throws -> TrustRoot? {
        guard let bytes = SharedData.bytes("vectors/sigstore-trusted-root/public-good-trusted_root.json") else {
            return nil
        }
        let identity = KeylessTrust.Identity(issuer: issuer, subject: subject)
        let trust = KeylessTrust(trustedRoot: try SigstoreTrustedRoot.parse(bytes), identities: [identity])
        return TrustRoot(name: "public-good", sigstore: trust, digest: "")
    }

    @Test("model signatures of model_signing by an identity", arguments: ["v1.0.0", "v1.0.1", "v1.1.0"])
    func modelSigning(version: String) throws {
        guard let bytes = SharedData.bytes("vectors/model-transparency/\(version)-sigstore/model.sig"),
            let root = try publicGood("https://sigstore.verify.ibm.com/oauth2", "stefanb@us.ibm.com"),
            let stranger = try publicGood("https://sigstore.verify.ibm.com/oauth2", "somebody@us.ibm.com")
        else { return }
        let statement = try EnvelopeVerifier(trustRoots: [root]).verify(Envelope.parse(bytes)).get()
        #expect(statement.signers.map(\.identity) == ["stefanb@us.ibm.com"])
        #expect(try !ModelManifest.read(statement.statement).resources.isEmpty)
        #expect(rejection(bytes, by: [stranger])?.kind == .untrusted)
    }

    @Test("provenance of sigstore-js, v0.1, in Rekor as intoto 0.0.2")
    func sigstoreJS() throws {
        let path = "vectors/sigstore-go/pkg/testing/data/bundles/sigstore.js@2.0.0-provenance.sigstore.json"
        guard let bytes = SharedData.bytes(path),
            let root = try publicGood(
                "https://token.actions.githubusercontent.com",
                "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main")
        else { return }
        let statement = try EnvelopeVerifier(trustRoots: [root]).verify(Envelope.parse(bytes)).get()
        #expect(statement.statement.predicateType == PredicateType.provenanceV1 && statement.signers.count == 1)
    }

    @Test("an identity of Fulcio's own issuers, which stands in an otherName")
    func otherName() throws {
        let folder = "vectors/sigstore-go/pkg/testing/data"
        guard let bytes = SharedData.bytes("\(folder)/bundles/othername.sigstore.json"),
            let root = SharedData.bytes("\(folder)/trusted-roots/scaffolding.json")
        else { return }
        let bundle = try SigstoreBundle.parse(bytes)
        guard case .message(let message) = bundle.content, case .certificates(let certificates) = bundle.material else {
            Issue.record("it is no message signature with a certificate")
            return
        }
        let content = SignedContent.artifact(ArtifactDigests(digests: [message.algorithm: message.digest]))
        let signature = try SigstoreVerifier(SigstoreTrustedRoot.parse(root)).verify(
            bundle.signature, over: content, certificates: certificates, transparency: bundle.transparency)
        #expect(signature.identity?.names == ["foo!oidc.local"])
    }

    @Test("a bundle with two signatures is refused for that; one that brings its root along, for that")
    func twoSignatures() throws {
        let folder = "vectors/sigstore-go/pkg/testing/data/bundles"
        guard let two = SharedData.bytes("\(folder)/dsse-2sigs.sigstore.json"),
            let one = SharedData.bytes("\(folder)/dsse.sigstore.json"),
            let root = try publicGood("https://accounts.google.com", "**")
        else { return }
        #expect(rejection(two, by: [root])?.reason.contains("exactly one") == true)
        TestSigstore.expect(rejection(one, by: [root])?.reason, says: "brings a root certificate along")
    }

    /// Its base64 is broken into lines, so that the suite's own case fails before its time is looked at.
    @Test("a timestamp of today under a bundle of yesterday is refused for its time")
    func incorrectTime() throws {
        let folder = "vectors/sigstore-conformance/bundle-verify/rekor2-timestamp-with-incorrect-time_fail"
        guard let bytes = SharedData.bytes("\(folder)/bundle.sigstore.json"),
            let root = SharedData.bytes("\(folder)/trusted_root.json"),
            let file = SharedData.bytes("vectors/sigstore-conformance/bundle-verify/a.txt")
        else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        let sigstore = try TestSigstore()
        let trustedRoot = try SigstoreTrustedRoot.parse(root)
        let name = String(decoding: file, as: UTF8.self)
        TestSigstore.expect(try sigstore.reason(bytes, of: name, root: trustedRoot), says: "strict base64")
        let mended = Array(text.replacing("\\n", with: "").utf8)
        #expect(mended != bytes)
        let whole = try? JSONParser.parse(mended)
        #expect(whole != nil)
        let reason = try sigstore.reason(withUnbrokenTimestamp(text), of: name, root: trustedRoot)
        TestSigstore.expect(reason, says: "not valid at the time of signing")
    }

    private func withUnbrokenTimestamp(_ text: String) -> [UInt8] {
        guard let start = text.range(of: "\"signedTimestamp\"") else { return [] }
        let rest = text[start.upperBound...]
        let end = rest.range(of: "\"", range: (rest.range(of: "\"")?.upperBound ?? rest.startIndex)..<rest.endIndex)
        let stop = end?.lowerBound ?? rest.endIndex
        return Array((text[..<start.upperBound] + rest[..<stop].replacing("\\n", with: "") + rest[stop...]).utf8)
    }
}
