import Glibc
import HTTPTransport

/// Evidence in a directory: a Git checkout, a mounted ConfigMap, a volume that git-sync keeps.
package struct DirectoryStore: EvidenceStore {
    package let name: String
    package let place: String
    private let path: String
    private let limits: StoreLimits

    /// - Parameters:
    ///   - path: the directory, as the process can open it.
    ///   - shown: the directory as its user wrote it.
    package init(name: String, path: String, shown: String? = nil, limits: StoreLimits = .standard) {
        self.name = name
        self.path = path
        place = directory(shown ?? path)
        self.limits = limits
    }

    package func list(by deadline: Deadline) throws(StoreFailure) -> StoreListing {
        var walk = try DirectoryWalk(path, source: name, limits: limits)
        return try walk.listing()
    }

    package func read(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        // O_NONBLOCK: a pipe that took the file's place must not hold the reader.
        let descriptor = open("\(path)/\(entry.place)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ReadFailure(errnoText(), isChanged: errno == ENOENT) }
        defer { close(descriptor) }
        // INVARIANT: what is read is the file that the walk found inside the directory, whatever links say by now.
        let size = try sameFile(descriptor, entry)
        var contents = [UInt8](repeating: 0, count: size)
        var filled = 0
        while filled < size {
            let count = contents.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), size - filled)
            }
            if count < 0 {
                guard errno == EINTR else { throw ReadFailure(errnoText()) }
                continue
            }
            guard count > 0 else { throw ReadFailure(changed, isChanged: true) }
            filled += count
        }
        // Written to meanwhile: half of the old and half of the new is neither.
        _ = try sameFile(descriptor, entry)
        return contents
    }

    /// - Returns: its size.
    private func sameFile(_ descriptor: Int32, _ entry: StoreListing.Entry) throws(ReadFailure) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ReadFailure(errnoText()) }
        guard status.st_mode & S_IFMT == S_IFREG, FileVersion(status).text == entry.version else {
            throw ReadFailure(changed, isChanged: true)
        }
        let size = Int(status.st_size)
        guard size <= limits.entryBytes else { throw ReadFailure(changed, isChanged: true) }
        return size
    }
}

/// What tells one state of a file from another.
struct FileVersion {
    let text: String

    init(_ status: stat) {
        text =
            "\(status.st_dev)-\(status.st_ino)-\(status.st_size)-\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
            + "-\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
    }
}

func errnoText() -> String { String(cString: strerror(errno)) }

private let changed = "it changed while it was read"
private func directory(_ path: String) -> String { "directory \(path)" }
