import CheckCommand
import ClusterAPI
import HTTPTransport
import KubernetesModel
import PolicyEngine
import Reviewer

/// One round over what a cluster holds: each object is judged when it is met, and nothing of it is kept but its row.
struct ClusterRound {
    let client: ClusterClient
    let options: AuditOptions
    let census = Census()
    var reviewer: Reviewer
    private let log: LogKnowledge?
    private(set) var roster: Roster
    private(set) var tally = CoverageTally()
    private(set) var survey: ExceptionSurvey
    private(set) var sought: SoughtWorkloads
    private(set) var problems: [InputProblem] = []
    /// What pods run, by the workload that stands in the report for them.
    private(set) var running = RunningImages()
    private var owners: OwnerSearch
    /// Of the resource that is being listed: a list may begin anew.
    private var seen: Set<ObjectUID> = []
    /// Judged before their list came to them.
    private var early: Set<ObjectUID> = []

    init(_ client: ClusterClient, _ basis: AuditBasis, _ options: AuditOptions) {
        self.client = client
        self.options = options
        reviewer = basis.reviewer
        log = basis.log
        roster = Roster(most: options.limits.workloads)
        survey = ExceptionSurvey(
            basis.policies.exceptions, at: basis.time, most: options.limits.workloadsOfException)
        sought = SoughtWorkloads(options.limits)
        owners = OwnerSearch(client, most: options.limits.owners)
    }

    // MARK: Listing

    mutating func list(
        _ resource: ClusterResource, until stop: Cancellation, progress: (Int) -> Void
    ) {
        seen = []
        tally.change(resource.groupKind) { _ in }
        let isNarrowed = resource.isNamespaced && !options.namespaces.isEmpty
        for namespace in isNarrowed ? options.namespaces.map(Optional.some) : [nil] {
            do throws(ClusterFailure) {
                try client.list(resource, namespace: namespace, as: .objects, until: stop) {
                    (page) throws(ClusterFailure) in
                    for item in page.items { take(item, resource) }
                    progress(tally.objects)
                }
            } catch {
                fail(resource.groupKind, namespace.map { "\(resource) in \($0)" } ?? "\(resource)", error.reason)
            }
        }
        seen = []
    }

    /// A kind that cannot be listed, or not to its end, hides none of the others.
    mutating func fail(_ kind: String, _ place: String, _ reason: String) {
        tally.change(kind) { $0.failure = $0.failure ?? reason }
        problems.append(InputProblem(file: place, message: reason))
    }

    private mutating func take(_ item: Node, _ resource: ClusterResource) {
        guard let object = LookedAtObject(item, of: resource) else {
            return fail(resource.groupKind, "\(resource)", noIdentity)
        }
        let uid = ObjectUID(object.metadata.uid)
        guard seen.insert(uid).inserted, !early.contains(uid) else { return }
        tally.countObject(resource.groupKind)
        look(at: object)
    }

    // MARK: Judging

    private mutating func look(at object: LookedAtObject, depth: Int = 0) {
        guard !Idleness.hasEnded(object.node, object.resource) else {
            census.addOther(object.metadata.uid)
            return tally.change(object.resource.groupKind) { $0.ended += 1 }
        }
        var answer = Answer(reviewer, object, record(object), at: options.time)
        if let owner = object.metadata.owner, answer.mayServe, !census.knows(owner.uid) {
            learn(of: owner, depth: depth)
            answer = Answer(reviewer, object, record(object), at: options.time)
        }
        guard let ownerUID = answer.excusedBy else { return stand(object, answer) }
        guard answer.serves, let top = census.top(of: ownerUID) else {
            return census.addOther(object.metadata.uid)
        }
        guard census.hasRevisions(of: answer.references, owner: ownerUID) else {
            return stand(object, Answer(reviewer, object, record(object), at: options.time, isOwn: true))
        }
        tally.change(object.resource.groupKind) { $0.children += 1 }
        roster.addChild(of: top)
        if object.resource.kind == "Pod" { running.note(object.node, of: top) }
        // Nothing that is looked at is owned by a Pod, and there are many.
        if object.resource.kind != "Pod" { remember(object, answer, top: top) }
    }

    /// What rules and the look for owners are told: the past by the log, the present by the cluster.
    private func record(_ object: LookedAtObject) -> ServingRecord {
        log?.record(before: object.metadata.uid, present: census.record) ?? census.record
    }

    /// What no owner stands for.
    private mutating func stand(_ object: LookedAtObject, _ answer: Answer) {
        let isKept = Idleness.isKept(object.node, object.resource)
        if let owner = object.metadata.owner, isKept, census.top(of: owner.uid) != nil {
            census.addOther(object.metadata.uid)
            return tally.change(object.resource.groupKind) { $0.ended += 1 }
        }
        let workload = workload(object, answer)
        tally.countJudged(object.resource.groupKind, workload)
        guard workload.isRelevant else { return census.addOther(object.metadata.uid) }
        roster.add(workload)
        survey.note(workload)
        if object.resource.kind == "Pod" { running.note(object.node, of: ObjectUID(object.metadata.uid)) }
        sought.add(object, answer.sought)
        remember(object, answer, top: ObjectUID(object.metadata.uid))
    }

    private func remember(_ object: LookedAtObject, _ answer: Answer, top: ObjectUID) {
        guard let review = answer.review else { return census.addOther(object.metadata.uid) }
        census.add(LiveObject(object.metadata, serving: review.references), top: top)
    }

    private func workload(_ object: LookedAtObject, _ answer: Answer) -> AuditedWorkload {
        var workload = answer.workload(object.identity)
        workload.uid = object.metadata.uid
        workload.gitOps = GitOpsTracking(object.node["metadata"]).title
        log?.complete(&workload)
        if workload.presence.knownBy == .nothing, let creation = object.metadata.creation {
            workload.presence.since = creation
            workload.presence.knownBy = .creation
        }
        return workload
    }

    // MARK: Owners that no list has shown

    private mutating func learn(of owner: LiveObject.Owner, depth: Int) {
        guard depth < Self.deepest else { return census.addUnreadable(owner.uid, tooDeep) }
        switch owners.find(owner) {
        case .found(let object):
            guard early.insert(ObjectUID(object.metadata.uid)).inserted else { return }
            tally.countObject(object.resource.groupKind)
            look(at: object, depth: depth + 1)
        case .absent: census.addOther(owner.uid)
        case .unreadable(let reason): census.addUnreadable(owner.uid, reason)
        }
    }

    /// Pod, ReplicaSet, Deployment, Knative's Revision, Configuration and Service, InferenceService, and some room.
    private static let deepest = 12

    // MARK: Judging again

    /// Judges a workload of the report once more, as it is now.
    mutating func judgeAgain(_ wanted: SoughtWorkloads.Workload) {
        let uid = ObjectUID(wanted.uid)
        guard let before = roster.workload(uid),
            case .found(let object) = owners.read(wanted.resource, wanted.namespace, wanted.name, uid: wanted.uid)
        else { return }
        let workload = workload(object, Answer(reviewer, object, record(object), at: options.time))
        if case .undecided = before.judgement { tally.change(wanted.resource.groupKind) { $0.undecided -= 1 } }
        if case .undecided = workload.judgement { tally.change(wanted.resource.groupKind) { $0.undecided += 1 } }
        survey.note(workload)
        roster.replace(workload)
    }
}

// What a user reads.

private let noIdentity = "the list has an object without its name or uid, which was not judged"
private let tooDeep = "its owners have owners beyond all bounds"
