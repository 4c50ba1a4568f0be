import KubernetesModel

extension Scheme {
    /// Repositories on ModelScope: a full commit pins.
    static let modelScope = Scheme(
        name: "modelscope", forms: ["modelscope://ORG/NAME:COMMIT", "ORG/NAME with --revision COMMIT"],
        summary: "ModelScope repositories: pinned by a commit of 40 lower-case hexadecimal digits; otherwise mutable.",
        best: "pinned", prefixes: ["modelscope"], classify: classifyModelScope)
}

private func classifyModelScope(_ reference: RawReference) -> Classification {
    let value = Substring(reference.value)
    let isURI = value.begins(with: "modelscope://")
    guard isURI || !PathText.isPath(value) else { return Scheme.localPath.classify(reference) }
    var repository = isURI ? Scan.drop(13, from: value) : value
    var revision = reference.revision
    // kserve_storage.py `_download_ms`: exactly two parts, the revision after the first colon.
    if isURI, let (before, after) = Scan.cut(repository, at: ":") {
        repository = before
        revision = String(after)
    }
    let parts = Scan.parts(repository, by: "/")
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && Scan.firstMark(in: $0, of: "@:?#%") == nil }),
        revision?.utf8.contains(UInt8(ascii: "/")) != true
    else { return Classification(.mutable(badForm)) }
    let pinning = HubRevision.pinning(revision)
    guard case .pinned = pinning else {
        return Classification(pinning, suggestion: isURI ? write(repository) : addRevision)
    }
    return Classification(pinning)
}

// MARK: - What the user reads

private let badForm = "invalid: ModelScope takes ORG/NAME and nothing below it"
private let addRevision = "add --revision=<40-hex commit>"
private func write(_ repository: Substring) -> String { "write modelscope://\(clip(repository)):<40-hex commit>" }
