import NIOCore
import Testing

@testable import WebhookServer

@Suite("Lines that clients cause")
struct LineBudgetTests {
    @Test("beyond the budget lines are left out, and the next one says how many")
    func counts() {
        let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
        let budget = LineBudget(perMinute: 3, at: start)
        #expect((0..<3).map { _ in budget.take(at: start) } == [0, 0, 0])
        #expect(budget.take(at: start) == nil)
        #expect(budget.take(at: start + .seconds(19)) == nil)
        #expect(budget.take(at: start + .seconds(20)) == 2)
        #expect(budget.take(at: start + .seconds(20)) == nil)
        #expect(budget.take(at: start + .minutes(60)) == 1)
        #expect((0..<3).map { _ in budget.take(at: start + .minutes(60)) } == [0, 0, nil])
    }
}
