import Attestation
import Glibc

/// One file of the cache of evidence: its bytes behind a digest of them and of the file's name.
///
/// A volume may hold anything after a crash, a restore or a neighbour's mistake: what is no regular file, is too large, was
/// cut short or stands under another's name counts as absent, and costs neither memory nor time.
enum CacheFile {
    /// The digest as 64 hexadecimal digits, and a line end.
    private static let headLength = 65

    static func seal(_ bytes: [UInt8], name: String) -> [UInt8] {
        Array(digest(bytes, name: name).utf8) + [UInt8(ascii: "\n")] + bytes
    }

    /// - Parameter limit: how many bytes it may hold.
    static func open(_ path: String, name: String, limit: Int) -> [UInt8]? {
        guard let sealed = read(path, limit: limit + headLength), sealed.count > headLength else { return nil }
        let bytes = Array(sealed[headLength...])
        let head = sealed.prefix(headLength - 1)
        // Version 0.1 kept the digest of the bytes alone.
        let isKept =
            head.elementsEqual(digest(bytes, name: name).utf8)
            || head.elementsEqual(ContentDigest.sha256(bytes).hex.utf8)
        return isKept ? bytes : nil
    }

    // Without the name two files could be taken for one another: each is whole.
    private static func digest(_ bytes: [UInt8], name: String) -> String {
        ContentDigest.sha256(Array("\(name)\n".utf8) + bytes).hex
    }

    private static func read(_ path: String, limit: Int) -> [UInt8]? {
        // O_NONBLOCK: a pipe in its place must not hold the reader.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            return nil
        }
        let size = Int(status.st_size)
        var contents = [UInt8](repeating: 0, count: size)
        var filled = 0
        while filled < size {
            let count = contents.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), size - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            filled += count
        }
        return contents
    }
}
