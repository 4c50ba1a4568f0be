import Foundation

/// Writes an edited file in one step, so that nobody ever reads half of it.
enum FileWriter {
    struct Failure: Error, Sendable, Hashable {
        var reason: String
    }

    /// A link stays a link: what it leads to is written. The mode stays as it was.
    static func write(_ bytes: [UInt8], over old: [UInt8], at path: String) throws(Failure) {
        guard let real = realpath(path, nil) else { throw Failure(reason: errnoText()) }
        defer { free(real) }
        let target = String(cString: real)
        var status = stat()
        guard stat(target, &status) == 0 else { throw Failure(reason: errnoText()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(reason: notAFile) }
        guard status.st_nlink == 1 else { throw Failure(reason: hardLink) }
        // What somebody has written since it was read must not be lost.
        guard let now = FileManager.default.contents(atPath: target), now.elementsEqual(old) else {
            throw Failure(reason: changed)
        }
        let temporary = "\(target).pedigree-\(UUID().uuidString)"
        do throws(Failure) {
            try create(temporary, bytes, mode: status.st_mode & 0o7777)
            guard rename(temporary, target) == 0 else { throw Failure(reason: errnoText()) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Failure(reason: errnoText()) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Foundation.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(reason: errnoText()) }
            written += count
        }
        guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else { throw Failure(reason: errnoText()) }
    }

    private static func errnoText() -> String { String(cString: strerror(errno)) }
}

// What a user reads.

private let notAFile = "it is no file"
private let hardLink = "it has more than one name (hard links), of which only one would change"
private let changed = "it was changed while it was read; run the command again"
