import KubernetesModel

/// A `SHA256SUMS`: what `sha256sum` of coreutils writes and `sha256sum --check` reads.
struct ChecksumList: Sendable {
    struct Problem: Sendable, Hashable {
        /// From 1.
        var line: Int
        var reason: String
    }

    /// SHA-256 in lower-case hex, by the file's path below the list's directory.
    private(set) var digests: [String: String] = [:]
    private(set) var problems: [Problem] = []
    private var ambiguous: Set<String> = []

    /// nil where it has more lines than `most`.
    init?(_ bytes: [UInt8], most: Int) {
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            guard number <= most else { return nil }
            let line = line.last == 0x0D ? line.dropLast() : line
            // coreutils src/digest.c: a line that begins with # is a comment.
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            guard let (digest, name) = Self.parts(line) else {
                fail(number, notALine)
                continue
            }
            guard let path = Self.path(name) else {
                fail(number, notBelow(name))
                continue
            }
            add(path, digest, number)
        }
        for name in ambiguous { digests[name] = nil }
    }

    private mutating func add(_ path: String, _ digest: String, _ line: Int) {
        if let known = digests[path], known != digest {
            ambiguous.insert(path)
            fail(line, twice(path))
        }
        digests[path] = digest
    }

    private mutating func fail(_ line: Int, _ reason: String) { problems.append(Problem(line: line, reason: reason)) }

    /// `DIGEST  NAME` or `DIGEST *NAME`; with a `\` in front where the name has escapes (coreutils manual, "md5sum
    /// invocation").
    private static func parts(_ line: ArraySlice<UInt8>) -> (digest: String, name: String)? {
        let isEscaped = line.first == UInt8(ascii: "\\")
        let rest = isEscaped ? line.dropFirst() : line
        let digest = rest.prefix(64)
        guard digest.count == 64, digest.allSatisfy(isHex) else { return nil }
        let separator = rest.dropFirst(64).prefix(2)
        guard separator.elementsEqual("  ".utf8) || separator.elementsEqual(" *".utf8) else { return nil }
        let written = rest.dropFirst(66)
        guard !written.isEmpty, let bytes = isEscaped ? unescaped(written) : Array(written),
            let name = String(validating: bytes, as: UTF8.self)
        else { return nil }
        return (String(decoding: digest, as: UTF8.self).lowercased(), name)
    }

    private static func unescaped(_ written: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = written
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
            default: return nil
            }
        }
        return bytes
    }

    /// The path without `./` in front, which `find` writes; nil where it leads anywhere but below the list's directory.
    private static func path(_ name: String) -> String? {
        var segments = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
        while segments.count > 1, segments.first?.elementsEqual(".".utf8) == true { segments.removeFirst() }
        let isPath = segments.allSatisfy { segment in
            !segment.isEmpty && !segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8)
                && !segment.contains(0)
        }
        return isPath ? segments.map { String($0) ?? "" }.joined(separator: "/") : nil
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

// What an operator reads.

private let notALine = "it is no line as sha256sum writes it (64 hexadecimal digits, two spaces, a name)"
private func notBelow(_ name: String) -> String {
    "\(quoted(name, limit: 100)) is no path below the directory of the list"
}
private func twice(_ name: String) -> String { "\(quoted(name, limit: 100)) is named with two digests; it is not read" }
