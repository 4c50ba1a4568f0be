extension ReasonCodePage {
    /// The page as Markdown: `docs/reference/reason-codes/CODE.md`.
    package var markdown: String {
        var lines = ["# \(code)", "", meaning, ""]
        if isUndecided {
            lines += [
                "Nothing could be decided: the webhook answers with code 503, and the command line exits with 2.", "",
            ]
        }
        lines += ["For example:", "", "```yaml", example, "```", "", "Remedy: \(remedy)", ""]
        if let mended { lines += ["```yaml", mended, "```", ""] }
        return lines.joined(separator: "\n")
    }
}

extension RuleDescription {
    /// What an exception can name: the rule's codes with their meaning, as a Markdown table.
    package var markdown: String {
        let rows = codes.compactMap(ReasonCodePage.find).map { "| [`\($0.code)`](\($0.code).md) | \($0.meaning) |" }
        return (["## \(name)", "", summary, "", "| code | given when |", "| --- | --- |"] + rows).joined(
            separator: "\n")
            + "\n"
    }
}
