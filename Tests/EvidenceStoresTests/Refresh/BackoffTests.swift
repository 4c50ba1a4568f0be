import EvidenceStores
import Testing

@testable import EvidenceStores

@Suite("When a service is looked at next")
struct BackoffTests {
    private let plan = RemotePlan(refresh: .seconds(60))

    @Test("while all goes well, at its interval, spread by a tenth")
    func well() {
        let backoff = Backoff()
        #expect(backoff.pause(plan, retryAfter: nil, spread: 0) == .seconds(54))
        let longest = backoff.pause(plan, retryAfter: nil, spread: 1)
        #expect(longest > .milliseconds(65_999) && longest < .milliseconds(66_001))
    }

    @Test("after failures, soon and then ever later, up to five minutes; and as usual after the next success")
    func failing() {
        var backoff = Backoff()
        var pauses: [Duration] = []
        for _ in 0..<12 {
            backoff.failed()
            pauses.append(backoff.pause(plan, retryAfter: nil, spread: 0.5))
        }
        #expect(pauses.first == .seconds(1))
        #expect(pauses == pauses.sorted())
        #expect(pauses.last == .seconds(300))
        backoff.succeeded()
        #expect(backoff.pause(plan, retryAfter: nil, spread: 0.5) == .seconds(60))
    }

    @Test("never before the moment that the service asked for")
    func asked() {
        var backoff = Backoff()
        backoff.failed()
        #expect(backoff.pause(plan, retryAfter: .seconds(700), spread: 0) == .seconds(700))
        #expect(backoff.pause(plan, retryAfter: .milliseconds(10), spread: 0.5) == .seconds(1))
    }
}
