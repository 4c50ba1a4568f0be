import Foundation
import NIOCore
import Testing

@testable import WebhookServer

@Suite("The grace time")
struct EndingTests {
    private let now = Date(timeIntervalSince1970: 1_795_262_400)

    @Test(
        "what ends is over before the grace time is, however it is shared out",
        arguments: [100, 2_000, 25_000, 3_600_000])
    func isShared(_ milliseconds: Int64) {
        let grace = TimeAmount.milliseconds(milliseconds)
        for hasRecord in [false, true] {
            let ending = Ending(grace: grace, hasRecord: hasRecord, from: now)
            let whole = Double(milliseconds) / 1000
            let record = ending.record.timeIntervalSince(now)
            let requests = Double(ending.requests.nanoseconds) / 1e9
            #expect(record < whole && record >= 0.9 * whole - 1)
            // Answers that take all of their time leave some for what they decided.
            #expect(hasRecord ? requests <= 0.76 * record && requests >= 0.6 * whole - 1 : requests <= record + 1e-6)
        }
    }

    @Test("of what is left of a deadline there is never less than nothing, and never more than is asked for")
    func timeLeft() {
        #expect((Date() - 5).timeLeft(atMost: 3) == .zero)
        #expect((Date() + 3600).timeLeft(atMost: 3) == .seconds(3))
        #expect((Date() + 60).timeLeft(atMost: 3600) <= .seconds(60))
    }
}
