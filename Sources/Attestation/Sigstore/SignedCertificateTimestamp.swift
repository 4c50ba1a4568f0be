import COpenSSL
import FoundationEssentials
import KubernetesModel

/// A certificate log's promise to include a certificate (RFC 6962, section 3.2).
struct SignedCertificateTimestamp: Sendable, Hashable {
    let logID: [UInt8]
    /// Milliseconds since 1970.
    let timestamp: UInt64
    let extensions: [UInt8]
    let hash: UInt8
    let signatureAlgorithm: UInt8
    let signature: [UInt8]

    static let most = 16

    /// The list that a certificate carries (extension 1.3.6.1.4.1.11129.2.4.2); nil where it is malformed.
    static func list(inExtension value: [UInt8]) -> [SignedCertificateTimestamp]? {
        guard let octets = decoded(value, { d2i_ASN1_OCTET_STRING(nil, $0, $1) }, free: { ASN1_OCTET_STRING_free($0) })
        else { return nil }
        defer { ASN1_OCTET_STRING_free(octets) }
        guard let start = ASN1_STRING_get0_data(octets) else { return nil }
        let bytes = UnsafeBufferPointer(start: start, count: max(Int(ASN1_STRING_length(octets)), 0))
        var outer = ByteReader(bytes)
        guard let body = outer.vector(lengthBytes: 2), outer.isAtEnd else { return nil }
        var reader = ByteReader(body)
        var list: [SignedCertificateTimestamp] = []
        while !reader.isAtEnd {
            guard list.count < most, let item = reader.vector(lengthBytes: 2), let timestamp = Self(item) else {
                return nil
            }
            list.append(timestamp)
        }
        return list.isEmpty ? nil : list
    }

    private init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard reader.number(1) == 0, let logID = reader.take(32), let timestamp = reader.number(8),
            let extensions = reader.vector(lengthBytes: 2), let hash = reader.number(1),
            let algorithm = reader.number(1), let signature = reader.vector(lengthBytes: 2), reader.isAtEnd
        else { return nil }
        self.logID = logID
        self.timestamp = timestamp
        self.extensions = extensions
        self.hash = UInt8(truncatingIfNeeded: hash)
        signatureAlgorithm = UInt8(truncatingIfNeeded: algorithm)
        self.signature = signature
    }

    /// What the log signed: the certificate's body as it was before these promises were put into it.
    func signedBytes(body: [UInt8], issuerKeyHash: [UInt8]) -> [UInt8]? {
        guard let length = UInt32(exactly: body.count), length < 1 << 24, let more = UInt16(exactly: extensions.count)
        else { return nil }
        // v1, certificate_timestamp, the time, precert_entry.
        let head: [UInt8] = [0, 0] + timestamp.bigEndianBytes + [0, 1]
        return head + issuerKeyHash + length.bigEndianBytes.dropFirst() + body + more.bigEndianBytes + extensions
    }

    var date: Date { Date(timeIntervalSince1970: Double(timestamp) / 1000) }

    /// SHA-256 with the kind of signature that the key makes (RFC 6962, section 2.1.4).
    func isMade(by log: SigstoreTrustedRoot.Log) -> Bool {
        switch log.scheme {
        case .ecdsa: hash == 4 && signatureAlgorithm == 3
        case .rsaPKCS1: hash == 4 && signatureAlgorithm == 1
        case .ed25519, .rsaPSS: false
        }
    }
}

/// Whether a certificate was shown to a certificate log before it was issued.
enum CertificateTransparency {
    static let listIdentifier = "1.3.6.1.4.1.11129.2.4.2"

    /// - Parameter chain: the leaf, its issuer, and so on.
    static func check(_ chain: [Certificate], logs: [SigstoreTrustedRoot.Log]) throws(Rejection) {
        guard let leaf = chain.first, let issuer = chain.dropFirst().first, let issuerKey = issuer.keyInfo else {
            throw untrusted(noIssuer)
        }
        guard case .value(let value) = leaf.extensionValue(listIdentifier),
            let promises = SignedCertificateTimestamp.list(inExtension: value), let body = leaf.bodyWithoutTimestamps
        else { throw untrusted(noPromise) }
        let issuerKeyHash = HashAlgorithm.sha256.digest(issuerKey)
        var isKnown = false
        for promise in promises {
            guard let log = logs.first(where: { $0.keyID == promise.logID }) else { continue }
            guard log.validity.contains(promise.date) else { throw untrusted(logNotValid(log)) }
            guard promise.isMade(by: log), let bytes = promise.signedBytes(body: body, issuerKeyHash: issuerKeyHash),
                log.signed(bytes, promise.signature)
            else { throw untrusted(badPromise(log)) }
            isKnown = true
        }
        guard isKnown else { throw untrusted(unknownLog) }
    }
}

private func untrusted(_ reason: String) -> Rejection { Rejection(.signature, .untrusted, reason) }

// MARK: - What the user reads

private let noIssuer = "the certificate that signed has no issuer in the trusted root"
private let noPromise = "the certificate carries no signed certificate timestamp (SCT), or a malformed one"
private let unknownLog = "the certificate was shown to no certificate log that the trusted root names"
private func logNotValid(_ log: SigstoreTrustedRoot.Log) -> String {
    "the certificate log \(quoted(log.baseURL, limit: 80)) was not valid when it saw the certificate, as the trusted root says"
}
private func badPromise(_ log: SigstoreTrustedRoot.Log) -> String {
    "the certificate's timestamp (SCT) does not carry the signature of the log \(quoted(log.baseURL, limit: 80))"
}
