@testable import Attestation

/// A timestamp authority of a test's own (RFC 3161).
struct TestTimestampAuthority {
    var root: TestCertificate
    var leaf: TestCertificate
    var start = "2025-01-01T00:00:00Z"
    var end: String?

    static let timeStamping = TestCertificate.extended(
        "2.5.29.37", critical: true, DER.sequence(DER.identifier("1.3.6.1.5.5.7.3.8")))

    init(_ name: String = "tsa") throws {
        root = try TestSigstore.newAuthority("\(name) root")
        leaf = try TestCertificate(name).issued(by: root)
        (leaf.names, leaf.uses, leaf.extra, leaf.algorithm) = ([], nil, [Self.timeStamping], TestCertificate.ed25519)
    }

    func json() throws -> String {
        try TestSigstore.authority([leaf, root], start, end)
    }

    /// What is said of the signature, and what is not true of it.
    struct Request {
        var time = "20260201000000Z"
        var hash = "2.16.840.1.101.3.4.2.1"
        var imprint: [UInt8]?
        var isCertificateEmbedded = false
        var status: UInt8 = 0
    }

    func timestamp(_ signature: [UInt8], _ request: Request = Request()) throws -> [UInt8] {
        let sha256 = DER.sequence(DER.identifier("2.16.840.1.101.3.4.2.1"))
        let information = DER.sequence(
            DER.integer(1), DER.identifier("1.3.6.1.4.1.57264.2"),
            DER.sequence(
                DER.sequence(DER.identifier(request.hash)),
                DER.octets(request.imprint ?? HashAlgorithm.sha256.digest(signature))),
            DER.integer(9), DER.value(0x18, Array(request.time.utf8)))
        let certificate = try leaf.der()
        let attributes =
            attribute("1.2.840.113549.1.9.3", DER.identifier(Self.tokenType))
            + attribute("1.2.840.113549.1.9.4", DER.octets(HashAlgorithm.sha256.digest(information)))
            + attribute(
                "1.2.840.113549.1.9.16.2.47",
                DER.sequence(DER.sequence(DER.sequence(DER.octets(HashAlgorithm.sha256.digest(certificate))))))
        let signer = DER.sequence(
            DER.integer(1), DER.sequence(TestCertificate.name(root.subject), DER.integer(77)), sha256,
            DER.value(0xA0, attributes), DER.sequence(DER.identifier("1.2.840.10045.4.3.2")),
            DER.octets(try leaf.key.sign(DER.set(attributes))))
        let signed = DER.sequence(
            DER.integer(3), DER.set(sha256),
            DER.sequence(DER.identifier(Self.tokenType), DER.value(0xA0, DER.octets(information))),
            request.isCertificateEmbedded ? DER.value(0xA0, certificate) : [], DER.set(signer))
        let token = DER.sequence(DER.identifier("1.2.840.113549.1.7.2"), DER.value(0xA0, signed))
        return DER.sequence(DER.sequence(DER.integer(request.status)), token)
    }

    private static let tokenType = "1.2.840.113549.1.9.16.1.4"

    private func attribute(_ type: String, _ value: [UInt8]) -> [UInt8] {
        DER.sequence(DER.identifier(type), DER.set(value))
    }
}
