import COpenSSL
import FoundationEssentials
import KubernetesModel

/// An X.509 certificate.
package final class Certificate: @unchecked Sendable {
    // SAFETY: never changed after it was made; OpenSSL 3 locks what it computes inside on demand.
    let handle: OpaquePointer
    /// The whole certificate, DER.
    package let bytes: [UInt8]

    /// The largest that is looked at; real ones have 1 to 4 KB.
    static let longest = 64 << 10

    /// Takes over one reference of `handle`.
    private init(owning handle: OpaquePointer, bytes: [UInt8]) {
        self.handle = handle
        self.bytes = bytes
    }

    deinit { X509_free(handle) }

    /// Reads one certificate with nothing behind it.
    package static func parse(der bytes: [UInt8]) throws(KeyError) -> Certificate {
        guard bytes.count <= longest else { throw KeyError(tooLarge) }
        guard let handle = decoded(bytes, { d2i_X509(nil, $0, $1) }, free: { X509_free($0) }) else {
            throw KeyError(notACertificate)
        }
        return Certificate(owning: handle, bytes: bytes)
    }

    /// Reads every certificate of a PEM file; at least one.
    package static func parse(pem: [UInt8]) throws(KeyError) -> [Certificate] {
        var certificates: [Certificate] = []
        for block in try PEM.blocks(pem) {
            guard block.label == "CERTIFICATE" else { throw KeyError(wrongLabel(block.label)) }
            certificates.append(try parse(der: block.bytes))
        }
        return certificates
    }

    /// The subject as RFC 4514 writes it: `CN=eval-signer,O=Corp`.
    package var subject: String {
        let text = written { bio in pedigree_print_name(bio, X509_get_subject_name(handle)) >= 0 }
        return String(decoding: text ?? [], as: UTF8.self)
    }

    /// The key that it certifies, checked as every other key.
    package func publicKey() throws(KeyError) -> PublicKey {
        guard let key = X509_get_pubkey(handle) else {
            OpenSSLErrors.clear()
            throw KeyError(noKey)
        }
        return try PublicKey(owning: key)
    }

    /// From when until when it is valid, both ends included (RFC 5280, section 4.1.2.5); nil where no such time exists.
    package var validity: ClosedRange<Date>? {
        guard let begin = Self.date(X509_get0_notBefore(handle)), let end = Self.date(X509_get0_notAfter(handle)),
            begin <= end
        else { return nil }
        return begin...end
    }

    static func date(_ time: UnsafePointer<ASN1_TIME>?) -> Date? {
        guard let time, let epoch = ASN1_TIME_set(nil, 0) else { return nil }
        defer { ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            OpenSSLErrors.clear()
            return nil
        }
        return Date(timeIntervalSince1970: Double(days) * 86_400 + Double(seconds))
    }
}

// MARK: - What the user reads

private let tooLarge = "it is larger than 64 KiB, which no certificate is"
private let notACertificate = "it is no X.509 certificate that OpenSSL can read, or something stands behind it"
private let noKey = "its public key cannot be read"
private func wrongLabel(_ label: String) -> String {
    "it holds \(quoted(label, limit: 40)) where only certificates belong"
}
