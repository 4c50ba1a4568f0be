import FoundationEssentials
import KubernetesModel
import ModelReferences

/// One state of a workload that the cluster was seen to hold: what it served, with which data context, from when to when.
package struct ServedState: Sendable, Hashable {
    package var workload: WorkloadIdentity
    /// `metadata.uid`: a deletion and a creation make another one of the same workload.
    package var uid: String
    /// `metadata.generation`; nil where the kind has none.
    package var generation: Int?
    package var models: [ServedModel]
    package var context: DataContext
    /// SHA-256 of what bears on the model (`Fingerprint.digest`); empty where nobody computed it.
    package var fingerprint: String
    package var admission: Admission
    package var liveSince: Date
    /// When something else took its place, or it was deleted; nil while it is live.
    package var liveUntil: Date?

    package init(
        workload: WorkloadIdentity, uid: String, generation: Int? = nil, models: [ServedModel],
        context: DataContext = DataContext(), fingerprint: String = "", admission: Admission, liveSince: Date,
        liveUntil: Date? = nil
    ) {
        self.workload = workload
        self.uid = uid
        self.generation = generation
        self.models = models
        self.context = context
        self.fingerprint = fingerprint
        self.admission = admission
        self.liveSince = liveSince
        self.liveUntil = liveUntil
    }

    package var isLive: Bool { liveUntil == nil }

    /// How the state came to be.
    package enum Admission: Sendable, Hashable {
        /// Judged by itself and let in, with nothing against it.
        case allowed
        /// Judged by itself and let in although something was found: by Warn, by Audit or by an exception.
        case tolerated
        /// Let in because its owner was: it stands as long as the owner with this uid does.
        case child(ownerUID: String)
        /// It would be refused: it was seen in the cluster without having been let in, or its latest verdict is a denial.
        case denied
        /// It was there before the record began.
        case found
    }
}

/// One model that a state served.
package struct ServedModel: Sendable, Hashable {
    package var role: ModelReference.Role
    /// As its user wrote it.
    package var value: String
    package var revision: String?
    package var container: String?
    /// `pinned`, `versioned`, `mutable`, `unresolved`.
    package var pinning: String
    /// Of its content, where the reference or its evidence says it.
    package var digest: Digest?

    package init(
        role: ModelReference.Role, value: String, revision: String? = nil, container: String? = nil, pinning: String,
        digest: Digest? = nil
    ) {
        self.role = role
        self.value = value
        self.revision = revision
        self.container = container
        self.pinning = pinning
        self.digest = digest
    }
}
