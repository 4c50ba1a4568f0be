import Attestation

extension String {
    /// As it is, or where it is longer than anybody means it, its beginning and the digest of all of it: different texts stay
    /// different ones.
    func bounded(to most: Int = 4096) -> String {
        guard utf8.count > most else { return self }
        let beginning = String(decoding: utf8.prefix(most), as: UTF8.self)
        return "\(beginning)… (\(utf8.count) bytes, sha256:\(ContentDigest.sha256(Array(utf8)).hex))"
    }
}
