import KubernetesModel

extension Scheme {
    /// A path below a remote whose meaning stands in a configuration elsewhere.
    static let rclone = Scheme(
        name: "remote", forms: ["REMOTE:BUCKET/MODEL/VERSION (rclone, Seldon Core 2)", "ALIAS/BUCKET/MODEL (mc)"],
        summary: "Configured remotes: versioned by a version folder; no revision in the text is ever read.",
        best: "versioned", prefixes: [], classify: classifyRemote)
}

/// Seldon Core 2 hands the text to rclone (rclone.go): what stands before the first colon is a remote's name, and the
/// rest a path, in which `?`, `#` and `@` are ordinary characters.
private func classifyRemote(_ reference: RawReference) -> Classification {
    let value = Substring(reference.value)
    let tool = Tool.of(reference.consumer).name
    if reference.consumer == .minioClient { return alias(reference, value) }
    // rclone has no backend for MLflow, and nobody calls a remote so.
    if value.begins(with: "models:/") { return MLflowURI.unread(reference, Tool.of(reference.consumer)) }
    // `:s3:bucket/path` and `:s3,provider=…:bucket` (rclone.org/docs, connection strings).
    if value.begins(with: ":") { return Classification(.mutable(onTheFly), suggestion: versionFolder) }
    guard let (remote, rest) = Scan.cut(value, at: ":"), !remote.isEmpty, !Scan.has(remote, "/") else {
        return Scheme.localPath.classify(reference)
    }
    if let mark = Scan.firstMark(in: rest, of: "?#@%") {
        return Classification(.mutable(partOfName(mark, tool)), suggestion: versionFolder)
    }
    let path = rest.drop { $0 == "/" }
    guard rest.begins(with: "///") || !path.isEmpty else { return Classification(.mutable(emptyPath)) }
    return folder(path)
}

private func alias(_ reference: RawReference, _ value: Substring) -> Classification {
    guard !value.begins(with: "/"), !value.begins(with: "."), let (_, path) = Scan.cut(value, at: "/"), !path.isEmpty
    else {
        return Scheme.localPath.classify(reference)
    }
    if let version = reference.revision, !version.isEmpty, version != "null" {
        return Classification(.versioned(oneVersion))
    }
    if let mark = Scan.firstMark(in: path, of: "?#%") {
        return Classification(.mutable(partOfName(mark, "mc")), suggestion: versionFolder)
    }
    return folder(path)
}

private func folder(_ path: Substring) -> Classification {
    let parts = Scan.parts(path.finishes(with: "/") ? path.dropLast() : path, by: "/")
    guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
        return Classification(.mutable(oddPath))
    }
    guard parts.count > 1, let version = VersionSegment.find(in: parts.map(String.init)) else {
        return Classification(.mutable(noVersion), suggestion: versionFolder)
    }
    return Classification(.versioned(versioned(version)))
}

// MARK: - What the user reads

private func partOfName(_ mark: Unicode.Scalar, _ tool: String) -> String {
    "invalid: \(tool) takes `\(mark)` and what follows for part of the name"
}
private let onTheFly = "a remote that the reference itself sets up, whose endpoint and content nobody has judged"
private let emptyPath = "all of a remote, whose content can change"
private let oddPath = "invalid: it has `.`, `..` or an empty part in its path"
private let noVersion = "a path without a version, whose content can change"
private let versionFolder = "name one version's folder, e.g. s3://BUCKET/MODEL/v1"
private let oneVersion = "one version of an object, which the store could still delete"
private func versioned(_ version: String) -> String {
    "versioned by its path (\(clip(version))), and its bytes could still be replaced"
}
