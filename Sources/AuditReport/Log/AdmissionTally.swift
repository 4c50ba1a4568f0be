import DecisionLog
import FoundationEssentials
import PolicyEngine

/// Who let in what, by the uid of its object: all that is known where nobody saw what the cluster then held.
struct AdmissionTally {
    private(set) var presences: [String: Presence] = [:]
    /// Of what each object was let in with.
    private var served: [String: Int] = [:]

    mutating func add(_ decision: Decision) {
        guard decision.verdict == "allowed", decision.subresource == nil, !decision.models.isEmpty,
            let uid = decision.uid, !uid.isEmpty
        else { return }
        if case .child? = decision.admission { return }
        let serving = Self.hash(decision)
        guard served[uid] != serving else { return }
        // Whoever may create objects decides how many there are: those that came first are known.
        guard served[uid] != nil || served.count < Self.most else { return }
        served[uid] = serving
        presences[uid] = Presence(decision)
    }

    private static func hash(_ decision: Decision) -> Int {
        var hasher = Hasher()
        hasher.combine(
            Set(decision.models.map { [$0.served.value, $0.served.revision, $0.served.digest?.description] }))
        hasher.combine(decision.context)
        return hasher.finalize()
    }

    private static let most = 100_000
}

extension Presence {
    fileprivate init(_ decision: Decision) {
        self.init()
        let decider = Decider(decision)
        (since, knownBy, decided) = (decision.time, .log, decision.time)
        admission = decision.admission
        (user, operation, requestUID) = (decider.user, decider.operation, decider.requestUID)
        (policyDigest, policyCommit) = (decider.policyDigest, decider.policyCommit)
    }
}
