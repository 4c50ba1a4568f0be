import FoundationEssentials
import PolicyEngine

/// A time to the second, as statements carry it: RFC 3339.
package struct Moment: Sendable, Hashable {
    package let text: String
    package let date: Date

    /// nil for a bare date, too, which names a day and no moment.
    package init?(_ text: String) {
        guard text.utf8.count > 10, let time = Timestamp(text) else { return nil }
        self.text = text
        date = time.date
    }

    package init(_ date: Date) {
        text = Timestamp.string(date)
        self.date = date
    }

    /// From milliseconds since 1970; nil for what is no time of ours.
    init?(milliseconds: Int) {
        guard (0...253_402_300_799_000).contains(milliseconds) else { return nil }
        self.init(Date(timeIntervalSince1970: Double(milliseconds / 1000)))
    }

    static let expected = "a time such as 2026-11-21T14:05:00Z was expected (RFC 3339)"
}
