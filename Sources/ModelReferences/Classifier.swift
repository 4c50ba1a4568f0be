import KubernetesModel

/// Says what a reference means to the tool that consumes it.
package enum Classifier {
    /// Pure; never fails: whatever no tool could read is `mutable("invalid: …")` or `unresolved`.
    ///
    /// A reason follows "is": `"models:/m/Production" is an MLflow stage, which can move`. A suggestion is a clause of
    /// its own: `serve the artifact URI of one version, e.g. s3://BUCKET/m/v47/`.
    package static func classify(_ reference: RawReference) -> Classification {
        // Object keys end at 1 KiB, and servers refuse addresses of more than 8.
        guard reference.value.utf8.count <= 8192 else { return Classification(.mutable(tooLong)) }
        if let hole = Placeholder.first(in: reference.value) ?? reference.revision.flatMap(Placeholder.first(in:)) {
            return Classification(.unresolved(leftOpen(hole)), suggestion: writeItOut)
        }
        let value = Substring(reference.value)
        guard !value.isEmpty else { return Classification(.mutable(empty), suggestion: nameTheModel) }
        let tool = Tool.of(reference.consumer)
        guard isPhrase(tool) || isPrintable(value) else {
            return Classification(.mutable(notPrintable))
        }
        guard isPlain(value) else { return Classification(.mutable(combining)) }
        // Seldon Core 2 and rclone take whatever stands before a colon for the name of a configured remote.
        guard tool.bare.name != Scheme.rclone.name || tool.schemes != nil else {
            return Scheme.rclone.classify(reference)
        }
        if let upper = schemeInUpperCase(value) {
            // MLflow parses URIs, which makes every scheme lower case.
            let reason = tool.consumer == .mlflow ? upperCase : unknownScheme(upper, tool)
            return Classification(.mutable(reason), suggestion: inLowerCase(value, upper.utf8.count))
        }
        guard let (prefix, _) = marker(of: value) else { return tool.bare.classify(reference) }
        guard let scheme = Scheme.marked(by: prefix) else {
            guard tool.consumer == .kserve else { return Classification(.mutable(unknownScheme(prefix, tool))) }
            return StorageContainerScheme.classify(prefix)
        }
        guard tool.reads(prefix) else { return refuse(reference, prefix, scheme, tool) }
        return scheme.classify(reference)
    }

    /// The scheme in front, with what follows it; nil for texts that have none (`name:tag`, `org/name`, `/path`).
    static func marker(of value: Substring) -> (prefix: Substring, rest: Substring)? {
        if let (scheme, rest) = SourceURI.split(value) { return (scheme, rest) }
        // `git+ssh`, `models:name` and upper-case schemes: no tool reads them as the lower-case ones.
        guard let (before, after) = Scan.cut(value, at: ":"), after.begins(with: "//") else {
            guard value.begins(with: "models:") || value.begins(with: "runs:") else { return nil }
            return Scan.cut(value, at: ":").map { (prefix: $0.before, rest: $0.after) }
        }
        return (before, after)
    }

    /// `S3` of `S3://…`, where a scheme is known so in lower case alone: most tools compare it as it stands.
    private static func schemeInUpperCase(_ value: Substring) -> Substring? {
        guard let (before, after) = Scan.cut(value, at: ":"), after.begins(with: "/"), before.utf8.count <= 32,
            before.utf8.contains(where: { Scan.lower($0) != $0 }), Scheme.marked(by: before.lowercased()[...]) != nil
        else { return nil }
        return before
    }

    private static func refuse(
        _ reference: RawReference, _ prefix: Substring, _ scheme: Scheme, _ tool: Tool
    ) -> Classification {
        // Says what is wrong with an MLflow stage first: its author thinks of stages, not of storage initializers.
        if scheme.name == Scheme.mlflowModel.name { return MLflowURI.unread(reference, tool) }
        if reference.consumer == .client { return Scheme.otherService.classify(reference) }
        return Classification(.mutable(unread(prefix, tool)), suggestion: readable(tool))
    }

    /// A KAITO preset is a phrase of its own, and DVC is given a repository and a path in it.
    private static func isPhrase(_ tool: Tool) -> Bool { tool.consumer == .kaito || tool.consumer == .dvc }

    private static func isPrintable(_ value: Substring) -> Bool {
        Scan.all(value) { $0 > 0x20 && $0 != 0x7F }
    }

    // INVARIANT: one character is one scalar, so that a separator with a combining mark on it, which tools still take
    // for the separator, cannot hide from whoever looks for characters.
    private static func isPlain(_ value: Substring) -> Bool {
        Scan.all(value) { $0 < 0x80 } || value.count == value.unicodeScalars.count
    }

    /// The schemes that the tool does read, for a suggestion.
    private static func readable(_ tool: Tool) -> String? {
        guard let schemes = tool.schemes, !schemes.isEmpty else { return nil }
        return useOneOf(schemes.sorted().map { "\($0)://" }.joined(separator: ", "))
    }
}

// MARK: - What the user reads

private func leftOpen(_ hole: String) -> String { "left open: nothing in the object says what \(hole) stands for" }
private let writeItOut = "write the reference out in full"
private let empty = "invalid: it is empty"
private let tooLong = "invalid: it is longer than 8 KiB"
private let nameTheModel = "name the model"
private let notPrintable = "invalid: it contains white space or control characters"
private let combining = "invalid: it contains combining characters"
private func unknownScheme(_ prefix: Substring, _ tool: Tool) -> String {
    "invalid: \(tool.name) knows no scheme \(clip(prefix)):"
}
private let upperCase = "a URI whose scheme is not in lower case, which not everything on its way reads alike"
private func inLowerCase(_ value: Substring, _ count: Int) -> String {
    "write \(value.prefix(count).lowercased())\(clip(value.dropFirst(count)))"
}
private func unread(_ prefix: Substring, _ tool: Tool) -> String {
    "invalid: \(tool.name) does not read \(clip(prefix)): URIs"
}
private func useOneOf(_ schemes: String) -> String { "use one of \(schemes)" }
