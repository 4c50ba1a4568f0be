import KubernetesModel

extension Scheme {
    /// Addresses on the web: a commit in the path of a known Git host pins, a version folder versions.
    static let https = Scheme(
        name: "https", forms: ["https://huggingface.co/ORG/NAME/resolve/COMMIT/FILE", "https://HOST/…/VERSION/FILE"],
        summary: """
            Web addresses: pinned by a commit in the path of a known Git host; versioned by a version folder before \
            the file; Azure blobs under KServe are loaded by prefix.
            """,
        best: "pinned", prefixes: ["https"], classify: classifyAddress)

    /// Unprotected web addresses: whoever stands in between decides what is loaded.
    static let http = Scheme(
        name: "http", forms: ["http://…"], summary: "Unprotected web addresses: always mutable.", best: "mutable",
        prefixes: ["http"]
    ) { reference in
        guard reference.consumer != .git else { return Scheme.git.classify(reference) }
        return Classification(.mutable(unprotected), suggestion: useHTTPS)
    }
}

private func classifyAddress(_ reference: RawReference) -> Classification {
    let value = Substring(reference.value)
    guard reference.consumer != .git else { return Scheme.git.classify(reference) }
    guard reference.consumer != .dvc else { return Scheme.dvc.classify(reference) }
    guard let address = WebAddress(value) else { return Classification(.mutable(noAddress)) }
    let isKServe = [.kserve, .seldon1, .modelmesh].contains(reference.consumer)
    // kserve_storage.py searches its patterns anywhere in the text, Azure's before Git's, and both before the rest.
    if isKServe, let azure = AzureUnderKServe.classify(value, address, reference) { return azure }
    if isKServe, isClonedByKServe(value) { return Classification(.mutable(cloned), suggestion: byArchive) }
    guard !address.hasUserinfo else { return Classification(.mutable(credentials)) }
    guard !address.hasOddPath else { return Classification(.mutable(oddPath)) }
    guard !isKServe || (!address.hasFinalSlash && !address.segments.isEmpty) else {
        return Classification(.mutable(noFile))
    }
    if let known = GitHost.classify(address) { return known }
    if let version = objectVersion(address) { return version }
    return generic(address)
}

/// `https://.+\.git`, searched anywhere (`_GIT_RE`): even `https://host/x.git/v1/model.zip` and
/// `https://raw.githubusercontent.com/…` are cloned.
private func isClonedByKServe(_ value: Substring) -> Bool {
    Scan.contains(Substring(value.utf8.dropFirst("https://".utf8.count + 1)), ".git")
}

/// Object versions that a store's own web server honours.
private func objectVersion(_ address: WebAddress) -> Classification? {
    guard !address.segments.isEmpty, !address.hasFinalSlash else { return nil }
    let parameters: [Substring] =
        if address.isBelow("amazonaws.com") {
            ["versionId"]
        } else if address.host == "storage.googleapis.com" || address.isBelow("storage.googleapis.com") {
            ["generation"]
        } else if address.isBelow("blob.core.windows.net") {
            ["versionid", "versionId", "snapshot"]
        } else { [] }
    guard let value = parameters.lazy.compactMap({ address.parameter($0) }).first, value != "null" else { return nil }
    return Classification(.versioned(oneObject(value)))
}

private func generic(_ address: WebAddress) -> Classification {
    guard address.query == nil else { return Classification(.mutable(queried), suggestion: nameVersion) }
    let segments = address.segments.map(String.init)
    guard let version = VersionSegment.find(in: segments) else {
        return Classification(.mutable(noVersion), suggestion: nameVersion)
    }
    return Classification(.versioned(versioned(version)))
}

// MARK: - What the user reads

private let unprotected = "loaded over plain HTTP, where anybody on the way can replace it"
private let useHTTPS = "use https:// and a path that names a commit or a version"
private let noAddress = "invalid: it is no web address"
private let cloned = "cloned by KServe from the default branch: whatever follows `.git` is not read as a revision"
private let byArchive =
    "serve hf://ORG/NAME:<40-hex commit>, or an archive of one commit from an address without `.git` in it"
private let credentials = "invalid: it has a user's name or password in it"
private let oddPath = "invalid: it has escapes, `..` or an empty part in its path"
private let noFile = "invalid: KServe wants the name of a file at the end"
private let queried = "decided by what follows `?`, which the server can read as it likes"
private let noVersion = "a web address without a version, whose content can change"
private let nameVersion = "name a commit or a version in the path, e.g. https://HOST/MODEL/v1/FILE"
private func oneObject(_ version: Substring) -> String {
    "one version of an object (\(clip(version))), which the store could still delete"
}
private func versioned(_ version: String) -> String {
    "versioned by its path (\(clip(version))), and its bytes could still be replaced"
}
