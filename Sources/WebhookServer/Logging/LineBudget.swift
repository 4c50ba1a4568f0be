import NIOConcurrencyHelpers
import NIOCore

/// How many lines a minute whoever can open connections may cause; beyond that they are counted, and the next line says
/// how many.
final class LineBudget: Sendable {
    private struct State {
        var left: Double
        var at: NIODeadline
        var notLogged = 0
    }

    private let perMinute: Double
    private let state: NIOLockedValueBox<State>

    init(perMinute: Int, at now: NIODeadline = .now()) {
        self.perMinute = Double(perMinute)
        state = NIOLockedValueBox(State(left: Double(perMinute), at: now))
    }

    /// - Returns: how many lines were left out before this one; nil where this one is left out too.
    func take(at now: NIODeadline = .now()) -> Int? {
        state.withLockedValue { state in
            let passed = Double((now - state.at).nanoseconds) / 60e9
            if passed > 0 {
                state.left = min(perMinute, state.left + passed * perMinute)
                state.at = now
            }
            guard state.left >= 1 else {
                state.notLogged += 1
                return nil
            }
            state.left -= 1
            defer { state.notLogged = 0 }
            return state.notLogged
        }
    }
}
