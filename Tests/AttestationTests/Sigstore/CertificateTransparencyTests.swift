import Testing

@testable import Attestation

@Suite("Certificate transparency")
struct CertificateTransparencyTests {
    let sigstore: TestSigstore

    init() throws { sigstore = try TestSigstore() }

    private func reason(_ leaf: TestCertificate, _ root: TestSigstore? = nil) throws -> String? {
        try (root ?? sigstore).reason(sigstore.sign("model", as: leaf))
    }

    @Test("a certificate that no log has seen is refused")
    func noPromise() throws {
        TestSigstore.expect(try reason(sigstore.leaf()), says: "carries no signed certificate timestamp")
    }

    @Test("a promise about another certificate is refused")
    func otherCertificate() throws {
        var leaf = try sigstore.logged(sigstore.leaf("https://evil.example/workflow"))
        leaf.names = [.uri(TestSigstore.identity)]
        TestSigstore.expect(try reason(leaf), says: "does not carry the signature of the log")
    }

    @Test("a promise of a log that the trusted root does not name is none; with another key of its name it is false")
    func otherLog() throws {
        let other = try TestLog("ctfe.test")
        TestSigstore.expect(
            try reason(sigstore.logged(sigstore.leaf(), by: other)), says: "shown to no certificate log")
        var forger = other
        forger.keyID = sigstore.certificateLog.keyID
        TestSigstore.expect(
            try reason(sigstore.logged(sigstore.leaf(), by: forger)), says: "does not carry the signature of the log")
    }

    @Test("a promise outside the log's period is refused; the last second of the period counts")
    func outsidePeriod() throws {
        var root = sigstore
        root.certificateLog.end = "2026-02-01T00:00:00Z"
        #expect(try reason(sigstore.logged(sigstore.leaf()), root) == nil)
        root.certificateLog.end = "2026-01-31T23:59:59Z"
        TestSigstore.expect(try reason(sigstore.logged(sigstore.leaf()), root), says: "was not valid when it saw")
    }

    @Test("a list that is malformed, is empty, or stands there twice is none")
    func malformed() throws {
        let genuine = try #require(try sigstore.logged(sigstore.leaf()).extra.last)
        for list in [[], [0, 0], [0, 1, 0], [0, 3, 0, 1, 0], [0, 2, 0, 9]] as [[UInt8]] {
            var leaf = try sigstore.leaf()
            leaf.extra.append(TestCertificate.extended(TestSigstore.sctList, DER.octets(list)))
            TestSigstore.expect(try reason(leaf), says: "carries no signed certificate timestamp")
        }
        var twice = try sigstore.logged(sigstore.leaf())
        twice.extra.append(genuine)
        #expect(try reason(twice) != nil)
    }
}
