import KubernetesModel

/// Paths in a container's file system.
package enum LocalPath {
    /// Whether a server takes `text` for a path and not for a name or URI.
    package static func isLocal(_ text: String) -> Bool {
        text.withBytes { bytes in
            guard let first = bytes.first else { return false }
            switch first {
            case Byte.slash: return true
            case UInt8(ascii: "."):
                return bytes.count == 1 || bytes.begins(with: "./") || bytes.begins(with: "../") || bytes.equals("..")
            case UInt8(ascii: "~"): return bytes.begins(with: "~/")
            default: return bytes.begins(with: "file://")
            }
        }
    }

    /// The absolute path with `.`, `..`, `file://` and doubled slashes gone; relative ones stand below `directory`.
    package static func absolute(_ text: String, in directory: String?) -> String {
        if text.withBytes(isPlain) { return text }
        var path = text[...]
        if path.hasPrefix("file://") {
            path = path.dropFirst("file://".count)
            if path.hasPrefix("localhost/") { path = path.dropFirst("localhost".count) }
            if !path.hasPrefix("/") { path = "/" + path }
        }
        if !path.hasPrefix("/") { path = (directory ?? "") + "/" + path }
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        return "/" + segments.joined(separator: "/")
    }

    /// Whether a path is absolute and has nothing in it that had to be taken out.
    private static func isPlain(_ path: UnsafeRawBufferPointer) -> Bool {
        guard path.first == Byte.slash else { return false }
        var last = Byte.slash
        for byte in path.dropFirst() {
            // A segment that begins with a dot may be `.` or `..`, and an empty one ends at once.
            if last == Byte.slash, byte == Byte.slash || byte == UInt8(ascii: ".") { return false }
            last = byte
        }
        return last != Byte.slash || path.count == 1
    }

    /// What follows `directory` in `path`, without the slash between; nil where `path` is not at or below it.
    package static func remainder(of path: String, below directory: String) -> String? {
        let start = path.withBytes { path in
            directory.withBytes { directory -> Int? in
                guard path.count >= directory.count, Bytes.areSame(path.part(0..<directory.count), directory) else {
                    return nil
                }
                if path.count == directory.count { return path.count }
                // The root ends in the slash itself.
                if directory.count == 1, directory.first == Byte.slash { return 1 }
                return path[directory.count] == Byte.slash ? directory.count + 1 : nil
            }
        }
        return start.map { String(Substring(path.utf8.dropFirst($0))) }
    }

    package static func join(_ first: String, _ second: String) -> String {
        if second.isEmpty, isJoined(first) { return first }
        if first.isEmpty, isJoined(second) { return second }
        let parts = [first, second].flatMap { $0.split(separator: "/") }
        return parts.joined(separator: "/")
    }

    /// Whether a path has no empty segment: no slash at either end, and no two in a row.
    private static func isJoined(_ path: String) -> Bool {
        path.withBytes { path in
            var last = Byte.slash
            for byte in path {
                if byte == Byte.slash, last == Byte.slash { return false }
                last = byte
            }
            return last != Byte.slash || path.isEmpty
        }
    }

    /// The last segment.
    package static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }
}
