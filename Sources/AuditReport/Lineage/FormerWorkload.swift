import DecisionLog
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// A workload as it once was: what it served until something else took its place, or it was deleted.
package struct FormerWorkload: Sendable {
    package var workload: AuditedWorkload
    package var until: Date

    package init(_ workload: AuditedWorkload, until: Date) {
        self.workload = workload
        self.until = until
    }

    /// Of each state that ended what was served then; without what the same workload serves now.
    static func all(in histories: [WorkloadHistory], beside live: [AuditedWorkload]) -> [FormerWorkload] {
        var serving: [WorkloadIdentity: Set<String>] = [:]
        for workload in live {
            guard let identity = WorkloadIdentity(workload.identity) else { continue }
            serving[identity, default: []].formUnion(workload.models.map(\.reference.value))
        }
        return histories.flatMap { history in
            history.events.compactMap { event -> FormerWorkload? in
                guard case .state(let state) = event, let until = state.until else { return nil }
                let workload = AuditedWorkload(history.workload, state)
                let now = serving[history.workload] ?? []
                guard !workload.models.contains(where: { now.contains($0.reference.value) }) else { return nil }
                return FormerWorkload(workload, until: until)
            }
        }
    }
}

extension AuditedWorkload {
    /// What it was then; nobody judges it today.
    fileprivate init(_ identity: WorkloadIdentity, _ state: WorkloadHistory.State) {
        let gvk = GroupVersionKind(
            group: identity.group, version: state.decision?.version ?? "", kind: identity.kind)
        self.init(
            identity: ObjectIdentity(gvk: gvk, namespace: identity.namespace, name: identity.name), judgement: .allowed)
        models = state.models.map(AuditedModel.init)
        presence.since = state.since
        presence.knownBy = .log
        presence.user = state.decision.flatMap { $0.user.isEmpty ? nil : $0.user }
        presence.operation = state.decision?.operation
        presence.requestUID = state.decision.flatMap { $0.requestUID.isEmpty ? nil : $0.requestUID }
        presence.admission = state.admission
    }
}

extension AuditedModel {
    /// As the log keeps it: by its words, since the object is no longer there.
    fileprivate init(_ logged: Decision.Model) {
        let consumer = Consumer(logged.consumer)
        let served = logged.served
        let raw = RawReference(served.value, consumer: consumer, role: served.role, revision: served.revision)
        var pinning = Classifier.classify(raw).pinning
        // What the policies then took for one version stays what evidence knows it by.
        if served.pinning == "versioned" { pinning = .versioned(oneVersion) }
        let reference = ModelReference(
            value: served.value, path: FieldPath(logged.path), position: SourcePosition(line: 0, column: 0),
            consumer: consumer, role: served.role, revision: served.revision, pinning: pinning,
            container: served.container)
        self.init(reference: reference, digest: served.digest)
    }
}

private let oneVersion = "one version, as the policies saw it then"
