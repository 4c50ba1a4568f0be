import Foundation
import Logging
import Testing

@testable import WebhookServer

@Suite("Decisions' log lines")
struct DecisionLineTests {
    private static let fields: [(name: String, value: String)] = [
        ("codes", "a.b,c.d"), ("kind", "Pod"), ("name", "two words"), ("note", "\"quoted\" é\n"), ("user", ""),
        ("verdict", "denied"),
    ]

    @Test("they are what swift-log's handler writes of the same fields", arguments: LogFormat.allCases, [nil, "4bf9"])
    func same(format: LogFormat, trace: String?) {
        var line: [UInt8] = []
        DecisionLine(.notice, Self.fields, format: format)
            .append(
                time: LogTime(seconds: 1_700_000_000, milliseconds: 7), microseconds: 12, uid: "705a", traceID: trace,
                to: &line)
        var fields = Self.fields + [("microseconds", "12"), ("uid", "705a")]
        if let trace { fields.append(("trace_id", trace)) }
        let expected = format.line(
            time: "2023-11-14T22:13:20.007Z", level: "notice", message: "decision",
            fields: fields.sorted { $0.name < $1.name }.map { ($0.name, $0.value) })
        #expect(String(decoding: line, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
    }

    @Test("a line without fields of its own has those of the request")
    func empty() {
        for format in LogFormat.allCases {
            var line: [UInt8] = []
            DecisionLine(.info, [], format: format)
                .append(time: LogTime(seconds: 0, milliseconds: 0), microseconds: 1, uid: "u", traceID: nil, to: &line)
            let expected = format.line(
                time: "1970-01-01T00:00:00.000Z", level: "info", message: "decision",
                fields: [("microseconds", "1"), ("uid", "u")])
            #expect(line == expected)
        }
    }

    @Test("times are those of the calendar, leap days and centuries included")
    func times() throws {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        for text in [
            "1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "2000-02-29T12:00:01.250Z",
            "2024-02-29T23:59:59.999Z", "2026-12-31T23:59:59.001Z", "2027-01-01T00:00:00.000Z",
            "2100-02-28T06:07:08.090Z",
            "2100-03-01T00:00:00.000Z",
        ] {
            let seconds = try #require(formatter.date(from: text)).timeIntervalSince1970
            let milliseconds = Int((seconds * 1000).rounded())
            let whole = Int((Double(milliseconds) / 1000).rounded(.down))
            #expect(LogTime(seconds: whole, milliseconds: milliseconds - 1000 * whole).text == text)
        }
    }
}
