import KubernetesModel
import Testing

@testable import Attestation

@Suite("Envelope verification")
struct EnvelopeVerifierTests {
    @Test("what a trusted key signed is verified; what a stranger signed is untrusted")
    func trusted() throws {
        let (signer, stranger) = (try TestSigner(), try TestSigner("stranger"))
        let bytes = try signer.envelope(Sample.statement())
        let envelope = try Envelope.parse(bytes)
        let statement = try EnvelopeVerifier(trustRoots: [stranger.trustRoot, signer.trustRoot]).verify(envelope).get()
        #expect(statement.signers == [Signer(trustRoot: "trainer", keyDigest: signer.key.publicKey.digest)])
        #expect(statement.payloadDigest == ContentDigest.sha256(envelope.payload))
        #expect(rejection(bytes, by: [stranger.trustRoot])?.kind == .untrusted)
        #expect(rejection(bytes, by: [])?.kind == .untrusted)
    }

    @Test("content that was changed after signing is invalid, not merely untrusted")
    func changed() throws {
        let signer = try TestSigner()
        let signature = (signer.key.publicKey.names.keyID, try signer.signature(over: Sample.statement()))
        let forged = Sample.dsse(Sample.statement(predicate: #"{"result":"PASSED"}"#), signatures: [signature])
        #expect(rejection(forged, by: [signer.trustRoot])?.kind == .invalid)
        #expect(rejection(Sample.dsse(Sample.statement(), signatures: [signature]), by: [signer.trustRoot]) == nil)
    }

    @Test("the keyid decides nothing: a lie in it neither helps a stranger nor hurts a signer")
    func keyIDs() throws {
        let (signer, stranger) = (try TestSigner(), try TestSigner("stranger"))
        let payload = Sample.statement()
        let lie = Sample.dsse(payload, signatures: [("somebody else", try signer.signature(over: payload))])
        #expect(rejection(lie, by: [signer.trustRoot]) == nil)
        let name = signer.key.publicKey.names.keyID
        let claim = Sample.dsse(payload, signatures: [(name, try stranger.signature(over: payload))])
        #expect(rejection(claim, by: [signer.trustRoot])?.step == .signature)
    }

    @Test("a signature over the payload alone, or under another payload type, is none")
    func encoding() throws {
        let signer = try TestSigner()
        let payload = Sample.statement()
        let plain = Sample.dsse(payload, signatures: [("", try signer.key.sign(Array(payload.utf8)))])
        #expect(rejection(plain, by: [signer.trustRoot])?.step == .signature)
        let swapped = Sample.dsse(payload, signatures: [("", try signer.signature(over: payload, type: "text/plain"))])
        #expect(rejection(swapped, by: [signer.trustRoot])?.step == .signature)
        let generic = try signer.envelope(payload, type: "application/json")
        #expect(rejection(generic, by: [signer.trustRoot])?.step == .payloadType)
    }

    @Test(
        "T2: a signed payload that is malformed, or no statement, is refused, in a bundle as in an envelope",
        arguments: [
            ("{", VerificationStep.payload), (Sample.statement() + " x", .payload),
            (Sample.statement(subject: "[]"), .payload),
            (Sample.statement(type: "link"), .statementType), (#"{"_type":1}"#, .statementType),
        ])
    func malformedPayloads(payload: String, step: VerificationStep) throws {
        let signer = try TestSigner()
        let envelope = try signer.envelope(payload)
        #expect(rejection(envelope, by: [signer.trustRoot])?.step == step)
        let bundle = Sample.bundle(envelope, material: #""publicKey":{}"#)
        #expect(rejection(bundle, by: [signer.trustRoot])?.step == step)
    }

    @Test("T5, T22: a threshold counts keys: one key that signs twice, or stands in two trust roots, counts once")
    func thresholds() throws {
        let (first, second) = (try TestSigner("first"), try TestSigner("second", .ed25519))
        let payload = Sample.statement()
        let one = try first.signature(over: payload)
        let again = try first.signature(over: payload)
        let other = try second.signature(over: payload)
        let alias = TrustRoot(name: "alias", keys: [first.key.publicKey], digest: "")
        let roots = [first.trustRoot, alias, second.trustRoot]
        let twice = Sample.dsse(payload, signatures: [("", one), ("", again)])
        #expect(rejection(twice, by: roots, threshold: 2)?.step == .threshold)
        #expect(rejection(twice, by: roots) == nil)
        let both = Sample.dsse(payload, signatures: [("", one), ("", other)])
        #expect(rejection(both, by: roots, threshold: 2) == nil)
        #expect(rejection(both, by: roots, threshold: 3)?.step == .threshold)
        let signers = try EnvelopeVerifier(trustRoots: roots).verify(Envelope.parse(both)).get().signers
        #expect(signers.map(\.trustRoot) == ["first", "alias", "second"])
    }

    @Test("one good signature among bad ones is enough, wherever it stands")
    func mixed() throws {
        let (signer, stranger) = (try TestSigner(), try TestSigner("stranger"))
        let payload = Sample.statement()
        let bad = ("", try stranger.signature(over: payload))
        let good = ("", try signer.signature(over: payload))
        for signatures in [[good, bad], [bad, good], [bad, bad, good]] {
            #expect(rejection(Sample.dsse(payload, signatures: signatures), by: [signer.trustRoot]) == nil)
        }
        #expect(rejection(Sample.dsse(payload, signatures: [bad, bad]), by: [signer.trustRoot])?.kind == .untrusted)
    }

    @Test("T6: many signatures, many keys and a large payload at once are refused before they take minutes")
    func budget() throws {
        let signer = try TestSigner("signer", .ed25519)
        let keys = try (0..<40).map { _ in try PrivateKey.generate(.ed25519).publicKey }
        let roots = [TrustRoot(name: "many", keys: keys, digest: ""), signer.trustRoot]
        let payload = Sample.statement(predicate: #"{"x":"\#(String(repeating: "x", count: 1 << 19))"}"#)
        let junk = [UInt8](repeating: 7, count: 64)
        let good = ("", try signer.signature(over: payload))
        let signatures = [(keyID: String, bytes: [UInt8])](repeating: ("", junk), count: 15) + [good]
        #expect(rejection(Sample.dsse(payload, signatures: signatures), by: roots)?.step == .size)
        #expect(rejection(Sample.dsse(payload, signatures: signatures), by: [signer.trustRoot]) == nil)
        let named = [(signer.key.publicKey.names.keyID, try signer.signature(over: payload))]
        #expect(rejection(Sample.dsse(payload, signatures: named), by: roots) == nil)
    }

    @Test("the report names every step once, in order, and says what was not reached")
    func report() throws {
        let signer = try TestSigner()
        let verifier = EnvelopeVerifier(trustRoots: [signer.trustRoot])
        let good = verifier.report(try Envelope.parse(try signer.envelope(Sample.statement()))).report
        #expect(good.steps.map(\.step) == VerificationStep.allCases && good.isVerified)
        #expect(good[.predicateType] == .notAsked)
        let bad = verifier.report(try Envelope.parse(try signer.envelope(Sample.statement(type: "link")))).report
        #expect(bad.failure?.step == .statementType)
        #expect(bad[.threshold] == .passed(nil) && bad[.subject] == .notReached)
    }
}
