import Testing

@testable import DecisionLog

@Suite("Whether the record can be relied on")
struct RecordHealthTests {
    @Test("an outage counts after a while, and until others' entries were read again")
    func patience() {
        let start = ContinuousClock.now
        var health = RecordHealth()
        health.isLoaded = true
        #expect(health.failure(at: start) == nil)
        health.failed("down", at: start)
        health.failed("still down", at: start.advanced(by: .seconds(20)))
        #expect(health.failure(at: start.advanced(by: RecordHealth.patience)) == nil)
        #expect(
            health.failure(at: start.advanced(by: .seconds(31)))
                == "other replicas' decisions have not been read for 31 s: still down")
        health.succeeded(at: start.advanced(by: .seconds(32)))
        #expect(health.failure(at: start.advanced(by: .seconds(33))) == nil)
        health.failed("down", at: start.advanced(by: .seconds(34)))
        #expect(health.failure(at: start.advanced(by: .seconds(60))) == nil)
    }
}
