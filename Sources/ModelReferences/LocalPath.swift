/// Paths in a container's file system.
package enum LocalPath {
    /// Whether a server takes `text` for a path and not for a name or URI.
    package static func isLocal(_ text: String) -> Bool {
        text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../") || text.hasPrefix("~/")
            || text.hasPrefix("file://") || text == "." || text == ".."
    }

    /// The absolute path with `.`, `..`, `file://` and doubled slashes gone; relative ones stand below `directory`.
    package static func absolute(_ text: String, in directory: String?) -> String {
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

    /// What follows `directory` in `path`, without the slash between; nil where `path` is not at or below it.
    package static func remainder(of path: String, below directory: String) -> String? {
        if path == directory { return "" }
        if directory == "/" { return String(path.dropFirst()) }
        guard path.hasPrefix(directory), path.utf8.dropFirst(directory.utf8.count).first == UInt8(ascii: "/") else {
            return nil
        }
        return String(decoding: path.utf8.dropFirst(directory.utf8.count + 1), as: UTF8.self)
    }

    package static func join(_ first: String, _ second: String) -> String {
        let parts = [first, second].flatMap { $0.split(separator: "/") }
        return parts.joined(separator: "/")
    }

    /// The last segment.
    package static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }
}
