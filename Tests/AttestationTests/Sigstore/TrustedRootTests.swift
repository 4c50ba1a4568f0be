import Foundation
import Testing

@testable import Attestation

@Suite("Trusted roots of Sigstore")
struct TrustedRootTests {
    private func reason(_ text: String) -> String? {
        do throws(TrustedRootError) {
            _ = try SigstoreTrustedRoot.parse(Array(text.utf8))
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("authorities, logs and their periods are read")
    func parse() throws {
        var sigstore = try TestSigstore()
        sigstore.authorityEnd = "2026-06-30T23:59:59.999Z"
        let root = try sigstore.trustedRoot()
        #expect(root.certificateAuthorities.count == 1 && root.timestampAuthorities.count == 1)
        #expect(root.transparencyLogs.map(\.scheme) == [.ecdsa(.sha256), .ed25519])
        #expect(root.transparencyLogs.map(\.keyID) == [sigstore.rekor.keyID, sigstore.rekor2.keyID])
        let end = try #require(root.certificateAuthorities.first?.validity.end)
        #expect(abs(end.timeIntervalSince1970 - 1_782_863_999.999) < 0.001)
    }

    @Test("what is missing or malformed makes the whole file unusable: a missing bound is not an open one")
    func malformed() throws {
        let text = try TestSigstore().json()
        let changes = [
            ("\"start\":\"2025-01-01T00:00:00Z\"", "\"from\":\"\"", "validFor.start"),
            ("\"start\":\"2025-01-01T00:00:00Z\"", "\"start\":\"2025-02-30T00:00:00Z\"", "validFor.start"),
            (
                "\"start\":\"2025-01-01T00:00:00Z\"",
                "\"start\":\"2025-01-01T00:00:00Z\",\"end\":\"2024-01-01T00:00:00Z\"", "validFor.end"
            ),
            ("\"start\":\"2025-01-01T00:00:00Z\"", "\"start\":\"2025-01-01T00:00:00Z\",\"end\":7", "validFor.end"),
            ("\"rawBytes\":\"", "\"rawBytes\":\"!", "rawBytes"), ("\"rawBytes\":\"M", "\"rawBytes\":\"", "base64"),
            ("\"keyId\":\"", "\"keyID\":\"", "logId.keyId"), ("\"mediaType\"", "\"type\"", "mediaType"),
            ("version=0.1", "version=9.9", "mediaType"), ("\"certChain\"", "\"chain\"", "certChain"),
            ("PKIX_ED25519", "PKIX_ECDSA_P256_SHA_256", "keyDetails"), ("\"tlogs\":[", "\"tlogs\":{},\"x\":[", "tlogs"),
            ("\"tlogs\":[", "\"tlogs\":[],\"tlogs\":[", "twice"), ("{\"media", "{{\"media", "JSON"),
        ]
        for (old, new, expected) in changes {
            let changed = text.replacing(old, with: new)
            #expect(changed != text, "\(old)")
            if expected == "twice" || expected == "base64" {
                #expect(reason(changed) != nil, "\(new)")
            } else {
                TestSigstore.expect(reason(changed), says: expected)
            }
        }
    }

    @Test("fields that nobody knows, and logs with kinds of keys that nobody knows, are passed over")
    func unknown() throws {
        var sigstore = try TestSigstore()
        let bundle = try sigstore.sign("model")
        sigstore.rekor2.keyDetails = "PKIX_ML_DSA_65"
        let text = try sigstore.json().replacing("\"tlogs\":", with: "\"operator\":\"corp\",\"tlogs\":")
        let root = try SigstoreTrustedRoot.parse(Array(text.utf8))
        #expect(root.transparencyLogs.count == 1)
        #expect(try sigstore.reason(bundle, root: root) == nil)
        TestSigstore.expect(try sigstore.reason(sigstore.sign("model", .v2), root: root), says: "does not name")
    }

    @Test("more entries than any instance has are refused")
    func many() throws {
        let sigstore = try TestSigstore()
        let logs = [String](repeating: sigstore.rekor.json, count: 65).joined(separator: ",")
        TestSigstore.expect(
            reason(try sigstore.json().replacing(sigstore.rekor.json, with: logs)), says: "more than 64")
        TestSigstore.expect(reason(String(repeating: " ", count: (1 << 20) + 1)), says: "JSON")
    }

    @Test("it ends when its last authority or its last log of one kind does")
    func expiry() throws {
        var sigstore = try TestSigstore()
        // The authority's certificate ends on 2036-01-01.
        #expect(try sigstore.trustedRoot().expiry == Date(timeIntervalSince1970: 2_082_758_400))
        sigstore.authorityEnd = "2030-01-01T00:00:00Z"
        #expect(try sigstore.trustedRoot().expiry == Date(timeIntervalSince1970: 1_893_456_000))
        sigstore.rekor.end = "2027-01-01T00:00:00Z"
        #expect(try sigstore.trustedRoot().expiry == Date(timeIntervalSince1970: 1_893_456_000))
        sigstore.rekor2.end = "2028-01-01T00:00:00Z"
        #expect(try sigstore.trustedRoot().expiry == Date(timeIntervalSince1970: 1_830_297_600))
    }

    @Test("the trusted roots of the public and the staging instance are read whole")
    func published() throws {
        for (name, logs, certificateLogs) in [("public-good", 2, 2), ("staging", 4, 4)] {
            let path = "vectors/sigstore-trusted-root/\(name)-trusted_root.json"
            guard let bytes = SharedData.bytes(path) else { return }
            let root = try SigstoreTrustedRoot.parse(bytes)
            #expect(root.transparencyLogs.count == logs && root.certificateLogs.count == certificateLogs)
            #expect(try #require(root.expiry) > TestSigstore.date)
        }
    }
}
