import FoundationEssentials
import PolicyEngine

/// What one entry of the log says.
package enum EntryBody: Sendable, Hashable {
    /// A writer began: who it is, and how all chains ended that it found.
    case opened(Opened)
    /// A decision that somebody asked for. It says nothing about what the cluster then kept.
    case reviewed(Decision)
    /// Denials that were not kept one by one.
    case denials(DenialCount)
    /// The cluster holds an object in this state: what was reviewed has become live, or was found.
    case live(Observation)
    /// The cluster holds an object no longer.
    case gone(Observation)
    /// A decision about what is still live, kept when its entry was removed for its age.
    case carried(Decision, liveSince: Date)
    /// Decisions that were made and not kept.
    case lost(count: Int, reason: String)
    /// A signed statement of how chains stood.
    case checkpoint(Checkpoint)
    /// Entries that were removed for their age: what is gone, and how it ended.
    case removed(ChainSpan)

    /// What `kind` can be.
    package static let kinds = [
        "opened", "reviewed", "denials", "live", "gone", "carried", "lost", "checkpoint", "removed",
    ]

    package var kind: String {
        switch self {
        case .opened: "opened"
        case .reviewed: "reviewed"
        case .denials: "denials"
        case .live: "live"
        case .gone: "gone"
        case .carried: "carried"
        case .lost: "lost"
        case .checkpoint: "checkpoint"
        case .removed: "removed"
        }
    }

    package struct Opened: Sendable, Hashable {
        /// The host or pod that writes.
        package var name: String
        package var version: String
        package var cluster: String
        package var chains: [ChainSpan]

        package init(name: String, version: String, cluster: String, chains: [ChainSpan]) {
            self.name = name
            self.version = version
            self.cluster = cluster
            self.chains = chains
        }
    }

    /// Equal denials of one window of time.
    package struct DenialCount: Sendable, Hashable {
        package var namespace: String?
        /// nil where denials of several workloads are counted together.
        package var workload: WorkloadIdentity?
        package var codes: [String]
        package var count: Int
        package var first: Date
        package var last: Date

        package init(
            namespace: String?, workload: WorkloadIdentity?, codes: [String], count: Int, first: Date, last: Date
        ) {
            self.namespace = namespace
            self.workload = workload
            self.codes = codes
            self.count = count
            self.first = first
            self.last = last
        }
    }

    package struct Observation: Sendable, Hashable {
        package var workload: WorkloadIdentity
        package var uid: String
        package var generation: Int?
        /// `Decision.fingerprint` and `Decision.annotations` of the state.
        package var fingerprint: String
        package var annotations: String
        package var owner: LiveObject.Owner?
        /// The `request.uid` of the decision that let it in; nil where there is none.
        package var requestUID: String?
        /// How it stands; of what is gone, how it stood.
        package var admission: ServedState.Admission

        package init(
            workload: WorkloadIdentity, uid: String, generation: Int?, fingerprint: String, annotations: String,
            owner: LiveObject.Owner? = nil, requestUID: String? = nil, admission: ServedState.Admission
        ) {
            self.workload = workload
            self.uid = uid
            self.generation = generation
            self.fingerprint = fingerprint
            self.annotations = annotations
            self.owner = owner
            self.requestUID = requestUID
            self.admission = admission
        }
    }

    package struct Checkpoint: Sendable, Hashable {
        package var chains: [ChainSpan]
        /// A DSSE envelope (JSON) over the chains; nil where no key was given.
        package var envelope: String?

        package init(chains: [ChainSpan], envelope: String?) {
            self.chains = chains
            self.envelope = envelope
        }
    }
}
