import CheckCommand
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

/// One workload as it is live, or as a manifest or a log says it, with what is known of it and what is found today.
package struct AuditedWorkload: Sendable {
    package var identity: ObjectIdentity
    /// `metadata.uid`; nil for manifests.
    package var uid: String?
    /// Of a manifest; nil for what a cluster or a log holds.
    package var file: String?
    package var position = SourcePosition(line: 0, column: 0)
    package var judgement: Judgement
    package var models: [AuditedModel] = []
    /// What today's policies have against it: those that would refuse it, and those that would not.
    package var findings: [Finding] = []
    /// What has changed under it since it was let in; what would be refused stands in `findings`.
    package var drift: [Drift] = []
    package var policies: [String] = []
    /// Exceptions that waive something of it.
    package var exceptions: [String] = []
    package var notEvaluated: [Review.NotEvaluated] = []
    package var presence = Presence()
    /// What applies it from Git: `Argo CD Application fraud`, `Flux Kustomization flux-system/apps`; nil where nothing says
    /// it.
    package var gitOps: String?
    /// Objects that controllers made of it, and that serve the same.
    package var children = 0
    /// Whether it refers to models while no policy is about it.
    package var isUncovered = false

    package enum Judgement: Sendable, Hashable {
        /// Today's policies have nothing against it.
        case allowed
        /// It would be refused today.
        case denied
        /// Nobody could judge it, with the reason.
        case undecided(String)

        package var name: String {
            switch self {
            case .allowed: "allowed"
            case .denied: "denied"
            case .undecided: "undecided"
            }
        }
    }

    package init(identity: ObjectIdentity, judgement: Judgement) {
        self.identity = identity
        self.judgement = judgement
    }

    /// What is to be done about it, the worst first.
    package var standing: Standing {
        switch judgement {
        case .denied: return .denied
        case .undecided: return .undecided
        case .allowed: break
        }
        if !drift.isEmpty { return .drift }
        if findings.contains(where: { $0.action == .warn }) { return .warned }
        if !exceptions.isEmpty { return .excepted }
        return isUncovered ? .uncovered : .allowed
    }

    package enum Standing: String, Sendable, Hashable, CaseIterable {
        case denied, undecided, drift, warned
        /// Nothing but an exception stands between it and a finding.
        case excepted
        case uncovered, allowed
    }
}

/// Since when a workload is as it is, and who brought it.
package struct Presence: Sendable, Hashable {
    /// nil where nothing says it.
    package var since: Date?
    /// Where `since` comes from.
    package var knownBy: KnownBy = .nothing
    /// Who wrote what is live; nil where no log says it.
    package var user: String?
    /// `CREATE`, `UPDATE`, `OBSERVED`; nil where no log says it.
    package var operation: String?
    /// `request.uid` of the decision that let it in: by it an entry of the log is found.
    package var requestUID: String?
    /// How it was let in; nil where no log says it.
    package var admission: ServedState.Admission?
    /// What it was let in by.
    package var policyDigest: String?
    package var policyCommit: String?
    /// When it was decided.
    package var decided: Date?

    package enum KnownBy: String, Sendable, Hashable {
        /// The log saw the cluster hold it; where nobody watched the cluster, it was let in then.
        case log
        /// `metadata.creationTimestamp`: the object is that old; what it serves may be younger.
        case creation
        case nothing
    }

    package init() {}
}

/// One model that a workload serves.
package struct AuditedModel: Sendable, Hashable {
    package var reference: ModelReference
    /// Of its content: by its reference, or by the evidence that counts for it; nil where nobody says it.
    package var digest: Digest?
    /// The evidence that counts for it today, by rule.
    package var evidence: [UsedEvidence] = []
    /// References of data that the manifest names for it (`pedigree.dev/dataset`): said, and vouched for by nobody.
    package var declaredDatasets: [String] = []

    package init(reference: ModelReference, digest: Digest? = nil, evidence: [UsedEvidence] = []) {
        self.reference = reference
        self.digest = digest
        self.evidence = evidence
    }

    /// The data that it was trained or evaluated on, as its evidence says, each once.
    package var datasets: [UsedEvidence.Dataset] {
        var seen: Set<UsedEvidence.Dataset> = []
        return evidence.flatMap(\.datasets).filter { seen.insert($0).inserted }
    }
    /// Metrics that counted.
    package var metrics: [UsedEvidence.Metric] { evidence.flatMap(\.metrics) }
    package func evidence(of rule: String) -> UsedEvidence? { evidence.first { $0.rule == rule } }
}

/// Something that has changed under a workload since it was let in.
package struct Drift: Sendable, Hashable {
    package var kind: Kind
    /// The field of the model; empty where it is about the whole object.
    package var path: String
    /// What, and how to mend it, in one line.
    package var message: String

    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Other bytes lie under the same reference, or none any more.
        case changedBytes
        /// Evidence that let it in counts no longer.
        case evidence
        /// A version of its data can no longer be read: the model could not be rebuilt.
        case dataset
        /// The cluster holds it although it was refused, or nobody was asked.
        case admission
    }

    package init(_ kind: Kind, path: String = "", _ message: String) {
        self.kind = kind
        self.path = path
        self.message = message
    }
}
