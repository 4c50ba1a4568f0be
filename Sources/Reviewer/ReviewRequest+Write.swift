import KubernetesModel
import ModelReferences
import PolicyEngine

extension ReviewRequest {
    /// Who writes the object, and how.
    func write(_ ownership: Ownership) -> Write {
        Write(
            operation == .update ? .update : .create, subresource: subresource, username: user?.username,
            groups: user?.groups ?? [],
            isController: ownership.isWrittenByController, isForOwner: ownership.isChild, isDryRun: isDryRun,
            isManifest: isManifest)
    }

    /// Whether an UPDATE leaves everything about the model as it was.
    func isUnchanged(_ object: Node, _ workload: Workload) -> Bool {
        guard operation == .update, let oldObject else { return false }
        return Change(from: oldObject, to: object, workload: workload, context: context).leavesModel
    }

    /// What users call the workload; nil where the API server has yet to make its name from `generateName`.
    package var workloadIdentity: WorkloadIdentity? {
        let own = name ?? (object ?? oldObject)?["metadata"]?["name"]?.nonEmptyString
        guard let own, !own.isEmpty else { return nil }
        return WorkloadIdentity(group: gvk.group, kind: gvk.kind, namespace: namespace, name: own)
    }
}
