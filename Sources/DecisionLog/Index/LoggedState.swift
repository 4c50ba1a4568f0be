import FoundationEssentials
import PolicyEngine

/// One state of a workload, as the log tells it.
package struct LoggedState: Sendable, Hashable {
    package var state: ServedState
    package var owner: LiveObject.Owner?
    /// The entry of the decision that says what it served; nil where the log has none that fits.
    package var decision: ChainPlace?

    package init(state: ServedState, owner: LiveObject.Owner?, decision: ChainPlace?) {
        (self.state, self.owner, self.decision) = (state, owner, decision)
    }

    /// Whether both serve the same models with the same context, however else they differ.
    package func servesSame(as other: LoggedState) -> Bool {
        guard decision != nil, other.decision != nil else {
            return !state.fingerprint.isEmpty && state.fingerprint == other.state.fingerprint
        }
        return state.context == other.state.context && Self.served(state) == Self.served(other.state)
    }

    /// Containers may be renamed and images re-pulled without another model being served.
    private static func served(_ state: ServedState) -> Set<[String?]> {
        Set(state.models.map { [$0.role.rawValue, $0.value, $0.revision, $0.digest?.description] })
    }
}

extension RecordIndex {
    /// Everything that is live, children included, in no order.
    package var allLive: [LiveObject] { contents { contents in contents.objects.keys.compactMap(contents.live) } }

    /// All states of a workload that were live, whatever their uid: the newest first.
    package func loggedStates(of workload: WorkloadIdentity) -> [LoggedState] {
        let tracks = contents { $0.tracks(of: workload) }
        return DatedState.all(tracks).map { LoggedState(state: $0.state, owner: $0.owner, decision: $0.decision) }
    }

    /// Every workload of which something was seen, in no order.
    package var workloads: [WorkloadIdentity] { contents { Array($0.workloads.keys) } }
}
