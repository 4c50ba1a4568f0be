/// The text of numbers as JSON has it, and as Go writes it.
enum JSONNumber {
    /// Whether `text` is a number by the grammar of JSON.
    static func isValid(_ text: Span<UInt8>) -> Bool { end(in: text, from: 0) == text.count }

    /// The end of the number that begins at `start`; nil where none does.
    static func end(in text: Span<UInt8>, from start: Int) -> Int? {
        var cursor = start
        if cursor < text.count, text[cursor] == UInt8(ascii: "-") { cursor += 1 }
        guard let whole = digits(in: text, from: cursor) else { return nil }
        // No zero in front of other digits: the number ends behind it.
        cursor = text[cursor] == UInt8(ascii: "0") ? cursor + 1 : whole
        if cursor < text.count, text[cursor] == UInt8(ascii: ".") {
            guard let fraction = digits(in: text, from: cursor + 1) else { return nil }
            cursor = fraction
        }
        if cursor < text.count, text[cursor] | 0x20 == UInt8(ascii: "e") {
            cursor += 1
            if cursor < text.count, text[cursor] == UInt8(ascii: "+") || text[cursor] == UInt8(ascii: "-") {
                cursor += 1
            }
            guard let exponent = digits(in: text, from: cursor) else { return nil }
            cursor = exponent
        }
        return cursor
    }

    private static func digits(in text: Span<UInt8>, from start: Int) -> Int? {
        var cursor = start
        while cursor < text.count, text[cursor] &- UInt8(ascii: "0") < 10 { cursor += 1 }
        return cursor > start ? cursor : nil
    }

    /// A finite number as Go's encoding/json writes it: 1000, 0.5, 1e-7, 1e+21.
    static func text(_ value: Double) -> String {
        let magnitude = value.magnitude
        let scientific = magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21)
        return layout(value.description, scientific: scientific, exponentDigits: 1)
    }

    /// A number as a key of a map: Go's 'g' format with the precision of 32 bits, which is what sigs.k8s.io/yaml asks for.
    static func keyText(_ value: Double) -> String {
        let narrow = Float(value)
        guard narrow.isFinite else { return narrow < 0 ? "-.inf" : ".inf" }
        let (_, exponent, _) = decimal(narrow.description)
        return layout(narrow.description, scientific: exponent < -4 || exponent >= 6, exponentDigits: 2)
    }

    /// The significant digits of a description, and the exponent of the first one.
    private static func decimal(_ description: String) -> (digits: [Character], exponent: Int, isNegative: Bool) {
        var text = description[...]
        let isNegative = text.first == "-"
        if isNegative { text = text.dropFirst() }
        let parts = text.split(separator: "e", maxSplits: 1)
        let mantissa = parts.first ?? "0"
        let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let halves = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = halves.first ?? ""
        var digits = Array(whole) + (halves.count > 1 ? Array(halves[1]) : [])
        var exponent = power + whole.count - 1
        while digits.count > 1, digits.first == "0" {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        if digits == ["0"] { exponent = 0 }
        return (digits, exponent, isNegative)
    }

    private static func layout(_ description: String, scientific: Bool, exponentDigits: Int) -> String {
        let (digits, exponent, isNegative) = decimal(description)
        let sign = isNegative ? "-" : ""
        if scientific {
            let fraction = digits.count > 1 ? "." + String(digits.dropFirst()) : ""
            let power = String(exponent.magnitude)
            let padding = String(repeating: "0", count: max(0, exponentDigits - power.count))
            return "\(sign)\(String(digits.prefix(1)))\(fraction)e\(exponent < 0 ? "-" : "+")\(padding)\(power)"
        }
        if exponent < 0 {
            return sign + "0." + String(repeating: "0", count: -exponent - 1) + String(digits)
        }
        let whole = String(digits.prefix(exponent + 1))
        let zeros = String(repeating: "0", count: max(0, exponent + 1 - digits.count))
        let fraction = digits.count > exponent + 1 ? "." + String(digits.dropFirst(exponent + 1)) : ""
        return sign + whole + zeros + fraction
    }
}
