import COpenSSL
import KubernetesModel

/// Who a certificate says that its key belongs to.
package struct CertificateNames: Sendable, Hashable {
    /// The subject alternative names as text: URIs, mail addresses, DNS names, and the name that Fulcio writes for users
    /// of its own issuers.
    package let alternative: [String]
    /// The subject, RFC 4514; looked at only where there is no alternative name at all (RFC 6125, section 6.4.4).
    package let subject: String

    /// Longer names, and more of them, are left out: they match nothing.
    static let longestName = 2048
    static let mostNames = 100
    /// Fulcio's otherName (sigstore/fulcio, docs/oid-info.md).
    static let fulcioUserName = "1.3.6.1.4.1.57264.1.7"

    package init(_ certificate: Certificate) {
        subject = certificate.subject
        alternative = Self.alternativeNames(certificate)
    }

    /// The name that one of the patterns means; nil where none does. A pattern is a glob on the whole name (`*` within a
    /// `/`-separated segment, `**` across them); one that begins with an attribute (`CN=`) is a whole subject, compared as
    /// it is, since what an applicant writes into one attribute could look like another one to a glob.
    package func matching(_ patterns: [String]) -> String? {
        for pattern in patterns {
            if Self.isSubject(pattern) {
                if alternative.isEmpty, pattern.utf8.elementsEqual(subject.utf8) { return subject }
                continue
            }
            let glob = Glob(pattern)
            if let name = alternative.first(where: glob.matches) { return name }
        }
        return nil
    }

    /// `CN=…`, `O=…`: an attribute type, then `=`.
    private static func isSubject(_ pattern: String) -> Bool {
        let type = pattern.utf8.prefix { $0 != UInt8(ascii: "=") }
        return type.count < pattern.utf8.count && !type.isEmpty
            && type.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0 & 0xDF) }
    }

    private static func alternativeNames(_ certificate: Certificate) -> [String] {
        guard let names = pedigree_alternative_names(certificate.handle, nil) else {
            OpenSSLErrors.clear()
            return []
        }
        defer { pedigree_names_free(names) }
        let count = min(Int(pedigree_names_count(names)), mostNames)
        return (0..<max(count, 0)).compactMap { index in
            pedigree_names_at(names, Int32(index)).flatMap(text)
        }
    }

    private static func text(_ name: UnsafePointer<GENERAL_NAME>) -> String? {
        switch name.pointee.type {
        case GEN_URI: text(of: name.pointee.d.uniformResourceIdentifier)
        case GEN_EMAIL: text(of: name.pointee.d.rfc822Name)
        case GEN_DNS: text(of: name.pointee.d.dNSName)
        case GEN_OTHERNAME: userName(name.pointee.d.otherName)
        default: nil
        }
    }

    private static func userName(_ name: UnsafeMutablePointer<OTHERNAME>?) -> String? {
        guard let name, let type = name.pointee.type_id, let value = name.pointee.value,
            value.pointee.type == V_ASN1_UTF8STRING
        else { return nil }
        var buffer = [CChar](repeating: 0, count: 80)
        let length = Int(OBJ_obj2txt(&buffer, Int32(buffer.count), type, 1))
        guard length > 0, length < buffer.count else { return nil }
        let identifier = String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return identifier == fulcioUserName ? text(of: value.pointee.value.utf8string) : nil
    }

    /// A name in well-formed UTF-8. One with a NUL or another control character is none: where one reader stops another
    /// goes on.
    private static func text(of string: UnsafeMutablePointer<ASN1_STRING>?) -> String? {
        guard let string, let start = ASN1_STRING_get0_data(string) else { return nil }
        let count = Int(ASN1_STRING_length(string))
        guard (1...longestName).contains(count) else { return nil }
        let bytes = UnsafeBufferPointer(start: start, count: count)
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
