import Foundation
import Testing

@testable import Attestation

@Suite("Times of signing")
struct SigningTimeTests {
    let sigstore: TestSigstore

    init() throws { sigstore = try TestSigstore() }

    @Test("an expired certificate without a trusted time proves nothing")
    func noTime() throws {
        var bundle = try sigstore.sign("model", .v2)
        bundle.timestamps = []
        TestSigstore.expect(try sigstore.reason(bundle), says: "nobody trusted says when")
    }

    @Test("a time that the log did not sign is no time")
    func unsignedTime() throws {
        var bundle = try sigstore.sign("model", .v2)
        bundle.timestamps = []
        bundle.entries[0].integratedTime = TestSigstore.time
        TestSigstore.expect(try sigstore.reason(bundle), says: "nobody trusted says when")
    }

    @Test(
        "a time outside the certificate's is refused, before it, behind it, in the future; its last second counts",
        arguments: [
            (-301, false), (-300, true), (300, true), (301, false), (86_400 * 3650, false),
        ])
    func outsideCertificate(_ offset: Int, _ isVerified: Bool) throws {
        var bundle = try sigstore.sign("model")
        bundle.entries[0].integratedTime = TestSigstore.time + offset
        try sigstore.rekor.promise(&bundle.entries[0])
        let reason = try sigstore.reason(bundle)
        #expect((reason == nil) == isVerified)
    }

    @Test("every trusted time must be within the certificate's: a good promise does not mend a bad timestamp")
    func eachTime() throws {
        var bundle = try sigstore.sign("model")
        bundle.timestamps = [try sigstore.timestamps.timestamp(bundle.signature)]
        #expect(try sigstore.reason(bundle) == nil)
        bundle.timestamps = [try sigstore.timestamps.timestamp(bundle.signature, .init(time: "20260201001000Z"))]
        TestSigstore.expect(try sigstore.reason(bundle), says: "not valid at the time of signing")
    }

    @Test("a time outside the authority's period is refused; the last second of the period counts")
    func outsideAuthority() throws {
        var sigstore = sigstore
        let bundle = try sigstore.sign("model")
        sigstore.authorityEnd = "2026-02-01T00:00:00Z"
        #expect(try sigstore.reason(bundle) == nil)
        sigstore.authorityEnd = "2026-01-31T23:59:59Z"
        TestSigstore.expect(try sigstore.reason(bundle), says: "certificate authority is not valid")
    }

    @Test("a time outside the log's period is refused; the last second of the period counts", arguments: [1, 2])
    func outsideLog(_ generation: Int) throws {
        var sigstore = sigstore
        let bundle = try sigstore.sign("model", generation == 1 ? .v1 : .v2)
        (sigstore.rekor.end, sigstore.rekor2.end) = ("2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z")
        #expect(try sigstore.reason(bundle) == nil)
        (sigstore.rekor.end, sigstore.rekor2.end) = ("2026-01-31T23:59:59Z", "2026-01-31T23:59:59Z")
        TestSigstore.expect(try sigstore.reason(bundle), says: "is not valid at the time of signing")
    }
}
