import Attestation
import KubernetesModel
import ModelReferences

extension EvidenceCase {
    /// Whether the model is no worse than the one that it replaces, as far as the policy allows.
    mutating func check(
        _ baseline: EvaluationRule.Baseline, of rule: EvaluationRule, _ evaluation: Evaluation,
        _ reference: ModelReference, _ model: ModelSubject, _ place: String
    ) {
        // What cannot be told for now is said there.
        guard let former = predecessors(of: reference, model, baseline) else { return }
        if former.isEmpty { replacesNothing(baseline, reference, replacesUnpinned: false) }
        for (old, subject) in former {
            guard let subject else {
                replacesNothing(baseline, reference, replacesUnpinned: true)
                continue
            }
            let values = values(of: old, subject, evaluation, rule)
            compare(evaluation, with: values, old, baseline, rule, reference, place, isBound: true)
        }
        guard let window = baseline.window else { return }
        for (old, subject) in earlier(than: reference, model, within: window)
        where !former.contains(where: { $0.subject == subject }) {
            let values = values(of: old, subject, evaluation, rule)
            compare(evaluation, with: values, old, baseline, rule, reference, place, isBound: false)
        }
    }

    private mutating func replacesNothing(
        _ baseline: EvaluationRule.Baseline, _ reference: ModelReference, replacesUnpinned: Bool
    ) {
        let reason = replacesUnpinned ? replacesUnknown(reference) : noPredecessor(reference)
        if baseline.allowsMissing {
            noteUnevaluated(EvaluationRule.name, "baseline: \(reason)")
        } else {
            report(.evaluationRegressed, reference, "\(reason), and the policy admits no model without a baseline")
        }
    }

    /// The models that this one takes the place of: what stood at its field, else what the object no longer refers to,
    /// else what the record says was live last. nil where that cannot be told for now.
    private mutating func predecessors(
        of reference: ModelReference, _ model: ModelSubject, _ baseline: EvaluationRule.Baseline
    ) -> [Predecessor]? {
        if let pinned = baseline.model {
            let old = reference.named(pinned)
            let subject = ModelSubject(naming: old)
            return subject == model ? [] : [(old, subject)]
        }
        let old = (replaced ?? []).filter { $0.role == reference.role }
        guard !old.isEmpty else { return lastLive(before: reference, model) }
        let subjects = old.map { ($0, ModelSubject(naming: $0)) }
        // A model that was served before replaces nothing.
        guard !subjects.contains(where: { $0.1 == model }) else { return [] }
        let sameField = subjects.filter { $0.0.path == reference.path }
        guard sameField.isEmpty else { return sameField }
        let kept = Set(workload.references.map(\.value))
        return subjects.filter { !kept.contains($0.0.value) }
    }

    /// What the replaced model reached, by metric and slice: as the evaluation compares, and as its own says. Where both
    /// say it, the better counts: a baseline must not shrink because somebody compares with less.
    private mutating func values(
        of old: ModelReference, _ subject: ModelSubject, _ evaluation: Evaluation, _ rule: EvaluationRule
    ) -> [MetricKey: ExactDecimal] {
        var values: [MetricKey: ExactDecimal] = [:]
        func add(_ key: MetricKey, _ value: ExactDecimal) {
            guard let known = values[key] else {
                values[key] = value
                return
            }
            values[key] = rule.prefersLess(key.name) ? min(known, value) : max(known, value)
        }
        if let compared = evaluation.baseline, subject.isNamed(by: compared.model) {
            for one in compared.comparisons { add(MetricKey(name: one.name, slice: one.slice), one.value) }
        }
        var found = search.find(subject, types: EvaluationRule.predicateTypes, demand: rule.demand)
        note(found.boundaries)
        var unnamed = rule
        // The former model may have had another name.
        unnamed.models = []
        for own in latestEvaluations(unnamed, subject, &found) {
            for row in own.value.rows where own.value.counts(row, for: rule) {
                guard rule.dataset != nil || own.value.hasSameData(as: evaluation) else { continue }
                add(MetricKey(name: row.name, slice: row.slice), row.value)
            }
        }
        return values
    }

    private mutating func compare(
        _ evaluation: Evaluation, with values: [MetricKey: ExactDecimal], _ old: ModelReference,
        _ baseline: EvaluationRule.Baseline, _ rule: EvaluationRule, _ reference: ModelReference, _ place: String,
        isBound: Bool
    ) {
        for (name, allowed) in baseline.maxRegression.sorted(by: { $0.key < $1.key }) {
            let rows = evaluation.rows(named: name).filter { evaluation.counts($0, for: rule) }
            let whole = MetricKey(name: name, slice: nil)
            guard rows.contains(where: { $0.slice == nil }), values[whole] != nil else {
                guard isBound else { continue }
                report(.evaluationRegressed, reference, notCompared(reference, place, name, old))
                continue
            }
            for row in rows {
                guard let former = values[MetricKey(name: name, slice: row.slice)] else { continue }
                let isWorse = rule.prefersLess(name) ? row.value > former + allowed : row.value + allowed < former
                guard isWorse else { continue }
                let words = worse(reference, place, row, former, allowed, isBound ? replaces(old) : wasLive(old))
                report(.evaluationRegressed, reference, words)
            }
        }
    }
}

/// A metric over the whole data or a slice of it.
private struct MetricKey: Hashable {
    var name: String
    var slice: String?
}

extension EvaluationRule {
    /// Whether a smaller value of the metric is better: the policy bounds it from above alone.
    func prefersLess(_ name: String) -> Bool {
        let own = metrics.filter { $0.name == name }
        return own.contains { $0.max != nil } && own.allSatisfy { $0.min == nil }
    }
}

extension Evaluation {
    fileprivate func hasSameData(as other: Evaluation) -> Bool {
        !datasets.isEmpty
            && datasets.allSatisfy { data in other.datasets.contains { DatasetPin.isSame(data, $0) } }
    }
}

// What a user reads.

private func replaces(_ old: ModelReference) -> String { "\(quoted(old.value)), which it replaces" }
private func wasLive(_ old: ModelReference) -> String {
    "\(quoted(old.value)), which was live within the policy's window"
}

private func noPredecessor(_ reference: ModelReference) -> String {
    "\(quoted(reference.value)) replaces no model, so that there is nothing to compare it with"
}

private func replacesUnknown(_ reference: ModelReference) -> String {
    "\(quoted(reference.value)) replaces a model that was not pinned, so that nobody can tell what to compare it with"
}

private func notCompared(_ reference: ModelReference, _ place: String, _ name: String, _ old: ModelReference) -> String
{
    "\(quoted(reference.value)) replaces \(quoted(old.value)), and its evaluation (\(place)) does not compare "
        + "\(printable(name, limit: 60)) with it; evaluate both on the same data, e.g. pedigree attest evaluation --baseline "
        + "\(EvidenceWords.shellWord(old.value)) --baseline-metrics FILE"
}

private func worse(
    _ reference: ModelReference, _ place: String, _ row: Evaluation.Row, _ former: ExactDecimal,
    _ allowed: ExactDecimal, _ old: String
) -> String {
    "\(quoted(reference.value)) is worse than \(old): \(row.title) is \(row.value) (\(place)), was "
        + "\(former), and may be worse by \(allowed); serve a model that is no worse"
}
