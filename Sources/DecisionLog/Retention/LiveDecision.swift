import FoundationEssentials
import PolicyEngine

/// What the log says of one object: whether it is live, and by which decision.
struct LiveDecision {
    private var decisions: [(decision: Decision, place: ChainPlace)] = []
    private var live: (observation: EntryBody.Observation, since: Date)?
    /// Carried over before, and not observed since.
    private var carried: (decision: Decision, since: Date, place: ChainPlace)?

    /// The entry that carries the object's decision over; nil where it is not live, or its decision stays.
    static func find(
        _ uid: String, in store: any DecisionStore, removedUpTo ends: [String: Int64]
    ) throws(LogFailure) -> EntryBody? {
        var object = LiveDecision()
        var query = EntryQuery()
        (query.uid, query.kinds, query.limit) = (uid, ["reviewed", "carried", "live", "gone"], 500)
        while true {
            let page = try store.find(query)
            for entry in page { object.take(try entry.decoded(), entry) }
            guard let last = page.last, page.count == query.limit else { break }
            query.after = .init(time: last.time, place: last.place)
        }
        guard let found = object.current, found.place.sequence <= ends[found.place.writer] ?? 0 else { return nil }
        return .carried(found.decision, liveSince: found.since)
    }

    private mutating func take(_ body: EntryBody, _ entry: SealedEntry) {
        switch body {
        case .reviewed(let decision) where decision.verdict == "allowed":
            decisions.append((decision, entry.place))
            // An object has few decisions between two observations; nobody may fill the memory with others.
            if decisions.count > Self.most { decisions.removeFirst() }
        case .carried(let decision, let since):
            carried = (decision, since, entry.place)
        case .live(let observation):
            let since = live.flatMap { Self.isSame($0.observation, observation) ? $0.since : nil }
            live = (observation, since ?? LogTime.date(entry.time))
        case .gone: self = LiveDecision()
        default: break
        }
    }

    private var current: (decision: Decision, since: Date, place: ChainPlace)? {
        guard let live else { return carried }
        guard let match = decisions.last(where: { Self.fits($0.decision, live.observation) }) else { return carried }
        return (match.decision, live.since, match.place)
    }

    private static func isSame(_ left: EntryBody.Observation, _ right: EntryBody.Observation) -> Bool {
        left.uid == right.uid && left.generation == right.generation && left.annotations == right.annotations
            && left.fingerprint == right.fingerprint
    }

    private static func fits(_ decision: Decision, _ observation: EntryBody.Observation) -> Bool {
        if let request = observation.requestUID, !request.isEmpty { return decision.requestUID == request }
        guard decision.uid == observation.uid, decision.generation == observation.generation,
            decision.annotations == observation.annotations
        else { return false }
        return decision.fingerprint.isEmpty || observation.fingerprint.isEmpty
            || decision.fingerprint == observation.fingerprint
    }

    private static let most = 50
}
