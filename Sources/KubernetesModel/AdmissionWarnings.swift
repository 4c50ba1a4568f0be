/// Makes warnings fit what an API server passes on to the user.
///
/// It drops a warning that is empty or has a control character in it (k8s.io/apimachinery, `NewWarningHeader`), and once
/// all of them exceed 4096 bytes cuts each to 256 and drops what is still too much (k8s.io/apiserver,
/// `truncateAtTotalRunes`). So that nothing is lost in silence, the cutting is done here, with a mark where it was done.
package enum AdmissionWarnings {
    private static let maximumTotal = 4096
    private static let maximumEach = 256
    private static let reserved = 64

    /// The warnings, each on one line, none twice, in their order.
    package static func fit(_ warnings: [String]) -> [String] {
        guard !warnings.isEmpty else { return [] }
        var seen: Set<String> = []
        let lines = warnings.map(oneLine).filter { !$0.isEmpty && seen.insert($0).inserted }
        guard lines.reduce(0, { $0 + $1.utf8.count }) > maximumTotal else { return lines }
        var kept: [String] = []
        var total = 0
        for line in lines {
            let short = cut(line, to: maximumEach)
            guard total + short.utf8.count <= maximumTotal - reserved else { break }
            total += short.utf8.count
            kept.append(short)
        }
        if kept.count < lines.count { kept.append(andMore(lines.count - kept.count)) }
        return kept
    }

    /// The text with each run of control characters and blanks as one space.
    private static func oneLine(_ text: String) -> String {
        var line = ""
        var wantsSpace = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0...0x20, 0x7F...0x9F, 0x2028, 0x2029: wantsSpace = !line.isEmpty
            default:
                if wantsSpace { line += " " }
                wantsSpace = false
                line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    /// The beginning of a text, in whole characters, with an ellipsis where something was left out.
    private static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        let ellipsis = "…"
        var result = ""
        for character in text {
            guard result.utf8.count + character.utf8.count + ellipsis.utf8.count <= limit else { break }
            result.append(character)
        }
        return result + ellipsis
    }
}

// MARK: - What the user reads

private func andMore(_ count: Int) -> String { count == 1 ? "and one more warning" : "and \(count) more warnings" }
