import Glibc

/// Reads a whole file, within a limit.
enum FileContents {
    struct Failure: Error, Sendable, Hashable {
        var reason: String
    }

    /// A policy file is written by hand.
    static let largest = 4 << 20

    static func read(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(reason: errnoText()) }
        defer { close(descriptor) }
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

private let tooLarge = "it is larger than the 4 MiB that a policy file may have"
