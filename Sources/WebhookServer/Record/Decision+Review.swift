import Attestation
import DecisionLog
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

/// Where a decision was made: what is the same for all decisions of one process.
package struct DecisionOrigin: Sendable {
    package var cluster: String
    /// The commit that the policies were read from.
    package var policyCommit: String?

    package init(cluster: String = "", policyCommit: String? = nil) {
        self.cluster = cluster
        self.policyCommit = policyCommit
    }
}

extension Decision {
    /// What was decided about a request. It reads the object once more, and belongs on no thread that somebody waits for.
    ///
    /// - Parameter before: how the object stood before this request; nil where that is not known.
    init(
        _ review: Review, _ request: ReviewRequest, uid requestUID: String, _ origin: DecisionOrigin, at time: Date,
        microseconds: Int64, before: ServedState.Admission? = nil
    ) {
        self.init(request, uid: requestUID, origin, at: time, verdict: review.verdict.rawValue)
        self.microseconds = microseconds
        add(review)
        addObject(of: request, review)
        // An UPDATE that changes nothing about the model leaves the object as it was let in.
        let isUnchanged = request.operation == .update && review.notJudged != nil
        admission = review.verdict == .allowed ? (isUnchanged ? before ?? review.admission : review.admission) : nil
    }

    /// What could not be decided.
    init(
        _ undecided: Undecided, _ request: ReviewRequest, uid requestUID: String, policyDigest: String?,
        _ origin: DecisionOrigin, at time: Date, microseconds: Int64
    ) {
        self.init(request, uid: requestUID, origin, at: time, verdict: "undecided")
        self.microseconds = microseconds
        self.policyDigest = policyDigest
        codes = [undecided.code.rawValue]
        message = undecided.message
        addObject(of: request, nil)
    }

    private init(
        _ request: ReviewRequest, uid requestUID: String, _ origin: DecisionOrigin, at time: Date, verdict: String
    ) {
        let workload =
            request.workloadIdentity
            ?? WorkloadIdentity(
                group: request.gvk.group, kind: request.gvk.kind, namespace: request.namespace, name: "")
        self.init(time: time, operation: request.operation.rawValue, workload: workload, verdict: verdict)
        cluster = origin.cluster
        policyCommit = origin.policyCommit
        self.requestUID = requestUID
        user = (request.user?.username ?? "").bounded()
        groups = (request.user?.groups.all ?? []).prefix(Self.mostGroups).map { $0.bounded(to: 256) }
        subresource = request.subresource
        version = request.gvk.version
    }

    private mutating func add(_ review: Review) {
        policyDigest = review.policyDigest
        policies = review.policies
        exceptions = review.exceptions
        codes = review.findings.codes.map(\.rawValue)
        drift = review.drift.codes.map(\.rawValue)
        notJudged = review.notJudged
        message = (review.findings.first { $0.action == .deny } ?? review.findings.first)?.line
        if case .child(let owner)? = review.admission { ownerUID = owner }
        evidence = review.evidence.map(Evidence.init)
        var seen: Set<Dataset> = []
        datasets = review.evidence.flatMap(\.datasets).filter { seen.insert($0).inserted }
    }

    private mutating func addObject(of request: ReviewRequest, _ review: Review?) {
        guard let object = request.object, request.subresource != "scale" else { return }
        let metadata = object["metadata"]
        uid = metadata?["uid"]?.nonEmptyString
        generation = metadata?["generation"]?.int
        annotations = AnnotationDigest.of(metadata?["annotations"])
        guard let found = Self.found(in: object, of: request, review) else { return }
        let references = review?.references.isEmpty == false ? review?.references ?? [] : found.references
        models = references.prefix(Self.mostModels).map { Model($0, review?.evidence ?? []) }
        context = DataContext(deployedBy: found)
        fields = NamingFields(object, references, found).texts
        if ownerUID == nil, let kept = ReadingFields(object, found, beside: fields) {
            (reading, judged) = (kept.texts, kept.judged)
        }
        fingerprint = Fingerprint(of: object, workload: found).digest
    }

    /// What the review found, where it took the object for what that says itself; it is looked for once more elsewhere.
    private static func found(in object: Node, of request: ReviewRequest, _ review: Review?) -> Workload? {
        if let found = review?.workload, ObjectIdentity(object)?.gvk == request.gvk { return found }
        return try? ReferenceFinder.find(in: object, context: request.context)
    }

    /// An object that is meant to run has a handful; a record of one that is not must stay small.
    private static let mostModels = 200
    private static let mostGroups = 1000
}

extension Decision.Model {
    /// - Parameter evidence: what the verdict rests on: it says which bytes a reference stands for that pins none itself.
    init(_ reference: ModelReference, _ evidence: [UsedEvidence]) {
        var digest: Digest?
        switch reference.pinning {
        case .pinned(let pin): digest = pin
        case .versioned: digest = evidence.attestedDigest(of: reference.value)
        case .mutable, .unresolved: break
        }
        let served = ServedModel(
            role: reference.role, value: reference.value.bounded(), revision: reference.revision?.bounded(),
            container: reference.container?.bounded(), pinning: reference.pinning.name, digest: digest)
        self.init(
            served: served, identity: ModelIdentity(reference).name.bounded(), path: reference.path.description,
            consumer: reference.consumer.rawValue)
    }
}

extension Decision.Evidence {
    fileprivate init(_ used: UsedEvidence) {
        self.init(
            rule: used.rule, model: used.reference, source: used.source, place: used.place,
            digest: used.digest.description,
            metrics: used.metrics)
    }
}

/// What tells two sets of Pedigree's annotations apart: an edit of these leaves an object's generation as it was.
enum AnnotationDigest {
    /// SHA-256 in hex over `pedigree.dev/*`, by name.
    static func of(_ annotations: Node?) -> String {
        guard let annotations, annotations.isObject else { return of([:]) }
        var own: [String: String] = [:]
        for member in annotations.members where member.key.hasPrefix(prefix) {
            own[member.key] = member.value.string ?? ""
        }
        return of(own)
    }

    static func of(_ annotations: [String: String]) -> String {
        let own = annotations.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
        return ContentDigest.sha256(texts: own.flatMap { [$0.key, $0.value] }).hex
    }

    private static let prefix = "pedigree.dev/"
}
