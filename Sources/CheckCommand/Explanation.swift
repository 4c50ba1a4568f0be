import ModelReferences

/// What `pedigree explain` prints about one reference.
package struct Explanation: Sendable {
    private let answer: ExplainedReference

    package init(_ answer: ExplainedReference) { self.answer = answer }

    package var json: String {
        JSONValue.object([
            .init(key: "reference", value: .string(answer.reference)),
            .init(key: "consumer", value: .string(answer.consumer.rawValue)),
            .init(key: "pinning", value: .string(answer.pinning)),
            .init(key: "reason", value: .string(answer.reason)),
            .init(key: "suggestion", value: .optional(answer.suggestion)),
            .init(key: "references", value: .array(answer.references.map(\.json))),
        ]).pretty
    }

    package var text: String {
        var text = TerminalText.escape("\"\(answer.reference)\" [\(answer.consumer)]: \(answer.pinning)") + "\n"
        text += "  why:    \(TerminalText.escape(answer.reason))\n"
        if let suggestion = answer.suggestion { text += "  remedy: \(TerminalText.escape(suggestion))\n" }
        guard answer.references.count > 1 else { return text }
        text += "  of \(answer.references.count) references:\n"
        for reference in answer.references {
            text += TerminalText.escape("    \"\(reference.value)\" (\(reference.role.rawValue)) is ")
            text += TerminalText.escape("\(reference.pinning.name): \(reference.pinning.reason)") + "\n"
        }
        return text
    }
}
