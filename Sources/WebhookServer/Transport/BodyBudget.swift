import Synchronization

/// The bytes of all bodies that are held, on all connections, counted against one limit.
final class BodyBudget: Sendable {
    private let limit: Int
    private let held = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// - Returns: whether the bytes may be held. Small bodies have the last quarter to themselves, so that large ones
    ///   cannot keep them out.
    func take(_ bytes: Int, isLarge: Bool) -> Bool {
        let allowed = isLarge ? limit / 4 * 3 : limit
        guard held.wrappingAdd(bytes, ordering: .relaxed).newValue <= allowed else {
            give(bytes)
            return false
        }
        return true
    }

    func give(_ bytes: Int) {
        if bytes > 0 { held.wrappingSubtract(bytes, ordering: .relaxed) }
    }

    var bytes: Int { held.load(ordering: .relaxed) }
}
