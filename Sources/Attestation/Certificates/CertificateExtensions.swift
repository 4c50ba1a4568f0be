import COpenSSL

extension Certificate {
    /// One extension, looked up by its identifier.
    enum Extension: Sendable, Hashable {
        case absent
        case value([UInt8])
        /// It stands there twice (RFC 5280, section 4.2: at most once), or under no identifier.
        case malformed
    }

    /// - Parameter identifier: `1.3.6.1.4.1.57264.1.8`
    func extensionValue(_ identifier: String) -> Extension {
        guard let object = OBJ_txt2obj(identifier, 1) else {
            OpenSSLErrors.clear()
            return .malformed
        }
        defer { ASN1_OBJECT_free(object) }
        let place = X509_get_ext_by_OBJ(handle, object, -1)
        guard place >= 0 else { return .absent }
        guard X509_get_ext_by_OBJ(handle, object, place) < 0, let found = X509_get_ext(handle, place),
            let data = X509_EXTENSION_get_data(found), let count = Int(exactly: ASN1_STRING_length(data)), count >= 0,
            let start = ASN1_STRING_get0_data(data)
        else { return .malformed }
        return .value(Array(UnsafeBufferPointer(start: start, count: count)))
    }

    /// The SubjectPublicKeyInfo as it stands in the certificate, DER.
    var keyInfo: [UInt8]? {
        guard let key = X509_get_X509_PUBKEY(handle) else { return nil }
        return encoded { i2d_X509_PUBKEY(key, $0) }
    }

    /// Whether it names itself as its issuer.
    var isSelfIssued: Bool { X509_get_extension_flags(handle) & UInt32(EXFLAG_SI) != 0 }

    /// What a log signed before the certificate was issued: the TBSCertificate without its list of SCTs (RFC 6962,
    /// section 3.2).
    var bodyWithoutTimestamps: [UInt8]? {
        guard let copy = X509_dup(handle) else { return nil }
        defer { X509_free(copy) }
        let place = X509_get_ext_by_NID(copy, NID_ct_precert_scts, -1)
        guard place >= 0, let removed = X509_delete_ext(copy, place) else { return nil }
        X509_EXTENSION_free(removed)
        return encoded { i2d_re_X509_tbs(copy, $0) }
    }
}
