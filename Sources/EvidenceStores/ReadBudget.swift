import NIOConcurrencyHelpers

/// How many bytes one look at a store may still bring, where its listing says nothing of sizes.
final class ReadBudget: Sendable {
    private let most: Int
    private let used = NIOLockedValueBox(0)

    init(_ most: Int) { self.most = most }

    /// A new look begins.
    func reset() { used.withLockedValue { $0 = 0 } }

    /// Whether `count` more are within it.
    func take(_ count: Int) -> Bool {
        used.withLockedValue { used in
            guard count <= most - used else { return false }
            used += count
            return true
        }
    }
}
