import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Judges one object by one policy set. Every face of Pedigree calls this and nothing else, so that the answer is the
/// same at admission, in CI and in an audit.
package struct Reviewer: Sendable {
    package let policies: PolicySet
    /// What is known about models; every source of `policies` that it lacks counts as unreachable.
    package let evidence: EvidenceIndex

    package init(policies: PolicySet, evidence: EvidenceIndex = .empty) {
        self.policies = policies
        self.evidence = evidence
    }

    /// The same, where some sources could not say what they have: what is missing may lie there.
    package func failing(_ reasons: [String: String]) -> Reviewer {
        reasons.isEmpty ? self : Reviewer(policies: policies, evidence: evidence.failing(reasons))
    }

    /// - Parameter time: what "now" means for exceptions and freshness.
    /// - Throws: `Undecided` where no verdict can be given; the caller fails closed.
    package func review(_ request: ReviewRequest, at time: Date) throws(Undecided) -> Review {
        if let reason = NotJudged.reason(for: request) {
            var review = Review(object: request.identity, notJudged: reason, policyDigest: policies.digest)
            review.isDecision = false
            return review
        }
        if let scale = ScaleUp(request) { return try review(scale, request, at: time) }
        let review = try reviewObject(request, at: time)
        guard let shift = RouteShift(request), review.verdict == .allowed else { return review }
        return try RouteJudge(self, shift, request, time).add(to: review)
    }

    /// What is to be said of the object itself.
    func reviewObject(_ request: ReviewRequest, at time: Date) throws(Undecided) -> Review {
        let object = try request.wellFormedObject()
        let workload: Workload
        do throws(ReferenceFinder.UnknownVersion) {
            workload = try ReferenceFinder.find(in: object, as: request.gvk, context: request.context)
        } catch {
            return try review(unknown: error, request, object)
        }
        let ownership = Ownership(
            request, object, settings: policies.settings, wantsAncestors: !policies.exceptions.isEmpty)
        let standing = standing(of: object, workload, ownership, request)
        let judgement = policies.judge(
            Subject(request, object, workload, ownership, standing, replaced: replaced(by: request)),
            evidence: evidence, at: time)
        let pass = pass(for: request, object, workload, judgement, ownership)
        var review = Review(request, judgement, allowedAs: pass, policyDigest: policies.digest)
        review.restsOnRecord =
            request.record != nil && (ownership.isChild || !judgement.isClean || judgement.restsOnRecord)
        review.workload = workload
        review.declarations = workload.declarations
        review.admission = admission(review, standing, ownership)
        guard pass == nil else { return review }
        // What is refused for another reason is refused, whatever the evidence would say.
        if review.verdict == .allowed, var undecided = judgement.unreachable.map(\.undecided).joined {
            undecided.sought = judgement.sought
            undecided.soughtObject = standing.sought
            throw undecided
        }
        guard review.verdict == .denied else { return review }
        // Fail closed, but say what it is: who cannot be asked has refused nothing.
        if case .unknown(let reason) = standing {
            throw Undecided(code: .recordUnavailable, message: ownerUnknown(request.identity, reason))
        }
        review.soughtObject = standing.sought
        return review
    }

    private func standing(
        of object: Node, _ workload: Workload, _ ownership: Ownership, _ request: ReviewRequest
    ) -> Standing {
        guard ownership.isChild else { return .own }
        guard let record = request.record else { return .assumedChild }
        return OwnerLookup(record, request.lookedUp).standing(
            of: workload, derived: Derivation.paths(in: object, workload), owner: ownership.owner)
    }

    /// How the object stands once the cluster holds it.
    private func admission(_ review: Review, _ standing: Standing, _ ownership: Ownership) -> ServedState.Admission? {
        guard review.verdict == .allowed else { return nil }
        switch standing {
        case .child(let uid): return .child(ownerUID: uid)
        case .assumedChild: return ownership.owner.map { .child(ownerUID: $0.uid) } ?? .tolerated
        case .own, .unproven, .unknown:
            return review.findings.isEmpty && review.drift.isEmpty && review.exceptions.isEmpty ? .allowed : .tolerated
        }
    }

    /// What policies judge in the object of `request`; nil where it cannot be read.
    package func subject(of request: ReviewRequest) -> Subject? {
        guard let object = try? request.wellFormedObject(),
            let workload = try? ReferenceFinder.find(in: object, context: request.context)
        else { return nil }
        let ownership = Ownership(request, object, settings: policies.settings, wantsAncestors: true)
        return Subject(request, object, workload, ownership, .own, replaced: replaced(by: request))
    }

    /// What an UPDATE takes the place of; looked for only where a policy compares with it.
    private func replaced(by request: ReviewRequest) -> Workload? {
        guard policies.comparesWithReplaced, request.operation == .update, let old = request.oldObject else {
            return nil
        }
        return try? ReferenceFinder.find(in: old, context: request.context)
    }

    /// Why findings are drift and no refusal: the UPDATE leaves the model as it was, or the CREATE brings back what was
    /// live last, as a restore does.
    private func pass(
        for request: ReviewRequest, _ object: Node, _ workload: Workload, _ judgement: Judgement,
        _ ownership: Ownership
    ) -> String? {
        guard !judgement.isClean, !request.isRejudged else { return nil }
        if request.operation == .create {
            guard !judgement.hasExpiredException, isRecreation(request, object, workload) else { return nil }
            return NotJudged.recreated
        }
        guard request.operation == .update, let old = request.oldObject else { return nil }
        let change = Change(from: old, to: object, workload: workload, context: request.context)
        if !request.isManifest, change.isOfDeletedObject, change.leavesSpec { return NotJudged.deleted }
        // What an exception let in has no further claim once that is over; but what a controller writes about it does
        // not change what runs.
        guard !judgement.hasExpiredException || ownership.isWrittenByController else { return nil }
        return change.leavesModel ? NotJudged.unchanged : nil
    }

    /// Whether the cluster held the very same last, let in with nothing against it.
    private func isRecreation(_ request: ReviewRequest, _ object: Node, _ workload: Workload) -> Bool {
        guard let record = request.record, let identity = WorkloadIdentity(request.identity),
            case .known(let states) = record.states(identity), let last = states.first,
            last.admission == .allowed || last.admission == .found, !last.fingerprint.isEmpty
        else { return false }
        return Fingerprint(of: object, workload: workload).digest == last.fingerprint
    }

    /// An object whose fields nobody here has read: nothing can be said of it, for or against.
    private func review(
        unknown error: ReferenceFinder.UnknownVersion, _ request: ReviewRequest, _ object: Node
    ) throws(Undecided) -> Review {
        let matching = policies.matching(request.gvk, in: request.scope)
        var review = Review(object: request.identity, policies: matching.map(\.name), policyDigest: policies.digest)
        if let old = request.oldObject, request.operation == .update {
            let change = Change(from: old, to: object, workload: Workload(), context: request.context)
            if change.leavesSpec {
                review.notJudged = NotJudged.unchanged
                return review
            }
        }
        guard !matching.contains(where: { $0.action == .deny }) else {
            throw Undecided(code: .objectUnknownVersion, message: unknownVersion(error))
        }
        // A policy that only warns or records never stops what it cannot read.
        review.notEvaluated = matching.map { policy in
            Review.NotEvaluated(rule: PinnedModelRule.name, policy: policy.name, reason: unknownVersion(error))
        }
        return review
    }
}

extension Subject {
    fileprivate init(
        _ request: ReviewRequest, _ object: Node, _ workload: Workload, _ ownership: Ownership, _ standing: Standing,
        replaced: Workload?
    ) {
        self.init(
            gvk: request.gvk, scope: request.scope, workload: workload, targets: ownership.targets,
            isChild: standing.isAssumed, isExcused: standing.isExcused,
            derived: standing.isAssumed ? Derivation.paths(in: object, workload) : [], replaced: replaced?.references)
        replacedWorkload = replaced
        identity = request.workloadIdentity
        record = request.record.flatMap { $0.keepsHistory ? $0 : nil }
        write = request.write(ownership)
        tracking = GitOpsTracking(object["metadata"])
        isUnchanged = { request.isUnchanged(object, workload) }
    }
}

extension Review {
    fileprivate init(
        _ request: ReviewRequest, _ judgement: Judgement, allowedAs pass: String? = nil, policyDigest: String
    ) {
        let stays = pass == nil
        let isDenied = stays && judgement.findings.contains { $0.action == .deny }
        self.init(
            object: request.identity, verdict: isDenied ? .denied : .allowed, references: judgement.references,
            findings: stays ? judgement.findings : [],
            drift: stays ? judgement.drift : judgement.findings + judgement.drift, policies: judgement.policies,
            exceptions: judgement.exceptions, notEvaluated: judgement.allNotEvaluated, evidence: judgement.evidence,
            sought: isDenied && judgement.isAboutEvidence ? judgement.sought : nil, holdsUntil: judgement.holdsUntil,
            notJudged: pass, policyDigest: policyDigest)
    }
}

extension Judgement {
    fileprivate var isClean: Bool { findings.isEmpty && unreachable.isEmpty }

    /// Whether evidence alone is what denies.
    fileprivate var isAboutEvidence: Bool {
        findings.allSatisfy { finding in
            finding.action != .deny || ![PinnedModelRule.name, DeployerRule.name].contains(finding.code.rule)
        }
    }

    /// What could not be decided counts as not evaluated wherever something else decides.
    fileprivate var allNotEvaluated: [NotEvaluated] {
        notEvaluated
            + unreachable.map { NotEvaluated(rule: $0.rule, policy: $0.policy, reason: $0.undecided.description) }
    }
}

extension [Undecided] {
    /// All of them as one, the first few in words.
    fileprivate var joined: Undecided? {
        guard let first else { return nil }
        let shown = prefix(3).map(\.message).joined(separator: "; ")
        return Undecided(code: first.code, message: count > 3 ? "\(shown); and \(count - 3) more" : shown)
    }
}

// What a user reads.

private func ownerUnknown(_ object: ObjectIdentity, _ reason: String) -> String {
    "a controller wrote \(printable(object.description)), and whether what it was made from was let in cannot be told: "
        + "\(printable(reason, limit: 200)); it will try again"
}

private func unknownVersion(_ error: ReferenceFinder.UnknownVersion) -> String {
    "\(printable(error.gvk.description)) is a version of \(printable(error.gvk.groupKind)) whose fields Pedigree does "
        + "not know, so it cannot tell which model it serves; use one of \(error.known.joined(separator: ", "))"
}
