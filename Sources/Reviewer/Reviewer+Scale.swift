import FoundationEssentials
import KubernetesModel
import PolicyEngine

extension Reviewer {
    /// What begins to run by `/scale` is judged as it stands, unless it was let in with nothing against it.
    func review(_ scale: ScaleUp, _ request: ReviewRequest, at time: Date) throws(Undecided) -> Review {
        var allowed = Review(
            object: request.identity, notJudged: NotJudged.scaledLetIn, policyDigest: policies.digest)
        allowed.restsOnRecord = true
        guard let record = request.record else { return allowed }
        let answer = request.lookedUp[scale.sought]
        switch answer == nil ? record.states(scale.workload) : .known([]) {
        case .unavailable(let reason):
            throw Undecided(code: .recordUnavailable, message: scaleUnknown(scale.workload, reason))
        case .known(let states):
            if states.first(where: \.isLive)?.isClean == true { return allowed }
        }
        switch answer {
        case nil:
            var undecided = Undecided(code: .recordUnavailable, message: scaleUnknown(scale.workload, notAsked))
            undecided.soughtObject = scale.sought
            throw undecided
        case .absent, .backends, .leadsElsewhere: return allowed
        case .unreachable(let reason):
            throw Undecided(code: .recordUnavailable, message: scaleUnknown(scale.workload, reason))
        case .found(let live, let object):
            guard live.state?.isClean != true, let identity = ObjectIdentity(object) else { return allowed }
            var target = request
            target.object = object
            target.oldObject = nil
            target.operation = .create
            target.gvk = identity.gvk
            target.subresource = nil
            // Who scales deploys nothing.
            target.user = nil
            var review = try review(target, at: time)
            review.object = request.identity
            review.restsOnRecord = true
            return review
        }
    }
}

extension ServedState {
    /// Whether it was let in with nothing against it.
    var isClean: Bool {
        switch admission {
        case .allowed, .child, .found: true
        case .tolerated, .denied: false
        }
    }
}

// What a user reads.

private let notAsked = "nobody has asked the cluster for it"

private func scaleUnknown(_ workload: WorkloadIdentity, _ reason: String) -> String {
    "\(printable(workload.description)) would begin to run, and whether it was let in cannot be told: "
        + "\(printable(reason, limit: 200)); try again"
}
