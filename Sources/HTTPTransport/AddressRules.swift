import KubernetesModel

/// Which addresses may be connected to: public ones, and those that the settings name.
package struct AddressRules: Sendable, Hashable {
    private let allowed: [NetworkPrefix]

    package init(allowing networks: [NetworkPrefix] = []) { allowed = networks }

    /// Why `address` may not be connected to; nil where it may.
    package func objection(to address: IPAddress) -> String? {
        if allowed.contains(where: { $0.contains(address) }) { return nil }
        if let inner = address.embedded {
            // INVARIANT: an IPv4 address is the same place in each of its IPv6 forms.
            return objection(to: inner)
        }
        let range = Self.special.first { $0.prefixes.contains { $0.contains(address) } }
        return range.map { "\(address) is \($0.name), which networks does not name" }
    }

    private struct Range {
        var name: String
        var prefixes: [NetworkPrefix]

        init(_ name: String, _ prefixes: String...) {
            self.name = name
            self.prefixes = prefixes.compactMap { NetworkPrefix($0) }
        }
    }

    // IANA's special-purpose address registries (RFC 6890 and its updates), but for what they call globally reachable.
    private static let special = [
        Range("a loopback address", "127.0.0.0/8", "::1"),
        Range("a link-local address", "169.254.0.0/16", "fe80::/10"),
        Range(
            "a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7",
            "fec0::/10"),
        Range(
            "no address of one host", "0.0.0.0/8", "::", "224.0.0.0/4", "240.0.0.0/4", "ff00::/8", "192.0.0.0/24",
            "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "2001::/32",
            "100::/64",
            "64:ff9b:1::/48"),
    ]
}
