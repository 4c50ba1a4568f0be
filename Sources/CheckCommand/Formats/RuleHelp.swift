import PolicyEngine

/// What SARIF's viewers show about one reason code.
package struct RuleHelp: Sendable, Hashable {
    package var short: String
    package var full: String
    package var text: String
    package var markdown: String

    package init(_ code: ReasonCode) {
        guard let page = ReasonCodePage.find(code) else {
            (short, full, text, markdown) = (code.rawValue, code.rawValue, code.rawValue, "`\(code.rawValue)`")
            return
        }
        short = page.meaning
        full = page.meaning
        text = "\(page.meaning) \(page.remedy)"
        markdown = page.markdown
    }

    /// What is no reason code of a policy.
    package init(_ meaning: String, remedy: String) {
        short = meaning
        full = meaning
        text = "\(meaning) \(remedy)"
        markdown = "\(meaning)\n\n\(remedy)\n"
    }
}
