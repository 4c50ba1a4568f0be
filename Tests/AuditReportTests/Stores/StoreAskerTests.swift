import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@testable import AuditReport

@Suite("Asking stores")
struct StoreAskerTests {
    private func question(_ number: Int) -> StoreQuestion { .object(bucket: "b", key: "\(number)") }

    @Test("each question is asked once, and each has its own answer")
    func once() {
        let asked = NIOLockedValueBox<[StoreQuestion]>([])
        let asker = StoreAsker(
            Stores { question, _ in
                asked.withLockedValue { $0.append(question) }
                return .gone("\(question)")
            })
        let answers = asker.ask((0..<50).map { question($0 % 20) })
        #expect(asked.withLockedValue { Set($0).count == 20 && $0.count == 20 })
        for number in 0..<20 { #expect(answers[question(number)] == .gone("\(question(number))")) }
    }

    @Test("what there is no time or no room for is unknown, and never gone")
    func bounded() {
        let late = StoreAsker(Stores { _, _ in .gone("") }, total: .zero).ask([question(1)])
        guard case .unknown? = late[question(1)] else {
            Issue.record("\(late)")
            return
        }
        let few = StoreAsker(Stores { _, _ in .there(StoreState()) }, most: 2).ask((0..<5).map(question))
        #expect(few.values.count { $0 == .there(StoreState()) } == 2 && few.count == 5)
    }

    @Test("one answer has no more than its own time")
    func deadline() {
        let left = NIOLockedValueBox<Duration>(.zero)
        let asker = StoreAsker(
            Stores { _, deadline in
                left.withLockedValue { $0 = deadline.left }
                return .there(StoreState())
            }, timeout: .seconds(7))
        _ = asker.ask([question(1)])
        #expect(left.withLockedValue { $0 <= .seconds(7) && $0 > .zero })
    }
}
