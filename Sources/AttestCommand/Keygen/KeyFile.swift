import Glibc
import KubernetesModel

/// A file that is written whole or not at all, and that nobody else can read before it has its mode.
struct KeyFile {
    let path: String
    let bytes: [UInt8]
    let mode: mode_t

    /// Writes all of them, or none.
    static func write(_ files: [KeyFile], replacing: Bool) throws(AttestError) {
        if !replacing {
            // Look before the first byte is written; the links below make sure of it.
            for file in files where access(file.path, F_OK) == 0 { throw AttestError(file.path, exists) }
        }
        defer { for file in files { unlink(file.draft) } }
        for file in files { try file.writeDraft() }
        for (index, file) in files.enumerated() {
            let outcome = replacing ? rename(file.draft, file.path) : link(file.draft, file.path)
            guard outcome != 0 else { continue }
            let reason = errno == EEXIST ? exists : cannotWrite(errno)
            if !replacing { for written in files[..<index] { unlink(written.path) } }
            throw AttestError(file.path, reason)
        }
    }

    private var draft: String { "\(path).\(getpid()).draft" }

    private func writeDraft() throws(AttestError) {
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw AttestError(path, cannotWrite(errno)) }
        defer { close(descriptor) }
        // The umask can only have taken away.
        guard fchmod(descriptor, mode) == 0 else { throw AttestError(path, cannotWrite(errno)) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw AttestError(path, cannotWrite(errno)) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw AttestError(path, cannotWrite(errno)) }
    }
}

// MARK: - What the user reads

private let exists = "it is there already, and nothing was written; --force replaces it"
private func cannotWrite(_ code: Int32) -> String { "it cannot be written: \(String(cString: strerror(code)))" }
