#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads whole small files, such as certificates.
enum SmallFile {
    static func read(_ path: String) throws(CertificateError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path, errno) }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = chunk.withUnsafeMutableBytes { readBytes(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path, errno) }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk.prefix(count))
            guard bytes.count <= limit else { throw .tooLarge(path) }
        }
    }

    private static let limit = 1 << 20
}

extension CertificateError {
    fileprivate static func unreadable(_ path: String, _ code: Int32) -> CertificateError {
        CertificateError("cannot read \(path): \(String(cString: strerror(code)))")
    }

    fileprivate static func tooLarge(_ path: String) -> CertificateError {
        CertificateError("\(path) is larger than 1 MiB, and so no certificate or key")
    }
}

/// `read(2)`, which the type's own `read` hides.
private func readBytes(_ descriptor: Int32, _ address: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, address, count)
}
