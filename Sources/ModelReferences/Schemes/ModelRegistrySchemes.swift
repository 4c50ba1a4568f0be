import KubernetesModel

extension Scheme {
    /// Models of an Ollama registry: a name and a tag, never a digest.
    static let ollama = Scheme(
        name: "ollama", forms: ["NAME:TAG", "ollama://NAME:TAG", "hf.co/ORG/NAME:QUANTISATION"],
        summary: "Ollama models: always mutable, since tags move and Ollama pulls no digests.",
        best: "mutable", prefixes: ["ollama"]
    ) { reference in
        let value = Substring(reference.value)
        guard reference.consumer != .ollama || !LocalModelfile.isPath(value) else {
            return Scheme.localPath.classify(reference)
        }
        let isHub = value.begins(with: "hf.co/") || value.begins(with: "huggingface.co/")
        return Classification(.mutable(isHub ? quantisation : ollamaTag), suggestion: ollamaMend)
    }

    /// What llama.cpp downloads from the hub: `:` names a quantisation there, and no flag a revision.
    static let llamaCpp = Scheme(
        name: "gguf", forms: ["ORG/NAME:QUANTISATION (-hf)", "FILE.gguf (-m)"],
        summary: "llama.cpp's -hf: always mutable, since it takes no revision; --model-url is judged as a web address.",
        best: "mutable", prefixes: []
    ) { reference in
        let value = Substring(reference.value)
        guard !PathText.isPath(value) else { return Scheme.localPath.classify(reference) }
        return Classification(.mutable(noRevision), suggestion: byURL(value))
    }

    /// Artifacts of Weights & Biases.
    static let weightsAndBiases = Scheme(
        name: "wandb", forms: ["wandb-artifact:///ENTITY/PROJECT/NAME:vN", "ENTITY/PROJECT/NAME:vN"],
        summary: "W&B artifacts: versioned by v and a number; any other alias moves.",
        best: "versioned", prefixes: ["wandb-artifact", "wandb"], classify: classifyArtifact)

    /// BentoML's models and bentos.
    static let bento = Scheme(
        name: "bento", forms: ["NAME:VERSION"],
        summary: "Bentos: versioned by their version; without one, or with latest, mutable.",
        best: "versioned", prefixes: []
    ) { tagged($0, what: "a Bento", mend: bentoMend) }

    /// NVIDIA's catalog.
    static let ngc = Scheme(
        name: "ngc", forms: ["ORG/TEAM/MODEL:VERSION", "ngc://ORG/TEAM/MODEL:VERSION"],
        summary: "NGC models: versioned by their version; without one mutable.",
        best: "versioned", prefixes: ["ngc"]
    ) { tagged($0, what: "an NGC model", mend: ngcMend) }

    /// Kaggle's models.
    static let kaggle = Scheme(
        name: "kaggle", forms: ["OWNER/MODEL/FRAMEWORK/VARIATION/NUMBER"],
        summary: "Kaggle models: versioned by the number at the end; without it mutable.",
        best: "versioned", prefixes: ["kaggle"], classify: classifyKaggle)
}

/// `vN` is the number that the server gave; without an alias the newest is taken (wandb/sdk/artifacts/artifact.py of
/// wandb/wandb), and `_id/…` names one artifact.
private func classifyArtifact(_ reference: RawReference) -> Classification {
    var name = Substring(reference.value)
    if let (scheme, rest) = Classifier.marker(of: name), scheme.begins(with: "wandb") { name = rest.drop { $0 == "/" } }
    if name.begins(with: "_id/"), name.utf8.count > 4 { return Classification(.versioned(artifactID)) }
    guard let (path, end) = Scan.cut(name, at: ":") else {
        return Classification(.mutable(noAlias), suggestion: artifactMend(name))
    }
    let alias = Scan.cut(end, at: "/")?.before ?? end
    guard !path.isEmpty, alias.begins(with: "v"), Scan.isDigits(alias.dropFirst()) else {
        return Classification(.mutable(movingAlias(alias)), suggestion: artifactMend(path))
    }
    return Classification(.versioned(artifactVersion(alias)))
}

/// `NAME:VERSION`, where any version but `latest` names one.
private func tagged(_ reference: RawReference, what: String, mend: String) -> Classification {
    var name = Substring(reference.value)
    if let (_, rest) = Classifier.marker(of: name), rest.begins(with: "//") { name = Scan.drop(2, from: rest) }
    if let (before, query) = Scan.cut(name, at: "?") {
        guard query.begins(with: "file=") else { return Classification(.mutable(unexpectedQuery), suggestion: mend) }
        name = before
    }
    let version = Scan.cutLast(name, at: ":")?.after ?? reference.revision.map { Substring($0) } ?? ""
    guard !version.isEmpty, !name.begins(with: ":") else {
        return Classification(.mutable(noVersion(what)), suggestion: mend)
    }
    guard version.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "@") }) else {
        return Classification(.mutable(badVersion), suggestion: mend)
    }
    guard !Scan.equalIgnoringCase(version, "latest") else {
        return Classification(.mutable(latest(what)), suggestion: mend)
    }
    return Classification(.versioned(oneVersion(version, what)))
}

private func classifyKaggle(_ reference: RawReference) -> Classification {
    var name = Substring(reference.value)
    if let (_, rest) = Classifier.marker(of: name), rest.begins(with: "//") { name = Scan.drop(2, from: rest) }
    let parts = Scan.parts(name, by: "/")
    guard (4...5).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
        return Classification(.mutable(badKaggle))
    }
    guard parts.count == 5 else {
        let pinned = reference.revision.map { Scan.isDigits($0[...]) } ?? false
        return pinned
            ? Classification(.versioned(kaggleVersion(Substring(reference.revision ?? ""))))
            : Classification(.mutable(noKaggleVersion), suggestion: kaggleMend(name))
    }
    // Version 0 is none (src/kagglehub/handle.py of Kaggle/kagglehub, is_versioned).
    guard Scan.isDigits(parts[4]), parts[4].contains(where: { $0 != "0" }) else {
        return Classification(.mutable(badKaggle), suggestion: kaggleMend(parts.dropLast().joined(separator: "/")[...]))
    }
    return Classification(.versioned(kaggleVersion(parts[4])))
}

private enum LocalModelfile {
    static func isPath(_ value: Substring) -> Bool {
        value.begins(with: "/") || value.begins(with: "./") || value.begins(with: "../")
            || value.finishes(with: ".gguf")
    }
}

// MARK: - What the user reads

private let ollamaTag = "an Ollama tag, which can move: Ollama pulls no digests"
private let quantisation = "read from the hub's default branch, which moves: what follows `:` is a quantisation"
private let ollamaMend = "put the model into an image and name its digest: REPOSITORY@sha256:<digest>"
private let noRevision = "read from the hub's default branch, which moves: llama.cpp takes no revision"
private func byURL(_ value: Substring) -> String {
    let mark = Scan.firstMark(in: value, of: ":@")
    let repository = mark.flatMap { Scan.cut(value, at: $0)?.before } ?? value
    return "use --model-url=https://huggingface.co/\(clip(repository))/resolve/<40-hex commit>/FILE.gguf"
}
private let noAlias = "a W&B artifact without a version"
private let artifactID = "one W&B artifact by its id"
private func movingAlias(_ alias: Substring) -> String { "at the W&B alias `\(clip(alias))`, which can move" }
private func artifactVersion(_ version: Substring) -> String { "version \(clip(version)) of a W&B artifact" }
private func artifactMend(_ name: Substring) -> String { "name one version, e.g. \(clip(name)):v3" }
private let bentoMend = "name one version: NAME:VERSION"
private let ngcMend = "name one version: ORG/TEAM/MODEL:VERSION"
private let unexpectedQuery = "invalid: it has a query that its tool does not read"
private let badVersion = "invalid: its version is none that its registry takes"
private func noVersion(_ what: String) -> String { "\(what) without a version" }
private func latest(_ what: String) -> String { "the latest version of \(what), which moves" }
private func oneVersion(_ version: Substring, _ what: String) -> String {
    "version \(clip(version)) of \(what), whose bytes could still be replaced"
}
private let badKaggle = "invalid: it is not of the form OWNER/MODEL/FRAMEWORK/VARIATION/NUMBER"
private let noKaggleVersion = "a Kaggle model without a version, which moves with every upload"
private func kaggleVersion(_ number: Substring) -> String { "version \(clip(number)) of a Kaggle model" }
private func kaggleMend(_ name: Substring) -> String { "name one version, e.g. \(clip(name))/2" }
