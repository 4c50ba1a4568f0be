/// A log's tree of hashes (RFC 6962, section 2.1; RFC 9162, section 2.1).
enum MerkleTree {
    /// The hash of one entry.
    static func leafHash(_ entry: [UInt8]) -> [UInt8] { HashAlgorithm.sha256.digest([0] + entry) }

    static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        HashAlgorithm.sha256.digest([1] + left + right)
    }

    /// The root of the tree that has `leaf` at `index`, if `path` is its way to the top; nil where it is no such way
    /// (RFC 9162, section 2.1.3.2).
    static func root(leaf: [UInt8], at index: UInt64, of size: UInt64, path: [[UInt8]]) -> [UInt8]? {
        guard index < size else { return nil }
        var (place, last) = (index, size - 1)
        var hash = leaf
        for sibling in path {
            guard last > 0 else { return nil }
            if place & 1 == 1 || place == last {
                hash = nodeHash(sibling, hash)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = nodeHash(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 ? hash : nil
    }
}
