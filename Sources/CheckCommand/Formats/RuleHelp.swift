import PolicyEngine

/// What SARIF's viewers show about one reason code.
struct RuleHelp {
    var short: String
    var full: String
    var text: String
    var markdown: String

    init(_ code: ReasonCode) {
        guard let page = ReasonCodePage.find(code) else {
            (short, full, text, markdown) = (code.rawValue, code.rawValue, code.rawValue, "`\(code.rawValue)`")
            return
        }
        short = page.meaning
        full = page.meaning
        text = "\(page.meaning) \(page.remedy)"
        markdown = page.markdown
    }
}
