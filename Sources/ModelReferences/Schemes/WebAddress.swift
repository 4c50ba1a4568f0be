/// An `http` or `https` address, cut as a careful client cuts it.
struct WebAddress {
    let host: String
    let segments: [Substring]
    let hasFinalSlash: Bool
    /// Without the `?`; nil where there is none.
    let query: Substring?
    let hasFragment: Bool
    let hasUserinfo: Bool
    /// Escapes, dots and empty parts: servers and clients do not agree on what they mean.
    let hasOddPath: Bool

    init?(_ value: Substring) {
        guard let (scheme, rest) = SourceURI.split(value), scheme == "https" || scheme == "http", rest.hasPrefix("//")
        else { return nil }
        var address = rest.dropFirst(2)
        hasFragment = address.contains("#")
        if let (before, _) = Scan.cut(address, at: "#") { address = before }
        query = Scan.cut(address, at: "?")?.after
        if let (before, _) = Scan.cut(address, at: "?") { address = before }
        let slash = address.firstIndex(of: "/") ?? address.endIndex
        var authority = address[..<slash]
        hasUserinfo = authority.contains("@")
        if let (_, after) = Scan.cutLast(authority, at: "@") { authority = after }
        guard !authority.isEmpty, authority.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\\") }) else {
            return nil
        }
        host = authority.hasSuffix(":443") ? authority.dropLast(4).lowercased() : authority.lowercased()
        var parts =
            slash == address.endIndex
            ? []
            : address[address.index(after: slash)...].split(
                separator: "/", omittingEmptySubsequences: false)
        hasFinalSlash = parts.last?.isEmpty == true
        if hasFinalSlash { parts.removeLast() }
        segments = parts
        hasOddPath = parts.contains { $0.isEmpty || $0 == "." || $0 == ".." || $0.contains("%") || $0.contains("\\") }
    }

    /// The value of one parameter of the query; nil where it is missing, empty or given twice.
    func parameter(_ name: Substring) -> Substring? {
        let values = (query ?? "").split(separator: "&").compactMap { Scan.cut($0, at: "=") }.filter {
            $0.before == name
        }
        guard values.count == 1, let value = values.first?.after, !value.isEmpty else { return nil }
        return value
    }

    /// Whether the host is `domain` or lies below it: `evil-amazonaws.com` does not lie below `amazonaws.com`.
    func isBelow(_ domain: String) -> Bool { host == domain || host.hasSuffix(".\(domain)") }
}
