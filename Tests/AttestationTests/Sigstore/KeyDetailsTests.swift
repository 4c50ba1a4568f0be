import Testing

@testable import Attestation

@Suite("Keys of logs")
struct KeyDetailsTests {
    @Test("a key is of the kind that its details say, or is refused")
    func kinds() throws {
        let keys: [(PrivateKey.Kind, KeyDetails)] = [
            (.ecdsaP256, .ecdsaP256), (.ecdsaP384, .ecdsaP384), (.ecdsaP521, .ecdsaP521), (.ed25519, .ed25519),
            (.rsa3072, .rsa3072),
        ]
        for (kind, details) in keys {
            let key = try PrivateKey.generate(kind)
            #expect(try details.key(key.publicKey.keyInfo).digest == key.publicKey.digest)
            let signature = try key.sign([1, 2, 3], by: details.scheme)
            #expect(try details.key(key.publicKey.keyInfo).verify(signature, over: [1, 2, 3], by: details.scheme))
            for other in KeyDetails.allCases where other != details && other != .rsaKeyInfo {
                #expect(throws: KeyError.self) { try other.key(key.publicKey.keyInfo) }
            }
        }
    }

    @Test("a PKCS#1 key is the same key as its SubjectPublicKeyInfo")
    func pkcs1() throws {
        let key = try PrivateKey.generate(.rsa3072).publicKey
        // The bit string behind the algorithm holds the RSAPublicKey.
        let inner = Array(key.keyInfo.dropFirst(24))
        #expect(try KeyDetails.rsa.key(inner).digest == key.digest)
        #expect(throws: KeyError.self) { try KeyDetails.rsa.key(inner + [0]) }
        #expect(throws: KeyError.self) { try KeyDetails.rsa.key([]) }
    }

    @Test("a digest is verified as its content is; Ed25519 signs no digests")
    func digests() throws {
        let message = Array("model".utf8)
        for kind in [PrivateKey.Kind.ecdsaP256, .ecdsaP384, .rsa3072] {
            let key = try PrivateKey.generate(kind)
            let scheme = try #require(key.publicKey.type.schemes.first)
            let signature = try key.sign(message, by: scheme)
            let digest = try #require(scheme.hash).digest(message)
            #expect(key.publicKey.verify(signature, overDigest: digest, by: scheme))
            #expect(!key.publicKey.verify(signature, overDigest: digest.reversed(), by: scheme))
            #expect(!key.publicKey.verify(signature, overDigest: [], by: scheme))
            #expect(!key.publicKey.verify([], overDigest: digest, by: scheme))
        }
        let key = try PrivateKey.generate(.ed25519)
        let digest = HashAlgorithm.sha256.digest(message)
        #expect(!key.publicKey.verify(try key.sign(digest), overDigest: digest, by: .ed25519))
    }
}
