import NIOCore
import Testing

@testable import WebhookServer

@Suite("Go durations")
struct GoDurationTests {
    @Test(
        "a duration is read as Go reads it",
        arguments: [
            ("10s", 10_000), ("30s", 30_000), ("1m30s", 90_000), ("500ms", 500), ("1.5s", 1_500), (".5s", 500),
            ("1h", 3_600_000), ("+2s", 2_000), ("0", 0), ("1500000us", 1_500), ("1000000µs", 1_000), ("1.s", 1_000),
        ])
    func reads(text: String, milliseconds: Int64) {
        #expect(GoDuration.parse(text) == .milliseconds(milliseconds))
    }

    @Test(
        "what is no duration is none",
        arguments: [
            "", "10", "s", ".s", "-1s", "1x", "1s ", "10 s", "1e3s", "99999999999h", "9223372036854775808ns", "٣s",
        ])
    func refuses(text: String) {
        #expect(GoDuration.parse(text) == nil)
    }
}
