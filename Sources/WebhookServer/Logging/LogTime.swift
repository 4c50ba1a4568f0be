#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A moment as log lines write it: RFC 3339 with milliseconds, UTC.
struct LogTime {
    private let seconds: Int
    private let milliseconds: Int

    /// - Parameter seconds: since 1970.
    init(seconds: Int, milliseconds: Int) {
        self.seconds = seconds
        self.milliseconds = milliseconds
    }

    static func now() -> LogTime {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return LogTime(seconds: Int(now.tv_sec), milliseconds: Int(now.tv_nsec) / 1_000_000)
    }

    /// Appends the 24 bytes of `2026-11-21T18:52:04.123Z`.
    func append(to line: inout [UInt8]) {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - day * 86_400
        let date = Self.date(ofDay: day)
        Self.put(date.year, 4, "-", &line)
        Self.put(date.month, 2, "-", &line)
        Self.put(date.day, 2, "T", &line)
        Self.put(second / 3600, 2, ":", &line)
        Self.put(second / 60 % 60, 2, ":", &line)
        Self.put(second % 60, 2, ".", &line)
        Self.put(milliseconds, 3, "Z", &line)
    }

    var text: String {
        var line: [UInt8] = []
        append(to: &line)
        return String(decoding: line, as: UTF8.self)
    }

    /// The Gregorian date of a day counted from 1970-01-01: years begin in March here, so that a leap day is a year's last,
    /// and come in eras of 400, which are all alike.
    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let fromMarch = day + 719_468
        let era = (fromMarch >= 0 ? fromMarch : fromMarch - 146_096) / 146_097
        let dayOfEra = fromMarch - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func put(_ number: Int, _ width: Int, _ mark: Unicode.Scalar, _ line: inout [UInt8]) {
        var power = 1
        for _ in 1..<width { power *= 10 }
        while power > 0 {
            line.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / power % 10))
            power /= 10
        }
        line.append(UInt8(truncatingIfNeeded: mark.value))
    }
}
