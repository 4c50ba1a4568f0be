import Foundation

@testable import Attestation

/// An instance of Sigstore of a test's own: authority, certificate log, both generations of Rekor, timestamp authority.
struct TestSigstore {
    /// 2026-02-01T00:00:00Z, when everything is signed.
    static let time = 1_769_904_000
    static let identity = "https://github.com/corp/ml/.github/workflows/train.yml@refs/heads/main"
    static let issuer = "https://token.actions.githubusercontent.com"
    static let sctList = CertificateTransparency.listIdentifier

    var authority: TestCertificate
    var authorityEnd: String?
    var certificateLog: TestLog
    var rekor: TestLog
    var rekor2: TestLog
    var timestamps: TestTimestampAuthority

    init() throws {
        authority = try Self.newAuthority()
        certificateLog = try TestLog("ctfe.test")
        rekor = try TestLog("rekor.test")
        rekor2 = try TestLog("log2026-1.rekor.test", isRekor2: true)
        timestamps = try TestTimestampAuthority()
    }

    static func newAuthority(_ name: String = "fulcio", issuer: TestCertificate? = nil) throws -> TestCertificate {
        var authority = try TestCertificate.authority(name, issuer: issuer)
        (authority.key, authority.algorithm) = (try PrivateKey.generate(.ed25519), TestCertificate.ed25519)
        return authority
    }

    // MARK: Trusted root

    func json() throws -> String {
        #"""
        {"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "tlogs":[\#(rekor.json),\#(rekor2.json)],"ctlogs":[\#(certificateLog.json)],
        "certificateAuthorities":[\#(try Self.authority([authority], "2025-01-01T00:00:00Z", authorityEnd))],
        "timestampAuthorities":[\#(try timestamps.json())]}
        """#
    }

    func trustedRoot() throws -> SigstoreTrustedRoot { try SigstoreTrustedRoot.parse(Array(json().utf8)) }

    static func authority(_ chain: [TestCertificate], _ start: String, _ end: String?) throws -> String {
        let certificates = try chain.map { #"{"rawBytes":"\#(StrictBase64.encode(try $0.der()))"}"# }
        return #"""
            {"certChain":{"certificates":[\#(certificates.joined(separator: ","))]},"validFor":\#(period(start, end))}
            """#
    }

    static func period(_ start: String, _ end: String?) -> String {
        #"{"start":"\#(start)"\#(end.map { #","end":"\#($0)""# } ?? "")}"#
    }

    // MARK: Certificates

    /// A certificate for ten minutes around the time of signing, as Fulcio issues it, without its SCT.
    func leaf(_ name: String = identity, issuer: String = issuer) throws -> TestCertificate {
        var leaf = try TestCertificate("").issued(by: authority)
        (leaf.names, leaf.algorithm) = ([.uri(name)], TestCertificate.ed25519)
        (leaf.begin, leaf.end) = ("260131235500Z", "260201000500Z")
        leaf.extra = [TestCertificate.extended(CertificateIssuer.current, DER.text(issuer))]
        return leaf
    }

    /// The certificate with the promise of a log in it.
    func logged(_ leaf: TestCertificate, by log: TestLog? = nil, at time: Int = time) throws -> TestCertificate {
        let log = log ?? certificateLog
        let issuerKey = HashAlgorithm.sha256.digest((leaf.issuer?.key ?? leaf.key).publicKey.keyInfo)
        let body = leaf.body()
        let moment = UInt64(time * 1000).bigEndianBytes
        let text: [UInt8] =
            [0, 0] + moment + [0, 1] + issuerKey + UInt32(body.count).bigEndianBytes.dropFirst() + body + [0, 2, 7, 7]
        let signature = try log.key.sign(text)
        let promise: [UInt8] =
            [0] + log.keyID + moment + [0, 2, 7, 7, 4, 3] + UInt16(signature.count).bigEndianBytes + signature
        let item = UInt16(promise.count).bigEndianBytes + promise
        var certificate = leaf
        let list = DER.octets(UInt16(item.count).bigEndianBytes + item)
        certificate.extra.append(TestCertificate.extended(Self.sctList, list))
        return certificate
    }

    // MARK: Bundles

    enum Generation { case v1, v2 }

    /// A file, signed with a certificate.
    func sign(
        _ file: String, _ generation: Generation = .v1, as leaf: TestCertificate? = nil
    ) throws -> TestBundle {
        let leaf = try leaf ?? logged(self.leaf())
        let signature = try leaf.key.sign(Array(file.utf8))
        let digest = HashAlgorithm.sha256.digest(Array(file.utf8))
        var bundle = TestBundle(leaf: try leaf.der(), signature: signature)
        bundle.content =
            #""messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":"\#(StrictBase64.encode(digest))"},"signature":"\#(StrictBase64.encode(signature))"}"#
        try publish(&bundle, generation, digest: digest, payload: nil)
        return bundle
    }

    /// A statement, signed with a certificate.
    func sign(
        statement: String, _ generation: Generation = .v1, as leaf: TestCertificate? = nil
    ) throws -> TestBundle {
        let leaf = try leaf ?? logged(self.leaf())
        let payload = Array(statement.utf8)
        let text = Envelope.preAuthenticationEncoding(payload, type: Envelope.inTotoPayloadType)
        let signature = try leaf.key.sign(text)
        var bundle = TestBundle(leaf: try leaf.der(), signature: signature)
        let envelope = Sample.dsse(statement, signatures: [("", signature)])
        bundle.content = #""dsseEnvelope":\#(String(decoding: envelope, as: UTF8.self))"#
        try publish(&bundle, generation, digest: HashAlgorithm.sha256.digest(text), payload: payload)
        return bundle
    }

    /// Puts the signature into a log, and has it timestamped where the log says no time.
    private func publish(
        _ bundle: inout TestBundle, _ generation: Generation, digest: [UInt8], payload: [UInt8]?
    ) throws {
        let body = TestBody(certificate: bundle.leaf, signature: bundle.signature)
        switch (generation, payload) {
        case (.v1, nil):
            bundle.entries = [
                try rekor.publish(body.hashedRekord(digest), kind: "hashedrekord", version: "0.0.1")
            ]
        case (.v1, let payload?):
            bundle.entries = [try rekor.publish(body.dsse(payload), kind: "dsse", version: "0.0.1")]
        case (.v2, _):
            bundle.entries = [
                try rekor2.publish(body.hashedRekordV2(digest), kind: "hashedrekord", version: "0.0.2")
            ]
            bundle.timestamps = [try timestamps.timestamp(bundle.signature)]
        }
    }
}
