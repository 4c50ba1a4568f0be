import COpenSSL
import FoundationEssentials
import KubernetesModel

/// A timestamp authority's word that it saw a signature (RFC 3161).
struct TimestampToken {
    private let response: OpaquePointer
    private let token: UnsafeMutablePointer<PKCS7>
    private let information: OpaquePointer

    /// When the signature was seen, by the first authority of the trusted root that said so; nil where none of them did.
    static func time(
        _ bytes: [UInt8], over signature: [UInt8], by authorities: [SigstoreTrustedRoot.Authority]
    ) throws(Rejection) -> Date? {
        guard let response = decoded(bytes, { d2i_TS_RESP(nil, $0, $1) }, free: { TS_RESP_free($0) }) else {
            throw invalid(malformedToken)
        }
        defer { TS_RESP_free(response) }
        guard let token = TS_RESP_get_token(response), let information = TS_RESP_get_tst_info(response) else {
            throw invalid(noToken)
        }
        let timestamp = TimestampToken(response: response, token: token, information: information)
        guard timestamp.isOver(signature) else { throw invalid(otherSignature) }
        guard let time = timestamp.time else { throw invalid(malformedToken) }
        return authorities.contains { timestamp.isSigned(by: $0, at: time) } ? time : nil
    }

    private var time: Date? {
        guard let time = TS_TST_INFO_get_time(information) else { return nil }
        return Certificate.date(time)
    }

    /// The authority was handed the digest of the signature, by a hash that is not broken.
    private func isOver(_ signature: [UInt8]) -> Bool {
        guard let imprint = TS_TST_INFO_get_msg_imprint(information),
            let hash = HashAlgorithm(identifier: pedigree_imprint_algorithm(imprint)),
            let message = TS_MSG_IMPRINT_get_msg(imprint), let start = ASN1_STRING_get0_data(message)
        else { return false }
        let digest = UnsafeBufferPointer(start: start, count: max(Int(ASN1_STRING_length(message)), 0))
        return digest.elementsEqual(hash.digest(signature))
    }

    /// OpenSSL checks status, version, signature, signing certificate (ESS) and purpose, without the time; that the chain
    /// was valid then is asked here, since both ends of a validity belong to it, and OpenSSL leaves out the last second.
    private func isSigned(by authority: SigstoreTrustedRoot.Authority, at time: Date) -> Bool {
        guard authority.validity.contains(time), HashAlgorithm(identifier: pedigree_token_algorithm(token)) != nil,
            let anchor = authority.certificates.last, let signer = signer(of: authority)
        else { return false }
        // An authority that names its signing certificate means that one.
        if let leaf = authority.certificates.first, X509_check_ca(leaf.handle) == 0, leaf.bytes != signer.bytes {
            return false
        }
        let chain = authority.certificates + [signer]
        guard chain.allSatisfy({ $0.validity?.contains(time) ?? false }) else { return false }
        return isSigned(anchor: anchor, known: authority.certificates)
    }

    /// - Parameter known: where the signer and its issuers are looked for, beside the token itself; none is believed for it.
    private func isSigned(anchor: Certificate, known: [Certificate]) -> Bool {
        defer { OpenSSLErrors.clear() }
        guard let context = TS_VERIFY_CTX_new() else { return false }
        // Frees the store and the stack with it.
        defer { TS_VERIFY_CTX_free(context) }
        guard let store = X509_STORE_new() else { return false }
        _ = TS_VERIFY_CTX_set_store(context, store)
        guard X509_STORE_add_cert(store, anchor.handle) == 1, let parameters = X509_STORE_get0_param(store) else {
            return false
        }
        X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_NO_CHECK_TIME) | UInt(X509_V_FLAG_PARTIAL_CHAIN))
        X509_VERIFY_PARAM_set_depth(parameters, CertificatePath.mostIntermediates)
        X509_VERIFY_PARAM_set_auth_level(parameters, 2)
        guard let certificates = pedigree_certificates_new() else { return false }
        _ = pedigree_set_token_certificates(context, certificates)
        for certificate in known where X509_up_ref(certificate.handle) == 1 {
            _ = pedigree_certificates_push(certificates, certificate.handle)
        }
        _ = TS_VERIFY_CTX_set_flags(context, pedigree_token_flags())
        return TS_RESP_verify_response(context, response) == 1
    }

    /// The certificate that signed, from the token itself or from the trusted root.
    private func signer(of authority: SigstoreTrustedRoot.Authority) -> Certificate? {
        defer { OpenSSLErrors.clear() }
        guard let known = pedigree_certificates_new() else { return nil }
        defer { pedigree_certificates_free(known) }
        for certificate in authority.certificates { _ = pedigree_certificates_push(known, certificate.handle) }
        guard let signers = PKCS7_get0_signers(token, known, 0) else { return nil }
        defer { pedigree_certificates_free(signers) }
        guard pedigree_certificates_count(signers) == 1, let handle = pedigree_certificates_at(signers, 0),
            let bytes = encoded({ i2d_X509(handle, $0) })
        else { return nil }
        return try? Certificate.parse(der: bytes)
    }
}

extension HashAlgorithm {
    /// By OpenSSL's number of the algorithm; SHA-1 is none.
    fileprivate init?(identifier: Int32) {
        switch identifier {
        case NID_sha256: self = .sha256
        case NID_sha384: self = .sha384
        case NID_sha512: self = .sha512
        default: return nil
        }
    }
}

private func invalid(_ reason: String) -> Rejection { Rejection(.signature, .invalid, reason) }

// MARK: - What the user reads

private let malformedToken = "a timestamp of the bundle is malformed"
private let noToken = "a timestamp of the bundle was not granted: it holds no token"
private let otherSignature = "a timestamp of the bundle is about another signature"
