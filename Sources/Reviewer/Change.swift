import KubernetesModel
import ModelReferences

/// What an UPDATE changes about the model.
struct Change {
    let old: Node
    let new: Node
    /// Of `new`.
    let workload: Workload
    let context: FinderContext

    init(from old: Node, to new: Node, workload: Workload, context: FinderContext) {
        self.old = old
        self.new = new
        self.workload = workload
        self.context = context
    }

    /// Whether the object was being deleted before this change; a time of deletion that only the new object brings says
    /// nothing.
    var isOfDeletedObject: Bool { old["metadata"]?["deletionTimestamp"]?.nonEmptyString != nil }

    /// Whether everything that the object asks for stays: all but its status, and of its metadata the annotations.
    var leavesSpec: Bool {
        guard old.isObject, same("metadata", "annotations") else { return false }
        let keys = Set(old.members.map(\.key)).union(new.members.map(\.key)).subtracting(["metadata", "status"])
        return keys.allSatisfy { old[$0] == new[$0] }
    }

    /// Whether the same models are served in the same way.
    var leavesModel: Bool {
        if leavesSpec { return true }
        guard let before = try? ReferenceFinder.find(in: old, context: context) else { return false }
        let fingerprint = Fingerprint(of: new, workload: workload)
        return fingerprint.isUnchanged(since: Fingerprint(of: old, workload: before))
    }

    private func same(_ keys: String...) -> Bool {
        var (left, right): (Node?, Node?) = (old, new)
        for key in keys { (left, right) = (left?[key], right?[key]) }
        return left == right
    }
}
