import Attestation
import Dispatch
import FoundationEssentials
import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers
import PolicyEngine

/// Keeps what is known of one store on the network fresh, on a queue of its own: a store that hangs holds up nobody
/// else.
///
/// It looks at the store at intervals, and sooner where somebody asks for what it does not know. Who asks while a look
/// is under way waits for that one.
final class SourceRefresher: Sendable {
    /// What was known at one moment.
    struct Snapshot: Sendable {
        var contents: SourceContents
        /// Counts up with each change of the contents.
        var generation: Int
        /// Whether it was looked at, well or not.
        var wasTried: Bool
        /// When all of it was read last.
        var readAt: Date?
    }

    /// Somebody who waits.
    private struct Ask {
        var subjects: [Digest]
        /// Called once, with the reason where nothing could be learned.
        var done: @Sendable (String?) -> Void
    }

    private struct State {
        var listed = SourceContents()
        var subjects = SubjectLookups()
        var contents = SourceContents()
        var generation = 0
        var wasTried = false
        var backoff = Backoff()
        var listedAt: ContinuousClock.Instant?
        var readAt: Date?
        var asks: [Ask] = []
        var isWorking = false
        /// Bumped with each look, so that a timer that was set before it does nothing.
        var timer = 0
        /// Nobody comes back before this, whoever asks.
        var notBefore: ContinuousClock.Instant?
    }

    let store: any EvidenceStore
    private let plan: RemotePlan
    private let roots: [TrustRoot]
    private let limits: StoreLimits
    private let state: NIOLockedValueBox<State>
    private let queue: DispatchQueue

    init(_ store: any EvidenceStore, _ plan: RemotePlan, roots: [TrustRoot], limits: StoreLimits) {
        self.store = store
        self.plan = plan
        self.roots = roots
        self.limits = limits
        state = NIOLockedValueBox(State())
        queue = DispatchQueue(label: "evidence \(store.name)")
    }

    var snapshot: Snapshot {
        state.withLockedValue {
            Snapshot(contents: $0.contents, generation: $0.generation, wasTried: $0.wasTried, readAt: $0.readAt)
        }
    }

    /// Looks now, and from then on at intervals.
    func start() { wake() }

    /// Looks for subjects that nothing is known of, or for anything new; `done` is called once, on any thread, and
    /// perhaps before this returns: with the reason where the store could not say.
    func ask(_ subjects: [Digest], done: @escaping @Sendable (String?) -> Void) {
        let now = ContinuousClock.now
        let answer: String?? = state.withLockedValue { state in
            guard Self.isWorthAsking(subjects, state, at: now) else { return .some(state.contents.failure) }
            state.asks.append(Ask(subjects: subjects, done: done))
            return .none
        }
        if case .some(let failure) = answer { return done(failure) }
        wake()
    }

    /// Whether the store may say more about `subjects` than it has.
    func isWorthAsking(_ subjects: [Digest]) -> Bool {
        let now = ContinuousClock.now
        return state.withLockedValue { Self.isWorthAsking(subjects, $0, at: now) }
    }

    private static func isWorthAsking(
        _ subjects: [Digest], _ state: State, at now: ContinuousClock.Instant
    ) -> Bool {
        if let moment = state.notBefore, now < moment { return false }
        let isListed = state.listedAt.map { now < $0.advanced(by: EvidenceDesk.absence) } ?? false
        return !isListed || state.subjects.isWorthAsking(subjects, at: now)
    }

    private func wake() {
        let mustStart = state.withLockedValue { state in
            guard !state.isWorking else { return false }
            state.isWorking = true
            return true
        }
        guard mustStart else { return }
        queue.async { [weak self] in self?.work() }
    }

    /// Looks until nobody waits, and sets the timer for the next time.
    private func work() {
        while true {
            let asks = state.withLockedValue { state in
                let asks = state.asks
                state.asks = []
                return asks
            }
            look(Array(Set(asks.flatMap(\.subjects))))
            let failure = state.withLockedValue { $0.contents.failure ?? $0.subjects.failure }
            for ask in asks { ask.done(failure) }
            let pause: (Duration, Int)? = state.withLockedValue { state in
                guard state.asks.isEmpty else { return nil }
                state.isWorking = false
                state.timer += 1
                let pause = state.backoff.pause(
                    plan, retryAfter: state.contents.retryAfter, spread: .random(in: 0...1))
                if let wait = state.contents.retryAfter { state.notBefore = .now.advanced(by: wait) }
                return (pause, state.timer)
            }
            guard let (pause, timer) = pause else { continue }
            return set(timer, after: pause)
        }
    }

    private func set(_ timer: Int, after pause: Duration) {
        queue.asyncAfter(deadline: .now() + pause.timeInterval) { [weak self] in
            guard let self, self.state.withLockedValue({ $0.timer == timer && !$0.isWorking }) else { return }
            self.wake()
        }
    }

    private func look(_ subjects: [Digest]) {
        let before = state.withLockedValue { $0 }
        var known: [Digest: EvidenceItem] = [:]
        before.contents.collect(into: &known)
        let now = ContinuousClock.now
        let reading = SourceReading(
            store: store, verifier: EnvelopeVerification(roots: roots, known: known), limits: limits,
            deadline: .after(plan.lookTime))
        // Whoever asks for a subject shortly after a listing needs no other one.
        let isFresh = before.listedAt.map { now < $0.advanced(by: EvidenceDesk.absence) } ?? false
        let mustList = !isFresh || subjects.isEmpty
        let listed = mustList ? before.listed.refreshed(reading) : before.listed
        var lookups = before.subjects
        if listed.failure == nil { lookups.refresh(subjects, reading, at: now) }
        let contents = listed.adding(lookups.entries)
        let isNew = !before.contents.isSame(as: contents)
        let done = lookups
        state.withLockedValue { state in
            state.listed = listed
            state.subjects = done
            state.contents = contents
            if isNew { state.generation += 1 }
            state.wasTried = true
            state.notBefore = nil
            guard mustList else { return }
            state.listedAt = .now
            if contents.failure == nil { state.backoff.succeeded() } else { state.backoff.failed() }
            if contents.failure == nil { state.readAt = Date() }
        }
    }
}

extension Duration {
    var timeInterval: Double {
        let (seconds, atto) = components
        return Double(seconds) + Double(atto) / 1e18
    }
}
