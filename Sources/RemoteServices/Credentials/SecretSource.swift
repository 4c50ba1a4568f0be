import Glibc
import KubernetesModel

/// Where a secret stands. It is read at each use, so that one that was rotated counts at once, and is never kept.
package enum SecretSource: Sendable, Hashable {
    case file(String)
    /// A variable of the environment.
    case environment(String)

    /// The secret, without the line end that editors leave behind it.
    package func read() throws(ServiceFailure) -> String {
        let text: String?
        switch self {
        case .environment(let name):
            text = getenv(name).map { String(cString: $0) }
            guard text != nil else { throw ServiceFailure(.credentials, unset(name)) }
        case .file(let path): text = try SecretFile.text(path)
        }
        var secret = (text ?? "").utf8[...]
        if secret.last == 0x0A { secret.removeLast() }
        if secret.last == 0x0D { secret.removeLast() }
        guard !secret.isEmpty else { throw ServiceFailure(.credentials, empty(self)) }
        guard secret.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw ServiceFailure(.credentials, notOneLine(self))
        }
        return String(Substring(secret))
    }

    /// For messages: never the secret itself.
    package var description: String {
        switch self {
        case .file(let path): "the file \(quoted(path, limit: 200))"
        case .environment(let name): "the variable \(printable(name, limit: 100))"
        }
    }
}

/// Files that hold secrets.
package enum SecretFile {
    /// The bytes of a file that is not absurdly large.
    package static func bytes(_ path: String) throws(ServiceFailure) -> [UInt8] {
        // O_NONBLOCK: a pipe in its place must not hold the reader.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ServiceFailure(.credentials, unreadable(path, errno)) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: most + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ServiceFailure(.credentials, unreadable(path, errno)) }
            guard count > 0 else { return Array(bytes.prefix(filled)) }
            filled += count
        }
        throw ServiceFailure(.credentials, tooLarge(path))
    }

    static func text(_ path: String) throws(ServiceFailure) -> String {
        guard let text = String(validating: try bytes(path), as: UTF8.self) else {
            throw ServiceFailure(.credentials, notText(path))
        }
        return text
    }

    private static let most = 1 << 20
}

// What an operator reads.

private func unset(_ name: String) -> String { "the variable \(printable(name, limit: 100)) is not set" }
private func empty(_ source: SecretSource) -> String { "\(source.description) is empty" }
private func notOneLine(_ source: SecretSource) -> String { "\(source.description) holds more than one line" }
private func unreadable(_ path: String, _ code: Int32) -> String {
    "the file \(quoted(path, limit: 200)) cannot be read: \(String(cString: strerror(code)))"
}
private func tooLarge(_ path: String) -> String { "the file \(quoted(path, limit: 200)) is larger than 1 MiB" }
private func notText(_ path: String) -> String { "the file \(quoted(path, limit: 200)) is not UTF-8" }
