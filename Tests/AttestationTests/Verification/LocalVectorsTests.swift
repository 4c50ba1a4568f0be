import KubernetesModel
import Testing

@testable import Attestation

/// Envelopes that were made with other tools, and mutations of one of them.
@Suite("Local vectors")
struct LocalVectorsTests {
    /// What the two lines of an index say of one file.
    struct Row: Sendable, CustomTestStringConvertible {
        var file: String
        var expected: String
        var reason: String
        var testDescription: String { file }
    }

    static let rows: [Row] = {
        guard let bytes = SharedData.bytes("vectors/local-eval/INDEX.tsv") else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Row(file: cells[0], expected: cells[1], reason: cells.count > 2 ? cells[2] : "")
        }
    }()

    /// Refused here, by the signature or by what the statement is; what is not listed is a rule's business.
    static let refused: [String: VerificationStep] = [
        "payloadtype-swapped.dsse.json": .payloadType, "payloadtype-generic-signed.dsse.json": .payloadType,
        "no-pae.dsse.json": .signature, "no-signatures.dsse.json": .json, "b64-whitespace.dsse.json": .base64,
        "trailing-data.dsse.json": .json, "dup-key-envelope.dsse.json": .json, "dup-key-payload.dsse.json": .payload,
        "subject-empty.dsse.json": .payload, "statement-type-link.dsse.json": .statementType,
    ]

    private func step(_ file: String) throws -> VerificationStep? {
        guard let bytes = SharedData.bytes("vectors/local-eval/\(file)"),
            let pem = SharedData.bytes("vectors/local-eval/key.pub")
        else { return nil }
        let root = TrustRoot(name: "eval", keys: [try PublicKey.parse(pem: pem)], digest: "")
        do throws(Rejection) {
            let envelope = try Envelope.parse(bytes)
            _ = try EnvelopeVerifier(trustRoots: [root]).verify(envelope).get()
            return nil
        } catch {
            print(file, error)
            return error.step
        }
    }

    @Test("each envelope fails at the step that its defect belongs to", arguments: rows)
    func row(_ row: Row) throws {
        #expect(try step(row.file) == Self.refused[row.file], "\(row.reason)")
        if row.expected.hasPrefix("pass") { #expect(Self.refused[row.file] == nil) }
    }

    @Test(
        "what securesystemslib signed is verified, and named by its keyid",
        arguments: ["ecdsa-p256", "ed25519", "rsa3072"])
    func securesystemslib(_ name: String) throws {
        guard let bytes = SharedData.bytes("vectors/local-dsse/\(name).dsse.json"),
            let pem = SharedData.bytes("vectors/local-dsse/\(name).pub.pem")
        else { return }
        let key = try PublicKey.parse(pem: pem)
        let envelope = try Envelope.parse(bytes)
        let outcome = EnvelopeVerifier(trustRoots: [TrustRoot(name: "t", keys: [key], digest: "")]).verify(envelope)
        #expect(try outcome.get().signers == [Signer(trustRoot: "t", keyDigest: key.digest)])
        #expect(key.names.keyID == envelope.signatures.first?.keyID)
    }
}
