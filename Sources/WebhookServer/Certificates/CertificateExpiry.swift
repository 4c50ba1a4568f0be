import FoundationEssentials
import NIOSSL

/// When the certificates of a PEM file end, for `pedigree doctor`.
package enum CertificateExpiry {
    package struct Entry: Sendable, Hashable {
        /// Its place in the file, from 1: the leaf comes first, then what signed it.
        package var number: Int
        package var expires: Date
    }

    /// In the order of the file; throws where there is none, or one that cannot be read.
    package static func read(_ file: String) throws(CertificateExpiryFailure) -> [Entry] {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(file)
        } catch {
            throw CertificateExpiryFailure(file: file)
        }
        guard !certificates.isEmpty else { throw CertificateExpiryFailure(file: file) }
        return certificates.enumerated().map { index, certificate in
            Entry(number: index + 1, expires: Date(timeIntervalSince1970: Double(certificate.notValidAfter)))
        }
    }
}

/// Why the end of a certificate cannot be told.
package struct CertificateExpiryFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package var file: String
    package var description: String { "\(file) holds no certificate in PEM that can be read" }
}
