import KubernetesModel
import Testing

@testable import Attestation

/// Project Wycheproof's signatures: every valid one is accepted, every invalid one refused.
@Suite("Wycheproof")
struct WycheproofTests {
    /// What a file came to, so that one that tests nothing cannot pass.
    struct Tally: Equatable {
        var accepted = 0
        var refused = 0
        var wrong: [String] = []
    }

    private static func hash(_ name: String?) -> HashAlgorithm? {
        HashAlgorithm.allCases.first { $0.name == name }
    }

    /// Hashes that are refused whatever the signature: SHA-1 and SHA-224.
    private static func scheme(_ group: Node) -> SignatureScheme? {
        switch group["type"]?.string {
        case "EcdsaVerify", "EcdsaP1363Verify": return hash(group["sha"]?.string).map { .ecdsa($0) }
        case "EddsaVerify": return .ed25519
        case "RsassaPkcs1Verify": return hash(group["sha"]?.string).map { .rsaPKCS1($0) }
        case "RsassaPssVerify":
            guard let hash = hash(group["sha"]?.string), let mask = Self.hash(group["mgfSha"]?.string),
                let salt = group["sLen"]?.int
            else { return nil }
            return .rsaPSS(hash, mask: mask, salt: .exactly(salt))
        default: return nil
        }
    }

    private func tally(_ file: String) throws -> (Tally, expected: Tally)? {
        guard let root = try SharedData.json("vectors/wycheproof/\(file)") else { return nil }
        var tally = Tally()
        var expected = Tally()
        for group in try #require(root["testGroups"]).elements {
            let pem = try #require(group["publicKeyPem"]?.string)
            let key = try PublicKey.parse(pem: Array(pem.utf8))
            let scheme = Self.scheme(group)
            for test in try #require(group["tests"]).elements {
                let message = try #require(test["msg"]?.string.flatMap { ContentDigest.bytes(hex: $0) })
                let signature = try #require(test["sig"]?.string.flatMap { ContentDigest.bytes(hex: $0) })
                // "acceptable": PKCS#1 without the NULL of its DigestInfo. RFC 8017 asks for it; refused.
                let isValid = test["result"]?.string == "valid" && scheme != nil
                let isAccepted = scheme.map { key.verify(signature, over: message, by: $0) } ?? false
                if isAccepted { tally.accepted += 1 } else { tally.refused += 1 }
                if isValid { expected.accepted += 1 } else { expected.refused += 1 }
                if isAccepted != isValid {
                    tally.wrong.append("\(test["tcId"]?.int ?? 0): \(test["comment"]?.string ?? "")")
                }
            }
        }
        return (tally, expected)
    }

    @Test(
        "what is valid is accepted, and nothing else",
        arguments: SharedData.names("vectors/wycheproof", suffix: "_test.json"))
    func file(_ file: String) throws {
        guard let (tally, expected) = try tally(file) else { return }
        #expect(tally == expected, "\(file)")
        #expect(tally.accepted > 0)
    }

    @Test("DER and r||s are told apart: a DER signature is refused where every byte of r||s is asked for")
    func encodings() throws {
        let key = try PrivateKey.generate(.ecdsaP256)
        let message = Array("text".utf8)
        let signature = try key.sign(message)
        #expect(key.publicKey.scheme(ofSignature: signature, over: message) == .ecdsa(.sha256))
        #expect(key.publicKey.scheme(ofSignature: signature + [0], over: message) == nil)
        #expect(key.publicKey.scheme(ofSignature: Array(signature.dropLast()), over: message) == nil)
        #expect(key.publicKey.scheme(ofSignature: [UInt8](repeating: 0, count: 64), over: message) == nil)
        #expect(key.publicKey.scheme(ofSignature: [], over: message) == nil)
    }
}
