import KubernetesModel

/// Where evidence was looked for, and which places nobody could look into.
struct EvidenceSources {
    /// Those that were read.
    let reached: [EvidenceIndex.Source]
    /// Those that were not, each with the reason.
    let unreached: [(name: String, reason: String)]
    /// Where to put evidence that is missing.
    private let place: EvidenceSource.Place?

    init(_ index: EvidenceIndex, _ policies: PolicySet) {
        let known = Set(index.sources.map(\.name))
        let missing = policies.evidenceSources.filter { !known.contains($0.name) }
        reached = index.sources.filter { $0.failure == nil }
        unreached =
            index.sources.compactMap { source in source.failure.map { (source.name, $0) } }
            + missing.map { ($0.name, notLoaded) }
        place = (policies.evidenceSources.first { !missing.contains($0) } ?? policies.evidenceSources.first)?.place
    }

    /// The words by which `attest` puts what it makes where it is found.
    var output: String {
        switch place {
        case .s3(let location, _)?:
            "--push \(EvidenceWords.shellWord(location.description))"
                + (location.endpoint.map { " --push-endpoint \(EvidenceWords.shellWord($0))" } ?? "")
        case .oci(let repositories, _)?: "--push \(EvidenceWords.shellWord(repositories.first ?? ""))"
        case .directory, .https, .mlflow, nil: "--output \(EvidenceWords.shellWord(directory))"
        }
    }

    /// A file of this name where it is found, or from where it must be brought there.
    func file(_ name: String) -> String {
        EvidenceWords.shellWord(directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)")
    }

    private var directory: String {
        if case .directory(let path)? = place { path } else { "evidence/" }
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
