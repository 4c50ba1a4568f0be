import Glibc

/// A moment in UTC, to the second.
package struct UnixTime: Sendable, Hashable, Comparable {
    /// Since 1970.
    package let seconds: Int

    package init(seconds: Int) { self.seconds = seconds }

    package static var now: UnixTime { UnixTime(seconds: time(nil)) }

    /// ISO 8601 in its basic form, as signatures name a moment: `20130524T000000Z`.
    var basic: String { text("%Y%m%dT%H%M%SZ") }

    /// `20130524`
    var day: String { text("%Y%m%d") }

    package static func < (left: UnixTime, right: UnixTime) -> Bool { left.seconds < right.seconds }

    private func text(_ format: String) -> String {
        var moment = seconds
        var parts = tm()
        var buffer = [CChar](repeating: 0, count: 32)
        guard gmtime_r(&moment, &parts) != nil else { return "" }
        let count = strftime(&buffer, buffer.count, format, &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `2013-05-24T00:00:00Z`, with or without a fraction, which is dropped; nil for anything else.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (20...40).contains(bytes.count), bytes.last == UInt8(ascii: "Z") else { return nil }
        let template = Array("dddd-dd-ddTdd:dd:dd".utf8)
        let fits = zip(bytes, template).allSatisfy { byte, form in
            form == UInt8(ascii: "d") ? (0x30...0x39).contains(byte) : byte == form
        }
        let fraction = bytes[template.count..<bytes.count - 1]
        let isFraction =
            fraction.first == UInt8(ascii: ".") && fraction.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
        guard fits, fraction.isEmpty || isFraction else { return nil }
        func number(_ range: Range<Int>) -> Int32 { bytes[range].reduce(0) { $0 * 10 + Int32($1 - 0x30) } }
        var parts = tm()
        parts.tm_year = number(0..<4) - 1900
        parts.tm_mon = number(5..<7) - 1
        parts.tm_mday = number(8..<10)
        parts.tm_hour = number(11..<13)
        parts.tm_min = number(14..<16)
        parts.tm_sec = number(17..<19)
        seconds = timegm(&parts)
    }
}

/// What tells the time; a parameter, so that tests have a time of their own.
package struct WallClock: Sendable {
    package let now: @Sendable () -> UnixTime

    package init(_ now: @escaping @Sendable () -> UnixTime) { self.now = now }

    package static let system = WallClock { .now }
}
