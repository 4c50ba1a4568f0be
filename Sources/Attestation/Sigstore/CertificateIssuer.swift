import COpenSSL

/// The OpenID Connect issuer that vouched for the identity in a certificate of Fulcio (sigstore/fulcio,
/// docs/oid-info.md).
enum CertificateIssuer {
    /// A UTF8String, DER.
    static let current = "1.3.6.1.4.1.57264.1.8"
    /// Deprecated: the text itself, without any DER.
    static let old = "1.3.6.1.4.1.57264.1.1"
    static let longest = 2048

    /// nil where there is none, it is malformed, or the two extensions name different ones.
    static func issuer(of certificate: Certificate) -> String? {
        switch (certificate.extensionValue(current), certificate.extensionValue(old)) {
        case (.value(let value), .absent): return utf8String(value)
        case (.value(let value), .value(let raw)):
            guard let issuer = utf8String(value), issuer.utf8.elementsEqual(raw) else { return nil }
            return issuer
        case (.absent, .value(let raw)): return text(raw)
        default: return nil
        }
    }

    private static func utf8String(_ value: [UInt8]) -> String? {
        guard let string = decoded(value, { d2i_ASN1_UTF8STRING(nil, $0, $1) }, free: { ASN1_UTF8STRING_free($0) })
        else { return nil }
        defer { ASN1_UTF8STRING_free(string) }
        guard let start = ASN1_STRING_get0_data(string) else { return nil }
        return text(Array(UnsafeBufferPointer(start: start, count: max(Int(ASN1_STRING_length(string)), 0))))
    }

    private static func text(_ bytes: [UInt8]) -> String? {
        guard (1...longest).contains(bytes.count), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
