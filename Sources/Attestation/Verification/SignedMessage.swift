/// The bytes that signatures are over, each hash of them computed once, and how much may still be computed with them.
///
/// An envelope chooses its size and the number of its signatures, a policy the number of its keys: only the product tells
/// what checking costs.
final class SignedMessage {
    let bytes: [UInt8]
    private var digests: [HashAlgorithm: [UInt8]] = [:]
    private var budget: Int

    /// Signature checks for one envelope: a quarter of a second, where the slowest takes 60 µs.
    static let mostChecks = 4096

    init(_ bytes: [UInt8], budget: Int = mostChecks) {
        self.bytes = bytes
        self.budget = budget
    }

    func digest(_ algorithm: HashAlgorithm) -> [UInt8] {
        if let known = digests[algorithm] { return known }
        var hasher = ContentHasher(algorithm)
        hasher.update(bytes)
        let digest = hasher.finishBytes()
        digests[algorithm] = digest
        return digest
    }

    /// Takes what checking a signature by a key of this type costs; false where nothing is left. Ed25519 hashes the whole
    /// message for every key.
    func pays(for type: KeyType) -> Bool {
        budget -= type == .ed25519 ? 1 + bytes.count >> 16 : type.schemes.count
        return budget >= 0
    }
}
