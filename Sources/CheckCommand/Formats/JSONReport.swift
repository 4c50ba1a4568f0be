import EvidenceStores
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

extension ReportFormat {
    /// For programs: stable, documented in `docs/check-output.md`.
    static let json = ReportFormat(name: "json", summary: "for programs; see docs/check-output.md") { report, options in
        report.json(options.strictness).pretty
    }
}

extension CheckReport {
    fileprivate func json(_ strictness: Strictness) -> JSONValue {
        let counts = counts
        return [
            "objects": .array(objects.map(\.json)),
            "problems": .array(problems.map(\.json)),
            "skipped": .array(skipped.map(\.json)),
            "notes": .array(notes.map { .string($0) }),
            "policies": [
                "origin": .string(policies.origin),
                "names": .array(policies.names.map { .string($0) }),
                "digest": .string(policies.digest),
            ],
            "evidence": .array(evidence.map(\.json)),
            "effectiveTime": .string(Timestamp.string(effectiveTime)),
            "summary": [
                "objects": .int(counts.objects),
                "references": .int(counts.references),
                "denied": .int(counts.denied),
                "warned": .int(counts.warned),
                "uncovered": .int(counts.uncovered),
                "undecided": .int(counts.undecided),
                "problems": .int(counts.problems),
                "skipped": .int(counts.skipped),
                "outcome": .string(outcome(strictness).name),
            ],
        ]
    }
}

extension EvidenceSummary.Source {
    package var json: JSONValue {
        [
            "source": .string(name),
            "place": .string(place),
            "failure": .optional(failure),
            "verified": .int(verified),
            "untrusted": .int(untrusted),
            "invalid": .int(invalid),
            "unsigned": .int(unsigned),
            "problems": .int(problemCount),
        ]
    }
}

extension CheckOutcome {
    /// `allowed`, `denied` or `undecided`.
    fileprivate var name: String {
        switch self {
        case .allowed: "allowed"
        case .denied: "denied"
        case .undecided: "undecided"
        }
    }
}

extension CheckedObject {
    fileprivate var json: JSONValue {
        [
            "apiVersion": .string(identity.gvk.apiVersion),
            "kind": .string(identity.gvk.kind),
            "namespace": .optional(identity.namespace),
            "name": .optional(identity.name),
            "file": .string(file),
            "line": .int(position.line),
            "verdict": .string(verdictName),
            "references": .array(review?.references.map(\.json) ?? []),
            "findings": .array(findings.map { $0.finding.json }),
            "drift": .array(review?.drift.map(\.json) ?? []),
            "undecided": undecided.map { ["code": .string($0.code.rawValue), "message": .string($0.message)] } ?? .null,
            "policies": .array(review?.policies.map { .string($0) } ?? []),
            "exceptions": .array(review?.exceptions.map { .string($0) } ?? []),
            "notEvaluated": .array(review?.notEvaluated.map(\.json) ?? []),
            "evidence": .array(review?.evidence.map(\.json) ?? []),
            "notJudged": .optional(review?.notJudged),
            "uncovered": .bool(isUncovered),
            "namespaceUnknown": .bool(namespaceIsUnknown),
        ]
    }
}

extension ModelReference {
    /// As `check`, `explain` and `audit` write it.
    package var json: JSONValue {
        [
            "value": .string(value),
            "path": .string(path.description),
            "line": .int(position.line),
            "column": .int(position.column),
            "consumer": .string(consumer.rawValue),
            "role": .string(role.rawValue),
            "pinning": .string(pinning.name),
            "reason": .string(pinning.reason),
            "suggestion": .optional(suggestion),
            "container": .optional(container),
        ]
    }
}

extension Finding {
    package var json: JSONValue {
        [
            "code": .string(code.rawValue),
            "path": .string(path.description),
            "message": .string(message),
            "policy": .string(policy),
            "action": .string(action.rawValue),
            "line": .int(position.line),
            "column": .int(position.column),
        ]
    }
}

extension Review.NotEvaluated {
    package var json: JSONValue {
        ["rule": .string(rule), "policy": .string(policy), "reason": .string(reason)]
    }
}

extension UsedEvidence {
    package var json: JSONValue {
        [
            "rule": .string(rule),
            "reference": .string(reference),
            "source": .string(source),
            "place": .string(place),
            "digest": .string(digest.description),
        ]
    }
}

extension InputProblem {
    /// As `check`, `doctor` and `audit` write it.
    package var json: JSONValue {
        [
            "file": .string(file),
            "line": position.map { .int($0.line) } ?? .null,
            "column": position.map { .int($0.column) } ?? .null,
            "message": .string(message),
        ]
    }
}

extension SkippedDocument {
    fileprivate var json: JSONValue {
        [
            "file": .string(file), "line": .int(position.line), "column": .int(position.column),
            "reason": .string(reason),
        ]
    }
}
