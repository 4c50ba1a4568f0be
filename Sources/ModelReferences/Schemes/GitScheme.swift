import KubernetesModel

extension Scheme {
    /// Git repositories: a full commit pins, where the tool checks it out.
    static let git = Scheme(
        name: "git", forms: ["git clone URL with git checkout COMMIT", "git+https://HOST/REPOSITORY@COMMIT"],
        summary: "Git repositories: pinned by a full commit that the tool checks out; branches and tags move.",
        best: "pinned",
        prefixes: ["git", "ssh", "git+https", "git+ssh", "git+http", "git+file", "github"], classify: classifyGit)

    /// Data that DVC tracks in a Git repository.
    static let dvc = Scheme(
        name: "dvc", forms: ["dvc get URL PATH --rev COMMIT"],
        summary: "DVC: pinned by --rev with a full commit, which fixes the checksums; branches and tags move.",
        best: "pinned", prefixes: ["dvc"]
    ) { reference in
        let pinning = HubRevision.pinning(reference.revision)
        guard case .pinned = pinning else { return Classification(pinning, suggestion: addRev) }
        return Classification(pinning)
    }
}

private func classifyGit(_ reference: RawReference) -> Classification {
    let value = Substring(reference.value)
    // `git+…` is pip's form: the revision follows the last `@` of the path, and a fragment says what to install.
    // Git compares what it gets with the commit's hash, so that the way there need not be protected.
    guard value.begins(with: "git+") else {
        let path = belowAuthority(value)
        guard !Scan.has(path, "@"), !Scan.has(path, "#"), !Scan.has(path, "?") else {
            return Classification(.mutable(notRead), suggestion: checkout)
        }
        return judged(reference.revision, mend: checkout)
    }
    let address = Scan.cut(value, at: "#")?.before ?? value
    return judged(
        Scan.cutLast(belowAuthority(address), at: "@").map { String($0.after) } ?? reference.revision, mend: atCommit)
}

private func judged(_ revision: String?, mend: String) -> Classification {
    let pinning = HubRevision.pinning(revision)
    guard case .pinned = pinning else { return Classification(pinning, suggestion: mend) }
    return Classification(pinning)
}

/// The path behind the authority: `git@host:path` has its `@` in the authority.
private func belowAuthority(_ value: Substring) -> Substring {
    guard let (_, rest) = Classifier.marker(of: value), rest.begins(with: "//") else {
        return Scan.cut(value, at: ":")?.after ?? value
    }
    return Scan.cut(Scan.drop(2, from: rest), at: "/")?.after ?? ""
}

// MARK: - What the user reads

private let notRead = "invalid: git does not read a revision out of the address"
private let checkout = "check out one commit: git checkout <40-hex commit>"
private let atCommit = "end it with @<40-hex commit>"
private let addRev = "add --rev <40-hex commit>"
