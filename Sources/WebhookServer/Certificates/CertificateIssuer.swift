import Attestation
import NIOSSL

/// Whether a server's certificate leads to the CA that it is served with. Where it does not, as between two halves of a
/// rotation, API servers that trust the CA refuse every connection.
enum CertificateIssuer {
    /// Why it does not; nil where it does.
    ///
    /// - Parameter chain: the server's own certificate first.
    static func problem(_ chain: [NIOSSLCertificate], ca: [NIOSSLCertificate]) -> String? {
        do {
            let chain = try chain.map { try Certificate.parse(der: $0.toDERBytes()) }
            guard let leaf = chain.first else { return nil }
            let roots = try ca.map { try Certificate.parse(der: $0.toDERBytes()) }
            try CertificatePath.checkIssuer(of: leaf, between: Array(chain.dropFirst()), roots: roots)
            return nil
        } catch let error as KeyError {
            return error.reason
        } catch {
            return "\(error)"
        }
    }
}
