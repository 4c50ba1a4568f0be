import FoundationEssentials
import NIOConcurrencyHelpers

/// Remembers what was decided, for those who ask the same again: Flux and Argo CD dry-run every object at each
/// reconciliation, and a ReplicaSet's controller tries a refused pod again and again. Nothing differs then but the uid.
///
/// INVARIANT: it gives nothing but what would be decided anew: all bytes but the uid's are compared, policies and
/// evidence are the same, and no time has come at which time alone changes the answer.
package final class ReviewMemo: Sendable {
    fileprivate struct Entry {
        let body: [UInt8]
        let uid: Range<Int>
        let hash: UInt64
        let decided: Decided
        let size: Int
        /// Asked again since the hand last passed.
        var isUsed = false
    }

    /// A clock: the hand goes round, and takes out what nobody has asked for since it last came by.
    fileprivate struct State {
        /// Held, so that no other one can take its address.
        var judging: JudgingState?
        var entries: [Entry] = []
        /// By hash; one of two that share it is forgotten.
        var places: [UInt64: Int] = [:]
        var hand = 0
        var bytes = 0
    }

    private let limit: Int
    private let state = NIOLockedValueBox(State())
    private let found = Counter()
    private let missed = Counter()

    /// - Parameter bytes: how much it may hold.
    package init(bytes: Int) { limit = bytes }

    var hits: UInt64 { found.value }
    var misses: UInt64 { missed.value }
    var bytes: Int { state.withLockedValue { $0.bytes } }

    /// What was decided by these policies and this evidence when `body` was asked before, where that still holds.
    func find(_ question: Question, _ body: [UInt8], judgedBy judging: JudgingState, at time: Date) -> Decided? {
        let entry = state.withLockedValue { state -> Entry? in
            state.belong(to: judging)
            guard let place = state.places[question.hash] else { return nil }
            state.entries[place].isUsed = true
            return state.entries[place]
        }
        // What is compared is compared outside of the lock.
        guard let entry, entry.decided.holds(at: time), question.isSame(body, as: entry.body, uid: entry.uid) else {
            missed.add()
            return nil
        }
        found.add()
        return entry.decided
    }

    /// Keeps a decision for the next who asks.
    ///
    /// - Parameter uid: where the parser found the uid's text; nothing is kept where the question has it elsewhere.
    func keep(
        _ decided: Decided, of question: Question, _ body: [UInt8], uid: Range<Int>?, judgedBy judging: JudgingState
    ) {
        guard question.uid == uid, body.count <= Self.largestBody else { return }
        let size = body.capacity + decided.size
        guard size <= limit / 4 else { return }
        let entry = Entry(body: body, uid: question.uid, hash: question.hash, decided: decided, size: size)
        state.withLockedValue { state in
            // Others have come into force in the meantime.
            guard state.judging === judging else { return }
            state.insert(entry, limit: limit)
        }
    }

    /// Larger bodies are rare and are hardly ever asked twice.
    private static let largestBody = 64 << 10
}

extension ReviewMemo.State {
    /// Forgets everything that was decided by other policies or other evidence.
    fileprivate mutating func belong(to judging: JudgingState) {
        guard self.judging !== judging else { return }
        self = ReviewMemo.State()
        self.judging = judging
    }

    fileprivate mutating func insert(_ entry: ReviewMemo.Entry, limit: Int) {
        if let place = places[entry.hash] { remove(at: place) }
        while bytes + entry.size > limit, !entries.isEmpty { removeOne() }
        places[entry.hash] = entries.count
        entries.append(entry)
        bytes += entry.size
    }

    private mutating func removeOne() {
        while true {
            if hand >= entries.count { hand = 0 }
            guard entries[hand].isUsed else { return remove(at: hand) }
            entries[hand].isUsed = false
            hand += 1
        }
    }

    /// The last entry takes the place of the one that goes.
    private mutating func remove(at place: Int) {
        let gone = entries[place]
        bytes -= gone.size
        places[gone.hash] = nil
        entries.swapAt(place, entries.count - 1)
        entries.removeLast()
        if place < entries.count { places[entries[place].hash] = place }
    }
}
