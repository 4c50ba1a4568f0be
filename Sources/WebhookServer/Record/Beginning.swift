import NIOConcurrencyHelpers

/// What was there when the very first record began: nobody that the record knows of has let it in, and it counts as found.
///
/// INVARIANT: what comes into being later never does, whoever looks at it.
final class Beginning: Sendable {
    private struct State {
        var isOpen = false
        /// Kinds whose first list is complete.
        var listed: Set<String> = []
        /// Uids that such a list has named, and that nobody has looked at yet.
        var waiting: Set<String> = []
    }

    private let state = NIOLockedValueBox(State())

    /// The first lists begin.
    func begin() { state.withLockedValue { $0 = State(isOpen: true) } }

    /// All kinds that can be listed were.
    func end() { state.withLockedValue { $0.isOpen = false } }

    /// Of one kind all was named that was there.
    func isListed(_ groupKind: String) { state.withLockedValue { _ = $0.listed.insert(groupKind) } }

    /// A list has named the object.
    func note(_ uid: String, _ groupKind: String) {
        state.withLockedValue { state in
            if state.isOpen, !state.listed.contains(groupKind) { state.waiting.insert(uid) }
        }
    }

    /// The object was looked at, or never will be.
    func forget(_ uid: String) { state.withLockedValue { _ = $0.waiting.remove(uid) } }

    /// Whether the object was there at the beginning, and was not looked at since.
    func had(_ uid: String, _ groupKind: String) -> Bool {
        state.withLockedValue { state in
            state.waiting.contains(uid) || state.isOpen && !state.listed.contains(groupKind)
        }
    }
}
