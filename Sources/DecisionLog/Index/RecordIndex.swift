import FoundationEssentials
import NIOConcurrencyHelpers
import PolicyEngine

/// What ran and runs, in memory: made from the log's entries, and read by the rules.
///
/// The order in which entries of several writers reach it makes no difference, nor that one reaches it twice.
package final class RecordIndex: Sendable {
    private struct State {
        var contents: IndexContents
        var health = RecordHealth()
    }

    private let state: NIOLockedValueBox<State>
    private let limits: IndexLimits

    package init(limits: IndexLimits = IndexLimits()) {
        self.limits = limits
        state = NIOLockedValueBox(State(contents: IndexContents(limits)))
    }

    /// What a sighting of an object (its metadata) fits to.
    package enum Match: Sendable, Hashable {
        /// The index knows it in this state already.
        case current(ServedState)
        /// One decision let it in: without what only the log keeps of it (evidence, datasets, groups, policies, messages).
        case decided(Decision)
        /// Decisions about different contents fit: only the object itself can tell.
        case ambiguous([Decision])
        case none
    }

    /// Takes in entries that are kept: what this process wrote, and what others did.
    package func absorb(_ entries: [(ChainPlace, Date, EntryBody)]) {
        let now = LogTime.microseconds(Date())
        state.withLockedValue { state in
            for (place, date, body) in entries {
                state.contents.absorb(place, date, body, now: now)
            }
        }
    }

    package func match(uid: String, generation: Int?, annotations: String) -> Match {
        state.withLockedValue { $0.contents.match(uid: uid, generation: generation, annotations: annotations) }
    }

    /// Notes that a deletion has begun; no entry says so.
    package func setBeingDeleted(_ uid: String, _ isBeingDeleted: Bool = true) {
        state.withLockedValue { $0.contents.setBeingDeleted(uid, isBeingDeleted) }
    }

    /// The objects of a kind that are live, as far as is known: what a complete list of the cluster lacks of them is gone.
    package func liveObjects(group: String, kind: String) -> [LiveObject] {
        state.withLockedValue { $0.contents.live(group: group, kind: kind) }
    }

    /// The object with this uid, where it is live as far as is known, even while others' entries cannot be read.
    package func live(_ uid: String) -> LiveObject? { state.withLockedValue { $0.contents.live(uid) } }

    /// What the rules read. It says why nothing can be known until the log was read, and when others' entries stay out.
    package var record: ServingRecord {
        ServingRecord(
            states: { workload in self.read { $0.tracks(of: workload) }.map(self.states) },
            statesOfModel: { model, namespace in
                self.read { $0.tracks(servingModel: model, in: namespace) }.map { self.states($0, of: model) }
            },
            object: { uid in self.read { $0.live(uid) } })
    }

    package var status: RecordStatus {
        state.withLockedValue { RecordStatus($0.health, $0.contents) }
    }

    // MARK: Reading

    /// What is known so far, whether or not all of the log was read.
    func contents<Value>(_ body: (IndexContents) -> Value) -> Value { state.withLockedValue { body($0.contents) } }

    /// Only what must be read under the lock is: it is held by whoever decides.
    private func read<Value>(_ body: (IndexContents) -> Value) -> ServingRecord.Known<Value> {
        let now = ContinuousClock.now
        return state.withLockedValue { state in
            if let reason = state.health.failure(at: now) { return .unavailable(reason) }
            return .known(body(state.contents))
        }
    }

    private func states(_ tracks: [(uid: String, track: ObjectTrack)]) -> [ServedState] {
        DatedState.all(tracks).prefix(limits.statesPerWorkload).map(\.state)
    }

    /// Without children: what they serve their owners do.
    private func states(_ workloads: [[(uid: String, track: ObjectTrack)]], of model: String) -> [ServedState] {
        workloads.flatMap(DatedState.all).filter { dated in
            guard dated.identities.contains(model) else { return false }
            if case .child = dated.state.admission { return false }
            return true
        }.sorted { $0.since > $1.since }.map(\.state)
    }

    // MARK: Health

    func updateHealth<Result>(_ body: (inout RecordHealth) -> Result) -> Result {
        state.withLockedValue { body(&$0.health) }
    }
}

extension ServingRecord.Known {
    fileprivate func map<Other>(_ transform: (Value) -> Other) -> ServingRecord.Known<Other> {
        switch self {
        case .known(let value): .known(transform(value))
        case .unavailable(let reason): .unavailable(reason)
        }
    }
}
