import KubernetesModel

extension Scheme {
    /// Repositories on the Hugging Face hub: a full commit pins, where the tool hands it on.
    static let huggingFace = Scheme(
        name: "hf", forms: ["hf://ORG/NAME:COMMIT", "hf://ORG/NAME@COMMIT", "ORG/NAME with --revision=COMMIT"],
        summary: """
            Hugging Face repositories: pinned by a commit of 40 lower-case hexadecimal digits, in the form that the \
            tool reads; branches, tags and short commits move.
            """,
        best: "pinned", prefixes: ["hf"], classify: classifyRepository)
}

/// How one tool writes the revision into an `hf://` URI.
private enum Separator {
    case colon, at, either, none

    init(_ consumer: Consumer) {
        switch consumer {
        // kserve_storage.py `_download_hf`: exactly two parts, `model.partition(":")`. NIM documents the same form.
        case .kserve, .llmisvc, .nim: self = .colon
        // huggingface_hub `utils/_hf_uris.py` and OME `pkg/utils/storage`: `hf://id[@revision]`.
        case .hfHub, .ome: self = .at
        // KubeAI hands the text to the server as it is: the revision is a flag in `spec.args`.
        case .kubeai: self = .none
        default: self = .either
        }
    }
}

private func classifyRepository(_ reference: RawReference) -> Classification {
    let value = Substring(reference.value)
    guard value.begins(with: "hf://") else { return bare(reference) }
    var rest = Scan.drop(5, from: value)
    if reference.consumer == .nim, let (before, file) = Scan.cut(rest, at: "?"), file.begins(with: "file=") {
        rest = before  // hf://ORG/NAME:REVISION?file=FILE (NIM's own form)
    }
    switch Separator(reference.consumer) {
    case .colon: return behindColon(reference, rest)
    case .at: return behindAtSign(reference, withoutType(rest))
    case .either:
        rest = withoutType(rest)
        return Scan.has(rest, "@") ? behindAtSign(reference, rest) : behindColon(reference, rest)
    case .none:
        if let mark = Scan.firstMark(in: rest, of: "@:"), let (repository, _) = Scan.cut(rest, at: mark) {
            return notARevision(reference, mark, repository)
        }
        return judged(reference, rest, nil)
    }
}

/// `ORG/NAME:REVISION`, and nothing below it.
private func behindColon(_ reference: RawReference, _ rest: Substring) -> Classification {
    if let (repository, _) = Scan.cut(rest, at: "@") { return notARevision(reference, "@", repository) }
    let parts = Scan.parts(rest, by: "/")
    guard parts.count == 2 else {
        let repository = parts.prefix(2).joined(separator: "/")
        return Classification(
            .mutable(wrongParts(Tool.of(reference.consumer).name)), suggestion: suggestion(reference, repository[...]))
    }
    guard let (repository, revision) = Scan.cut(rest, at: ":") else { return judged(reference, rest, nil) }
    return judged(reference, repository, revision)
}

/// `ORG/NAME@REVISION/FILE`: a pull request's revision has slashes of its own.
private func behindAtSign(_ reference: RawReference, _ rest: Substring) -> Classification {
    if let (repository, _) = Scan.cut(rest, at: ":") { return notARevision(reference, ":", repository) }
    guard let (repository, end) = Scan.cut(rest, at: "@") else {
        let parts = Scan.parts(rest, by: "/").prefix(2)
        return judged(reference, parts.joined(separator: "/")[...], nil)
    }
    guard !end.begins(with: "refs/") else { return judged(reference, repository, end) }
    return judged(reference, repository, Scan.cut(end, at: "/")?.before ?? end)
}

private func notARevision(_ reference: RawReference, _ mark: Unicode.Scalar, _ repository: Substring) -> Classification
{
    Classification(
        .mutable(wrongSeparator(mark, Tool.of(reference.consumer).name)), suggestion: suggestion(reference, repository))
}

/// `hf://models/ORG/NAME` is the long form of `hf://ORG/NAME`.
private func withoutType(_ rest: Substring) -> Substring {
    rest.begins(with: "models/") && Scan.count(rest, of: "/") >= 2 ? Scan.drop(7, from: rest) : rest
}

/// `ORG/NAME` in a flag or field, with the revision in another.
private func bare(_ reference: RawReference) -> Classification {
    let value = Substring(reference.value)
    guard !PathText.isPath(value) else { return Scheme.localPath.classify(reference) }
    for separator in [":", "@"] as [Unicode.Scalar] {
        guard let (repository, revision) = Scan.cut(value, at: separator) else { continue }
        // text-generation-launcher takes `ID@REVISION` for LoRA adapters alone.
        if reference.consumer == .tgi, reference.role == .adapter, separator == "@" {
            return judged(reference, repository, revision)
        }
        return notARevision(reference, separator, repository)
    }
    return judged(reference, value, nil)
}

private func judged(
    _ reference: RawReference, _ repository: Substring, _ ownRevision: Substring?
) -> Classification {
    guard isRepository(repository) else {
        return Classification(.mutable(badRepository), suggestion: nil)
    }
    let revision = ownRevision.map(String.init) ?? reference.revision
    let pinning = HubRevision.pinning(revision, role: reference.role)
    guard case .pinned = pinning else {
        return Classification(pinning, suggestion: suggestion(reference, repository))
    }
    return Classification(pinning)
}

/// huggingface_hub's `validate_repo_id`: at most 96 characters of letters, digits, `-`, `_` and `.`, one slash.
func isRepository(_ text: Substring) -> Bool {
    let parts = Scan.parts(text, by: "/")
    guard text.utf8.count <= 200, (1...2).contains(parts.count) else { return false }
    return parts.allSatisfy { part in
        !part.isEmpty && !part.begins(with: "-") && !part.begins(with: ".") && !part.finishes(with: "-")
            && !part.finishes(with: ".") && !Scan.contains(part, "--") && !Scan.contains(part, "..")
            && Scan.all(part) {
                Scan.isDigit($0) || Scan.isLetter($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                    || $0 == UInt8(ascii: ".")
            }
    }
}

private func suggestion(_ reference: RawReference, _ repository: Substring) -> String {
    let name = clip(repository)
    switch (reference.consumer, reference.role) {
    case (.kserve, _), (.llmisvc, _): return write("hf://\(name):\(commit)")
    case (.nim, _) where reference.value.begins(with: "hf://"): return write("hf://\(name):\(commit)")
    case (.nim, _), (.llmaz, _): return setField("revision")
    case (.ome, _),
        (.hfHub, _) where reference.value.begins(with: "hf://"):
        return write("hf://\(name)@\(commit)")
    case (.kubeai, _): return add("--revision=\(commit)", to: "spec.args")
    case (.tgi, .adapter): return write("\(name)@\(commit)")
    case (.ray, .tokenizer): return setField("engine_kwargs.tokenizer_revision")
    case (.ray, _): return setField("engine_kwargs.revision")
    case (.vllm, .tokenizer), (.productionStack, .tokenizer): return add("--tokenizer-revision=\(commit)")
    case (.vllm, .code), (.productionStack, .code): return add("--code-revision=\(commit)")
    case (.vllm, .draftModel): return setField("revision of the speculative config")
    case (.vllm, .adapter), (.sglang, .adapter), (.jetstream, _): return downloadFirst(name)
    case (_, _) where reference.value.begins(with: "hf://"): return write("hf://\(name):\(commit)")
    default: return add("--revision=\(commit)")
    }
}

// MARK: - What the user reads

private let commit = "<40-hex commit>"
private let badRepository = "invalid: it is no repository of the hub (ORG/NAME)"
private func wrongParts(_ tool: String) -> String { "invalid: \(tool) takes hf://ORG/NAME and nothing below it" }
private func wrongSeparator(_ separator: Unicode.Scalar, _ tool: String) -> String {
    "invalid: \(tool) does not read what follows `\(separator)` as a revision"
}
private func write(_ text: String) -> String { "write \(text)" }
private func add(_ flag: String, to field: String? = nil) -> String {
    field.map { "add \(flag) to \($0)" } ?? "add \(flag)"
}
private func setField(_ field: String) -> String { "set the \(field) to a \(commit)" }
private func downloadFirst(_ name: String) -> String {
    "download it by commit and name the path: hf download \(name) --revision=\(commit)"
}
