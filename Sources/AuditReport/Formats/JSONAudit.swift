import CheckCommand
import EvidenceStores
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

extension AuditFormat {
    /// For programs: stable, with a schema in `docs/reference/audit.schema.json`.
    static let json = AuditFormat(name: "json", summary: "for programs; see docs/audit-formats.md") { audit, options in
        JSONAudit(audit, options).value.pretty
    }
}

/// INVARIANT: what is not known is `null`; no member is ever left out.
private struct JSONAudit {
    private let audit: Audit
    private let options: AuditFormatOptions

    init(_ audit: Audit, _ options: AuditFormatOptions) {
        self.audit = audit
        self.options = options
    }

    var value: JSONValue {
        [
            "format": "pedigree.dev/audit/v1",
            "version": .string(options.version),
            "subject": .string(audit.subject),
            "source": .string(audit.source.rawValue),
            "cluster": .optional(audit.cluster),
            "time": .time(audit.time),
            "policies": [
                "origin": .string(audit.policies.origin),
                "names": .strings(audit.policies.names),
                "digest": .string(audit.policies.digest),
                "commit": .optional(audit.policyCommit),
            ],
            "evidence": .array(audit.sources.map(\.json)),
            "log": audit.log?.json ?? .null,
            "summary": AuditFigures(audit).json,
            "workloads": .array(audit.workloads.map { $0.json(audit.evidence) }),
            "exceptions": .array(audit.exceptions.map(\.json)),
            "denials": audit.denials?.json ?? .null,
            "coverage": audit.coverage.json,
            "series": .array(audit.series.map(\.json)),
            "problems": .array(audit.problems.map(\.json)),
            "notes": .strings(audit.notes),
        ]
    }
}

extension JSONValue {
    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    static func time(_ date: Date?) -> JSONValue { date.map { .string(Timestamp.string($0)) } ?? .null }
}

extension LogSummary {
    fileprivate var json: JSONValue {
        [
            "title": .string(title), "entries": .int(Int(entries)), "first": .time(first), "last": .time(last),
            "lost": .int(lost),
        ]
    }
}

extension AuditFigures {
    fileprivate var json: JSONValue {
        [
            "workloads": .int(workloads), "models": .int(models), "references": .int(references),
            "children": .int(children),
            "denied": .int(count(.denied)), "undecided": .int(count(.undecided)), "drift": .int(count(.drift)),
            "warned": .int(count(.warned)), "excepted": .int(count(.excepted)),
            "uncovered": .int(count(.uncovered)), "allowed": .int(count(.allowed)),
            "exceptions": .object(
                AuditedException.State.allCases.map { .init(key: $0.rawValue, value: .int(count($0))) }),
            "objects": .int(objects), "unlisted": .int(unlisted), "problems": .int(problems),
        ]
    }
}

extension AuditedWorkload {
    fileprivate func json(_ index: EvidenceIndex) -> JSONValue {
        var reason: String?
        if case .undecided(let text) = judgement { reason = text }
        return [
            "apiVersion": .string(identity.gvk.apiVersion),
            "kind": .string(identity.gvk.kind),
            "namespace": .optional(identity.namespace),
            "name": .optional(identity.name),
            "uid": .optional(uid),
            "file": .optional(file),
            "line": file == nil ? .null : .int(position.line),
            "standing": .string(standing.rawValue),
            "judgement": .string(judgement.name),
            "undecided": .optional(reason),
            "models": .array(models.map { $0.json(of: self, index) }),
            "findings": .array(findings.map(\.json)),
            "drift": .array(drift.map(\.json)),
            "policies": .strings(policies),
            "exceptions": .strings(exceptions),
            "notEvaluated": .array(notEvaluated.map(\.json)),
            "presence": presence.json,
            "gitOps": .optional(gitOps),
            "children": .int(children),
            "uncovered": .bool(isUncovered),
        ]
    }
}

extension AuditedModel {
    fileprivate func json(of workload: AuditedWorkload, _ index: EvidenceIndex) -> JSONValue {
        [
            "reference": reference.json,
            "digest": .optional(digest?.description),
            "evidence": .array(evidence.map(\.json)),
            "datasets": .array(datasets.map(\.json)),
            "declaredDatasets": .strings(declaredDatasets),
            "metrics": .array(metrics.map(\.json)),
            "lineage": LineageGraph.of(workload: workload, model: self, evidence: index).json,
        ]
    }
}

extension UsedEvidence.Dataset {
    fileprivate var json: JSONValue {
        ["name": .string(name), "reference": .string(reference), "digest": .optional(digest)]
    }
}

extension UsedEvidence.Metric {
    fileprivate var json: JSONValue {
        ["name": .string(name), "slice": .optional(slice), "value": .string(value)]
    }
}

extension Drift {
    fileprivate var json: JSONValue {
        ["kind": .string(kind.rawValue), "path": .string(path), "message": .string(message)]
    }
}

extension Presence {
    fileprivate var json: JSONValue {
        [
            "since": .time(since), "knownBy": .string(knownBy.rawValue), "user": .optional(user),
            "operation": .optional(operation), "requestUID": .optional(requestUID),
            "admission": .optional(admission?.word), "policyDigest": .optional(policyDigest),
            "policyCommit": .optional(policyCommit), "decided": .time(decided),
        ]
    }
}

extension AuditedException {
    fileprivate var json: JSONValue {
        [
            "name": .string(exception.name), "state": .string(state.rawValue),
            "expires": .time(exception.expires), "reason": .string(exception.reason),
            "owner": .string(exception.owner), "ticket": .string(exception.ticket),
            "policies": .strings(exception.policies), "rules": .strings(exception.rules),
            "workloads": .strings(workloads),
        ]
    }
}

extension DenialHistory {
    fileprivate var json: JSONValue {
        [
            "total": .int(total), "undecided": .int(undecided),
            "days": .array(
                days.map { day in
                    [
                        "date": .string(String(Timestamp.string(day.date).prefix(10))), "total": .int(day.total),
                        "counts": .counts(day.counts),
                    ]
                }),
            "reasons": .counts(reasons), "namespaces": .counts(namespaces), "users": .counts(users),
        ]
    }
}

extension JSONValue {
    fileprivate static func counts(_ counts: [DenialHistory.Count]) -> JSONValue {
        .array(counts.map { ["name": .string($0.name), "count": .int($0.count)] })
    }
}

extension Coverage {
    fileprivate var json: JSONValue {
        [
            "objects": .int(objects), "requests": .int(requests), "unlisted": .int(unlisted),
            "kinds": .array(
                kinds.map { kind in
                    [
                        "name": .string(kind.name), "objects": .int(kind.objects), "serving": .int(kind.serving),
                        "children": .int(kind.children), "uncovered": .int(kind.uncovered),
                        "undecided": .int(kind.undecided), "failure": .optional(kind.failure),
                    ]
                }),
        ]
    }
}

extension MetricSeries {
    fileprivate var json: JSONValue {
        [
            "model": .string(model), "metric": .string(metric), "slice": .optional(slice),
            "points": .array(
                points.map { point in
                    [
                        "version": .string(point.version), "time": .time(point.time),
                        "value": .string(point.value.description), "live": .bool(point.isLive),
                    ]
                }),
        ]
    }
}
