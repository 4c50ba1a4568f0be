import CheckCommand
import DecisionLog
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

/// Audits what was live by the log alone: each object is made again as far as it was judged, and judged by today's policies.
///
/// INVARIANT: an object is judged only where what the log keeps of it gives exactly what was judged then; of any other it is
/// said that nobody could judge it.
struct LogAudit {
    private(set) var basis: AuditBasis
    private let options: AuditOptions

    init(_ basis: AuditBasis, _ options: AuditOptions) {
        self.basis = basis
        self.options = options
    }

    /// - Parameter progress: told now and then how many objects were looked at.
    mutating func run(into audit: inout Audit, progress: (Int) -> Void) {
        guard let log = basis.log else { return }
        do throws(LogFailure) {
            var round = try look(log, progress)
            if basis.evidence.ask(round.sought) { round = try look(log, progress) }
            audit.workloads = round.roster.workloads
            audit.coverage = round.tally.coverage(unlisted: round.roster.unlisted)
            audit.exceptions = round.survey.audited
            audit.notes += round.roster.notes + round.survey.notes
        } catch {
            audit.problems.append(InputProblem(file: log.history.summary.title, message: error.reason))
        }
    }

    private func look(_ log: LogKnowledge, _ progress: (Int) -> Void) throws(LogFailure) -> LogRound {
        var round = LogRound(basis, options, log)
        let live = log.history.live.filter { options.includes($0.workload.namespace) }
        for start in stride(from: 0, to: live.count, by: Self.batch) {
            let batch = live[start..<min(start + Self.batch, live.count)]
            let decisions = try log.history.decisions(about: batch, in: log.store)
            for object in batch { round.take(object, object.decision.flatMap { decisions[$0] }) }
            progress(round.tally.objects)
        }
        return round
    }

    /// Decisions that are held at once.
    private static let batch = 500
}

extension AuditOptions {
    fileprivate func includes(_ namespace: String?) -> Bool {
        namespaces.isEmpty || namespace.map(namespaces.contains) ?? false
    }
}

/// One round over what was live.
private struct LogRound {
    private let reviewer: Reviewer
    private let options: AuditOptions
    private let log: LogKnowledge
    private var history: LogHistory { log.history }
    private(set) var roster: Roster
    private(set) var tally = CoverageTally()
    private(set) var survey: ExceptionSurvey
    /// Models whose evidence was not found.
    private(set) var sought: Set<Digest> = []

    init(_ basis: AuditBasis, _ options: AuditOptions, _ log: LogKnowledge) {
        reviewer = basis.reviewer
        self.options = options
        self.log = log
        roster = Roster(most: options.limits.workloads)
        survey = ExceptionSurvey(basis.policies.exceptions, at: basis.time, most: options.limits.workloadsOfException)
        guard options.namespaces.isEmpty else { return }
        for (kind, count) in history.childKinds.sorted(by: { $0.key < $1.key }) {
            tally.change(kind) { $0.objects += count }
            tally.change(kind) { $0.children += count }
        }
    }

    mutating func take(_ live: LogHistory.LiveWorkload, _ decision: Decision?) {
        var workload = judge(live, decision)
        workload.uid = live.uid
        workload.presence = live.presence
        workload.children = history.children[live.uid] ?? 0
        if live.presence.admission == .denied, workload.isRelevant {
            workload.drift.append(Drift(.admission, AdmissionWords.notLetIn(decision)))
        }
        tally.count(live.workload.groupKind, workload)
        guard workload.isRelevant else { return }
        roster.add(workload)
        survey.note(workload)
    }

    private mutating func judge(_ live: LogHistory.LiveWorkload, _ decision: Decision?) -> AuditedWorkload {
        let gvk = GroupVersionKind(
            group: live.workload.group, version: decision?.version ?? "", kind: live.workload.kind)
        let identity = ObjectIdentity(gvk: gvk, namespace: live.workload.namespace, name: live.workload.name)
        guard let decision else {
            return AuditedWorkload(identity: identity, judgement: .undecided(unknownDecision))
        }
        // It names no model: nobody had anything against it, or the log does not keep by what it was judged.
        guard !decision.models.isEmpty || !decision.codes.isEmpty else {
            return AuditedWorkload(identity: identity, judgement: .allowed)
        }
        var workload: AuditedWorkload
        if let restored = RestoredObject(identity, decision) {
            workload = judge(restored, identity, live.uid)
            workload.gitOps = restored.tracking
        } else {
            workload = AuditedWorkload(identity: identity, judgement: .undecided(notKept))
        }
        if workload.models.isEmpty { workload.models = decision.auditedModels }
        return workload
    }

    /// As in an audit of a cluster beside its log: in the place of what was there before it.
    private mutating func judge(
        _ restored: RestoredObject, _ identity: ObjectIdentity, _ uid: String
    ) -> AuditedWorkload {
        let record = log.record(before: uid, present: history.record)
        do throws(Undecided) {
            let review = try reviewer.review(restored.request(record), at: options.time)
            sought.formUnion(review.sought?.models ?? [])
            return AuditedWorkload(identity, review)
        } catch {
            sought.formUnion(error.sought?.models ?? [])
            return AuditedWorkload(identity, error)
        }
    }
}

extension Decision {
    /// What it served, as the log has it.
    var auditedModels: [AuditedModel] {
        models.map { model in
            let served = model.served
            let pinning: Pinning =
                switch (served.pinning, served.digest) {
                case ("pinned", let digest?): .pinned(digest)
                case ("versioned", _): .versioned(asLogged)
                case ("mutable", _): .mutable(asLogged)
                default: .unresolved(asLogged)
                }
            let reference = ModelReference(
                value: served.value, path: FieldPath(model.path), position: SourcePosition(line: 0, column: 0),
                consumer: Consumer(model.consumer), role: served.role, revision: served.revision, pinning: pinning,
                container: served.container)
            return AuditedModel(reference: reference, digest: served.digest)
        }
    }
}

// MARK: - What the user reads

private let asLogged = "as the log has it"
private let unknownDecision =
    "the log says that the cluster held it, and has no decision that says what it served; audit the cluster itself"
private let notKept =
    "the log does not keep all by which it was judged (a script, an address with a password, or a decision of an older "
    + "version); audit the cluster itself, or the manifest in Git"

enum AdmissionWords {
    static func notLetIn(_ presence: Presence) -> String {
        presence.operation == "OBSERVED" || presence.operation == nil ? unasked : refused
    }

    static func notLetIn(_ decision: Decision?) -> String {
        let codes = decision?.codes ?? []
        let reason = codes.isEmpty ? "" : " [\(codes.map { printable($0, limit: 60) }.joined(separator: ", "))]"
        return (decision?.operation == "OBSERVED" ? unasked : refused) + reason
    }

    private static let refused = "the cluster holds it although it was refused"
    private static let unasked = "the cluster holds it, nobody was asked, and it would have been refused"
}
