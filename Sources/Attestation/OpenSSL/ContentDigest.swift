import COpenSSL
import KubernetesModel

/// Digests of bytes that are in memory.
package enum ContentDigest {
    package static func sha256(_ bytes: [UInt8]) -> Digest { digest(.sha256, bytes) }

    /// Of a list of texts, each with its length in front, so that no two lists read alike.
    package static func sha256(texts: [String]) -> Digest {
        var bytes: [UInt8] = []
        for text in texts {
            bytes += String(text.utf8.count).utf8
            bytes.append(UInt8(ascii: ":"))
            bytes += text.utf8
        }
        return sha256(bytes)
    }

    package static func digest(_ algorithm: HashAlgorithm, _ bytes: [UInt8]) -> Digest {
        var hasher = ContentHasher(algorithm)
        bytes.withUnsafeBytes { hasher.update($0) }
        return Digest(algorithm.digestAlgorithm, hex: hasher.finish())
    }

    /// Lower-case hex.
    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(hexDigits[Int(byte >> 4)])
            text.append(hexDigits[Int(byte & 0xF)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of hex with an even number of digits, lower-case only; nil for anything else.
    package static func bytes(hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(ofHexDigit: digits[index]), let low = value(ofHexDigit: digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(ofHexDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}

/// A digest over bytes that come in pieces.
package struct ContentHasher: ~Copyable {
    private let context: OpaquePointer
    private let byteCount: Int

    package init(_ algorithm: HashAlgorithm = .sha256) {
        self.init(function: algorithm.function, byteCount: algorithm.byteCount)
    }

    init(function: OpaquePointer, byteCount: Int) {
        // OpenSSL fails here only where memory ends or its configuration forbids the hash: there is no answer to go on with.
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, function, nil) == 1 else { fatalError(noHash) }
        self.context = context
        self.byteCount = byteCount
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        guard EVP_DigestUpdate(context, start, bytes.count) == 1 else { fatalError(noHash) }
    }

    package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// Lower-case hex.
    package consuming func finish() -> String { ContentDigest.hex(finishBytes()) }

    package consuming func finishBytes() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        guard EVP_DigestFinal_ex(context, &bytes, nil) == 1 else { fatalError(noHash) }
        return bytes
    }
}

private let noHash = "OpenSSL cannot compute a hash"
