import Attestation
import Glibc

/// The file that a bundle is to be about, read once.
enum ArtifactInput {
    /// Ed25519 signs bytes, no digest: up to this size they are kept.
    static let largestKept = 64 << 20

    /// - Parameter text: a path; or `sha256:` with 64 hexadecimal digits, where nothing on disk is called so.
    static func read(_ text: String) throws(AttestError) -> ArtifactDigests {
        if let digest = digest(text), access(text, F_OK) != 0 { return ArtifactDigests(digests: [.sha256: digest]) }
        let descriptor = open(text, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AttestError(text, cannotRead(errno)) }
        defer { close(descriptor) }
        var hashers = Hashers()
        var content: [UInt8]? = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw AttestError(text, cannotRead(errno)) }
            guard count > 0 else { break }
            buffer.withUnsafeBytes { hashers.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            content?.append(contentsOf: buffer[..<count])
            if let kept = content, kept.count > largestKept { content = nil }
        }
        return ArtifactDigests(digests: hashers.finish(), content: content)
    }

    private static func digest(_ text: String) -> [UInt8]? {
        let prefix = "sha256:"
        guard text.hasPrefix(prefix), text.utf8.count == prefix.utf8.count + 64 else { return nil }
        return ContentDigest.bytes(hex: text.dropFirst(prefix.count).lowercased())
    }
}

/// Every hash that a signature may be over, in one pass.
private struct Hashers: ~Copyable {
    private var sha256 = ContentHasher(.sha256)
    private var sha384 = ContentHasher(.sha384)
    private var sha512 = ContentHasher(.sha512)

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        sha256.update(bytes)
        sha384.update(bytes)
        sha512.update(bytes)
    }

    consuming func finish() -> [HashAlgorithm: [UInt8]] {
        [.sha256: sha256.finishBytes(), .sha384: sha384.finishBytes(), .sha512: sha512.finishBytes()]
    }
}

private func cannotRead(_ code: Int32) -> String { "it cannot be read: \(String(cString: strerror(code)))" }
