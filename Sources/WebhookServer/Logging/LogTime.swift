import PolicyEngine

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
        let date = Timestamp.civil(day: day)
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
