import CheckCommand
import DecisionLog
import FoundationEssentials
import PolicyEngine

extension HistoryFormat {
    /// For programs: stable, documented in `docs/history.md`.
    static let json = HistoryFormat(name: "json", summary: "for programs; see docs/history.md") { histories in
        JSONValue.object([.init(key: "workloads", value: .array(histories.map(\.json)))]).pretty
    }
}

extension WorkloadHistory {
    fileprivate var json: JSONValue {
        [
            "group": .string(workload.group),
            "kind": .string(workload.kind),
            "namespace": .optional(workload.namespace),
            "name": .string(workload.name),
            "confirmed": .bool(isConfirmed),
            "unlisted": .int(unlisted),
            "events": .array(events.map(\.json)),
        ]
    }
}

extension WorkloadHistory.Event {
    fileprivate var json: JSONValue {
        switch self {
        case .state(let state): state.json
        case .refusal(let refusal): refusal.json
        }
    }
}

extension WorkloadHistory.State {
    fileprivate var json: JSONValue {
        [
            "event": "live",
            "since": .string(Timestamp.string(since)),
            "until": .optional(until.map(Timestamp.string)),
            "models": .array(models.map(\.json)),
            "context": .object(context.sorted.map { .init(key: $0.name, value: .string($0.reference)) }),
            "datasets": .array(datasets.map(\.json)),
            "user": .optional(decision.flatMap { $0.user.isEmpty ? nil : $0.user }),
            "gitOps": .optional(decision?.gitOps),
            "operation": .optional(decision?.operation),
            "requestUID": .optional(decision.flatMap { $0.requestUID.isEmpty ? nil : $0.requestUID }),
            "admission": .string(admission.word),
            "reasons": .strings(reasons),
            "metrics": .array(metrics.map(\.json)),
            "edits": .int(edits),
            "exceptions": .strings(decision?.exceptions ?? []),
            "policies": .strings(decision?.policies ?? []),
            "policyDigest": .optional(decision?.policyDigest),
            "policyCommit": .optional(decision?.policyCommit),
        ]
    }
}

extension WorkloadHistory.Refusal {
    fileprivate var json: JSONValue {
        [
            "event": .string(isUndecided ? "undecided" : "refused"),
            "first": .string(Timestamp.string(first)),
            "last": .string(Timestamp.string(last)),
            "count": .int(count),
            "models": .array(models.map(\.json)),
            "user": .optional(user.isEmpty ? nil : user),
            "codes": .strings(codes),
            "message": .optional(message),
        ]
    }
}

extension WorkloadHistory.Metric {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "slice": .optional(slice), "value": .string(value.description),
            "change": .optional(change?.description),
        ]
    }
}

extension Decision.Model {
    fileprivate var json: JSONValue {
        [
            "reference": .string(served.value),
            "revision": .optional(served.revision),
            "version": .string(version),
            "role": .string(served.role.rawValue),
            "pinning": .string(served.pinning),
            "digest": .optional(served.digest?.description),
            "path": .string(path),
        ]
    }
}

extension Decision.Dataset {
    fileprivate var json: JSONValue {
        ["name": .string(name), "reference": .string(reference), "digest": .optional(digest)]
    }
}
