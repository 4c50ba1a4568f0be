import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Judges what a route sends more traffic to: as a `/scale` from nothing, each workload behind it is one that was let in with
/// nothing against it, or is judged as it stands. The policies of the workload's namespace decide.
struct RouteJudge {
    let reviewer: Reviewer
    let shift: RouteShift
    let request: ReviewRequest
    let time: Date
    /// What has been found so far.
    var findings: [Finding] = []
    var notEvaluated: [Review.NotEvaluated] = []
    private var judged: [String: Review] = [:]
    private var reported: Set<Finding> = []

    init(_ reviewer: Reviewer, _ shift: RouteShift, _ request: ReviewRequest, _ time: Date) {
        self.reviewer = reviewer
        self.shift = shift
        self.request = request
        self.time = time
    }

    /// The review of the route, with what is to be said of those behind it.
    func add(to own: Review) throws(Undecided) -> Review {
        var (judge, review) = (self, own)
        let raised = shift.raised.filter { judge.isJudged($0) }
        guard !raised.isEmpty else { return own }
        guard request.record != nil else {
            review.notJudged = NotJudged.sendsWithoutRecord
            return review
        }
        review.restsOnRecord = true
        guard try judge.areFew(raised) else { return judge.finish(review) }
        for destination in raised { try judge.judge(destination) }
        return judge.finish(review)
    }

    /// One that may send traffic to more is refused rather than judged in part.
    static let most = 50

    // MARK: Which are looked at

    /// Whether some policy is about the namespace in which the traffic arrives. What lies outside is said, not judged.
    private func isJudged(_ destination: RouteDestination) -> Bool {
        !policies(about: destination).isEmpty
    }

    private func policies(about destination: RouteDestination) -> [ModelProvenancePolicy] {
        var namespace = request.namespace
        if case .backend(let backend) = destination.target { namespace = backend.namespace }
        return namespace.map { reviewer.policies.policies(in: $0) } ?? []
    }

    private mutating func areFew(_ raised: [RouteDestination]) throws(Undecided) -> Bool {
        let count = Set(shift.all.compactMap(shift.sought)).count
        guard count > Self.most else { return true }
        for destination in raised { try cannotTell(destination, tooMany(count)) }
        return false
    }

    // MARK: Judging

    private mutating func judge(_ destination: RouteDestination) throws(Undecided) {
        for backend in try backends(of: destination) ?? [] {
            guard backend.isLetIn else {
                try judge(backend, behind: destination)
                continue
            }
            try judgeRollback(to: backend, behind: destination)
        }
    }

    /// What answers there; nil where nobody can tell, which is then said.
    mutating func backends(of destination: RouteDestination) throws(Undecided) -> [LiveBackend]? {
        guard let sought = shift.sought(destination) else {
            note(destination, isElsewhere(destination))
            return nil
        }
        switch request.lookedUp[sought] {
        case nil:
            var undecided = Undecided(code: .recordUnavailable, message: unknown(destination, notAsked))
            undecided.soughtObject = sought
            throw undecided
        case .backends(let backends): return backends
        case .found, .absent: note(destination, isAbsent(sought.workload))
        case .leadsElsewhere(let reason): note(destination, reason)
        case .unreachable(let reason): try cannotTell(destination, reason)
        }
        return nil
    }

    private mutating func judge(_ backend: LiveBackend, behind destination: RouteDestination) throws(Undecided) {
        let review: Review
        if let known = judged[backend.live.uid] {
            review = known
        } else {
            guard let target = target(backend) else { return }
            do throws(Undecided) {
                review = try reviewer.reviewObject(target, at: time)
            } catch {
                guard reviewer.policies.policies(in: target.namespace ?? "").contains(where: { $0.action == .deny })
                else { return note(destination, error.message) }
                throw error
            }
            judged[backend.live.uid] = review
        }
        add(review.findings, of: backend.live, behind: destination)
    }

    /// The object as if it were created today, by nobody: who wrote it is no question here.
    func target(_ backend: LiveBackend) -> ReviewRequest? {
        guard let identity = ObjectIdentity(backend.object) else { return nil }
        var target = request
        target.object = backend.object
        target.oldObject = nil
        target.operation = .create
        target.gvk = identity.gvk
        target.resource = nil
        target.resourceGroup = nil
        target.namespace = backend.live.workload.namespace
        target.name = backend.live.workload.name
        target.user = nil
        return target
    }

    // MARK: What is said

    mutating func add(_ found: [Finding], of object: LiveObject, behind destination: RouteDestination) {
        for var finding in found {
            let message = answers(object.workload, finding)
            finding.path = destination.path
            finding.position = destination.position
            // What a pod says again that its owner has said mends nothing.
            guard reported.insert(finding).inserted || object.owner == nil else { continue }
            finding.message = message
            findings.append(finding)
        }
    }

    /// A policy that only warns never stops what nobody can look up.
    mutating func cannotTell(_ destination: RouteDestination, _ reason: String) throws(Undecided) {
        guard policies(about: destination).contains(where: { $0.action == .deny }) else {
            return note(destination, reason)
        }
        throw Undecided(code: .recordUnavailable, message: unknown(destination, reason))
    }

    mutating func note(_ destination: RouteDestination, _ reason: String) {
        for policy in policies(about: destination) {
            let note = Review.NotEvaluated(
                rule: PinnedModelRule.name, policy: policy.name,
                reason: "\(destination.path): \(printable(reason, limit: 300))")
            if !notEvaluated.contains(note) { notEvaluated.append(note) }
        }
    }

    private func finish(_ own: Review) -> Review {
        var review = own
        var seen = Set(own.findings)
        review.findings += findings.filter { seen.insert($0).inserted }
        review.findings.sort { ($0.path, $0.code, $0.message, $0.policy) < ($1.path, $1.code, $1.message, $1.policy) }
        review.notEvaluated += notEvaluated
        review.verdict = review.findings.contains { $0.action == .deny } ? .denied : .allowed
        let uids = judged.keys.sorted()
        let parts = uids.compactMap { judged[$0] }
        review.policies = Set(own.policies + parts.flatMap(\.policies)).sorted()
        review.exceptions = Set(own.exceptions + parts.flatMap(\.exceptions)).sorted()
        review.holdsUntil = ([own] + parts).compactMap(\.holdsUntil).min()
        review.sought = review.verdict == .denied ? parts.lazy.compactMap(\.sought).first : own.sought
        let isClean = review.findings.isEmpty && review.exceptions.isEmpty && review.drift.isEmpty
        review.admission = review.verdict == .denied ? nil : isClean ? own.admission : .tolerated
        return review
    }
}

extension LiveBackend {
    /// Whether it was let in with nothing against it. INVARIANT: an orphan is nobody's child, whatever it was once.
    fileprivate var isLetIn: Bool {
        guard let state = live.state, state.isClean else { return false }
        if case .child = state.admission { return live.owner != nil }
        return true
    }
}

// What a user reads.

private let notAsked = "nobody has asked the cluster for it"

private func tooMany(_ count: Int) -> String {
    "the route sends traffic to \(count) different Services, and at most \(RouteJudge.most) are looked up; split it"
}

private func name(_ target: RouteDestination.Target) -> String {
    switch target {
    case .outside(let host): printable(host, limit: 120)
    case .backend(let backend):
        printable("\(backend.kind) \(backend.namespace.map { "\($0)/" } ?? "")\(backend.name)", limit: 160)
    }
}

private func isElsewhere(_ destination: RouteDestination) -> String {
    "\(name(destination.target)) is no Service of this cluster, so that nobody here can tell which model answers"
}

private func isAbsent(_ workload: WorkloadIdentity) -> String {
    "the cluster holds no \(printable(workload.description)), so that nothing answers there yet"
}

private func unknown(_ destination: RouteDestination, _ reason: String) -> String {
    "\(destination.path): \(name(destination.target)) would get more of the traffic, and whether what answers there was let in "
        + "cannot be told: \(printable(reason, limit: 200)); try again"
}

private func answers(_ workload: WorkloadIdentity, _ finding: Finding) -> String {
    let place = finding.path.description.isEmpty ? "" : "\(finding.path): "
    return "sends more traffic to \(printable(workload.description)), which would not be let in today: \(place)"
        + finding.message
}
