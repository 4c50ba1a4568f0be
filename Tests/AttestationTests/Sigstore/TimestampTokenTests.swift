import Testing

@testable import Attestation

@Suite("Timestamps")
struct TimestampTokenTests {
    let sigstore: TestSigstore

    init() throws { sigstore = try TestSigstore() }

    /// The reason why a bundle whose only time is this timestamp is refused.
    private func reason(
        _ request: TestTimestampAuthority.Request = .init(), by authority: TestTimestampAuthority? = nil,
        trusting root: TestSigstore? = nil
    ) throws -> String? {
        var bundle = try sigstore.sign("model", .v2)
        bundle.timestamps = [try (authority ?? sigstore.timestamps).timestamp(bundle.signature, request)]
        return try (root ?? sigstore).reason(bundle)
    }

    @Test("a timestamp with and without the authority's certificate in it is verified")
    func verified() throws {
        #expect(try reason() == nil)
        #expect(try reason(.init(isCertificateEmbedded: true)) == nil)
    }

    @Test("a timestamp of another signature is refused")
    func otherSignature() throws {
        TestSigstore.expect(
            try reason(.init(imprint: HashAlgorithm.sha256.digest([1]))), says: "about another signature")
    }

    @Test("a digest by SHA-1 is none")
    func weakHash() throws {
        TestSigstore.expect(
            try reason(.init(hash: "1.3.14.3.2.26", imprint: [UInt8](repeating: 1, count: 20))),
            says: "about another signature")
    }

    @Test("an authority that the trusted root does not name is not believed, with its certificate or without")
    func stranger() throws {
        let stranger = try TestTimestampAuthority()
        TestSigstore.expect(try reason(by: stranger), says: "of an authority that the trusted root names")
        TestSigstore.expect(
            try reason(.init(isCertificateEmbedded: true), by: stranger),
            says: "of an authority that the trusted root names")
    }

    @Test("another certificate of the same authority is not believed where the trusted root names one")
    func otherLeaf() throws {
        var other = sigstore.timestamps
        other.leaf.key = try PrivateKey.generate(.ecdsaP256)
        TestSigstore.expect(
            try reason(.init(isCertificateEmbedded: true), by: other),
            says: "of an authority that the trusted root names")
    }

    @Test("a certificate for something else than timestamps makes none")
    func otherUse() throws {
        var other = sigstore
        other.timestamps.leaf.extra = []
        other.timestamps.leaf.uses = [TestCertificate.codeSigning]
        TestSigstore.expect(
            try reason(by: other.timestamps, trusting: other), says: "of an authority that the trusted root names")
    }

    @Test("a timestamp outside the authority's period is no time; the last second of the period counts")
    func outsidePeriod() throws {
        var root = sigstore
        root.timestamps.end = "2026-02-01T00:00:00Z"
        #expect(try reason(trusting: root) == nil)
        root.timestamps.end = "2026-01-31T23:59:59Z"
        TestSigstore.expect(try reason(trusting: root), says: "that was valid then")
    }

    @Test("a timestamp outside the certificate's validity is no time; its last second counts")
    func outsideCertificate() throws {
        var other = sigstore
        other.timestamps.leaf.end = "260201000000Z"
        #expect(try reason(by: other.timestamps, trusting: other) == nil)
        other.timestamps.leaf.end = "260131235959Z"
        TestSigstore.expect(try reason(by: other.timestamps, trusting: other), says: "that was valid then")
    }

    @Test("a timestamp that was not granted, and one that is no timestamp, are refused")
    func noToken() throws {
        TestSigstore.expect(try reason(.init(status: 2)), says: "malformed")
        var bundle = try sigstore.sign("model", .v2)
        bundle.timestamps = [[0x30, 0x03, 0x02, 0x01, 0x00]]
        TestSigstore.expect(try sigstore.reason(bundle), says: "timestamp of the bundle")
        bundle.timestamps = [try sigstore.timestamps.timestamp(bundle.signature) + [0]]
        TestSigstore.expect(try sigstore.reason(bundle), says: "malformed")
    }

    @Test("more timestamps than anybody needs are refused")
    func many() throws {
        var bundle = try sigstore.sign("model", .v2)
        bundle.timestamps = [[UInt8]](repeating: bundle.timestamps[0], count: TransparencyReader.mostTimestamps + 1)
        TestSigstore.expect(try sigstore.reason(bundle), says: "at most 8")
    }
}
