import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// One decision, as it is kept: who asked for what, what was decided, and on what it rests.
package struct Decision: Sendable, Hashable {
    package var time: Date
    /// The name that `serve --cluster-name` gives; empty where none is given.
    package var cluster = ""
    /// `request.uid` of the AdmissionReview.
    package var requestUID = ""
    package var user = ""
    package var groups: [String] = []
    /// `CREATE`, `UPDATE`; `OBSERVED` for what was judged because the cluster holds it, not because somebody asked.
    package var operation: String
    package var subresource: String?
    package var workload: WorkloadIdentity
    /// `v1beta1`.
    package var version = ""
    /// `metadata.uid` and `metadata.generation` of the object as it will be; nil where the API server gave none.
    package var uid: String?
    package var generation: Int?
    /// Of the owner that manages it, where a known controller wrote it; nil where it stands by itself.
    package var ownerUID: String?
    package var models: [Model] = []
    package var context = DataContext()
    /// The fields that name models and their context, by path, as they are written: what an edit must write to bring both
    /// back.
    package var fields: [String: String] = [:]
    /// Fields beside these by which they are read (images, names of variables, commands), by path: with them the object can
    /// be judged again when it is gone.
    package var reading: [String: String] = [:]
    /// SHA-256, in hex, of all that is judged in the object; empty where `fields` and `reading` do not give it back.
    package var judged = ""
    /// Names and pins of the data that the models were trained and evaluated on, as evidence and annotations say.
    package var datasets: [Dataset] = []
    package var evidence: [Evidence] = []
    /// SHA-256 of `Fingerprint`, in hex; empty where the object has no models.
    package var fingerprint = ""
    /// SHA-256, in hex, of the object's `pedigree.dev/*` annotations: an edit of these leaves the generation as it was.
    package var annotations = ""
    package var policyDigest: String?
    /// The commit that the policies were read from, where they lie in a Git work tree.
    package var policyCommit: String?
    package var policies: [String] = []
    package var exceptions: [String] = []
    /// `allowed`, `denied`, `undecided`.
    package var verdict: String
    /// Reason codes of what denied or warned, each once, sorted.
    package var codes: [String] = []
    /// The same for what was not judged now and would be refused today.
    package var drift: [String] = []
    /// Why it was let through without being judged in full; nil where it was judged.
    package var notJudged: String?
    /// The first finding's text, or why nothing could be decided; nil where there is nothing to say.
    package var message: String?
    package var microseconds: Int64 = 0
    /// How the object stands by this decision: nil for denials and what could not be decided.
    package var admission: ServedState.Admission?

    package init(time: Date, operation: String, workload: WorkloadIdentity, verdict: String) {
        self.time = time
        self.operation = operation
        self.workload = workload
        self.verdict = verdict
    }

    package struct Model: Sendable, Hashable {
        package var served: ServedModel
        /// `ModelIdentity.name`.
        package var identity: String
        /// JSON path of the reference.
        package var path: String
        package var consumer: String

        package init(served: ServedModel, identity: String, path: String, consumer: String) {
            self.served = served
            self.identity = identity
            self.path = path
            self.consumer = consumer
        }
    }

    package typealias Dataset = UsedEvidence.Dataset
    /// A metric that counted.
    package typealias Metric = UsedEvidence.Metric

    package struct Evidence: Sendable, Hashable {
        /// `evaluation`, `lineage`, `modelSignature`.
        package var rule: String
        /// The model, as its reference is written.
        package var model: String
        package var source: String
        package var place: String
        /// `sha256:…` of the envelope.
        package var digest: String
        package var metrics: [Metric]

        package init(
            rule: String, model: String, source: String, place: String, digest: String, metrics: [Metric] = []
        ) {
            self.rule = rule
            self.model = model
            self.source = source
            self.place = place
            self.digest = digest
            self.metrics = metrics
        }
    }
}
