import KubernetesModel
import Testing

@testable import Attestation

@Suite("Envelopes")
struct EnvelopeTests {
    private func step(_ text: String) -> VerificationStep? {
        do throws(Rejection) {
            _ = try Envelope.parse(Array(text.utf8))
            return nil
        } catch {
            return error.step
        }
    }

    @Test("the example of DSSE's own protocol.md is verified: r and s one after the other")
    func protocolExample() throws {
        let keyInfo = try #require(
            StrictBase64.decode(
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZ805D3eqNZywjCI19lInBJOp7YMr"
                    + "CrzAH3CVTAOQ0jgMeCvVTiaRJaRPRDOv8UMs6U4SvKc6pnrIDOoSYI3fdA=="))
        let text =
            #"{"payload": "aGVsbG8gd29ybGQ=", "payloadType": "http://example.com/HelloWorld", "signatures": [{"sig": "#
            + #""A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="}]}"#
        let envelope = try Envelope.parse(Array(text.utf8))
        let signature = try #require(envelope.signatures.first)
        let key = try PublicKey.parse(keyInfo: keyInfo)
        #expect(key.scheme(ofSignature: signature.bytes, over: envelope.signedBytes) == .ecdsa(.sha256))
        #expect(key.scheme(ofSignature: signature.bytes + [0], over: envelope.signedBytes) == nil)
        #expect(key.scheme(ofSignature: [0] + signature.bytes, over: envelope.signedBytes) == nil)
    }

    @Test(
        "what is no envelope is refused at the step that says why",
        arguments: [
            ("", VerificationStep.json), ("null", .json), ("[]", .json), ("{}", .json), ("{} {}", .json),
            (#"{"payload":"","payloadType":"x"}"#, .json),
            (#"{"payload":1,"payloadType":"x","signatures":[{"sig":""}]}"#, .json),
            (#"{"payload":"","payloadType":null,"signatures":[{"sig":""}]}"#, .json),
            (#"{"payload":"","payloadType":"x","signatures":[]}"#, .json),
            (#"{"payload":"","payloadType":"x","signatures":{}}"#, .json),
            (#"{"payload":"","payloadType":"x","signatures":[{}]}"#, .json),
            (#"{"payload":"","payloadType":"x","signatures":["AA=="]}"#, .json),
            (#"{"payload":"","payloadType":"x","signatures":[{"sig":"","keyid":1}]}"#, .json),
            (#"{"payload":"AA","payloadType":"x","signatures":[{"sig":""}]}"#, .base64),
            (#"{"payload":"AA==","payloadType":"x","signatures":[{"sig":"AB=="}]}"#, .base64),
            (#"{"payload":"+_8=","payloadType":"x","signatures":[{"sig":""}]}"#, .base64),
            (#"{"payload":"","payload":"","payloadType":"x","signatures":[{"sig":""}]}"#, .json),
            (#"{"payload":"","p\u0061yload":"","payloadType":"x","signatures":[{"sig":""}]}"#, .json),
            (#"{"payload":"","payloadType":"x","signatures":[{"sig":""}],"dsseEnvelope":{}}"#, .json),
        ])
    func malformed(text: String, expected: VerificationStep) { #expect(step(text) == expected, "\(text)") }

    @Test("fields that nobody knows are ignored, and a keyid of null is none")
    func unknownFields() throws {
        let text = #"{"x":1,"payload":"AA==","payloadType":"t","signatures":[{"sig":"AA==","keyid":null,"cert":"…"}]}"#
        let envelope = try Envelope.parse(Array(text.utf8))
        #expect(envelope.signatures == [Envelope.Signature(keyID: "", bytes: [0])])
        #expect(envelope.payload == [0] && envelope.carrier == .dsse)
    }

    @Test("a byte order mark, and bytes that are no UTF-8, are refused")
    func encoding() throws {
        let envelope = try TestSigner().envelope(Sample.statement())
        #expect(rejection([0xEF, 0xBB, 0xBF] + envelope, by: [])?.step == .json)
        #expect(rejection(Array(#"{"payload":""#.utf8) + [0xFF] + Array("\"}".utf8), by: [])?.step == .json)
    }

    @Test("T6: floods of signatures, subjects or levels are refused before anything is computed with them")
    func floods() throws {
        let signer = try TestSigner()
        let signature = #"{"sig":"AA=="}"#
        let many =
            #"{"payload":"","payloadType":"x","signatures":["#
            + String(repeating: signature + ",", count: 20_000) + signature + "]}"
        #expect(step(many) == .size)
        let seventeen =
            #"{"payload":"","payloadType":"x","signatures":["#
            + String(repeating: signature + ",", count: 16) + signature + "]}"
        #expect(step(seventeen) == .size)
        let subjects = "[" + String(repeating: "{},", count: 20_000) + "{}]"
        let manySubjects = try signer.envelope(Sample.statement(subject: subjects))
        #expect(rejection(manySubjects, by: [signer.trustRoot])?.step == .size)
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        let deepPredicate = try signer.envelope(Sample.statement(predicate: #"{"x":\#(deep)}"#))
        #expect(rejection(deepPredicate, by: [signer.trustRoot])?.step == .payload)
        #expect(step(String(repeating: "[", count: 1_000_000)) == .json)
        let large = [UInt8](repeating: UInt8(ascii: " "), count: EnvelopeLimits.standard.bytes + 1)
        #expect(rejection(large, by: [])?.step == .size)
        let small = EnvelopeLimits(payload: 100)
        #expect(
            rejection(try signer.envelope(Sample.statement()), by: [signer.trustRoot], limits: small)?.step == .size)
    }

    @Test("claims are read without believing them, and what cannot be read claims nothing")
    func claims() throws {
        let envelope = try Envelope.parse(try TestSigner().envelope(Sample.statement()))
        #expect(envelope.claims().predicateType == PredicateType.modelEvaluation)
        #expect(envelope.claims().subjects.first?.digest(.sha256)?.hex == Sample.digest)
        let other = try Envelope.parse(try TestSigner().envelope("no JSON"))
        #expect(other.claims().predicateType == nil && other.claims().subjects.isEmpty)
    }

    @Test("PAE counts bytes, not characters")
    func encodingOfPAE() {
        let bytes = Envelope.preAuthenticationEncoding(Array("hello world".utf8), type: "http://example.com/HelloWorld")
        #expect(String(decoding: bytes, as: UTF8.self) == "DSSEv1 29 http://example.com/HelloWorld 11 hello world")
        let other = Envelope.preAuthenticationEncoding([], type: "é")
        #expect(String(decoding: other, as: UTF8.self) == "DSSEv1 2 é 0 ")
    }
}
