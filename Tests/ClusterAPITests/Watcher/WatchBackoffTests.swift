import Testing

@testable import ClusterAPI

@Suite("How long a watcher waits")
struct WatchBackoffTests {
    @Test("it doubles, up to the most, and is spread over half of itself")
    func delays() {
        let backoff = WatchBackoff(first: .seconds(1), most: .seconds(60))
        let full = (1...8).map { backoff.delay(after: $0, spread: 1) }
        #expect(full == [1, 2, 4, 8, 16, 32, 60, 60].map { Duration.seconds($0) })
        #expect(backoff.delay(after: 3, spread: 0) == .seconds(2))
        #expect(backoff.delay(after: .max, spread: 5) == .seconds(60))
        #expect(
            (1...100).allSatisfy { _ in (Duration.seconds(2)...Duration.seconds(4)).contains(backoff.delay(after: 3)) })
    }
}
