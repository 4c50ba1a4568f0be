/// Where the server's certificate stands on disk.
package struct CertificateFiles: Sendable, Hashable {
    /// The certificate chain, PEM, the server's own certificate first.
    package var certificate: String
    /// The private key, PEM.
    package var key: String
    /// The CA that signed the certificate, PEM; its expiry is watched, and whether it did.
    package var ca: String?
    /// The CA that clients must show a certificate of, PEM; nil where clients show none.
    package var clientCA: String?

    package init(certificate: String, key: String, ca: String? = nil, clientCA: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.ca = ca
        self.clientCA = clientCA
    }
}

/// The files' content, read at one time.
struct CertificateBytes: Sendable, Equatable {
    var certificate: [UInt8]
    var key: [UInt8]
    var ca: [UInt8]?
    var clientCA: [UInt8]?

    init(_ files: CertificateFiles) throws(CertificateError) {
        certificate = try SmallFile.read(files.certificate)
        key = try SmallFile.read(files.key)
        if let path = files.ca { ca = try SmallFile.read(path) }
        if let path = files.clientCA { clientCA = try SmallFile.read(path) }
    }
}

/// Why a certificate cannot be used, in one sentence.
package struct CertificateError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
