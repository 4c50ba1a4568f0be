import Attestation
import FoundationEssentials
import KubernetesModel
import ModelReferences

/// One policy's questions about the evidence for one workload, and what came of them so far.
struct EvidenceCase {
    let policy: ModelProvenancePolicy
    let policies: PolicySet
    let subject: Subject
    let workload: Workload
    /// References of the object that an update replaces; nil where nothing is replaced.
    let replaced: [ModelReference]?
    let search: EvidenceSearch
    var result = EvidenceResult()

    var time: Date { search.time }
    /// Asked only where something is missing.
    var sources: EvidenceSources { EvidenceSources(search.index, policies) }
    /// Whether what is asked of a write was asked of an owner's: a controller makes this of it.
    var isOwners: Bool { subject.isChild || subject.write?.isForOwner == true }
    var modelSources: [ModelSource] { policy.pinnedModel?.sources ?? [] }

    init(
        _ policy: ModelProvenancePolicy, _ policies: PolicySet, _ subject: Subject, _ index: EvidenceIndex,
        at time: Date
    ) {
        self.policy = policy
        self.policies = policies
        self.subject = subject
        workload = subject.workload
        replaced = policy.asksForRecord ? subject.replaced(asSeenBy: policy) : subject.replaced
        search = EvidenceSearch(index: index, policies: policies, scope: subject.scope, time: time)
    }

    mutating func report(
        _ code: ReasonCode, _ reference: ModelReference, _ message: String, rule: String? = nil,
        at declaration: Declaration? = nil
    ) {
        result.findings.append(
            RuleFinding(
                code: code, path: declaration?.path ?? reference.path,
                position: declaration?.position ?? reference.position, message: message, subject: reference.value,
                rule: rule))
    }

    mutating func noteUnevaluated(_ rule: String, _ reason: String) {
        let note = EvidenceResult.NotEvaluated(rule: rule, reason: reason)
        if !result.notEvaluated.contains(note) { result.notEvaluated.append(note) }
    }

    mutating func noteUse(
        _ rule: String, _ attested: EvidenceSearch.Attested, for reference: ModelReference,
        rows: [Evaluation.Row] = [], data: [ResourceDescriptor] = []
    ) {
        let use = UsedEvidence(
            rule: rule, reference: reference.value, source: attested.item.source, place: attested.item.place,
            digest: attested.item.digest, model: attested.model,
            metrics: rows.map { UsedEvidence.Metric(name: $0.name, slice: $0.slice, value: $0.value.description) },
            datasets: data.prefix(Self.mostNoted).map(UsedEvidence.Dataset.init))
        if !result.used.contains(use) { result.used.append(use) }
    }

    /// More of one thing than an answer keeps.
    static let mostNoted = 200

    /// A moment at which time alone may change the answer. The end of a validity is its last moment: an answer that is
    /// given just then holds no longer.
    mutating func note(_ moments: [Date]) {
        for moment in moments where moment >= time {
            result.holdsUntil = min(result.holdsUntil ?? moment, moment)
        }
    }
}

/// What the rules about evidence have to say of one workload.
struct EvidenceResult {
    struct NotEvaluated: Hashable {
        var rule: String
        var reason: String
    }

    var findings: [RuleFinding] = []
    var notEvaluated: [NotEvaluated] = []
    /// What could not be decided, since a place where evidence may lie could not be read.
    var unreachable: [RuleFinding] = []
    var used: [UsedEvidence] = []
    /// Digests of the models that were looked for.
    var models: [Digest] = []
    var holdsUntil: Date?
    /// Whether the record was asked.
    var restsOnRecord = false
}

/// Evidence that a verdict rests on.
package struct UsedEvidence: Sendable, Hashable {
    package var rule: String
    /// The model, as its reference is written.
    package var reference: String
    package var source: String
    package var place: String
    /// Of the envelope, or whatever carries it.
    package var digest: Digest
    /// Of the model's content, as the subject says it that it binds by; nil where nobody says it.
    package var model: Digest?
    /// Of an evaluation: the metrics that were judged.
    package var metrics: [Metric] = []
    /// The data that it names: what the model was trained on, or evaluated on.
    package var datasets: [Dataset] = []

    package init(
        rule: String, reference: String, source: String, place: String, digest: Digest, model: Digest? = nil,
        metrics: [Metric] = [], datasets: [Dataset] = []
    ) {
        self.rule = rule
        self.reference = reference
        self.source = source
        self.place = place
        self.digest = digest
        self.model = model
        self.metrics = metrics
        self.datasets = datasets
    }

    package struct Metric: Sendable, Hashable {
        package var name: String
        /// nil: the whole data.
        package var slice: String?
        /// As the evaluation writes it.
        package var value: String

        package init(name: String, slice: String? = nil, value: String) {
            self.name = name
            self.slice = slice
            self.value = value
        }
    }

    package struct Dataset: Sendable, Hashable {
        package var name: String
        /// Its URI, with the version that the evidence gives it; empty where it gives none.
        package var reference: String
        /// `sha256:…`, or another digest that it has.
        package var digest: String?

        package init(name: String, reference: String, digest: String? = nil) {
            self.name = name
            self.reference = reference
            self.digest = digest
        }
    }
}

extension [UsedEvidence] {
    /// The content that a reference stands for; nil where there is no evidence for it, or two pieces differ.
    package func attestedDigest(of reference: String) -> Digest? {
        let digests = Set(lazy.filter { $0.reference == reference }.compactMap(\.model))
        return digests.count == 1 ? digests.first : nil
    }
}

extension UsedEvidence.Dataset {
    init(_ data: ResourceDescriptor) {
        // The version stands in it, wherever the statement has it: by the reference its store can be asked.
        let reference = DatasetPin.versioned(data)?.text ?? data.uri ?? ""
        let weak = data.digests.sorted { $0.key < $1.key }.first.map { "\($0.key):\($0.value)" }
        self.init(
            name: data.name ?? "", reference: reference, digest: data.strongDigests.first?.description ?? weak)
    }
}

/// How far a producer's clock may be ahead of ours.
let clockSkew: Double = 300
