import Testing

@testable import Attestation

@Suite("Public keys")
struct PublicKeyTests {
    @Test(
        "keys that are weak, unusual or no public keys at all are refused, with the reason",
        arguments: [
            ("rsa-1024.pub", "1024 bits"), ("rsa-exponent-1.pub", "public exponent"), ("rsa-pss.pub", "PSS"),
            ("rsa-pkcs1.pub", "PKCS#1"), ("secp256k1.pub", "secp256k1"), ("x25519.pub", "X25519"),
            ("ed448.pub", "ED448"), ("ed25519-small-order.pub", "small order"),
            ("p256-compressed.pub", "uncompressed"), ("p256-hybrid.pub", "uncompressed"),
            ("p256-explicit.pub", "name its curve"), ("p256-ber.pub", "usual DER form"),
            ("p256-trailing.pub", "SubjectPublicKeyInfo"), ("two.pub", "more than one"),
            ("certificate.pem", "certificate"), ("ec-sec1.key", "private key"),
            ("p256-encrypted.key", "private key"), ("README.md", "no PEM"),
        ])
    func refused(file: String, word: String) throws {
        let pem = try Fixture.bytes("keys/\(file)")
        let reason = reason { () throws(KeyError) in try PublicKey.parse(pem: pem) }
        #expect(reason?.contains(word) == true, "\(reason ?? "accepted")")
    }

    @Test(
        "the same key in its usual form is accepted, and its PEM is what OpenSSL writes",
        arguments: ["p256.pub", "rsa-2048.pub"])
    func accepted(file: String) throws {
        let pem = try Fixture.bytes("keys/\(file)")
        let key = try PublicKey.parse(pem: pem)
        #expect(Array(key.pem.utf8) == pem)
        #expect(key.names.contains(key.digest) && key.names.contains(key.names.keyID) && !key.names.contains(""))
    }

    @Test("white space around the lines and text before a block do not matter")
    func armour() throws {
        let pem = String(decoding: try Fixture.bytes("keys/p256.pub"), as: UTF8.self)
        let loose = "Key of the trainer\r\n" + pem.replacing("\n", with: " \r\n")
        #expect(try PublicKey.parse(pem: Array(loose.utf8)).pem == pem)
    }

    @Test("a block that does not end, or ends as another, is refused")
    func broken() throws {
        let pem = String(decoding: try Fixture.bytes("keys/p256.pub"), as: UTF8.self)
        for text in [
            "", pem.replacing("-----END PUBLIC KEY-----\n", with: ""), pem.replacing("END PUBLIC", with: "END PRIVATE"),
            "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n", pem.replacing("M", with: "!"),
        ] {
            #expect(reason { () throws(KeyError) in try PublicKey.parse(pem: Array(text.utf8)) } != nil)
        }
    }

    @Test("each type signs in its own way alone", arguments: PrivateKey.Kind.allCases)
    func schemes(kind: PrivateKey.Kind) throws {
        guard kind != .rsa4096 else { return }
        let key = try PrivateKey.generate(kind)
        let message = Array("hello".utf8)
        let signature = try key.sign(message)
        #expect(key.publicKey.scheme(ofSignature: signature, over: message) == key.publicKey.type.schemes.first)
        #expect(key.publicKey.scheme(ofSignature: signature, over: message + [0]) == nil)
        for other in [SignatureScheme.ed25519, .ecdsa(.sha256), .rsaPKCS1(.sha256)]
        where other != key.publicKey.type.schemes.first {
            #expect(!key.publicKey.verify(signature, over: message, by: other))
        }
    }

    @Test("every way of a key's type is recognised", arguments: [PrivateKey.Kind.ecdsaP384, .ecdsaP521, .rsa3072])
    func everyScheme(kind: PrivateKey.Kind) throws {
        let key = try PrivateKey.generate(kind)
        let message = Array("hello".utf8)
        for scheme in key.publicKey.type.schemes {
            #expect(key.publicKey.scheme(ofSignature: try key.sign(message, by: scheme), over: message) == scheme)
        }
    }

    @Test("a PSS signature with the longest salt is accepted, as Go's crypto/rsa makes it")
    func longSalt() throws {
        let key = try PrivateKey.generate(.rsa3072)
        let longest = 3072 / 8 - 32 - 2
        let signature = try key.sign([1], by: .rsaPSS(.sha256, mask: .sha256, salt: .exactly(longest)))
        #expect(key.publicKey.scheme(ofSignature: signature, over: [1]) == .rsaPSS(.sha256, mask: .sha256, salt: .any))
    }
}
