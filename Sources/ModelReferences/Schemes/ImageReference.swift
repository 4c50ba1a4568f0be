import KubernetesModel

/// A container image or OCI artifact as a registry client reads it: registry, repository, tag and digest.
///
/// The grammar is that of the distribution project, with Docker's defaults: `nginx` is `docker.io/library/nginx`, and
/// `registry:443/m` has a port, not a tag.
package struct ImageReference: Sendable, Hashable, CustomStringConvertible {
    /// The host, with its port where one is written; `docker.io` where none is.
    package let registry: String
    /// The path within the registry; `library/…` for Docker's own images.
    package let repository: String
    package let tag: String?
    package let digest: Digest?

    /// Why a text is no image reference; a half-sentence.
    package struct Problem: Error, Sendable, Hashable { package let reason: String }

    package init(parsing text: some StringProtocol) throws(Problem) {
        let text = Substring(text)
        var name = text
        var digest: Digest?
        if let (before, after) = Scan.cut(text, at: "@") {
            name = before
            digest = try Self.digest(after)
        }
        var tag: Substring?
        // A colon after the last slash begins a tag; one before it belongs to a port.
        if let (before, after) = Scan.cutLast(name, at: ":"), !Scan.has(after, "/") {
            guard Self.isTag(after) else { throw Problem(reason: badTag) }
            name = before
            tag = after
        }
        guard !name.isEmpty else { throw Problem(reason: emptyName) }
        guard name.utf8.count <= 255 else { throw Problem(reason: longName) }
        let (registry, path) = Self.split(name)
        guard Self.isHost(registry) else { throw Problem(reason: badRegistry) }
        guard Scan.parts(path, by: "/").allSatisfy(Self.isComponent) else {
            throw Problem(reason: badRepository)
        }
        // Docker refuses it, since it would be taken for an image's id.
        guard registry != "docker.io" || !Scan.isLowerHex(path, count: 64) else {
            throw Problem(reason: looksLikeID)
        }
        let isOfficial = registry == "docker.io" && !Scan.has(path, "/")
        self.registry = registry
        self.repository = isOfficial ? "library/\(path)" : String(path)
        self.tag = tag.map(String.init)
        self.digest = digest
    }

    package init?(_ text: some StringProtocol) {
        guard let parsed = try? ImageReference(parsing: text) else { return nil }
        self = parsed
    }

    /// Registry and repository: what a policy's patterns are compared with.
    package var name: String { "\(registry)/\(repository)" }

    /// The full form, defaults written out: `docker.io/library/nginx:1.27@sha256:…`.
    package var normalised: String {
        var text = name
        if let tag { text += ":\(tag)" }
        if let digest { text += "@\(digest)" }
        return text
    }

    package var description: String { normalised }

    /// Docker's rule for the first component: it is a host when it has a dot, a colon or an upper-case letter, or is
    /// `localhost` (distribution/reference, `splitDockerDomain`).
    private static func split(_ name: Substring) -> (registry: String, path: Substring) {
        guard let (first, rest) = Scan.cut(name, at: "/"), looksLikeHost(first) else { return ("docker.io", name) }
        let registry = first == "index.docker.io" ? "docker.io" : String(first)
        return (registry, rest)
    }

    static func looksLikeHost(_ component: Substring) -> Bool {
        component == "localhost"
            || !Scan.all(component) { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: ":") && Scan.lower($0) == $0 }
    }

    private static func isHost(_ host: String) -> Bool {
        var name = Substring(host)
        if name.begins(with: "[") {
            guard let (inside, after) = Scan.cut(Scan.drop(1, from: name), at: "]"), !inside.isEmpty else {
                return false
            }
            let isAddress = Scan.all(inside) { Scan.isLowerHex(Scan.lower($0)) || $0 == UInt8(ascii: ":") }
            return isAddress && (after.isEmpty || (after.begins(with: ":") && Scan.isDigits(after.dropFirst())))
        }
        if let (before, port) = Scan.cut(name, at: ":") {
            guard Scan.isDigits(port), port.utf8.count <= 5 else { return false }
            name = before
        }
        return Scan.parts(name, by: ".").allSatisfy { label in
            !label.isEmpty && !label.begins(with: "-") && !label.finishes(with: "-")
                && Scan.all(label) { Scan.isDigit($0) || Scan.isLetter($0) || $0 == UInt8(ascii: "-") }
        }
    }

    /// `[a-z0-9]+` joined by one dot, one or two underscores, or any number of hyphens.
    private static func isComponent(_ component: Substring) -> Bool {
        let span = component.utf8Span.span
        var run = 0
        for offset in span.indices {
            let byte = span[offset]
            if Scan.isDigit(byte) || Scan.isLower(byte) {
                run = 0
                continue
            }
            // A separator stands between two words, and one of its kind alone.
            guard offset > 0, offset < span.count - 1, run == 0 || byte == span[offset - 1] else { return false }
            run += 1
            switch byte {
            case UInt8(ascii: "-"): break
            case UInt8(ascii: "_") where run <= 2: break
            case UInt8(ascii: ".") where run == 1: break
            default: return false
            }
        }
        return !span.isEmpty
    }

    private static func isTag(_ tag: Substring) -> Bool {
        guard let first = tag.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else { return false }
        return tag.utf8.count <= 128
            && Scan.all(tag) {
                Scan.isDigit($0) || Scan.isLetter($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
                    || $0 == UInt8(ascii: "-")
            }
    }

    private static func digest(_ text: Substring) throws(Problem) -> Digest {
        guard let (name, hex) = Scan.cut(text, at: ":") else { throw Problem(reason: badDigest) }
        let (algorithm, count): (Digest.Algorithm, Int)
        switch name {
        case "sha256": (algorithm, count) = (.sha256, 64)
        case "sha384": (algorithm, count) = (.sha384, 96)
        case "sha512": (algorithm, count) = (.sha512, 128)
        default: throw Problem(reason: unknownAlgorithm)
        }
        guard Scan.isLowerHex(hex, count: count) else { throw Problem(reason: badHex(name, count)) }
        return Digest(algorithm, hex: String(hex))
    }
}

// MARK: - What the user reads

private let emptyName = "it names no repository"
private let longName = "its name is longer than the 255 characters that registries take"
private let badTag = "its tag is not one that registries take"
private let badRegistry = "its registry is no host name"
private let badRepository = "its repository is not one that registries take (lower case, digits, `.`, `_`, `-`)"
private let looksLikeID = "64 hexadecimal digits alone are an image id, not a repository"
private let badDigest = "its digest is not of the form sha256:…"
private let unknownAlgorithm = "its digest is not sha256, sha384 or sha512"
private func badHex(_ name: Substring, _ count: Int) -> String {
    "its \(name) digest is not \(count) hexadecimal digits in lower case"
}
