import Glibc

/// Keeps a log of SQLite to one writer: a lock on a file beside it, which ends with the process however that ends.
///
/// Not on the database's own file: closing another descriptor of that would drop SQLite's locks (its howtocorrupt.html,
/// section 2.2).
final class WriterLock: Sendable {
    private let descriptor: Int32

    init(beside file: String) throws(LogFailure) {
        let path = "\(file).lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw LogFailure(.unavailable, cannotLock(path, errno)) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            throw reason == EWOULDBLOCK
                ? LogFailure(.locked, inUse(file)) : LogFailure(.unavailable, cannotLock(path, reason))
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}

// MARK: - What the user reads

private func inUse(_ file: String) -> String {
    "\(file): another process writes to this log; with several replicas use PostgreSQL, or a file for each"
}
private func cannotLock(_ path: String, _ reason: Int32) -> String {
    "\(path): cannot be locked: \(String(cString: strerror(reason)))"
}
