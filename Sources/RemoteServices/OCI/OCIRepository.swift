import KubernetesModel

/// A repository of a registry: `registry.corp.example:5000/ml/fraud-detector`.
package struct OCIRepository: Sendable, Hashable, CustomStringConvertible {
    /// With its port where one is written: `docker.io`, `registry.corp.example:5000`.
    package let host: String
    /// `ml/fraud-detector`; of Docker's own images `library/busybox`.
    package let name: String

    /// - Parameter text: `HOST/NAME`, with or without `oci://` in front.
    package init?(_ text: String) {
        let rest = text.hasPrefix("oci://") ? text.dropFirst(6) : text[...]
        guard let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        self.init(host: String(rest[..<slash]), name: String(rest[rest.utf8.index(after: slash)...]))
    }

    package init?(host: String, name: String) {
        let host = host.lowercased()
        guard Self.isHost(host), (1...255).contains(name.utf8.count),
            name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy(Self.isWord)
        else { return nil }
        let isDocker = Self.docker.contains(host)
        self.host = isDocker ? "docker.io" : host
        self.name = isDocker && !name.utf8.contains(UInt8(ascii: "/")) ? "library/\(name)" : name
    }

    package var description: String { "\(host)/\(name)" }

    /// Who answers for it: nobody serves the registry's protocol at docker.io itself.
    var endpoint: String { host == "docker.io" ? "registry-1.docker.io" : host }

    private static let docker: Set<String> = ["docker.io", "index.docker.io", "registry-1.docker.io"]

    private static func isHost(_ host: String) -> Bool {
        // What a URL's authority could hold beside a host and a port is none of these.
        !host.isEmpty && host.utf8.count <= 261
            && host.utf8.allSatisfy { isLowerOrDigit($0) || ".:-[]".utf8.contains($0) }
    }

    /// Distribution spec, "Pulling manifests": `[a-z0-9]+` joined by a dot, one or two underscores, or hyphens.
    private static func isWord(_ word: Substring.UTF8View) -> Bool {
        var separator: [UInt8] = []
        for byte in word {
            if isLowerOrDigit(byte) {
                separator = []
                continue
            }
            separator.append(byte)
            guard byte == separator[0], byte == hyphen || separator.count <= (byte == underscore ? 2 : 1),
                byte == hyphen || byte == underscore || byte == dot
            else { return false }
        }
        guard let first = word.first else { return false }
        return isLowerOrDigit(first) && separator.isEmpty
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static let hyphen = UInt8(ascii: "-")
    private static let underscore = UInt8(ascii: "_")
    private static let dot = UInt8(ascii: ".")
}

/// What names one manifest of a repository.
package enum OCIReference: Sendable, Hashable, CustomStringConvertible {
    case tag(String)
    case digest(Digest)

    package var description: String {
        switch self {
        case .tag(let tag): tag
        case .digest(let digest): digest.description
        }
    }

    /// Distribution spec, "Pulling manifests": `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`.
    package static func isTag(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
        let fits = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return fits && first != UInt8(ascii: ".") && first != UInt8(ascii: "-")
    }

    /// As a path of the registry's API says it; nil for a tag that none can be.
    var segment: String? {
        switch self {
        case .tag(let tag): Self.isTag(tag) ? tag : nil
        case .digest(let digest): digest.description
        }
    }
}
