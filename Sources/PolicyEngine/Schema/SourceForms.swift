import KubernetesModel

extension TextForm {
    /// A server.
    package static let url = TextForm(
        expected: #"a URL, such as "https://evidence.corp.example/ml/""#, pattern: #"^https?://[^\s@]+$"#
    ) { text in
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return "it has spaces or other such in it" }
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else {
            return "it begins with neither https:// nor http://"
        }
        let authority = text.utf8.dropFirst(scheme.utf8.count).prefix { $0 != UInt8(ascii: "/") }
        guard !authority.isEmpty else { return "it names no host" }
        return authority.contains(UInt8(ascii: "@"))
            ? "credentials never stand in a policy; name a file or a variable of the environment" : nil
    }

    /// A range of addresses.
    package static let network = TextForm(
        expected: #"a range of addresses, such as "10.0.0.0/8""#, pattern: #"^[0-9a-fA-F:.]+(/[0-9]{1,3})?$"#
    ) { text in
        guard let network = NetworkPrefix(text) else { return "it is no address and no range in CIDR form" }
        return network.hasStrayBits ? "bits stand behind its length; write the range's first address" : nil
    }

    /// A bucket of S3.
    package static let bucket = TextForm(
        expected: #"the name of a bucket, such as "ml-evidence""#,
        pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$"
    ) { text in
        let fits = text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        guard (3...255).contains(text.utf8.count), fits else { return "no bucket can have that name" }
        return nil
    }

    /// A region, or another part of a host's name.
    package static let hostWord = TextForm(
        expected: #"a word such as "eu-central-1""#, pattern: "^[A-Za-z0-9-]+$"
    ) { text in
        let fits = text.utf8.allSatisfy { (isWord($0) && $0 != UInt8(ascii: "_")) || $0 == UInt8(ascii: "-") }
        return fits && !text.isEmpty ? nil : "it has more than letters, digits and - in it"
    }

    /// A variable of the environment.
    package static let variable = TextForm(
        expected: #"the name of a variable, such as "EVIDENCE_TOKEN""#, pattern: "^[A-Za-z_][A-Za-z0-9_]*$"
    ) { text in
        let fits = text.utf8.allSatisfy(isWord) && !(text.utf8.first.map { (0x30...0x39).contains($0) } ?? true)
        return fits ? nil : "it is no variable's name; the value itself never stands in a policy"
    }

    /// A repository of a registry.
    package static let repository = TextForm(
        expected: #"a repository, such as "oci://registry.corp.example/ml/fraud-detector""#,
        pattern: #"^oci://[^\s/@]+/[^\s@]+$"#
    ) { text in
        guard text.hasPrefix("oci://") else { return "it does not begin with oci://" }
        let rest = text.utf8.dropFirst(6)
        guard rest.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "*") })
        else {
            return "it is no repository: name each, without digest, tag, spaces or globs"
        }
        let parts = rest.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true)
        guard parts.count >= 2 else { return "it names no repository behind the host" }
        return parts.dropFirst().contains { $0.contains(UInt8(ascii: ":")) } ? "a tag is no repository" : nil
    }
}

private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
    default: false
    }
}
