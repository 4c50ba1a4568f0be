import DecisionLog
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// What became of one workload: what it served from when to when, who brought it and why, and what was refused meanwhile.
package struct WorkloadHistory: Sendable {
    package var workload: WorkloadIdentity
    /// The oldest first.
    package var events: [Event] = []
    /// Older events that are not told.
    package var unlisted = 0
    /// Whether somebody saw the cluster hold what was let in.
    package var isConfirmed = true

    package init(_ workload: WorkloadIdentity) { self.workload = workload }

    package enum Event: Sendable {
        case state(State)
        case refusal(Refusal)

        package var time: Date {
            switch self {
            case .state(let state): state.since
            case .refusal(let refusal): refusal.first
            }
        }
    }

    /// The same models with the same context, however the object was edited meanwhile.
    package struct State: Sendable {
        package var since: Date
        /// nil while it is live.
        package var until: Date?
        package var models: [Decision.Model] = []
        package var context = DataContext()
        /// Data that the models were trained and evaluated on.
        package var datasets: [Decision.Dataset] = []
        /// What brought it; nil where the log has no decision that fits.
        package var decision: Decision?
        package var admission: ServedState.Admission
        /// Edits that left models and context as they were.
        package var edits = 0
        package var metrics: [Metric] = []
        /// Why it is so, as far as the log tells: the most telling first.
        package var reasons: [String] = []

        package init(since: Date, until: Date?, admission: ServedState.Admission) {
            (self.since, self.until, self.admission) = (since, until, admission)
        }
    }

    /// What an evaluation said, and how it differs from what one said of the state before.
    package struct Metric: Sendable, Hashable {
        package var name: String
        package var slice: String?
        package var value: ExactDecimal
        package var change: ExactDecimal?

        package init(name: String, slice: String?, value: ExactDecimal, change: ExactDecimal? = nil) {
            (self.name, self.slice, self.value, self.change) = (name, slice, value, change)
        }
    }

    /// Requests that were refused alike, one after the other.
    package struct Refusal: Sendable {
        package var first: Date
        package var last: Date
        package var count = 1
        /// Empty where the log only counts them.
        package var user = ""
        package var models: [Decision.Model] = []
        package var codes: [String]
        package var message: String?
        /// Nobody could decide them.
        package var isUndecided = false

        package init(first: Date, last: Date, codes: [String]) {
            (self.first, self.last, self.codes) = (first, last, codes)
        }
    }
}

extension Decision.Model {
    /// What tells it from other versions: `v47`, the beginning of a digest, or all of the reference.
    package var version: String {
        let own = ModelIdentity.of(served.value, revision: served.revision, consumer: Consumer(consumer)).version
        guard let own else { return served.value }
        if own.hasPrefix("sha256:") { return String(own.dropFirst(7).prefix(12)) }
        return own.utf8.count >= 40 ? String(own.prefix(12)) : own
    }

    /// What it is, whatever its version.
    var family: String { identity.isEmpty ? served.value : identity }
}

extension Decision {
    /// What applied the object from Git, as its marks say; nil where nothing says it.
    var gitOps: String? {
        let marks = reading.filter { $0.key.hasPrefix("metadata.") }
        guard !marks.isEmpty else { return nil }
        let gvk = GroupVersionKind(group: workload.group, version: version, kind: workload.kind)
        let identity = ObjectIdentity(gvk: gvk, namespace: workload.namespace, name: workload.name)
        return FieldSketch(identity, marks).flatMap { GitOpsTracking($0.document.root["metadata"]).title }
    }
}
