/// Where a service of AWS, or one that is compatible, answers.
package struct AWSEndpoint: Sendable, Hashable {
    /// `https` or `http`.
    let scheme: String
    /// Lower-case, in brackets where it is an IPv6 address.
    let host: String
    /// nil where it is the scheme's own, which no `Host` field names.
    let port: String?
    /// What stands before the path of every request, without a slash at its end.
    let basePath: String

    private init(scheme: String, host: String, port: String?, basePath: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.basePath = basePath
    }

    /// A host of AWS itself.
    init(host: String) { self.init(scheme: "https", host: host, port: nil, basePath: "") }

    /// nil for what is no `https://HOST[:PORT][/PATH]`, or has a query or credentials.
    package init?(_ url: String) {
        guard let scheme = ["https", "http"].first(where: { url.hasPrefix("\($0)://") }) else { return nil }
        let rest = url.utf8.dropFirst(scheme.utf8.count + 3)
        guard rest.allSatisfy({ (0x21...0x7E).contains($0) && !Self.strange.contains($0) }) else { return nil }
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        var path = rest.dropFirst(authority.count)
        while path.last == UInt8(ascii: "/") { path.removeLast() }
        guard let (host, port) = Self.split(String(Substring(authority)).lowercased()) else { return nil }
        let usual = scheme == "https" ? "443" : "80"
        self.init(
            scheme: scheme, host: host, port: port == usual ? nil : port, basePath: String(Substring(path)))
    }

    private static func split(_ authority: String) -> (host: String, port: String?)? {
        let bracket = authority.utf8.lastIndex(of: UInt8(ascii: "]")) ?? authority.startIndex
        guard let colon = authority[bracket...].lastIndex(of: ":") else {
            return authority.isEmpty ? nil : (authority, nil)
        }
        let host = String(authority[..<colon])
        let port = String(authority[authority.index(after: colon)...])
        guard !host.isEmpty, (1...5).contains(port.utf8.count), port.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return (host, port)
    }

    private static let strange = Set("?#@\\".utf8)

    /// The same server under a name with one more label in front.
    func with(label: String) -> AWSEndpoint {
        AWSEndpoint(scheme: scheme, host: "\(label).\(host)", port: port, basePath: basePath)
    }

    /// What requests carry in `Host`.
    package var authority: String { port.map { "\(host):\($0)" } ?? host }

    var origin: String { "\(scheme)://\(authority)" }

    /// Of a service in a region. AWS's Chinese regions have a domain of their own.
    static func aws(_ service: String, region: String) -> AWSEndpoint {
        AWSEndpoint(host: "\(service).\(region).amazonaws.com\(region.hasPrefix("cn-") ? ".cn" : "")")
    }
}
