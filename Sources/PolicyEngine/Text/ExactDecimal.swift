import KubernetesModel

/// A number as people write it, exactly: compared and added digit by digit, never rounded.
///
/// Written as JSON writes numbers: no sign in front but `-`, no hexadecimal digits, no `NaN` and no `Infinity`.
package struct ExactDecimal: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Whether it is below zero; never of zero itself.
    private let isNegative: Bool
    /// Significant digits, most significant first, without zeros at either end; empty for zero.
    private let digits: [UInt8]
    /// The power of ten of the last digit.
    private let exponent: Int

    /// Metrics have a handful of digits; what is longer is no metric.
    private static let longest = 64
    private static let largestExponent = 400

    package static let zero = ExactDecimal(isNegative: false, digits: [], exponent: 0)

    private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        let trailing = digits.reversed().prefix { $0 == 0 }.count
        self.digits = Array(digits.dropLast(trailing).drop { $0 == 0 })
        self.exponent = self.digits.isEmpty ? 0 : exponent + trailing
        self.isNegative = isNegative && !self.digits.isEmpty
    }

    /// nil where `text` is no number that can be compared.
    package init?(_ text: String) {
        var bytes = text.utf8[...]
        guard bytes.count <= Self.longest else { return nil }
        let isNegative = Self.skip("-", in: &bytes)
        let whole = Self.digits(in: &bytes)
        guard !whole.isEmpty, whole.count == 1 || whole[0] != 0 else { return nil }
        var fraction: [UInt8] = []
        if Self.skip(".", in: &bytes) {
            fraction = Self.digits(in: &bytes)
            guard !fraction.isEmpty else { return nil }
        }
        guard let power = Self.power(in: &bytes), bytes.isEmpty else { return nil }
        self.init(isNegative: isNegative, digits: whole + fraction, exponent: power - fraction.count)
    }

    /// A JSON or YAML number, or a text that holds one.
    package init?(_ node: Node) {
        guard let text = node.numberText ?? node.string, let value = ExactDecimal(text) else { return nil }
        self = value
    }

    private static func skip(_ mark: Unicode.Scalar, in bytes: inout Substring.UTF8View) -> Bool {
        guard bytes.first == UInt8(ascii: mark) else { return false }
        bytes = bytes.dropFirst()
        return true
    }

    private static func digits(in bytes: inout Substring.UTF8View) -> [UInt8] {
        let run = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        bytes = bytes[run.endIndex...]
        return run.map { $0 - UInt8(ascii: "0") }
    }

    /// What stands behind `e`; 0 where there is none, nil where it cannot be read.
    private static func power(in bytes: inout Substring.UTF8View) -> Int? {
        guard skip("e", in: &bytes) || skip("E", in: &bytes) else { return 0 }
        let isNegative = skip("-", in: &bytes)
        if !isNegative { _ = skip("+", in: &bytes) }
        let run = digits(in: &bytes)
        guard !run.isEmpty, run.count <= 4 else { return nil }
        let power = run.reduce(0) { $0 * 10 + Int($1) }
        guard power <= largestExponent else { return nil }
        return isNegative ? -power : power
    }

    package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        let (large, small) = left.isNegative ? (left, right) : (right, left)
        return isLess(small.aligned(to: large), large.aligned(to: small))
    }

    package static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        let (first, second) = (left.aligned(to: right), right.aligned(to: left))
        let exponent = min(left.exponent, right.exponent)
        guard left.isNegative != right.isNegative else {
            return ExactDecimal(isNegative: left.isNegative, digits: sum(first, second), exponent: exponent)
        }
        guard isLess(first, second) else {
            return ExactDecimal(isNegative: left.isNegative, digits: difference(first, second), exponent: exponent)
        }
        return ExactDecimal(isNegative: right.isNegative, digits: difference(second, first), exponent: exponent)
    }

    package static prefix func - (value: ExactDecimal) -> ExactDecimal {
        ExactDecimal(isNegative: !value.isNegative, digits: value.digits, exponent: value.exponent)
    }

    package static func - (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal { left + (-right) }

    /// The digits of the magnitude in units of the smaller exponent, as many as the longer of both has.
    private func aligned(to other: ExactDecimal) -> [UInt8] {
        let unit = min(exponent, other.exponent)
        let width = max(digits.count + exponent, other.digits.count + other.exponent) - unit
        let zeros = exponent - unit
        return [UInt8](repeating: 0, count: max(0, width - digits.count - zeros)) + digits
            + [UInt8](repeating: 0, count: zeros)
    }

    private static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }

    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var carry: UInt8 = 0
        var result: [UInt8] = []
        for (a, b) in zip(left.reversed(), right.reversed()) {
            let digit = a + b + carry
            result.append(digit % 10)
            carry = digit / 10
        }
        result.append(carry)
        return result.reversed()
    }

    /// `left` is not the smaller one.
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var borrow: UInt8 = 0
        var result: [UInt8] = []
        for (a, b) in zip(left.reversed(), right.reversed()) {
            let digit = a + 10 - b - borrow
            result.append(digit % 10)
            borrow = digit < 10 ? 1 : 0
        }
        return result.reversed()
    }

    package var description: String {
        guard !digits.isEmpty else { return "0" }
        let sign = isNegative ? "-" : ""
        let text = digits.map(String.init).joined()
        guard abs(exponent) <= Self.longest else { return "\(sign)\(text)e\(exponent)" }
        if exponent >= 0 { return sign + text + String(repeating: "0", count: exponent) }
        let padded = String(repeating: "0", count: max(0, 1 - exponent - text.count)) + text
        return "\(sign)\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
    }
}
