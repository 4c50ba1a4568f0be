import Testing

@testable import Attestation

@Suite("Private keys")
struct PrivateKeyTests {
    @Test("a key survives its PEM, with a password and without", arguments: [nil, "correct horse", "pässwörd"])
    func roundTrip(password: String?) throws {
        let key = try PrivateKey.generate(.ed25519)
        let pem = try key.pem(password: password)
        let again = try PrivateKey.parse(pem: pem, password: password)
        #expect(again.publicKey.digest == key.publicKey.digest)
        let label = password == nil ? "-----BEGIN PRIVATE KEY-----" : "-----BEGIN ENCRYPTED PRIVATE KEY-----"
        #expect(String(decoding: pem, as: UTF8.self).hasPrefix(label))
    }

    @Test("an encrypted key without its password, or with another one, is refused and never asked for on the terminal")
    func passwords() throws {
        for file in ["p256-encrypted.key", "p256-encrypted-old.key"] {
            let pem = try Fixture.bytes("keys/\(file)")
            #expect(reason { () throws(KeyError) in try PrivateKey.parse(pem: pem) }?.contains("no password") == true)
            let wrong = reason { () throws(KeyError) in try PrivateKey.parse(pem: pem, password: "open") }
            #expect(wrong?.contains("does not open") == true, "\(wrong ?? "accepted")")
            #expect(try PrivateKey.parse(pem: pem, password: "open-sesame").publicKey.type == .ecdsa(.p256))
        }
    }

    @Test("the older form that openssl ecparam writes is read, too")
    func sec1() throws {
        let key = try PrivateKey.parse(pem: Fixture.bytes("keys/ec-sec1.key"))
        #expect(try key.publicKey.pem.utf8.elementsEqual(Fixture.bytes("keys/p256.pub")))
    }

    @Test("what is no private key is refused, and said")
    func others() throws {
        let pem = try Fixture.bytes("keys/p256.pub")
        #expect(reason { () throws(KeyError) in try PrivateKey.parse(pem: pem) }?.contains("public key") == true)
        #expect(reason { () throws(KeyError) in try PrivateKey.parse(pem: []) } != nil)
        let cosign = Array(
            "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\ne30=\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n".utf8)
        #expect(reason { () throws(KeyError) in try PrivateKey.parse(pem: cosign) }?.contains("cosign") == true)
    }

    @Test("two keys of one kind are never the same")
    func random() throws {
        let keys = try (0..<4).map { _ in try PrivateKey.generate(.ecdsaP256).publicKey.digest }
        #expect(Set(keys).count == 4)
    }
}
