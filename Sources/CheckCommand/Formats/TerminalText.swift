/// Text from outside, made safe for a terminal and for output that is read line by line.
///
/// A manifest may hold anything: escape sequences that recolour, retitle or rewrite a terminal, carriage returns that
/// hide a line, marks that turn the direction of writing. Each such character is shown as `\u{1B}`.
package enum TerminalText {
    package static func escape(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    package static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true  // C0, DEL, C1
        case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x061C: true  // direction (UAX #9)
        case 0x2028, 0x2029: true  // line and paragraph separators
        case 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE007F: true  // tags, which nothing shows
        default: false
        }
    }
}
