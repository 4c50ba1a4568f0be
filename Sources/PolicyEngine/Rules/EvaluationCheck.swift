import Attestation
import FoundationEssentials
import KubernetesModel
import ModelReferences

extension EvidenceCase {
    mutating func check(
        _ rule: EvaluationRule, _ reference: ModelReference, _ model: ModelSubject, _ proven: inout ProvenModel
    ) {
        var found = search.find(model, types: EvaluationRule.predicateTypes, demand: rule.demand)
        note(found.boundaries)
        proven.statements += found.attested
        let latest = latestEvaluations(rule, model, &found)
        guard !latest.isEmpty else { return missing(rule, reference, model, found.rejected) }
        for candidate in latest {
            let before = result.findings.count
            let place = candidate.attested.item.title
            judgeAge(candidate.value, rule, reference, place)
            if let failure = candidate.value.failure {
                report(.evaluationBelowThreshold, reference, failed(reference, place, failure))
            }
            checkMetrics(candidate.value, rule, reference, place)
            if rule.needsSeparateData { checkSeparateData(candidate.value, proven.lineage, reference, place) }
            if let baseline = rule.baseline { check(baseline, of: rule, candidate.value, reference, model, place) }
            if result.findings.count == before {
                noteUse(
                    EvaluationRule.name, candidate.attested, for: reference, rows: rows(of: candidate.value, for: rule),
                    data: candidate.value.datasets)
            }
        }
        proven.evaluation = latest.first?.value
    }

    /// What of it the rule has judged.
    private func rows(of evaluation: Evaluation, for rule: EvaluationRule) -> [Evaluation.Row] {
        var rows: [Evaluation.Row] = []
        var names: Set<String> = []
        let compared = rule.baseline.map { $0.maxRegression.keys.sorted() } ?? []
        for name in rule.metrics.map(\.name) + compared where names.insert(name).inserted {
            rows += evaluation.rows(named: name).filter { evaluation.counts($0, for: rule) }
        }
        return Array(rows.prefix(Self.mostNoted))
    }

    /// Of the evaluations that the rule is about, those that count.
    mutating func latestEvaluations(
        _ rule: EvaluationRule, _ model: ModelSubject, _ found: inout EvidenceSearch.Found
    ) -> [Dated<Evaluation>] {
        var candidates: [Dated<Evaluation>] = []
        for attested in found.attested {
            guard case .evaluation(let evaluation) = attested.item.content else { continue }
            if let objection = objection(to: evaluation, attested, rule) {
                found.rejected.append(
                    EvidenceSearch.Rejected(why: objection.why, place: attested.item.title, reason: objection.reason))
            } else {
                candidates.append(Dated(evaluation, evaluation.finishedOn, attested))
            }
        }
        return Dated.latest(of: candidates)
    }

    private mutating func objection(
        to evaluation: Evaluation, _ attested: EvidenceSearch.Attested, _ rule: EvaluationRule
    ) -> (why: EvidenceSearch.Rejected.Why, reason: String)? {
        if let end = evaluation.finishedOn, end.date > time + clockSkew {
            note([end.date - clockSkew])
            return (.invalid, inTheFuture(end))
        }
        let names = attested.subject.modelNames
        guard rule.models.isEmpty || rule.models.contains(where: { glob in names.contains(where: glob.matches) }) else {
            return (.subject, otherModel(names.first, rule.models))
        }
        if let suite = rule.suite, !evaluation.configuration.contains(where: { $0.digest(suite.algorithm) == suite }) {
            return (.unrelated, "it was not made with the suite \(suite)")
        }
        if let dataset = rule.dataset, !evaluation.datasets.contains(where: { $0.digest(dataset.algorithm) == dataset })
        {
            return (.unrelated, otherData(evaluation.datasets, dataset))
        }
        return nil
    }

    private mutating func judgeAge(
        _ evaluation: Evaluation, _ rule: EvaluationRule, _ reference: ModelReference, _ place: String
    ) {
        guard let age = rule.demand.maxAge else { return }
        guard let end = evaluation.finishedOn else {
            return report(.evaluationStale, reference, undated(reference, place, age))
        }
        let last = end.date + Double(age.seconds)
        note([last])
        if time > last { report(.evaluationStale, reference, tooOld(reference, place, end, age)) }
    }

    private mutating func missing(
        _ rule: EvaluationRule, _ reference: ModelReference, _ model: ModelSubject,
        _ rejected: [EvidenceSearch.Rejected]
    ) {
        let command =
            "pedigree attest evaluation --subject \(EvidenceWords.subject(reference, model)) --metrics metrics.json "
            + "--dataset NAME=REFERENCE --key \(rule.demand.signedBy.first ?? "eval").key "
            + sources.output
        var what = "evaluation by \(EvidenceWords.signers(rule.demand))"
        if let dataset = rule.dataset { what += " on \(dataset.short)" }
        if let suite = rule.suite { what += " with the suite \(suite.short)" }
        let words = EvidenceWords(reference: reference, sources: sources, what: what, command: command)
        nothing(
            .evaluation, rejected, words, hints: declared(.evaluation, for: reference),
            types: EvaluationRule.predicateTypes, model: model)
    }
}

extension Digest {
    /// `sha256:3f78…`, for people.
    var short: String { "\(algorithm.rawValue):\(hex.prefix(12))…" }
}

extension ResourceDescriptor {
    /// How a policy's globs may know the model: its URI as written, without a slash at the end, and an image with and
    /// without its scheme; its name where there is no URI.
    var modelNames: [String] {
        guard let own = uri ?? name else { return [] }
        var names = [own]
        if own.hasSuffix("/") { names.append(String(own.dropLast())) }
        if own.hasPrefix("oci://") { names.append(String(own.dropFirst(6))) }
        if own.firstRange(of: "://") == nil { names.append("oci://\(own)") }
        if own.hasPrefix("https://huggingface.co/") { names.append("hf://\(own.dropFirst(23))") }
        return names
    }
}

// What a user reads.

private func inTheFuture(_ end: Timestamp) -> String { "it was finished in the future (\(end))" }

private func otherModel(_ name: String?, _ wanted: [Glob]) -> String {
    let found = name.map { quoted($0, limit: 120) } ?? "a model without a name"
    return "it is about \(found), and the policy asks for \(wanted.map(\.text).joined(separator: " or "))"
}

private func otherData(_ datasets: [ResourceDescriptor], _ wanted: Digest) -> String {
    let names = datasets.prefix(3).map { quoted($0.name ?? $0.uri ?? "", limit: 60) }.joined(separator: ", ")
    return "it was made on \(names.isEmpty ? "data that it does not name" : names), and not on \(wanted.short)"
}

private func undated(_ reference: ModelReference, _ place: String, _ age: Lifetime) -> String {
    "\(quoted(reference.value)) has an evaluation (\(place)) that does not say when it was finished, and the policy admits "
        + "none older than \(age); evaluate the model again"
}

private func tooOld(_ reference: ModelReference, _ place: String, _ end: Timestamp, _ age: Lifetime) -> String {
    "\(quoted(reference.value)) has an evaluation (\(place)) that was finished on \(end), longer than \(age) ago; evaluate the "
        + "model again"
}

private func failed(_ reference: ModelReference, _ place: String, _ failure: String) -> String {
    "\(quoted(reference.value)) failed its evaluation (\(place)): \(failure); serve a model that passes"
}
