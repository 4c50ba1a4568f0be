import Attestation
import KubernetesModel
import ModelReferences

extension EvidenceCase {
    /// The codes of a rule where it has no evidence to judge.
    struct MissingCodes {
        var rule: String
        var missing: ReasonCode
        var invalid: ReasonCode
        var untrusted: ReasonCode
        var subject: ReasonCode
        var signers: ReasonCode

        static let evaluation = MissingCodes(
            rule: EvaluationRule.name, missing: .evaluationMissing, invalid: .evaluationInvalid,
            untrusted: .evaluationUntrusted, subject: .evaluationSubject, signers: .evaluationSigners)
        static let lineage = MissingCodes(
            rule: LineageRule.name, missing: .lineageMissing, invalid: .lineageInvalid, untrusted: .lineageUntrusted,
            subject: .lineageSubject, signers: .lineageUntrusted)
        static let modelSignature = MissingCodes(
            rule: ModelSignatureRule.name, missing: .modelSignatureMissing, invalid: .modelSignatureInvalid,
            untrusted: .modelSignatureUntrusted, subject: .modelSignatureMissing, signers: .modelSignatureUntrusted)

        func code(_ rejected: [EvidenceSearch.Rejected]) -> ReasonCode {
            switch rejected.map(\.why).max() {
            case nil, .unrelated: missing
            case .invalid: invalid
            case .untrusted: untrusted
            case .subject: subject
            case .signers: signers
            }
        }
    }

    /// Reports that nothing counts: missing, invalid, untrusted and unreachable are four answers.
    mutating func nothing(
        _ codes: MissingCodes, _ rejected: [EvidenceSearch.Rejected], _ words: EvidenceWords, hints: [Declaration] = [],
        types: Set<String>, model: ModelSubject
    ) {
        let reference = words.reference
        guard words.sources.unreached.isEmpty else {
            result.unreachable.append(
                RuleFinding(
                    code: .evidenceUnreachable, path: reference.path, position: reference.position,
                    message: words.unreached(), subject: reference.value, rule: codes.rule))
            return
        }
        var all = rejected
        var also: String?
        if all.isEmpty {
            for hint in hints.flatMap(\.words).prefix(Self.mostHints) {
                let items = search.index.items(hint: hint)
                if items.isEmpty { also = hintsAtNothing(codes.rule, hint) }
                all += items.compactMap { relative($0, types, model) }
            }
            let hinted = Set(all)
            for item in search.index.relatives(of: reference.value) where all.count < Self.mostRelatives {
                if let other = relative(item, types, model), !hinted.contains(other) { all.append(other) }
            }
        }
        report(codes.code(all), reference, words.nothing(all, also: also))
    }

    /// More than anybody writes, and than anybody reads.
    private static let mostHints = 16
    private static let mostRelatives = 50

    /// Evidence of the right kind about another model.
    private func relative(
        _ item: EvidenceItem, _ types: Set<String>, _ model: ModelSubject
    ) -> EvidenceSearch.Rejected? {
        guard let type = item.claims.predicateType, types.contains(type),
            !item.claims.subjects.contains(where: { model.match($0) != .other })
        else { return nil }
        let subject = item.claims.subjects.first
        let digest = subject?.strongDigests.first.map { " (\($0.algorithm.rawValue):\($0.hex.prefix(12))…)" } ?? ""
        let name = subject?.uri ?? subject?.name ?? "another digest"
        return EvidenceSearch.Rejected(
            why: .subject, place: item.title, reason: "it is about another model, \(quoted(name, limit: 120))\(digest)")
    }

    /// What our annotations say for this reference: those that name its container, and else those that name none.
    func declared(_ topic: Declaration.Topic, for reference: ModelReference) -> [Declaration] {
        let all = workload.declarations.filter { $0.topic == topic }
        let own = all.filter { $0.name.map(reference.isCalled) ?? false }
        return own.isEmpty ? all.filter { $0.name == nil } : own
    }
}

extension ModelReference {
    /// Whether an annotation with this name is about it: its container's, or the adapter's own.
    func isCalled(_ name: String) -> Bool { role == .adapter ? adapterName == name : container == name }

    /// What an adapter is called: the last part of where it lies.
    var adapterName: String? {
        guard role == .adapter else { return nil }
        let parts = value.utf8.split(separator: UInt8(ascii: "/"))
        let last = parts.last.map { $0.prefix { $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: ":") } }
        return last.flatMap { String($0) }
    }
}

// What a user reads.

private func hintsAtNothing(_ rule: String, _ hint: String) -> String {
    "the annotation pedigree.dev/\(rule) names \(quoted(hint, limit: 100)), which no source has"
}
