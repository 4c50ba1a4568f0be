import CheckCommand
import KubernetesModel

/// Text from outside as GitHub-flavoured Markdown, in which it means nothing but itself.
enum MarkdownText {
    /// As code: nothing inside of it is a link, a mention or HTML.
    static func code(_ text: String, limit: Int = 300) -> String {
        let safe = TerminalText.escape(printable(text, limit: limit))
        guard !safe.isEmpty else { return "" }
        // A fence that is longer than each run of backticks inside (CommonMark 0.31, 6.1).
        var (longest, run) = (0, 0)
        for byte in safe.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let isTouching = safe.hasPrefix("`") || safe.hasSuffix("`") || (safe.hasPrefix(" ") && safe.hasSuffix(" "))
        let pad = isTouching ? " " : ""
        // A pipe ends a cell even inside of code (GFM 0.29, 4.10).
        return fence + pad + safe.replacing("|", with: "\\|") + pad + fence
    }

    /// As words: each mark that could mean something has a backslash in front.
    static func plain(_ text: String, limit: Int = 1200) -> String {
        var result = ""
        // GitHub looks for names, issues and addresses after all is rendered: a comment parts what it looks for.
        var before: [Unicode.Scalar] = []
        for scalar in TerminalText.escape(printable(text, limit: limit)).unicodeScalars {
            switch scalar {
            case "@": result += "@\(nothing)"
            case "#": result += "\\#\(nothing)"
            case "/" where before.last == ":": result += "\(nothing)/"
            case "." where before.allSatisfy({ $0 == "w" || $0 == "W" }) && before.count == 3: result += "\(nothing)."
            case _ where isMark(scalar): result += "\\\(scalar)"
            default: result.unicodeScalars.append(scalar)
            }
            before = before.suffix(2) + [scalar]
        }
        return result
    }

    private static let nothing = "<!-- -->"

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x5B...0x60, 0x7B...0x7E: true
        case 0x21...0x2F, 0x3A...0x40: !"(),.'\"%-/:;?=".unicodeScalars.contains(scalar)
        default: false
        }
    }
}
