import NIOSSL

/// From when until when a certificate is valid, in seconds since 1970.
struct CertificateTerm: Sendable, Hashable {
    var start: Int
    var end: Int

    init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }

    init(_ certificate: NIOSSLCertificate) {
        self.init(start: Int(certificate.notValidBefore), end: Int(certificate.notValidAfter))
    }

    /// How urgent it is that somebody renews it.
    enum Urgency: Int, Sendable, Comparable {
        case none, month, week, over

        static func < (left: Urgency, right: Urgency) -> Bool { left.rawValue < right.rawValue }
    }

    /// Below 30 days and below 7. A certificate that is made for less than 120 days is near its end in the last quarter
    /// of its time, and in the last sixteenth: what is renewed in time every day, or by cert-manager after two thirds,
    /// never warns.
    func urgency(at now: Int) -> Urgency {
        let (left, whole) = (end - now, max(0, end - start))
        if left <= 0 { return .over }
        if left < min(7 * Self.day, whole / 16) { return .week }
        return left < min(30 * Self.day, whole / 4) ? .month : .none
    }

    static let day = 86_400
}
