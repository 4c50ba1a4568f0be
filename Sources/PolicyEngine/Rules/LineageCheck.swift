import Attestation
import FoundationEssentials
import KubernetesModel
import ModelReferences

extension EvidenceCase {
    mutating func check(
        _ rule: LineageRule, _ reference: ModelReference, _ model: ModelSubject, _ proven: inout ProvenModel
    ) {
        var found = search.find(model, types: LineageRule.predicateTypes, demand: rule.demand)
        note(found.boundaries)
        proven.statements += found.attested
        var candidates: [Dated<Lineage>] = []
        for attested in found.attested {
            guard case .lineage(let lineage) = attested.item.content else { continue }
            if let objection = objection(to: lineage, rule) {
                found.rejected.append(
                    EvidenceSearch.Rejected(why: objection.why, place: attested.item.title, reason: objection.reason))
            } else {
                candidates.append(Dated(lineage, lineage.finishedOn, attested))
            }
        }
        let latest = Dated.latest(of: candidates)
        guard !latest.isEmpty else {
            guard let record = unsignedRecord(rule, model) else {
                return missing(rule, reference, model, found.rejected)
            }
            guard judge(record.lineage, rule, reference, place: record.place) else { return }
            noteUnevaluated(LineageRule.name, recordedUnsigned(reference, record.place))
            proven.lineage = record.lineage
            return
        }
        for candidate in latest where judge(candidate.value, rule, reference, place: candidate.attested.item.title) {
            noteUse(LineageRule.name, candidate.attested, for: reference, data: candidate.value.datasets)
        }
        proven.lineage = latest.first?.value
    }

    private mutating func objection(
        to lineage: Lineage, _ rule: LineageRule
    ) -> (why: EvidenceSearch.Rejected.Why, reason: String)? {
        if let end = lineage.finishedOn, end.date > time + clockSkew {
            note([end.date - clockSkew])
            return (.invalid, inTheFuture(end))
        }
        let builder = lineage.builder ?? ""
        guard rule.builders.isEmpty || rule.builders.contains(where: { $0.matches(builder) }) else {
            return (.untrusted, otherBuilder(builder, rule.builders))
        }
        return nil
    }

    /// - Returns: whether it says everything that it must.
    private mutating func judge(
        _ lineage: Lineage, _ rule: LineageRule, _ reference: ModelReference, place: String
    ) -> Bool {
        let before = result.findings.count
        if let age = rule.demand.maxAge {
            if let end = lineage.finishedOn {
                let last = end.date + Double(age.seconds)
                note([last])
                if time > last { report(.lineageStale, reference, tooOld(reference, place, end, age)) }
            } else {
                report(.lineageStale, reference, undated(reference, place, age))
            }
        }
        let missing = rule.require.filter { !lineage.fields.contains($0) }
        if !missing.isEmpty { report(.lineageIncomplete, reference, incomplete(reference, place, missing)) }
        if rule.require.contains(.dataset) || policy.dataset != nil {
            let allowed = policy.dataset?.allow ?? [.pinned, .conditional, .weak]
            for dataset in lineage.datasets {
                let (pin, reason) = DatasetPin.of(dataset)
                guard !allowed.contains(pin) else { continue }
                report(.lineageDataset, reference, unpinned(reference, place, dataset, reason, allowed))
            }
        }
        return result.findings.count == before
    }

    private func unsignedRecord(_ rule: LineageRule, _ model: ModelSubject) -> (lineage: Lineage, place: String)? {
        guard rule.allowsUnsignedRecords else { return nil }
        let records = search.index.records(digest: model.digest, uri: model.uri).filter { record in
            record.subjects.contains(where: model.isNamed)
        }
        // The one that says most; of equals the first in the order of the sources.
        let all = records.map { (lineage: Lineage($0), place: "\($0.source): \(printable($0.place, limit: 120))") }
        return all.max { left, right in
            (rule.require.filter(left.lineage.fields.contains).count)
                < (rule.require.filter(right.lineage.fields.contains).count)
        }
    }

    private mutating func missing(
        _ rule: LineageRule, _ reference: ModelReference, _ model: ModelSubject, _ rejected: [EvidenceSearch.Rejected]
    ) {
        let command =
            "pedigree attest lineage --subject \(EvidenceWords.subject(reference, model)) --git . "
            + "--dataset NAME=REFERENCE --key \(rule.demand.signedBy.first ?? "trainer").key "
            + sources.output
        let signed = rule.demand.signedBy.isEmpty ? "" : " by \(EvidenceWords.signers(rule.demand))"
        let words = EvidenceWords(reference: reference, sources: sources, what: "lineage\(signed)", command: command)
        nothing(
            .lineage, rejected, words, hints: declared(.lineage, for: reference), types: LineageRule.predicateTypes,
            model: model)
    }
}

/// Evidence, and when it was made.
struct Dated<Value> {
    let value: Value
    let moment: Date
    let attested: EvidenceSearch.Attested

    init(_ value: Value, _ moment: Timestamp?, _ attested: EvidenceSearch.Attested) {
        self.value = value
        // What does not say when it was made is older than all that does.
        self.moment = moment?.date ?? .distantPast
        self.attested = attested
    }

    /// INVARIANT: an older statement never counts beside a newer one, whatever an annotation says. Of several that were
    /// made at one moment all count, in an order that does not depend on files.
    static func latest(of all: [Dated<Value>]) -> [Dated<Value>] {
        guard let newest = all.map(\.moment).max() else { return [] }
        return all.filter { $0.moment == newest }.sorted { $0.attested.item.digest.hex < $1.attested.item.digest.hex }
    }
}

// What a user reads.

private func inTheFuture(_ end: Timestamp) -> String { "it was finished in the future (\(end))" }

private func otherBuilder(_ builder: String, _ wanted: [Glob]) -> String {
    "its builder is \(quoted(builder, limit: 100)), and not \(wanted.map(\.text).joined(separator: " or "))"
}

private func recordedUnsigned(_ reference: ModelReference, _ place: String) -> String {
    "the lineage of \(quoted(reference.value)) is recorded (\(place)) and signed by nobody; the policy admits that"
}

private func tooOld(_ reference: ModelReference, _ place: String, _ end: Timestamp, _ age: Lifetime) -> String {
    "\(quoted(reference.value)) has a lineage (\(place)) that was finished on \(end), longer than \(age) ago; train the "
        + "model again, or have the policy admit an older lineage"
}

private func undated(_ reference: ModelReference, _ place: String, _ age: Lifetime) -> String {
    "\(quoted(reference.value)) has a lineage (\(place)) that does not say when it was finished, and the policy admits none "
        + "older than \(age)"
}

private func incomplete(_ reference: ModelReference, _ place: String, _ missing: [LineageRule.Field]) -> String {
    let options: [LineageRule.Field: String] = [
        .source: "--git .", .dataset: "--dataset NAME=REFERENCE", .parameters: "--parameters FILE",
        .environment: "--image NAME@sha256:DIGEST", .seed: "--seed N",
    ]
    let mend = missing.compactMap { options[$0] }.joined(separator: " ")
    return
        "\(quoted(reference.value)) has a lineage (\(place)) without \(missing.map(\.rawValue).joined(separator: ", ")), "
        + "which the policy asks for; attest it again with \(mend)"
}

private func unpinned(
    _ reference: ModelReference, _ place: String, _ dataset: ResourceDescriptor, _ reason: String,
    _ allowed: Set<DatasetReference.Class>
) -> String {
    let name = dataset.name ?? dataset.uri ?? ""
    return "\(quoted(reference.value)) has a lineage (\(place)) whose \(quoted(name, limit: 80)) is "
        + "\(printable(reason, limit: 200)), and the policy admits data that is "
        + "\(DatasetPin.words(allowed)); name the data by its digest when the lineage is attested"
}
