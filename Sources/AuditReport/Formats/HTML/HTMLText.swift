import CheckCommand

/// A piece of an HTML page in which everything from outside is escaped.
///
/// It is made of literals of this program and of values that stand in them: `"<td>\(name)</td>"` escapes `name`, between
/// tags as well as in a quoted attribute. Nothing makes one of a `String` without escaping it.
struct HTMLText: ExpressibleByStringInterpolation, Sendable, Hashable {
    fileprivate(set) var source: String

    init(stringLiteral literal: StaticString) { source = literal.description }
    init(stringInterpolation: Interpolation) { source = stringInterpolation.source }
    init(_ text: String) { source = HTMLEscaping.escape(text) }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var source = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            source.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: StaticString) { source += literal.description }
        mutating func appendInterpolation(_ text: String) { source += HTMLEscaping.escape(text) }
        mutating func appendInterpolation(_ number: Int) { source += String(number) }
        mutating func appendInterpolation(_ number: Int64) { source += String(number) }
        mutating func appendInterpolation(_ piece: HTMLText) { source += piece.source }
        mutating func appendInterpolation(_ piece: HTMLText?) { source += piece?.source ?? "" }
        mutating func appendInterpolation(_ pieces: [HTMLText]) { for piece in pieces { source += piece.source } }
    }

    static func += (left: inout HTMLText, right: HTMLText) { left.source += right.source }

    func or(_ other: HTMLText) -> HTMLText { source.isEmpty ? other : self }
}

extension HTMLText {
    /// A drawing, which escapes by itself.
    init(_ drawing: LineageDrawing, id: String, title: String) { source = drawing.svg(id: id, title: title) }

    /// A ternary of two literals would be a `String` in an interpolation, and so be escaped.
    static func when(_ condition: Bool, _ piece: @autoclosure () -> HTMLText) -> HTMLText { condition ? piece() : "" }

    static func + (left: HTMLText, right: HTMLText) -> HTMLText { "\(left)\(right)" }
}

extension [HTMLText] {
    func joined(_ separator: HTMLText) -> HTMLText {
        var result: HTMLText = ""
        result.source = map(\.source).joined(separator: separator.source)
        return result
    }
}

/// CSS or JavaScript of this program: nothing from outside can be in it.
struct HTMLSource: Sendable {
    let text: String

    init(_ parts: StaticString...) { text = parts.map(\.description).joined() }

    /// A browser takes a `<style>` or a `<script>` for what it is up to its end tag: the text stands in it as it is.
    var verbatim: HTMLText {
        var result: HTMLText = ""
        result.source = text
        return result
    }
}

enum HTMLEscaping {
    /// More of one text than a page shows; what is behind it is counted.
    static let longest = 2_000
    /// Marks on one letter; with more they paint over the lines around them.
    private static let mostMarks = 3

    static func escape(_ text: String) -> String {
        guard text.utf8.count > longest || text.utf8.contains(where: isSpecial) else { return text }
        var result = ""
        result.reserveCapacity(min(text.utf8.count, longest) + 32)
        var (count, marks) = (0, 0)
        for scalar in text.unicodeScalars {
            count += 1
            guard count <= longest else {
                result += " … (\(text.unicodeScalars.count - longest) more characters)"
                break
            }
            marks = isMark(scalar) ? marks + 1 : 0
            append(scalar, isTooMuch: marks > mostMarks, to: &result)
        }
        return result
    }

    /// Whether a byte needs a closer look: markup, controls, and everything beyond ASCII.
    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: byte < 0x20 || byte >= 0x7F
        }
    }

    private static func append(_ scalar: Unicode.Scalar, isTooMuch: Bool, to result: inout String) {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        // HTML shows both as a space.
        case "\n", "\t": result += " "
        default:
            guard isTooMuch || TerminalText.isUnsafe(scalar) || isInvisible(scalar) else {
                result.unicodeScalars.append(scalar)
                return
            }
            result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }

    /// What a reader cannot see, so that two names that differ would look the same.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0xA0: false
        case 0xA0, 0x2800, 0x3164, 0xFFA0, 0x115F, 0x1160: true
        case 0x2000...0x200F, 0x202F, 0x205F, 0x3000: true
        case 0xFFFE, 0xFFFF, 0xE000...0xF8FF: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
