import KubernetesModel

/// Where evidence was looked for, and which places nobody could look into.
struct EvidenceSources {
    /// Those that were read.
    let reached: [EvidenceIndex.Source]
    /// Those that were not, each with the reason.
    let unreached: [(name: String, reason: String)]
    /// Where to put evidence that is missing.
    let directory: String

    init(_ index: EvidenceIndex, _ policies: PolicySet) {
        let known = Set(index.sources.map(\.name))
        let missing = policies.evidenceSources.filter { !known.contains($0.name) }
        reached = index.sources.filter { $0.failure == nil }
        unreached =
            index.sources.compactMap { source in source.failure.map { (source.name, $0) } }
            + missing.map { ($0.name, notLoaded) }
        let first = policies.evidenceSources.first { !missing.contains($0) } ?? policies.evidenceSources.first
        switch first?.place {
        case .directory(let path)?: directory = path
        case nil: directory = "evidence/"
        }
    }

    /// `git (directory evidence/)`.
    var text: String {
        guard !reached.isEmpty else { return "no EvidenceSource" }
        let shown = reached.prefix(3).map { "\($0.name) (\(printable($0.place, limit: 80)))" }
        return shown.joined(separator: ", ") + (reached.count > 3 ? " and \(reached.count - 3) more" : "")
    }

    var unreachedText: String {
        unreached.prefix(3).map { "\($0.name) (\(printable($0.reason, limit: 160)))" }.joined(separator: ", ")
            + (unreached.count > 3 ? " and \(unreached.count - 3) more" : "")
    }
}

private let notLoaded = "it has not been read yet"
