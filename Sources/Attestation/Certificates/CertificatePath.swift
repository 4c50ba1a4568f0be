import COpenSSL
import FoundationEssentials
import KubernetesModel

/// A chain from a certificate that signed something to one that a policy believes, checked in everything but the time
/// (RFC 5280, section 6).
package struct CertificatePath: Sendable {
    /// The leaf first, the root last.
    package let certificates: [Certificate]
    package let names: CertificateNames
    /// When every certificate in it is valid.
    package let validity: ClosedRange<Date>

    /// Certificates between leaf and root.
    static let mostIntermediates: Int32 = 6

    /// - Parameter carried: the certificates that came with the signature, the leaf first: believed only as far as they
    ///   lead to a root.
    package static func find(
        _ carried: [Certificate], authority: CertificateAuthority
    ) throws(KeyError) -> CertificatePath {
        guard let leaf = carried.first else { throw KeyError(noLeaf) }
        // A leaf that is named as a root itself needs no issuer, and OpenSSL asks for one.
        let isPinned = authority.roots.contains { $0.bytes == leaf.bytes }
        let chain =
            isPinned
            ? [leaf]
            : try verified(
                leaf, between: newestFirst(Array(carried.dropFirst()) + authority.intermediates),
                roots: newestFirst(authority.roots))
        try CertificateUse.checkLeaf(leaf)
        for (index, issuer) in chain.enumerated().dropFirst() {
            try CertificateUse.checkIssuer(issuer, isRoot: index == chain.count - 1)
        }
        guard let validity = commonValidity(chain) else { throw KeyError(neverValid) }
        return CertificatePath(certificates: chain, names: CertificateNames(leaf), validity: validity)
    }

    /// Throws where no path leads from `leaf` to one of `roots`, whatever the certificates are for and whenever they
    /// are valid.
    package static func checkIssuer(
        of leaf: Certificate, between: [Certificate], roots: [Certificate]
    ) throws(KeyError) {
        guard !roots.contains(where: { $0.bytes == leaf.bytes }) else { return }
        _ = try verified(leaf, between: newestFirst(between), roots: newestFirst(roots))
    }

    /// OpenSSL builds and checks the path: signatures, issuers, CA flags, path lengths, name constraints, critical
    /// extensions. Time is left out, since no trusted one is known here; revocation is, since nothing is fetched.
    private static func verified(
        _ leaf: Certificate, between: [Certificate], roots: [Certificate]
    ) throws(KeyError) -> [Certificate] {
        guard let context = X509_STORE_CTX_new(), let store = X509_STORE_new(),
            let untrusted = pedigree_certificates_new(), let trusted = pedigree_certificates_new()
        else { throw KeyError(OpenSSLErrors.drain()) }
        defer {
            X509_STORE_CTX_free(context)
            X509_STORE_free(store)
            pedigree_certificates_free(untrusted)
            pedigree_certificates_free(trusted)
        }
        for certificate in between { _ = pedigree_certificates_push(untrusted, certificate.handle) }
        for certificate in roots { _ = pedigree_certificates_push(trusted, certificate.handle) }
        guard X509_STORE_CTX_init(context, store, leaf.handle, untrusted) == 1,
            let parameters = X509_STORE_CTX_get0_param(context)
        else { throw KeyError(OpenSSLErrors.drain()) }
        X509_STORE_CTX_set0_trusted_stack(context, trusted)
        // What a policy names as a root is one, be it self-signed or not.
        let flags = UInt(X509_V_FLAG_NO_CHECK_TIME) | UInt(X509_V_FLAG_PARTIAL_CHAIN)
        X509_VERIFY_PARAM_set_flags(parameters, flags)
        X509_VERIFY_PARAM_set_depth(parameters, mostIntermediates)
        // 112 bits of security: no MD5, no SHA-1, no RSA below 2048 bits anywhere in the chain.
        X509_VERIFY_PARAM_set_auth_level(parameters, 2)
        let outcome = X509_verify_cert(context)
        OpenSSLErrors.clear()
        guard outcome == 1 else { throw KeyError(noPath(X509_STORE_CTX_get_error(context))) }
        return try chain(of: context)
    }

    /// The chain that OpenSSL found, as values of our own.
    private static func chain(of context: OpaquePointer) throws(KeyError) -> [Certificate] {
        guard let found = X509_STORE_CTX_get0_chain(context) else { throw KeyError(OpenSSLErrors.drain()) }
        var chain: [Certificate] = []
        for index in 0..<max(pedigree_certificates_count(found), 0) {
            guard let handle = pedigree_certificates_at(found, index), let bytes = encoded({ i2d_X509(handle, $0) })
            else { throw KeyError(OpenSSLErrors.drain()) }
            chain.append(try Certificate.parse(der: bytes))
        }
        return chain
    }

    /// OpenSSL takes the first issuer that fits when time is no matter; the one that ends last serves longest.
    private static func newestFirst(_ certificates: [Certificate]) -> [Certificate] {
        certificates
            .map { ($0, $0.validity?.upperBound ?? .distantPast) }
            .sorted { $0.1 > $1.1 }
            .map(\.0)
    }

    private static func commonValidity(_ chain: [Certificate]) -> ClosedRange<Date>? {
        var common: ClosedRange<Date>?
        for certificate in chain {
            guard let validity = certificate.validity else { return nil }
            let begin = max(common?.lowerBound ?? validity.lowerBound, validity.lowerBound)
            let end = min(common?.upperBound ?? validity.upperBound, validity.upperBound)
            guard begin <= end else { return nil }
            common = begin...end
        }
        return common
    }
}

// MARK: - What the user reads

private let noLeaf = "there is no certificate"
private let neverValid = "the certificates of the chain are never valid at the same time"
private func noPath(_ code: Int32) -> String {
    "no chain to a trusted root: \(String(cString: X509_verify_cert_error_string(Int(code))))"
}
