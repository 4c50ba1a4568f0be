import Glibc

/// The file that a log of SQLite lies in: which one it is, and whether it still stands where it was opened.
struct LogFile: Sendable {
    let path: String
    private let device: dev_t
    private let node: ino_t

    /// - Parameter creates: makes an empty file, readable by its owner alone, where there is none.
    init(_ path: String, creates: Bool) throws(LogFailure) {
        self.path = path
        if creates {
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 || errno == EEXIST else { throw LogFailure(.settings, cannotMake(path, errno)) }
            if descriptor >= 0 { close(descriptor) }
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw LogFailure(.settings, cannotRead(path, errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw LogFailure(.settings, noFile(path)) }
        (device, node) = (status.st_dev, status.st_ino)
    }

    /// SQLite writes on to a file that was deleted or moved away, and nobody would ever see it.
    func mustStand() throws(LogFailure) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_dev == device, status.st_ino == node else {
            throw LogFailure(.unavailable, gone(path))
        }
    }
}

// MARK: - What the user reads

private func words(_ reason: Int32) -> String { String(cString: strerror(reason)) }
private func cannotMake(_ path: String, _ reason: Int32) -> String {
    "\(path): cannot be made: \(words(reason)); its directory must exist and be writable"
}
private func cannotRead(_ path: String, _ reason: Int32) -> String { "\(path): cannot be read: \(words(reason))" }
private func noFile(_ path: String) -> String { "\(path): is no regular file" }
private func gone(_ path: String) -> String {
    "\(path): the file was moved, deleted or replaced while the log was open; start again to open the one that is there"
}
