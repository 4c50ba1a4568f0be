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
        guard let (scheme, rest) = SourceURI.split(value), scheme == "https" || scheme == "http",
            rest.begins(with: "//")
        else { return nil }
        var address = Scan.drop(2, from: rest)
        hasFragment = Scan.has(address, "#")
        if let (before, _) = Scan.cut(address, at: "#") { address = before }
        query = Scan.cut(address, at: "?")?.after
        if let (before, _) = Scan.cut(address, at: "?") { address = before }
        let cut = Scan.cut(address, at: "/")
        var authority = cut?.before ?? address
        hasUserinfo = Scan.has(authority, "@")
        if let (_, after) = Scan.cutLast(authority, at: "@") { authority = after }
        guard !authority.isEmpty, authority.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\\") }) else {
            return nil
        }
        host = authority.finishes(with: ":443") ? authority.dropLast(4).lowercased() : authority.lowercased()
        var parts = cut.map { Scan.parts($0.after, by: "/") } ?? []
        hasFinalSlash = parts.last?.isEmpty == true
        if hasFinalSlash { parts.removeLast() }
        segments = parts
        hasOddPath = parts.contains { $0.isEmpty || $0 == "." || $0 == ".." || Scan.has($0, "%") || Scan.has($0, "\\") }
    }

    /// The value of one parameter of the query; nil where it is missing, empty or given twice.
    func parameter(_ name: Substring) -> Substring? {
        let values = Scan.parts(query ?? "", by: "&").compactMap { Scan.cut($0, at: "=") }.filter {
            $0.before == name
        }
        guard values.count == 1, let value = values.first?.after, !value.isEmpty else { return nil }
        return value
    }

    /// Whether the host is `domain` or lies below it: `evil-amazonaws.com` does not lie below `amazonaws.com`.
    func isBelow(_ domain: String) -> Bool { host == domain || host.hasSuffix(".\(domain)") }
}
