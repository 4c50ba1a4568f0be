import Foundation
import KubernetesModel
import Testing

@testable import Attestation

@Suite("Trust in identities of Sigstore")
struct KeylessTrustTests {
    let sigstore: TestSigstore

    init() throws { sigstore = try TestSigstore() }

    private func root(
        _ subject: String = TestSigstore.identity, issuer: String = TestSigstore.issuer, name: String = "ci",
        of sigstore: TestSigstore? = nil
    ) throws -> TrustRoot {
        let trustedRoot = try (sigstore ?? self.sigstore).trustedRoot()
        let trust = KeylessTrust(
            trustedRoot: trustedRoot, identities: [KeylessTrust.Identity(issuer: issuer, subject: subject)])
        return TrustRoot(name: name, sigstore: trust, digest: "")
    }

    private func signer(_ bundle: TestBundle, _ root: TrustRoot) throws -> Signer? {
        guard rejection(bundle.bytes, by: [root]) == nil else { return nil }
        return try EnvelopeVerifier(trustRoots: [root]).verify(Envelope.parse(bundle.bytes)).get().signers.first
    }

    @Test("a statement in a bundle is verified, and its signer is the identity", arguments: [1, 2])
    func verified(_ generation: Int) throws {
        let bundle = try sigstore.sign(statement: TestSigstore.statement(), generation == 1 ? .v1 : .v2)
        let signer = try #require(try signer(bundle, root()))
        #expect(signer.trustRoot == "ci" && signer.identity == TestSigstore.identity)
        #expect(signer.validity?.lowerBound == TestSigstore.date)
    }

    @Test("another identity, another issuer, and a part of an identity are not believed; a glob on the whole is")
    func identities() throws {
        let bundle = try sigstore.sign(statement: TestSigstore.statement())
        for subject in [
            "https://github.com/corp/**", "https://github.com/corp/ml/.github/workflows/*.yml@refs/heads/*",
        ] {
            #expect(try signer(bundle, root(subject)) != nil)
        }
        for subject in [
            "https://github.com/corp/ml", "github.com/corp/**", "https://github.com/corp/ml/*",
            "https://github.com/corp/ml/.github/workflows/train.yml@refs/heads/mai", "**/evil", "",
        ] {
            TestSigstore.expect(
                try rejection(bundle.bytes, by: [root(subject)])?.reason, says: "no identity that is meant")
        }
        for issuer in ["https://accounts.google.com", TestSigstore.issuer + "/", "https://token.actions.*", ""] {
            TestSigstore.expect(
                try rejection(bundle.bytes, by: [root("**", issuer: issuer)])?.reason, says: "no identity that is meant"
            )
        }
    }

    /// CVE-2022-36056 (GHSA-8gw7-4j42-w388): identity and issuer were not asked where a bundle was given.
    @Test("a trust root that names no identity believes nobody")
    func noIdentity() throws {
        var root = try root()
        root.sigstore?.identities = []
        let bundle = try sigstore.sign(statement: TestSigstore.statement())
        TestSigstore.expect(rejection(bundle.bytes, by: [root])?.reason, says: "no identity that is meant")
    }

    /// GHSA-9vcr-p3rj-q5q6: who signs twice has two keys of some minutes, and is one signer all the same.
    @Test("one identity that signs twice does not meet a threshold of two; two identities do")
    func threshold() throws {
        let first = try #require(try signer(sigstore.sign(statement: TestSigstore.statement()), root()))
        let again = try #require(try signer(sigstore.sign(statement: TestSigstore.statement(), .v2), root()))
        #expect(first.keyDigest == again.keyDigest)
        let other = try sigstore.logged(sigstore.leaf("https://github.com/corp/other@main"))
        let second = try #require(
            try signer(sigstore.sign(statement: TestSigstore.statement(), as: other), root("**")))
        #expect(first.keyDigest != second.keyDigest)
        let bundle = try sigstore.sign(statement: TestSigstore.statement())
        let roots = [try root(), try root(name: "again")]
        #expect(rejection(bundle.bytes, by: roots, threshold: 2)?.step == .threshold)
        #expect(rejection(bundle.bytes, by: roots, threshold: 1) == nil)
    }

    @Test("the same address at another issuer is another signer")
    func issuers() throws {
        let elsewhere = try sigstore.logged(sigstore.leaf(issuer: "https://gitlab.example"))
        let bundle = try sigstore.sign(statement: TestSigstore.statement(), as: elsewhere)
        let other = try #require(try signer(bundle, root(issuer: "https://gitlab.example")))
        let first = try #require(try signer(sigstore.sign(statement: TestSigstore.statement()), root()))
        #expect(first.keyDigest != other.keyDigest && first.identity == other.identity)
    }

    @Test("a statement counts until the trusted root ends, and no longer")
    func expiry() throws {
        var ending = sigstore
        ending.authorityEnd = "2027-01-01T00:00:00Z"
        let bundle = try sigstore.sign(statement: TestSigstore.statement())
        let signer = try #require(try signer(bundle, root(of: ending)))
        let end = Date(timeIntervalSince1970: 1_798_761_600)
        #expect(signer.isValid(at: end) && !signer.isValid(at: end.addingTimeInterval(1)))
        #expect(!signer.isValid(at: TestSigstore.date.addingTimeInterval(-1)))
    }

    @Test("a statement that was signed when the trusted root had ended never counts")
    func signedTooLate() throws {
        var ended = sigstore
        // The certificate was logged before the log ended, and used after that.
        ended.certificateLog.end = "2026-01-31T23:59:59Z"
        let leaf = try sigstore.logged(sigstore.leaf(), at: TestSigstore.time - 60)
        let bundle = try sigstore.sign(statement: TestSigstore.statement(), as: leaf)
        #expect(try rejection(bundle.bytes, by: [root()]) == nil)
        TestSigstore.expect(
            try rejection(bundle.bytes, by: [root(of: ended)])?.reason, says: "when the trusted root had ended")
    }

    /// CVE-2026-39395 (GHSA-w6c6-c85g-mmv6): errors in the payload were passed over.
    @Test("a payload that is no statement is refused, whoever signed it", arguments: ["{", "{}", "[]", ""])
    func payload(_ text: String) throws {
        let bundle = try sigstore.sign(statement: text)
        #expect(try rejection(bundle.bytes, by: [root()]) != nil)
    }

    @Test("a plain envelope, a key's signature and a bundle without its log are not the identity's")
    func noBundle() throws {
        let signer = try TestSigner()
        #expect(try rejection(signer.envelope(TestSigstore.statement()), by: [root("**")])?.kind == .untrusted)
        let own = Sample.bundle(try signer.envelope(TestSigstore.statement()), material: #""publicKey":{"hint":""}"#)
        #expect(try rejection(own, by: [root("**")])?.kind == .untrusted)
        var bundle = try sigstore.sign(statement: TestSigstore.statement())
        bundle.entries = []
        TestSigstore.expect(try rejection(bundle.bytes, by: [root()])?.reason, says: "no entry")
    }

    @Test("a malformed log entry matters to those who would believe it, and to nobody else")
    func malformedEntry() throws {
        let leaf = try sigstore.logged(sigstore.leaf())
        let text = try sigstore.sign(statement: TestSigstore.statement(), as: leaf).text
            .replacing("\"logIndex\":\"1000004\"", with: "\"logIndex\":\"-1\"")
        TestSigstore.expect(try rejection(Array(text.utf8), by: [root()])?.reason, says: "logIndex")
        let byKey = TrustRoot(name: "key", keys: [leaf.key.publicKey], digest: "")
        #expect(rejection(Array(text.utf8), by: [byKey]) == nil)
    }

    @Test("a bundle with two signatures, or over another payload type, is refused")
    func confusion() throws {
        let bundle = try sigstore.sign(statement: TestSigstore.statement())
        let twice = bundle.text.replacing(
            "\"signatures\":[{", with: "\"signatures\":[{\"keyid\":\"\",\"sig\":\"AAAA\"},{")
        TestSigstore.expect(try rejection(Array(twice.utf8), by: [root()])?.reason, says: "exactly one")
        let other = bundle.text.replacing("vnd.in-toto+json", with: "json")
        #expect(try rejection(Array(other.utf8), by: [root()])?.step == .payloadType)
    }
}
