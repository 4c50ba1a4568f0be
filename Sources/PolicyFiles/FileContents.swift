import Glibc

/// Reads a whole file, within a limit.
enum FileContents {
    struct Failure: Error, Sendable, Hashable {
        var reason: String
        /// Whether another file stands there than the one that was asked for.
        var isSwapped = false
    }

    /// A policy file is written by hand.
    static let largest = 4 << 20

    static func read(_ file: FileScan.File) throws(Failure) -> [UInt8] {
        // O_NONBLOCK: a pipe that took the file's place must not hold the reader.
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Failure(reason: errnoText()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(reason: errnoText()) }
        guard UInt64(status.st_dev) == file.device, UInt64(status.st_ino) == file.inode else {
            throw Failure(reason: swapped, isSwapped: true)
        }
        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                guard errno == EINTR else { throw Failure(reason: errnoText()) }
                continue
            }
            guard count > 0 else { return contents }
            contents.append(contentsOf: buffer.prefix(count))
            guard contents.count <= largest else { throw Failure(reason: tooLarge) }
        }
    }
}

private let swapped = "another file took its place while it was read"
private let tooLarge = "it is larger than the 4 MiB that a policy file may have"
