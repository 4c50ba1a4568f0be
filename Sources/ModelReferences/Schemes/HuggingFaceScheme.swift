import KubernetesModel

extension Scheme {
    /// Repositories on the Hugging Face hub: a full commit pins, where the tool hands it on.
    static let huggingFace = Scheme(
        name: "hf", forms: ["hf://ORG/NAME:COMMIT", "hf://ORG/NAME@COMMIT", "ORG/NAME with --revision=COMMIT"],
        summary: """
            Hugging Face repositories: pinned by a commit of 40 lower-case hexadecimal digits, in the form that the \
            tool reads; branches, tags and short commits move.
            """,
        best: "pinned", prefixes: ["hf", "huggingface"], classify: classifyRepository)
}

/// How one tool writes the revision into an `hf://` URI.
private enum Separator {
    case colon, at, either, none, unread

    init(_ consumer: Consumer) {
        switch consumer {
        // kserve_storage.py `_download_hf`: exactly two parts, `model.partition(":")`. NIM documents the same form.
        case .kserve, .llmisvc, .nim: self = .colon
        // huggingface_hub `utils/_hf_uris.py` and OME `pkg/utils/storage`: `hf://id[@revision]`.
        case .hfHub, .ome: self = .at
        // People write both, and a tool that does not read `:COMMIT` takes it for a name that the hub refuses.
        case .any: self = .either
        // KubeAI hands the text to the server as it is: the revision is a flag in `spec.args`. AIBrix and Kubeflow
        // Trainer call `snapshot_download(repo_id=…)` with all that follows.
        case .kubeai, .aibrix, .trainer: self = .none
        default: self = .unread
        }
    }
}

private func classifyRepository(_ reference: RawReference) -> Classification {
    let value = Substring(reference.value)
    let isLong = value.begins(with: "huggingface://")
    guard isLong || value.begins(with: "hf://") else { return bare(reference) }
    guard !isLong || reference.consumer == .aibrix else {
        return Classification(
            .mutable(longScheme(Tool.of(reference.consumer).name)),
            suggestion: HubSuggestion.of(reference, Scan.drop("huggingface://".utf8.count, from: value)))
    }
    var rest = Scan.drop(isLong ? "huggingface://".utf8.count : "hf://".utf8.count, from: value)
    if reference.consumer == .nim, let (before, file) = Scan.cut(rest, at: "?"), file.begins(with: "file=") {
        rest = before  // hf://ORG/NAME:REVISION?file=FILE (NIM's own form)
    }
    switch Separator(reference.consumer) {
    case .colon: return behindColon(reference, rest)
    case .at: return behindAtSign(reference, withoutType(rest))
    case .either:
        rest = withoutType(rest)
        return Scan.has(rest, "@") || HubSuggestion.isOtherType(rest)
            ? behindAtSign(reference, rest) : behindColon(reference, rest)
    case .none:
        if let mark = Scan.firstMark(in: rest, of: "@:"), let (repository, _) = Scan.cut(rest, at: mark) {
            return notARevision(reference, mark, repository)
        }
        var reference = reference
        if reference.consumer != .kubeai { reference.revision = nil }
        return judged(reference, rest, nil)
    case .unread:
        let tool = Tool.of(reference.consumer)
        return Classification(.mutable(unread(tool.name)), suggestion: HubSuggestion.withoutScheme(rest, tool))
    }
}

/// `ORG/NAME:REVISION`, and nothing below it.
private func behindColon(_ reference: RawReference, _ rest: Substring) -> Classification {
    if let (repository, _) = Scan.cut(rest, at: "@") { return notARevision(reference, "@", repository) }
    let parts = Scan.parts(rest, by: "/")
    guard parts.count == 2 else {
        let tool = Tool.of(reference.consumer).name
        return Classification(
            .mutable(parts.count < 2 ? tooFewParts(tool) : wrongParts(tool)),
            suggestion: HubSuggestion.of(reference, rest))
    }
    guard let (repository, revision) = Scan.cut(rest, at: ":") else { return judged(reference, rest, nil) }
    return judged(reference, repository, revision)
}

/// `ORG/NAME@REVISION/FILE`: a pull request's revision has slashes of its own.
private func behindAtSign(_ reference: RawReference, _ rest: Substring) -> Classification {
    guard !HubSuggestion.isOtherType(rest) else { return Classification(.mutable(otherType)) }
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
        .mutable(wrongSeparator(mark, Tool.of(reference.consumer).name)),
        suggestion: HubSuggestion.of(reference, repository))
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
        // vLLM loads one file of the repository, at the revision of its flag (`download_gguf`).
        if reference.consumer == .vllm, separator == ":", isQuantization(revision) {
            return judged(reference, repository, nil)
        }
        // text-generation-launcher takes `ID@REVISION` for LoRA adapters alone.
        if reference.consumer == .tgi, reference.role == .adapter, separator == "@" {
            return judged(reference, repository, revision)
        }
        return notARevision(reference, separator, repository)
    }
    return judged(reference, value, nil)
}

/// `Q4_K_M`, `UD-IQ1_S`, `BF16`: what vLLM and llama.cpp call the quantization of a GGUF file.
private func isQuantization(_ text: Substring) -> Bool {
    let name = Scan.cutLast(text, at: "-")?.after ?? text
    if ["F16", "F32", "BF16", "MXFP4"].contains(name) { return true }
    let parts = Scan.parts(name, by: "_")
    guard (2...3).contains(parts.count), let family = parts.first, let level = family.utf8.last,
        ["Q", "IQ", "TQ"].contains(family.dropLast()), (UInt8(ascii: "1")...UInt8(ascii: "8")).contains(level)
    else { return false }
    return parts.dropFirst().allSatisfy {
        ["0", "1", "K", "M", "S", "L", "XL", "XS", "XXS", "NL"].contains($0)
    }
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
        return Classification(pinning, suggestion: HubSuggestion.of(reference, repository))
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

// MARK: - What the user reads

private let badRepository = "invalid: it is no repository of the hub (ORG/NAME)"
private let otherType = "invalid: it is a dataset, space or bucket of the hub, and no model"
private func unread(_ tool: String) -> String { "invalid: \(tool) does not read hf: URIs" }
private func tooFewParts(_ tool: String) -> String { "invalid: \(tool) wants hf://ORG/NAME" }
private func wrongParts(_ tool: String) -> String { "invalid: \(tool) takes hf://ORG/NAME and nothing below it" }
private func longScheme(_ tool: String) -> String { "invalid: \(tool) knows no scheme huggingface:" }
private func wrongSeparator(_ separator: Unicode.Scalar, _ tool: String) -> String {
    "invalid: \(tool) does not read what follows `\(separator)` as a revision"
}
