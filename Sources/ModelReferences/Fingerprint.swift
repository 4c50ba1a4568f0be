import KubernetesModel

/// What bears on the model in one object: two objects with equal fingerprints serve the same thing in the same way.
///
/// References with their container, value, consumer image, endpoint context and role; every field that may decide how
/// they are consumed, list items keyed by name; and every `pedigree.dev/*` annotation. Left out is only what is known
/// not to matter (replicas, resources, probes, labels, scheduling), so that an unknown field counts.
package struct Fingerprint: Sendable, Hashable {
    /// One line for each fact, sorted.
    package let parts: [String]
    /// What may fall without a new judgement but not rise: per cent of the traffic, and 0 or 1 for "runs at all".
    /// A share that is absent is full.
    package let shares: [String: Int]

    package init(parts: [String], shares: [String: Int] = [:]) {
        self.parts = parts
        self.shares = shares
    }

    package init(of object: Node, workload: Workload) {
        var writer = FingerprintWriter()
        for reference in workload.references { writer.add(reference) }
        for image in workload.images { writer.add(image) }
        for command in workload.opaqueCommands { writer.add(command) }
        writer.addAnnotations(of: object["metadata"], at: "metadata")
        if !workload.references.isEmpty || Self.routes(object) { writer.addFields(of: object) }
        self.init(parts: writer.parts.sorted(), shares: writer.shares)
    }

    /// Whether this object, which replaces `old`, leaves everything about the model as it was: nothing changed, and no
    /// share of the traffic has been raised.
    package func isUnchanged(since old: Fingerprint) -> Bool { parts == old.parts && !raisesShare(since: old) }

    /// Whether something gets more of the traffic than it had, or begins to run.
    package func raisesShare(since old: Fingerprint) -> Bool {
        for key in Set(shares.keys).union(old.shares.keys)
        where shares[key, default: Self.full] > old.shares[key, default: Self.full] {
            return true
        }
        return false
    }

    private static let full = 100

    /// Objects of the kinds beyond Kubernetes' own may route to models that they only name.
    private static func routes(_ object: Node) -> Bool {
        guard let gvk = ObjectIdentity(object)?.gvk, !gvk.group.isEmpty else { return false }
        switch gvk.group {
        case "apps", "batch", "extensions": return false
        default: return WorkloadKind.find(group: gvk.group, kind: gvk.kind) != nil
        }
    }
}
