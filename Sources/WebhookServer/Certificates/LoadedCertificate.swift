import NIOSSL

/// A certificate and its key, checked and ready to serve.
struct LoadedCertificate: Sendable {
    let context: NIOSSLContext
    /// When each begins and ends, by what it is; of several CAs the one that ends first.
    let terms: [CertificateRole: CertificateTerm]
    /// Why `--tls-ca` did not sign the certificate; nil where it did, or none is given.
    let foreign: String?

    /// - Parameter now: seconds since 1970; a certificate that has ended by then is not taken.
    init(_ bytes: CertificateBytes, files: CertificateFiles, now: Int) throws(CertificateError) {
        let chain = try Self.certificates(bytes.certificate, files.certificate)
        guard let leaf = chain.first else { throw .empty(files.certificate) }
        guard Int(leaf.notValidAfter) > now else { throw .expired(files.certificate) }
        var configuration = try Self.configuration(chain, bytes, files)
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2", "http/1.1"]
        configuration.shutdownTimeout = .seconds(1)
        var authorities = Array(chain.dropFirst())
        let ca = try bytes.ca.map { bytes throws(CertificateError) in try Self.certificates(bytes, files.ca ?? "") }
        authorities += ca ?? []
        foreign = ca.flatMap { CertificateIssuer.problem(chain, ca: $0) }
        var terms: [CertificateRole: CertificateTerm] = [.leaf: CertificateTerm(leaf)]
        terms[.ca] = authorities.map { CertificateTerm($0) }.min { $0.end < $1.end }
        if let clientCA = bytes.clientCA {
            let roots = try Self.certificates(clientCA, files.clientCA ?? "")
            configuration.trustRoots = .certificates(roots)
            configuration.certificateVerification = .noHostnameVerification
            terms[.clientCA] = roots.map { CertificateTerm($0) }.min { $0.end < $1.end }
        }
        self.terms = terms
        do {
            // BoringSSL compares the key with the certificate here.
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .mismatch(files)
        }
    }

    private static func configuration(
        _ chain: [NIOSSLCertificate], _ bytes: CertificateBytes, _ files: CertificateFiles
    ) throws(CertificateError) -> TLSConfiguration {
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(bytes: bytes.key, format: .pem)
        } catch {
            throw .unreadableKey(files.key)
        }
        return .makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    }

    private static func certificates(
        _ bytes: [UInt8], _ path: String
    ) throws(CertificateError) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMBytes(bytes)
        } catch {
            throw .unreadableCertificate(path)
        }
    }
}

/// What a certificate is for: a label of the metrics.
enum CertificateRole: String, Sendable, Hashable, CaseIterable {
    case leaf, ca, clientCA = "client_ca"
}

extension CertificateError {
    fileprivate static func empty(_ path: String) -> CertificateError {
        CertificateError("\(path) holds no certificate")
    }

    fileprivate static func expired(_ path: String) -> CertificateError {
        CertificateError("the certificate in \(path) has expired")
    }

    fileprivate static func mismatch(_ files: CertificateFiles) -> CertificateError {
        CertificateError("the key in \(files.key) does not belong to the certificate in \(files.certificate)")
    }

    fileprivate static func unreadableKey(_ path: String) -> CertificateError {
        CertificateError("\(path) holds no private key in PEM that can be read without a password")
    }

    fileprivate static func unreadableCertificate(_ path: String) -> CertificateError {
        CertificateError("\(path) holds no certificate in PEM")
    }
}
