import Glibc
import KubernetesModel

/// Reads files that are not ours: whole, and bounded.
enum InputBytes {
    static func read(_ path: String, limit: Int) throws(AttestError) -> [UInt8] {
        let isInput = path == "-"
        let descriptor = isInput ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AttestError(path, cannotRead(errno)) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw AttestError(path, cannotRead(errno)) }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
        // One byte too many says enough: what reads it refuses it by its size.
        return Array(bytes.prefix(limit + 1))
    }
}

private func cannotRead(_ code: Int32) -> String { "it cannot be read: \(String(cString: strerror(code)))" }
