import ModelReferences

/// The ways in which one reference could be written once it is known what it means: texts to put in place of others,
/// and what could be added beside it. Which of them the consuming tool honours is not decided here.
struct PinForm {
    /// Texts in the reference's own value, and what to write for them; the best first.
    var replacements: [Replacement] = []
    /// A revision that stands elsewhere, in a flag or field, and the one to write there.
    var revision: Replacement?
    /// Whether the revision counts only where it is a field's whole value: a flag that takes branches takes no commits.
    var revisionIsField = false
    /// A flag, field or variable that could be added, and its value.
    var companion: Companion?
    /// What a script calls the reference: behind it a flag may be added.
    var names: [String] = []

    struct Replacement: Hashable {
        var old: String
        var new: String

        init(_ old: String, _ new: String) {
            self.old = old
            self.new = new
        }
    }

    struct Companion: Hashable {
        /// With their dashes.
        var flags: [String]
        var variables: [String]
        var fields: [String]
        var value: String
    }
}

extension PinForm {
    init(_ reference: ModelReference, _ target: PinTarget, _ pin: Pin) {
        switch (target, pin) {
        case (.hub(let repository, let revision), .commit(let commit)):
            replacements = Self.hub(reference, repository, revision, commit)
            self.revision = (reference.revision ?? revision).map { Replacement($0, commit) }
            companion = Companion(reference, value: commit)
            names = [reference.value, repository]
        case (.image(let image), .digest(let digest)):
            replacements = [Replacement(reference.value, "\(reference.value)@\(digest)")]
            // Where repository and tag are two fields that are joined by a colon (NIM), the digest goes behind the tag.
            if let tag = image.tag { replacements.append(Replacement(tag, "\(tag)@\(digest)")) }
        case (.mlflow, .modelVersion(let version)):
            replacements = Self.mlflow(reference, version)
        case (.git(let url, let revision), .commit(let commit)):
            if let revision {
                replacements = Self.inAddress(reference.value, revision, commit)
                self.revision = Replacement(revision, commit)
            }
            companion = Companion(flags: ["--revision", "--rev"], variables: [], fields: ["revision"], value: commit)
            names = [reference.value, url]
            if reference.consumer == .git { clone(revision, commit) }
        case (.object(_, let key), .objectVersion(let version, _)):
            if reference.value.hasPrefix("https://") {
                replacements = [Replacement(reference.value, "\(reference.value)?versionId=\(version)")]
            }
            companion = Companion(
                flags: ["--version-id"], variables: [], fields: ["VersionId", "version_id"], value: version)
            names = [reference.value, key]
        default: break
        }
    }

    /// `git clone --branch` takes no commit, and `--revision` does (git-clone(1), since 2.49).
    private mutating func clone(_ revision: String?, _ commit: String) {
        revisionIsField = true
        guard let revision else { return }
        replacements += ["-b \(revision)", "--branch \(revision)", "--branch=\(revision)"].map {
            Replacement($0, "--revision=\(commit)")
        }
    }

    private static func hub(
        _ reference: ModelReference, _ repository: String, _ revision: String?, _ commit: String
    ) -> [Replacement] {
        let value = reference.value
        if value.hasPrefix("https://") { return inAddress(value, revision ?? "main", commit) }
        var found: [Replacement] = []
        for mark in [":", "@"] {
            if let revision {
                found.append(Replacement("\(repository):\(revision)", "\(repository)\(mark)\(commit)"))
                found.append(Replacement("\(repository)@\(revision)", "\(repository)\(mark)\(commit)"))
            }
            found.append(Replacement(repository, "\(repository)\(mark)\(commit)"))
        }
        return found
    }

    /// The revision where a segment of the address, or what follows an `@`, is it.
    private static func inAddress(_ value: String, _ revision: String, _ commit: String) -> [Replacement] {
        let text = Array(value.utf8)
        var found: [Replacement] = []
        for front in ["/refs/heads/", "/refs/tags/", "/", "@"] {
            let old = Array("\(front)\(revision)".utf8)
            for place in text.places(of: old) {
                let mark = front.utf8.prefix(1)
                let new = text[..<place.lowerBound] + Array(mark) + Array(commit.utf8) + text[place.upperBound...]
                found.append(Replacement(value, String(decoding: new, as: UTF8.self)))
            }
        }
        return found
    }

    private static func mlflow(_ reference: ModelReference, _ version: ResolvedModelVersion) -> [Replacement] {
        var new = [reference.value.versioned(as: version)]
        if let source = version.source, !source.hasPrefix("models:") {
            // What is loaded by prefix wants the folder's final slash.
            new += [source, source.hasSuffix("/") ? source : "\(source)/"]
        }
        return new.map { Replacement(reference.value, $0) }
    }
}

extension String {
    /// `models:/NAME/VERSION`, with the authority that the URI has (`models://scope@databricks/…`).
    fileprivate func versioned(as version: ResolvedModelVersion) -> String {
        let rest = dropFirst("models:".count)
        guard rest.hasPrefix("//"), let slash = rest.dropFirst(2).firstIndex(of: "/") else {
            return "models:/\(version.name)/\(version.version)"
        }
        return "models:\(rest[..<slash])/\(version.name)/\(version.version)"
    }

}

extension PinForm.Companion {
    /// By what the reference is for: the flags of the servers that read it, and the names that others use.
    init(_ reference: ModelReference, value: String) {
        let (meaning, names): (ServerOption.Meaning, [String]) =
            switch reference.role {
            case .tokenizer: (.tokenizerRevision, ["tokenizer-revision"])
            case .code: (.codeRevision, ["code-revision"])
            case .draftModel: (.draftRevision, ["speculative-model-revision", "revision"])
            default: (.revision, ["revision", "model-revision"])
            }
        let options = ModelServer.all.filter { $0.consumer == reference.consumer }.flatMap(\.options)
            .filter { $0.meaning == meaning }
        var flags = options.flatMap(\.flags)
        for name in names where !flags.contains("--\(name)") { flags.append("--\(name)") }
        self.init(
            flags: flags, variables: options.flatMap(\.environment).filter { !$0.hasPrefix("HF_") },
            fields: names.map { $0.replacing("-", with: "_") }, value: value)
    }
}
