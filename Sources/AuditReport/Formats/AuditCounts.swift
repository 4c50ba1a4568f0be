import KubernetesModel
import ModelReferences
import PolicyEngine

/// An audit in numbers: what an auditor asks first.
package struct AuditCounts: Sendable, Hashable {
    /// That refer to a model.
    package var workloads = 0
    package var models = 0
    /// Of `models`: addressed by their content wherever they are served.
    package var pinned = 0
    /// Of `models`: naming one version, whose bytes could be replaced.
    package var versioned = 0
    package var withDataset = 0
    package var withEvaluation = 0
    package var withLineage = 0

    package var denied = 0
    package var undecided = 0
    package var drifted = 0
    package var warned = 0
    package var uncovered = 0
    package var exceptions: [AuditedException.State: Int] = [:]

    package init(_ audit: Audit) {
        for workload in audit.workloads { count(workload) }
        for exception in audit.exceptions { exceptions[exception.state, default: 0] += 1 }
        countModels(audit.workloads)
    }

    private mutating func count(_ workload: AuditedWorkload) {
        if !workload.models.isEmpty { workloads += 1 }
        switch workload.judgement {
        case .denied: denied += 1
        case .undecided: undecided += 1
        case .allowed: break
        }
        if !workload.drift.isEmpty { drifted += 1 }
        if workload.findings.contains(where: { $0.action == .warn }) { warned += 1 }
        if workload.isUncovered { uncovered += 1 }
    }

    /// Served in several places, it is one model; it counts as known only where it is known in all of them.
    private mutating func countModels(_ workloads: [AuditedWorkload]) {
        var found: [String: Known] = [:]
        for model in workloads.lazy.flatMap(\.models) where model.isModel {
            let name = model.digest?.description ?? model.reference.identityText
            found[name, default: Known()].meet(model)
        }
        models = found.count
        pinned = found.values.count { $0.severity == 0 }
        versioned = found.values.count { $0.severity == 1 }
        withDataset = found.values.count(where: \.hasDataset)
        withEvaluation = found.values.count(where: \.hasEvaluation)
        withLineage = found.values.count(where: \.hasLineage)
    }

    private struct Known {
        var severity = 0
        var hasDataset = true
        var hasEvaluation = true
        var hasLineage = true

        mutating func meet(_ model: AuditedModel) {
            severity = max(severity, model.reference.pinning.severity)
            hasDataset = hasDataset && model.hasDataset
            hasEvaluation = hasEvaluation && model.hasEvaluation
            hasLineage = hasLineage && model.hasLineage
        }
    }
}

extension AuditedModel {
    /// Whether it is what answers, rather than what is loaded beside it.
    package var isModel: Bool {
        switch reference.role {
        case .model, .adapter, .draftModel: true
        default: false
        }
    }

    package var hasDataset: Bool { evidence(of: DatasetRule.name) != nil || evidence.contains { !$0.datasets.isEmpty } }
    package var hasEvaluation: Bool { evidence(of: EvaluationRule.name) != nil }
    package var hasLineage: Bool { evidence(of: LineageRule.name) != nil }
}

extension ModelReference {
    /// The reference with the revision that another field gives it.
    fileprivate var identityText: String { revision.map { "\(value)@\($0)" } ?? value }
}
