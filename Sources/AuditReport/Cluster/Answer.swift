import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

/// What was answered about one object.
struct Answer {
    private(set) var review: Review?
    private var undecided: Undecided?

    init(
        _ reviewer: Reviewer, _ object: LookedAtObject, _ record: ServingRecord, at time: Date, isOwn: Bool = false
    ) {
        do throws(Undecided) {
            review = try reviewer.review(object.request(record, isOwn: isOwn), at: time)
        } catch {
            undecided = error
        }
    }

    /// Whether it refers to models.
    var serves: Bool { !references.isEmpty }

    /// Whether its owner makes a difference: it serves models, or something keeps it from being judged.
    var mayServe: Bool { serves || undecided != nil || review?.findings.isEmpty == false }

    /// The uid of the owner that it follows from; nil where it stands by itself.
    var excusedBy: String? {
        guard case .child(let uid)? = review?.admission else { return nil }
        return uid
    }

    var references: [ModelReference] { review?.references ?? [] }

    var sought: SoughtEvidence? { review?.sought ?? undecided?.sought }

    func workload(_ identity: ObjectIdentity) -> AuditedWorkload {
        if let review { return AuditedWorkload(identity, review) }
        return AuditedWorkload(
            identity, undecided ?? Undecided(code: ReasonCode(rawValue: "object.malformed"), message: ""))
    }
}
