/// Text from outside, made fit to stand in a message: quoted, on one line, without control characters, and not long.
package func quoted(_ text: String, limit: Int = 160) -> String {
    "\"\(printable(text, limit: limit))\""
}

/// Text from outside on one line, without control characters, cut in its middle where it is long.
package func printable(_ text: String, limit: Int = 160) -> String {
    // Nearly all text is this.
    if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var kept = text
    if text.unicodeScalars.count > limit {
        let half = (limit - 1) / 2
        kept =
            String(String.UnicodeScalarView(text.unicodeScalars.prefix(half))) + "…"
            + String(String.UnicodeScalarView(text.unicodeScalars.suffix(half)))
    }
    var result = ""
    for scalar in kept.unicodeScalars {
        // Control, format (bidirectional overrides) and line separators could make one line read as another.
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}
