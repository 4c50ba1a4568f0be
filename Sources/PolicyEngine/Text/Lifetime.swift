/// How long something counts, as policies write it: `30d`, `12h`, `90m`, `2w`.
package struct Lifetime: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    package let text: String
    package let seconds: Int

    /// A century: what is longer was meant otherwise.
    private static let longest = 36_525 * 86_400

    /// nil where `text` is no such time, or no time at all.
    package init?(_ text: String) {
        guard let last = text.utf8.last, let unit = Self.units[last] else { return nil }
        let digits = text.utf8.dropLast()
        guard (1...9).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let seconds = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } * unit
        guard seconds > 0, seconds <= Self.longest else { return nil }
        self.text = text
        self.seconds = seconds
    }

    package var description: String { text }

    private static let units: [UInt8: Int] = [
        UInt8(ascii: "s"): 1, UInt8(ascii: "m"): 60, UInt8(ascii: "h"): 3600, UInt8(ascii: "d"): 86_400,
        UInt8(ascii: "w"): 604_800,
    ]
}
