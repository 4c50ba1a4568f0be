import FoundationEssentials

/// Times as the log keeps them: whole microseconds since 1970 (UTC).
package enum LogTime {
    package static func microseconds(_ date: Date) -> Int64 {
        let value = (date.timeIntervalSince1970 * 1_000_000).rounded()
        return Int64(exactly: value) ?? (value < 0 ? .min : .max)
    }

    /// The first moment after `date` that the log tells apart from it: what happens before that, happened by then.
    package static func behind(_ date: Date) -> Date { date.addingTimeInterval(0.000_001) }

    package static func date(_ microseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }
}
