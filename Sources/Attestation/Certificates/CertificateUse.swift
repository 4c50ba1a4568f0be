import COpenSSL
import KubernetesModel

/// What a certificate may be used for: OpenSSL 3.0 knows no purpose "code signing", so it is asked here.
enum CertificateUse {
    /// keyUsage digitalSignature and extendedKeyUsage codeSigning, both present; and no right to certify others.
    static func checkLeaf(_ leaf: Certificate) throws(KeyError) {
        let flags = X509_get_extension_flags(leaf.handle)
        guard flags & UInt32(EXFLAG_INVALID) == 0 else { throw KeyError(malformed) }
        // A CA by basicConstraints that may not sign certificates (keyUsage) is none: X509_check_ca says so.
        guard X509_check_ca(leaf.handle) == 0 else { throw KeyError(leafIsCA) }
        guard flags & UInt32(EXFLAG_KUSAGE) != 0, X509_get_key_usage(leaf.handle) & UInt32(KU_DIGITAL_SIGNATURE) != 0
        else { throw KeyError(notForSigning) }
        guard flags & UInt32(EXFLAG_XKUSAGE) != 0, X509_get_extended_key_usage(leaf.handle) & UInt32(XKU_CODE_SIGN) != 0
        else { throw KeyError(notForCode) }
    }

    /// A version 3 CA certificate. An intermediate that limits its purposes must name codeSigning among them, as
    /// Sigstore's do.
    static func checkIssuer(_ issuer: Certificate, isRoot: Bool) throws(KeyError) {
        let flags = X509_get_extension_flags(issuer.handle)
        guard flags & UInt32(EXFLAG_INVALID) == 0 else { throw KeyError(malformed) }
        guard X509_check_ca(issuer.handle) == 1 else { throw KeyError(issuerIsNoCA(issuer.subject)) }
        guard !isRoot, flags & UInt32(EXFLAG_XKUSAGE) != 0 else { return }
        let uses = X509_get_extended_key_usage(issuer.handle)
        guard uses & UInt32(XKU_CODE_SIGN | XKU_ANYEKU) != 0 else { throw KeyError(issuerNotForCode(issuer.subject)) }
    }
}

// MARK: - What the user reads

private let malformed = "an extension of a certificate is malformed"
private let leafIsCA = "the certificate that signed is a CA's; it must be one that may only sign content"
private let notForSigning = "the certificate's key usage is not digitalSignature"
private let notForCode = "the certificate's extended key usage is not codeSigning"
private func issuerIsNoCA(_ subject: String) -> String {
    "the certificate \(quoted(subject)) in the chain is no CA's (basicConstraints, keyUsage)"
}
private func issuerNotForCode(_ subject: String) -> String {
    "the CA certificate \(quoted(subject)) may not issue for codeSigning"
}
