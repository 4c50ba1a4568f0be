import Attestation
import Glibc

/// Reads one open file from its beginning to its end, and compares digests on the way.
struct FileReader {
    enum Outcome: Sendable, Hashable {
        case same, changed
        case unreadable(String)
    }

    private let descriptor: Int32
    private let hash: FileHash

    init(_ descriptor: Int32, hash: FileHash) {
        self.descriptor = descriptor
        self.hash = hash
    }

    /// - Parameter parts: the whole file, or its parts in their order.
    func compare(with parts: [ModelManifest.Resource]) -> Outcome {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        for part in parts {
            guard var hasher = hash.hasher() else { return .unreadable(unknownHash(hash)) }
            var rest = part.range.map { $0.upperBound - $0.lowerBound } ?? UInt64.max
            while rest > 0 {
                let wanted = Int(min(rest, UInt64(buffer.count)))
                let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, wanted) }
                if count < 0 {
                    guard errno == EINTR else { return .unreadable(String(cString: strerror(errno))) }
                    continue
                }
                guard count > 0 else { break }
                buffer.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                rest -= UInt64(count)
            }
            if part.range != nil, rest > 0 { return .changed }
            guard hasher.finish() == part.digest else { return .changed }
        }
        return isAtEnd() ? .same : .changed
    }

    /// Bytes behind the last part are bytes that nobody signed.
    private func isAtEnd() -> Bool {
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            return count == 0
        }
    }
}

private func unknownHash(_ hash: FileHash) -> String {
    "files that were hashed with \(hash.rawValue) cannot be checked here; sign with sha256"
}
