import Foundation
import KubernetesModel
import Testing

@testable import Attestation

/// The files of `Tests/Fixtures`.
enum Fixture {
    static func bytes(_ path: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent("Fixtures").appendingPathComponent(path)))
    }
}

/// Somebody who signs statements.
struct TestSigner {
    let name: String
    let key: PrivateKey

    init(_ name: String = "trainer", _ kind: PrivateKey.Kind = .ecdsaP256) throws {
        self.name = name
        key = try PrivateKey.generate(kind)
    }

    var trustRoot: TrustRoot { TrustRoot(name: name, keys: [key.publicKey], digest: key.publicKey.digest) }

    func envelope(_ payload: String, type: String = Envelope.inTotoPayloadType) throws -> [UInt8] {
        try Envelope.sign(payload: Array(payload.utf8), payloadType: type, with: key)
    }

    func signature(over payload: String, type: String = Envelope.inTotoPayloadType) throws -> [UInt8] {
        try key.sign(Envelope.preAuthenticationEncoding(Array(payload.utf8), type: type))
    }
}

enum Sample {
    static let digest = String(repeating: "ab", count: 32)

    static func statement(
        subject: String = #"[{"name":"m","digest":{"sha256":"\#(digest)"}}]"#,
        type: String = Statement.Version.v1.rawValue, predicateType: String = PredicateType.modelEvaluation,
        predicate: String = "{}"
    ) -> String {
        #"{"_type":"\#(type)","subject":\#(subject),"predicateType":"\#(predicateType)","predicate":\#(predicate)}"#
    }

    static func dsse(
        _ payload: String, signatures: [(keyID: String, bytes: [UInt8])], type: String = Envelope.inTotoPayloadType
    ) -> [UInt8] {
        Envelope.write(
            payload: Array(payload.utf8), payloadType: type,
            signatures: signatures.map { Envelope.Signature(keyID: $0.keyID, bytes: $0.bytes) })
    }

    static func bundle(
        _ dsse: [UInt8], material: String, mediaType: String = "application/vnd.dev.sigstore.bundle.v0.3+json"
    ) -> [UInt8] {
        let envelope = String(decoding: dsse, as: UTF8.self)
        return Array(
            #"{"mediaType":"\#(mediaType)","verificationMaterial":{\#(material),"tlogEntries":[]},"dsseEnvelope":\#(envelope)}"#
                .utf8)
    }
}

/// The rejection of an envelope's bytes by these trust roots; nil where it is verified.
func rejection(
    _ bytes: [UInt8], by roots: [TrustRoot], threshold: Int = 1, limits: EnvelopeLimits = .standard
) -> Rejection? {
    do throws(Rejection) {
        let envelope = try Envelope.parse(bytes, limits: limits)
        _ = try EnvelopeVerifier(trustRoots: roots, threshold: threshold).verify(envelope).get()
        return nil
    } catch {
        return error
    }
}

/// The reason why a key is refused; nil where it is not.
func reason<Value>(_ body: () throws(KeyError) -> Value) -> String? {
    do throws(KeyError) {
        _ = try body()
        return nil
    } catch {
        return error.reason
    }
}

extension Result {
    var failure: Failure? {
        guard case .failure(let error) = self else { return nil }
        return error
    }
}
