import CheckCommand

/// Text in a place of limited width: made safe, and cut in its middle, where what tells references apart seldom stands.
enum DisplayText {
    /// Columns of a terminal.
    static func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + width($1) } }

    /// - Returns: safe text of at most `columns` columns.
    static func fit(_ text: String, _ columns: Int) -> String {
        let safe = TerminalText.escape(text)
        guard width(safe) > columns else { return safe }
        guard columns > 1 else { return columns < 1 ? "" : "…" }
        let front = columns / 2
        return prefix(safe.unicodeScalars, front) + "…"
            + String(String.UnicodeScalarView(suffix(safe.unicodeScalars, columns - 1 - front)))
    }

    /// The same, with spaces behind it up to the width.
    static func padded(_ text: String, _ columns: Int) -> String {
        let fitted = fit(text, columns)
        return fitted + String(repeating: " ", count: max(columns - width(fitted), 0))
    }

    private static func prefix(_ scalars: String.UnicodeScalarView, _ columns: Int) -> String {
        var left = columns
        return String(
            String.UnicodeScalarView(
                scalars.prefix { scalar in
                    left -= width(scalar)
                    return left >= 0
                }))
    }

    private static func suffix(_ scalars: String.UnicodeScalarView, _ columns: Int) -> [Unicode.Scalar] {
        var left = columns
        var kept: [Unicode.Scalar] = []
        for scalar in scalars.reversed() {
            left -= width(scalar)
            guard left >= 0 else { break }
            kept.append(scalar)
        }
        return kept.reversed()
    }

    /// As terminals count (UAX #11): marks take no column, ideographs and emoji two.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
