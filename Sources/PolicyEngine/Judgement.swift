import FoundationEssentials
import KubernetesModel
import ModelReferences

/// What is judged: an object's workload, and how policies and exceptions know it.
package struct Subject: Sendable {
    package var gvk: GroupVersionKind
    package var scope: NamespaceScope
    package var workload: Workload
    /// The object, and what it is a child of where a known controller wrote it: an exception for any of these holds.
    package var targets: [ObjectIdentity]
    /// Whether a known controller wrote it for an owner that was judged itself, as far as the writer's name says.
    package var isChild: Bool
    /// Whether the owner was looked up, is live, was let in, and has what this refers to: nothing is then refused.
    package var isExcused: Bool
    /// Of a child: fields that its controller derived from others beside them, which are judged in their stead.
    package var derived: Set<FieldPath>
    /// References of the object that an UPDATE replaces; nil where nothing is replaced.
    package var replaced: [ModelReference]?
    /// All that the object said which an UPDATE replaces; nil where nothing is replaced, or nobody compares with it.
    package var replacedWorkload: Workload?
    /// What users call the workload, whatever its uid; nil where it has no name yet.
    package var identity: WorkloadIdentity?
    /// What is known of what ran and runs; nil where nothing is kept.
    package var record: ServingRecord?
    /// Who writes the object, and how; nil where nobody does.
    package var write: Write?
    /// Where the object comes from, as GitOps controllers mark it.
    package var tracking = GitOpsTracking()
    /// Whether an UPDATE leaves everything about the model as it was; found when somebody asks.
    package var isUnchanged: @Sendable () -> Bool = { false }

    package init(
        gvk: GroupVersionKind, scope: NamespaceScope, workload: Workload, targets: [ObjectIdentity],
        isChild: Bool = false, isExcused: Bool = false, derived: Set<FieldPath> = [],
        replaced: [ModelReference]? = nil
    ) {
        self.gvk = gvk
        self.scope = scope
        self.workload = workload
        self.targets = targets
        self.isChild = isChild
        self.isExcused = isExcused
        self.derived = derived
        self.replaced = replaced
    }
}

extension Subject {
    /// References of the object that an UPDATE replaces, images that a policy takes for models among them.
    func replaced(asSeenBy policy: ModelProvenancePolicy) -> [ModelReference]? {
        guard let rule = policy.pinnedModel, let replacedWorkload else { return replaced }
        return rule.evaluate(replacedWorkload).references
    }
}

/// Everything that a policy set has to say about one subject at one time.
package struct Judgement: Sendable {
    /// Sorted.
    package var findings: [Finding] = []
    /// What counts only against a top-level write: reported, and never refused.
    package var drift: [Finding] = []
    package var references: [ModelReference] = []
    package var policies: [String] = []
    package var exceptions: [String] = []
    /// Whether an exception that has expired would have waived one of the findings.
    package var hasExpiredException = false
    /// What had no input, each with the reason: never a pass.
    package var notEvaluated: [NotEvaluated] = []
    /// What could not be decided for want of evidence that cannot be read; findings aside, there is no verdict then.
    package var unreachable: [Unreachable] = []
    /// The evidence that the answer rests on.
    package var evidence: [UsedEvidence] = []
    /// What further evidence could change; nil where none could.
    package var sought: SoughtEvidence?
    /// The earliest moment after which time alone could change the answer; nil where it never does.
    package var holdsUntil: Date?
    /// Whether a rule asked what ran before: another answer of the record may make another one here.
    package var restsOnRecord = false

    /// A rule whose evidence may lie where nobody can look.
    package struct Unreachable: Sendable, Hashable {
        package var rule: String
        package var policy: String
        package var undecided: Undecided
    }

    /// A rule that had no input.
    package struct NotEvaluated: Sendable, Hashable {
        package var rule: String
        package var policy: String
        package var reason: String

        package init(rule: String, policy: String, reason: String) {
            self.rule = rule
            self.policy = policy
            self.reason = reason
        }
    }
}

/// Evidence that is missing, or is not good enough: what may have been made since somebody looked.
package struct SoughtEvidence: Sendable, Hashable {
    /// Digests of the models that it would be about; a model that is known by its URI alone has none.
    package var models: [Digest]

    package init(models: [Digest]) { self.models = models }
}

extension PolicySet {
    /// Judges one subject: the only place where policies meet references and exceptions meet findings.
    package func judge(_ subject: Subject, evidence: EvidenceIndex = .empty, at time: Date) -> Judgement {
        var judgement = Judgement(references: subject.workload.references)
        let matching = indices(matching: subject.gvk, in: subject.scope)
        judgement.policies = matching.map { policies[$0].name }
        for index in matching {
            let policy = policies[index]
            var references = judgement.references
            var refused: Set<FieldPath> = []
            if let rule = policy.pinnedModel {
                let result = rule.evaluate(subject.workload)
                references = result.references
                judgement.merge(result.references)
                for finding in result.findings {
                    let isReported = apply(finding, of: policy, to: subject, at: time, in: &judgement)
                    if isReported { refused.insert(finding.path) }
                }
            }
            judgeWriter(references, by: policy, of: subject, at: time, in: &judgement)
            guard policy.asksForEvidence || policy.asksForRecord,
                !subject.workload.references.isEmpty || !references.isEmpty
            else { continue }
            // Without the rule, what makes a pin worth nothing still does.
            if policy.pinnedModel == nil { references = PinnedModelRule().evaluate(subject.workload).references }
            judge(references, refused: refused, by: policy, of: subject, evidence: evidence, at: time, in: &judgement)
        }
        judgement.add(
            unmatchedNamespace(subject, isMatched: !matching.isEmpty), asDrift: subject.isChild || subject.isExcused)
        judgement.findings = judgement.findings.sortedWithoutDuplicates()
        judgement.drift = judgement.drift.sortedWithoutDuplicates()
        if judgement.exceptions.count > 1 { judgement.exceptions = Set(judgement.exceptions).sorted() }
        return judgement
    }

    private func judgeWriter(
        _ references: [ModelReference], by policy: ModelProvenancePolicy, of subject: Subject, at time: Date,
        in judgement: inout Judgement
    ) {
        guard let rule = policy.deployer else { return }
        let replaced = subject.replaced(asSeenBy: policy) ?? []
        guard let findings = rule.evaluate(subject, references, replaced: replaced) else {
            judgement.notEvaluated.append(
                Judgement.NotEvaluated(rule: DeployerRule.name, policy: policy.name, reason: DeployerRule.noWriter))
            return
        }
        for finding in findings { apply(finding, of: policy, to: subject, at: time, in: &judgement) }
    }

    /// - Returns: whether it was reported, rather than waived.
    @discardableResult
    func apply(
        _ finding: RuleFinding, of policy: ModelProvenancePolicy, to subject: Subject, at time: Date,
        in judgement: inout Judgement
    ) -> Bool {
        guard let expired = expiredExceptions(about: finding, of: policy, on: subject, at: time, in: &judgement) else {
            return false
        }
        let reported = Finding(finding, policy: policy)
        // A child whose owner was let in by exception is not refused for the hour: that would turn the end of an
        // exception into an outage at the next node drain. The owner's next write is.
        let isOwners = !finding.isAboutPinning || subject.derived.contains(finding.path)
        // What follows from an owner that is live and was let in is never refused: a drain, an HPA or a rotated key
        // would become an outage.
        let isDrift = subject.isExcused || (subject.isChild && (isOwners || !expired.isEmpty))
        judgement.add(reported, asDrift: isDrift)
        for exception in expired {
            judgement.hasExpiredException = true
            judgement.add(
                Finding(
                    code: .exceptionExpired, path: FieldPath(), position: finding.position,
                    message: hasExpired(exception, code: finding.code), policy: policy.name, action: reported.action),
                asDrift: isDrift)
        }
        return true
    }

    /// The exceptions that would have waived `finding`, had they not ended; nil where one that holds waives it, which is
    /// then noted.
    func expiredExceptions(
        about finding: RuleFinding, of policy: ModelProvenancePolicy, on subject: Subject, at time: Date,
        in judgement: inout Judgement
    ) -> [PolicyException]? {
        // INVARIANT: an exception waives findings of the policies that it names, one by one, and nothing else.
        let covering =
            exceptions.isEmpty ? [] : exceptions.filter { $0.covers(finding, of: policy.name, on: subject.targets) }
        guard let live = covering.first(where: { !$0.isExpired(at: time) }) else { return covering }
        judgement.exceptions.append(live.name)
        judgement.hold(until: live.expires)
        return nil
    }

    private func unmatchedNamespace(_ subject: Subject, isMatched: Bool) -> Finding? {
        guard let action = settings.unmatchedNamespace, !isMatched, let namespace = subject.scope.name,
            let first = subject.workload.references.first, !knows(subject.scope)
        else { return nil }
        return Finding(
            code: .unmatchedNamespace, path: FieldPath("metadata.namespace"), position: first.position,
            message: unmatched(namespace), policy: settings.name, action: action)
    }
}

extension Judgement {
    fileprivate mutating func add(_ finding: Finding?, asDrift: Bool) {
        guard let finding else { return }
        if asDrift { drift.append(finding) } else { findings.append(finding) }
    }

    /// Where policies see a reference differently, the worst counts.
    fileprivate mutating func merge(_ seen: [ModelReference]) {
        // A rule gives the workload's references back in their order; only what it adds has to be looked for, and with
        // thousands of them not one by one.
        var places: [ReferencePlace: Int]?
        for (index, reference) in seen.enumerated() {
            let place = ReferencePlace(reference)
            var known = index < references.count && ReferencePlace(references[index]) == place ? index : nil
            if known == nil {
                let all =
                    places
                    ?? Dictionary(
                        references.enumerated().map { (ReferencePlace($1), $0) },
                        uniquingKeysWith: { first, _ in first })
                known = all[place]
                places = all
            }
            guard let known else {
                places?[place] = references.count
                references.append(reference)
                continue
            }
            if reference.pinning.severity > references[known].pinning.severity { references[known] = reference }
        }
    }
}

/// What makes two references the same one.
private struct ReferencePlace: Hashable {
    let path: FieldPath
    let value: String
    let role: ModelReference.Role

    init(_ reference: ModelReference) {
        path = reference.path
        value = reference.value
        role = reference.role
    }
}

extension Finding {
    fileprivate init(_ finding: RuleFinding, policy: ModelProvenancePolicy) {
        self.init(
            code: finding.code, path: finding.path, position: finding.position, message: finding.message,
            policy: policy.name, action: min(policy.action, finding.limit))
    }
}

extension [Finding] {
    /// By path, code and policy.
    fileprivate func sortedWithoutDuplicates() -> [Finding] {
        guard count > 1 else { return self }
        var seen: Set<Finding> = []
        return filter { seen.insert($0).inserted }.sorted {
            ($0.path, $0.code, $0.message, $0.policy, $0.position)
                < ($1.path, $1.code, $1.message, $1.policy, $1.position)
        }
    }
}

// What a user reads.

private func hasExpired(_ exception: PolicyException, code: ReasonCode) -> String {
    "the exception \(quoted(exception.name)), which would have waived \(code), expired on \(exception.expiresText); "
        + "mend the reference, or ask \(printable(exception.owner, limit: 80)) "
        + "(\(printable(exception.ticket, limit: 80))) to renew it"
}

private func unmatched(_ namespace: String) -> String {
    "no policy names the namespace \(quoted(namespace)), and the object refers to models; use a namespace that a policy "
        + "covers, or have one name it"
}
