import FoundationEssentials
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("Words of the HTML report")
struct HTMLWordsTests {
    private func date(_ text: String) throws -> Date { try #require(Timestamp(text)).date }

    @Test(
        "dates are written as people write them",
        arguments: [
            ("2026-11-22T04:05:06Z", "22 Nov 2026", "22 Nov 2026, 04:05 UTC"),
            ("1969-12-31T23:59:59Z", "31 Dec 1969", "31 Dec 1969, 23:59 UTC"),
            ("2024-02-29T00:00:00Z", "29 Feb 2024", "29 Feb 2024, 00:00 UTC"),
        ])
    func dates(text: String, day: String, moment: String) throws {
        let date = try date(text)
        #expect(HTMLWords.day(date).source == "<time datetime=\"\(text)\">\(day)</time>")
        #expect(HTMLWords.moment(date).source == "<time datetime=\"\(text)\">\(moment)</time>")
    }

    @Test("a date that no calendar knows stops nothing")
    func unknown() {
        for seconds in [Double.infinity, -.infinity, .nan, 1e300] {
            #expect(AuditDay.text(Date(timeIntervalSince1970: seconds)) == "an unknown time")
        }
    }

    @Test(
        "spans are told in days",
        arguments: [
            ("2026-11-22T00:00:00Z", "less than a day"), ("2026-11-20T12:00:00Z", "1 day"),
            ("2026-03-01T00:00:00Z", "266 days"),
        ])
    func spans(from: String, expected: String) throws {
        let now = try date("2026-11-22T00:00:00Z")
        #expect(HTMLWords.span(from: try date(from), to: now)?.source == expected)
        #expect(HTMLWords.span(from: now.addingTimeInterval(1), to: now) == nil)
    }

    @Test("each sign is drawn once, and each standing has one of its own")
    func icons() {
        let sheet = HTMLIcon.sheet.source
        for icon in HTMLIcon.allCases {
            #expect(sheet.components(separatedBy: "<symbol id=\"\(icon.id.source)\"").count == 2)
        }
        let standings = AuditedWorkload.Standing.allCases
        #expect(Set(standings.map(\.icon.rawValue)).count == standings.count)
        #expect(Set(standings.map(\.label.source)).count == standings.count)
    }
}
