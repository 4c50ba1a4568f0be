import KubernetesModel

/// What a revision of a Git-backed hub is worth: only a full commit in lower case can never move.
enum HubRevision {
    static func pinning(_ revision: String?, role: ModelReference.Role = .model) -> Pinning {
        guard let revision, !revision.isEmpty else { return .mutable(role == .code ? noCode : none) }
        if let digest = Scan.gitCommit(revision[...]) { return .pinned(digest) }
        let isHex = Scan.isHex(revision[...])
        // huggingface_hub's client compares with `[0-9a-f]{40}` and takes anything else for a name.
        if isHex, revision.utf8.count == 40 { return .mutable(upperCase) }
        if isHex, revision.utf8.count >= 7 { return .mutable(wrongLength(revision)) }
        if revision.begins(with: "refs/pr/") { return .mutable(pullRequest(revision)) }
        return .mutable(named(revision))
    }

    static let none = "without a revision: its default branch, which moves"
}

// MARK: - What the user reads

private let noCode = "remote code without a revision: its default branch, which moves"
private let upperCase = "at a commit in upper case, which the hub's client takes for the name of a branch or tag"
private func wrongLength(_ revision: String) -> String {
    "at `\(clip(revision))`, which is no full commit: \(revision.utf8.count) hexadecimal digits instead of 40"
}
private func pullRequest(_ revision: String) -> String { "at `\(clip(revision))`, a pull request, which can move" }
private func named(_ revision: String) -> String { "at `\(clip(revision))`, a branch or tag, which can move" }
