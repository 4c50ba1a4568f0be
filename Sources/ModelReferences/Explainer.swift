import KubernetesModel

/// What `pedigree explain` says of one reference, or of the arguments that hold some.
package struct ExplainedReference: Sendable, Hashable {
    /// The text as it was given.
    package var reference: String
    package var consumer: Consumer
    /// `pinned`, `versioned`, `mutable`, `unresolved`, or `none` where nothing of it loads a model.
    package var pinning: String
    package var reason: String
    package var suggestion: String?
    /// Everything that was found in the text; `pinning` is the worst of them.
    package var references: [ModelReference]
}

/// Explains a reference in the terms of the tool that reads it.
package enum Explainer {
    /// A single word is a reference; anything else are the tool's own arguments, variables or commands, and goes through
    /// the readers that manifests go through.
    package static func explain(_ text: String, consumer: Consumer) -> ExplainedReference {
        guard consumer != .client else { return none(text, consumer, clientReason) }
        guard text.utf8.count <= 65536 else { return refused(text, consumer, tooLong) }
        let words = ArgumentText(text)
        if let reference = words.soleReference { return single(reference, text, consumer) }
        guard !words.isUnclosed || words.isPython else { return refused(text, consumer, unclosed) }
        let workload = SyntheticWorkload(words, consumer: consumer)
        var references = workload.references
        if references.isEmpty { references = workload.downloads.map { described($0) } }
        if references.isEmpty { references = workload.paths.map { described($0) } }
        if references.isEmpty, let plain = words.plainReference(consumer) { references = [described(plain)] }
        return worst(of: references, text, consumer)
    }

    private static func single(_ value: String, _ text: String, _ consumer: Consumer) -> ExplainedReference {
        worst(of: [described(RawReference(value, consumer: consumer))], text, consumer)
    }

    private static func worst(
        of references: [ModelReference], _ text: String, _ consumer: Consumer
    ) -> ExplainedReference {
        guard let worst = references.max(by: { $0.pinning.severity < $1.pinning.severity }) else {
            return none(text, consumer, nothingLoaded)
        }
        return ExplainedReference(
            reference: text, consumer: consumer, pinning: worst.pinning.name, reason: worst.pinning.reason,
            suggestion: worst.suggestion, references: references)
    }

    private static func described(_ found: FoundReference) -> ModelReference {
        let raw = RawReference(found.value, consumer: found.consumer, role: found.role, revision: found.revision)
        var reference = described(raw)
        if let pinning = found.pinning {
            reference.pinning = pinning
            reference.suggestion = found.suggestion
        }
        return reference
    }

    private static func described(_ raw: RawReference) -> ModelReference {
        let classification = Classifier.classify(raw)
        return ModelReference(
            value: raw.value, path: FieldPath(), position: SourcePosition(line: 1, column: 1),
            consumer: raw.consumer, role: raw.role, pinning: classification.pinning,
            suggestion: classification.suggestion)
    }

    private static func none(_ text: String, _ consumer: Consumer, _ reason: String) -> ExplainedReference {
        ExplainedReference(
            reference: text, consumer: consumer, pinning: "none", reason: reason, suggestion: nil, references: [])
    }

    private static func refused(_ text: String, _ consumer: Consumer, _ reason: String) -> ExplainedReference {
        ExplainedReference(
            reference: text, consumer: consumer, pinning: Pinning.mutable(reason).name, reason: reason,
            suggestion: nil, references: [])
    }
}

// MARK: - What the user reads

private let clientReason = "a name that another service knows: nothing is loaded from it here"
private let nothingLoaded = "nothing in it that this tool would load a model from"
private let tooLong = "invalid: it is longer than 64 KiB"
private let unclosed = "invalid: a quotation mark is never closed"
