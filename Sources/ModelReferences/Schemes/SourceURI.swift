import KubernetesModel

/// Where a model comes from: scheme, authority and path segments, without the part that names a version.
///
/// A policy's `sources` are compared with it part by part, never as text: `oci://registry.io/team` covers
/// `registry.io/team/model` and not `registry.io/team-evil/model`.
package struct SourceURI: Sendable, Hashable, CustomStringConvertible {
    package let scheme: String
    /// The bucket, host, registry, claim or owner.
    package let authority: String
    package let segments: [String]
    /// Whether it ends in a slash, or has no path at all.
    package let isDirectory: Bool

    init(scheme: String, authority: String, segments: [String], isDirectory: Bool) {
        self.scheme = scheme
        self.authority = authority
        self.segments = segments
        self.isDirectory = isDirectory
    }

    /// Why a text cannot be compared part by part, and so belongs to no source.
    package enum Problem: Error, Sendable, Hashable {
        case noScheme, noAuthority, userinfo, query, fragment, percentEscape, dotSegment, emptySegment, character
    }

    /// Reads `scheme://authority/path` and the `scheme:/path` of MLflow and Databricks, strictly.
    ///
    /// `s3://anonymous@bucket/…` is Ray's way to ask without credentials (ray.llm's cloud_utils), and names no user.
    package static func parse(_ text: some StringProtocol) throws(Problem) -> SourceURI {
        let text = Substring(text)
        guard let (scheme, rest) = split(text) else { throw .noScheme }
        if let problem = problem(in: rest) { throw problem }
        guard rest.begins(with: "//") else {
            return try make(scheme, authority: "", path: Scan.drop(1, from: rest))
        }
        let parts = Scan.drop(2, from: rest)
        var (authority, path) = Scan.cut(parts, at: "/") ?? (parts, "")
        if scheme == "s3" || scheme == "gs", authority.begins(with: "anonymous@") {
            authority = Scan.drop("anonymous@".utf8.count, from: authority)
        }
        return try make(scheme, authority: authority, path: path)
    }

    /// What no part may hold, the worst first; found in one pass.
    private static func problem(in rest: Substring) -> Problem? {
        var problem: Problem?
        rest.withBytes { rest in
            for byte in rest {
                switch byte {
                case 0...0x20, 0x7F, UInt8(ascii: "\\"):
                    problem = .character
                    return
                case UInt8(ascii: "?"): problem = .query
                case UInt8(ascii: "#") where problem != .query: problem = .fragment
                case UInt8(ascii: "%") where problem == nil: problem = .percentEscape
                default: break
                }
            }
        }
        return problem
    }

    private static func make(
        _ scheme: Substring, authority: Substring, path: Substring
    ) throws(Problem) -> SourceURI {
        var segments = Scan.parts(path, by: "/").map(String.init)
        var isDirectory = false
        if segments.last == "" {
            segments.removeLast()
            isDirectory = true
        }
        guard !segments.contains("") else { throw .emptySegment }
        guard !segments.contains("."), !segments.contains("..") else { throw .dotSegment }
        guard !authority.isEmpty || !requiresAuthority(scheme) else { throw .noAuthority }
        let atSign = Scan.has(authority, "@")
        guard !atSign || authorityMayHoldContainer(scheme) else { throw .userinfo }
        if isImage(scheme) {
            return image(authority: authority, segments: segments, isDirectory: isDirectory || segments.isEmpty)
        }
        let isHost = scheme == "https" || scheme == "http"
        return SourceURI(
            scheme: String(scheme), authority: isHost ? authority.lowercased() : String(authority),
            segments: segments, isDirectory: isDirectory || segments.isEmpty)
    }

    /// All ways to write an OCI artifact are one scheme, with Docker's default registry written out.
    private static func image(authority: Substring, segments: [String], isDirectory: Bool) -> SourceURI {
        guard !ImageReference.looksLikeHost(authority) else {
            let registry = authority == "index.docker.io" ? "docker.io" : String(authority)
            return SourceURI(scheme: "oci", authority: registry, segments: segments, isDirectory: isDirectory)
        }
        return SourceURI(
            scheme: "oci", authority: "docker.io", segments: [String(authority)] + segments, isDirectory: isDirectory)
    }

    /// Whether this, as a policy writes it, covers `uri`: the same scheme and authority, and every segment of ours in
    /// front. With a final slash only what is below is covered; without one, the place itself too.
    package func covers(_ uri: SourceURI) -> Bool {
        guard scheme == uri.scheme, authority == uri.authority else { return false }
        guard uri.segments.starts(with: segments) else { return false }
        return !isDirectory || segments.isEmpty || uri.isDirectory || uri.segments.count > segments.count
    }

    /// `uri.matches(prefix: source)`: whether the policy's `source` covers this.
    package func matches(prefix source: SourceURI) -> Bool { source.covers(self) }

    package var description: String {
        let path = segments.joined(separator: "/")
        return "\(scheme)://\(authority)/\(path)\(isDirectory && !segments.isEmpty ? "/" : "")"
    }

    /// The scheme and what follows its colon; nil where the text does not begin with a scheme and a slash.
    static func split(_ text: Substring) -> (scheme: Substring, rest: Substring)? {
        let length = text.withBytes { bytes -> Int? in
            guard let first = bytes.first, Scan.isLower(first) else { return nil }
            let length = bytes.firstIndex { byte in
                !(Scan.isLower(byte) || Scan.isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "."))
            }
            guard let length, bytes.part(length..<bytes.count).begins(with: ":/") else { return nil }
            return length
        }
        guard let length else { return nil }
        let colon = text.utf8.index(text.startIndex, offsetBy: length)
        return (text[..<colon], text[text.utf8.index(after: colon)...])
    }

    private static func requiresAuthority(_ scheme: Substring) -> Bool {
        !withoutAuthority.contains(scheme)
    }

    private static let withoutAuthority = NameTable([
        "file", "models", "runs", "dbfs", "mlflow-artifacts", "wandb-artifact", "hdfs", "webhdfs",
    ])

    /// `abfss://container@account/…` and `models://scope:prefix@databricks/…` have an `@` that is no user's name.
    private static func authorityMayHoldContainer(_ scheme: Substring) -> Bool {
        ["abfs", "abfss", "wasb", "wasbs", "models", "runs", "mlflow-artifacts", "dbfs"].contains(scheme)
    }

    static func isImage(_ scheme: Substring) -> Bool {
        scheme == "oci" || scheme == "docker" || scheme == "kit" || scheme.begins(with: "oci+")
    }
}
