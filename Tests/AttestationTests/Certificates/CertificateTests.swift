import Testing

@testable import Attestation

@Suite("Certificates")
struct CertificateTests {
    @Test("a file of several certificates is read in its order; anything else in it is refused")
    func files() throws {
        let one = try Fixture.bytes("keys/certificate.pem")
        #expect(try Certificate.parse(pem: one + one).count == 2)
        for file in ["p256.pub", "ec-sec1.key", "README.md"] {
            let other = try Fixture.bytes("keys/\(file)")
            #expect(
                reason { () throws(KeyError) in try Certificate.parse(pem: one + other) } != nil || file == "README.md")
            #expect(reason { () throws(KeyError) in try Certificate.parse(pem: other) } != nil)
        }
    }

    @Test("what stands behind a certificate, or is cut off, makes it none")
    func trailing() throws {
        let der = try TestCertificate().der()
        for bytes in [der + [0], Array(der.dropLast()), [], [0x30, 0x80] + der] {
            #expect(reason { () throws(KeyError) in try Certificate.parse(der: bytes) } != nil)
        }
    }

    @Test("a certificate's key is checked as every other key")
    func key() throws {
        var leaf = try TestCertificate()
        leaf.key = try PrivateKey.generate(.ed25519)
        #expect(try leaf.certificate().publicKey().type == .ed25519)
    }
}
