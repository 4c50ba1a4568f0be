import Attestation
import KubernetesModel
import ModelReferences

extension EvidenceCase {
    /// More than this of one kind is said in one sentence.
    private static let mostFindings = 12

    mutating func checkMetrics(
        _ evaluation: Evaluation, _ rule: EvaluationRule, _ reference: ModelReference, _ place: String
    ) {
        var complaints: [(code: ReasonCode, text: String)] = []
        for metric in rule.metrics { complaints += check(metric, evaluation, rule) }
        for complaint in complaints.prefix(Self.mostFindings) {
            report(complaint.code, reference, sentence(reference, place, complaint.text))
        }
        guard complaints.count > Self.mostFindings, let next = complaints.dropFirst(Self.mostFindings).first else {
            return
        }
        let rest = complaints.count - Self.mostFindings
        report(next.code, reference, sentence(reference, place, "\(next.text); and \(rest - 1) more of its metrics"))
    }

    private func check(
        _ metric: EvaluationRule.Metric, _ evaluation: Evaluation, _ rule: EvaluationRule
    ) -> [(code: ReasonCode, text: String)] {
        let rows = evaluation.rows(named: metric.name).filter { evaluation.counts($0, for: rule) }
        guard !metric.slices.isEmpty else {
            let whole = rows.filter { $0.slice == nil }
            guard !whole.isEmpty else { return [(.evaluationSliceMissing, noMetric(metric.name, rule))] }
            return whole.flatMap { judge($0, metric) }
        }
        var judged: Set<Evaluation.Row> = []
        return metric.slices.flatMap { glob -> [(code: ReasonCode, text: String)] in
            let matching = rows.filter { row in row.slice.map(glob.matches) ?? false }
            guard !matching.isEmpty else { return [(.evaluationSliceMissing, noSlice(metric.name, glob, rule))] }
            return matching.filter { judged.insert($0).inserted }.flatMap { judge($0, metric) }
        }
    }

    private func judge(
        _ row: Evaluation.Row, _ metric: EvaluationRule.Metric
    ) -> [(code: ReasonCode, text: String)] {
        var complaints: [(code: ReasonCode, text: String)] = []
        if let least = metric.min, row.value < least {
            complaints.append((.evaluationBelowThreshold, outside(row, "at least \(least)")))
        }
        if let most = metric.max, row.value > most {
            complaints.append((.evaluationBelowThreshold, outside(row, "at most \(most)")))
        }
        if let samples = metric.minSamples, (row.sampleCount ?? 0) < samples {
            complaints.append((.evaluationSamples, tooFew(row, samples)))
        }
        return complaints
    }
}

extension Evaluation {
    /// Whether a row was measured on the data that the policy asks for; any, where it asks for none.
    func counts(_ row: Row, for rule: EvaluationRule) -> Bool {
        guard let wanted = rule.dataset else { return true }
        return dataset(of: row)?.digest(wanted.algorithm) == wanted
    }
}

// What a user reads.

private func sentence(_ reference: ModelReference, _ place: String, _ text: String) -> String {
    "\(quoted(reference.value)) is not good enough by its evaluation (\(place)): \(text); serve a model that is, or mend the "
        + "evaluation"
}

private func on(_ rule: EvaluationRule) -> String { rule.dataset.map { " on \($0.short)" } ?? "" }

private func noMetric(_ name: String, _ rule: EvaluationRule) -> String {
    "\(printable(name, limit: 60)) over the whole data\(on(rule)) is not in it"
}

private func noSlice(_ name: String, _ glob: Glob, _ rule: EvaluationRule) -> String {
    // Shown as the policy writes it.
    let slice = glob.text.split(separator: "**", omittingEmptySubsequences: false).joined(separator: "*")
    return "\(printable(name, limit: 60)) of the slice \(quoted(slice, limit: 60))\(on(rule)) is not in it"
}

private func outside(_ row: Evaluation.Row, _ bar: String) -> String {
    "\(row.title) is \(row.value), and the policy asks for \(bar)"
}

private func tooFew(_ row: Evaluation.Row, _ wanted: Int) -> String {
    let found = row.sampleCount.map { "rests on \($0) samples" } ?? "does not say on how many samples it rests"
    return "\(row.title) \(found), and the policy asks for \(wanted)"
}
