import FoundationEssentials
import KubernetesModel

/// Values as the JSON mapping of protocol buffers writes them (protobuf.dev, ProtoJSON Format).
enum ProtobufJSON {
    /// null is unset.
    static func isUnset(_ node: Node?) -> Bool { node.map(\.isNull) ?? true }

    /// Bytes: base64 in one of its alphabets, padded or not.
    static func bytes(_ node: Node?) -> [UInt8]? {
        guard let node else { return nil }
        return node.withUTF8 { StrictBase64.decode($0, padding: .optional) } ?? nil
    }

    /// A whole number that is not negative: decimal digits, in quotes or not. What is unset is 0.
    static func count(_ node: Node?) -> UInt64? {
        guard let node, !node.isNull else { return 0 }
        guard let text = node.string ?? node.numberText else { return nil }
        return decimal(text.utf8)
    }

    /// Decimal digits and nothing else: no sign, no zero in front, and within what a signed number of 64 bits holds.
    static func decimal(_ digits: some Collection<UInt8>) -> UInt64? {
        guard (1...19).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else {
            return nil
        }
        var value: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return value <= UInt64(Int64.max) ? value : nil
    }

    /// A moment: RFC 3339 with up to nine digits of a second.
    static func date(_ node: Node?) -> Date? {
        guard let text = node?.string else { return nil }
        return MomentReader(text).date
    }
}

/// Reads `2021-01-12T11:53:27.000Z`.
private struct MomentReader {
    private let text: [UInt8]

    init(_ text: String) { self.text = Array(text.utf8) }

    var date: Date? {
        guard (20...35).contains(text.count), hasSeparators else { return nil }
        guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), year >= 1, (1...12).contains(month), day >= 1,
            day <= Self.days(in: month, of: year), hour < 24, minute < 60, second < 60, let (fraction, next) = fraction,
            let offset = offset(from: next)
        else { return nil }
        let days = Self.daysSince1970(year, month, day)
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: Double(seconds) + fraction)
    }

    private var hasSeparators: Bool {
        text[4] == UInt8(ascii: "-") && text[7] == UInt8(ascii: "-") && text[10] | 0x20 == UInt8(ascii: "t")
            && text[13] == UInt8(ascii: ":") && text[16] == UInt8(ascii: ":")
    }

    private func number(_ start: Int, _ count: Int) -> Int? {
        guard start + count <= text.count else { return nil }
        var value = 0
        for digit in text[start..<start + count] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// What stands behind the seconds, and where it ends.
    private var fraction: (value: Double, end: Int)? {
        guard text[19] == UInt8(ascii: ".") else { return (0, 19) }
        let digits = text[20...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...9).contains(digits.count), let value = number(20, digits.count) else { return nil }
        let scale = (0..<digits.count).reduce(1.0) { scale, _ in scale * 10 }
        return (Double(value) / scale, 20 + digits.count)
    }

    /// Seconds east of UTC.
    private func offset(from start: Int) -> Int? {
        guard start < text.count else { return nil }
        if text[start] | 0x20 == UInt8(ascii: "z") { return start + 1 == text.count ? 0 : nil }
        let isEast = text[start] == UInt8(ascii: "+")
        guard isEast || text[start] == UInt8(ascii: "-"), start + 6 == text.count, text[start + 3] == UInt8(ascii: ":"),
            let hours = number(start + 1, 2), let minutes = number(start + 4, 2), hours < 24, minutes < 60
        else { return nil }
        return (isEast ? 1 : -1) * (hours * 3600 + minutes * 60)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        switch month {
        case 2: return isLeap ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }

    /// Days of the Gregorian calendar; years begin in March, so that the leap day is their last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
