import KubernetesModel

/// The objects as they were before a change: what `--against` supplies.
package struct OldObjects: Sendable {
    private var byIdentity: [Key: [Manifest]] = [:]
    /// What a reader should know about them.
    package private(set) var notes: [String] = []

    /// Group, kind, namespace and name; never the version, which may change from one commit to the next.
    private struct Key: Hashable {
        var group: String
        var kind: String
        var namespace: String?
        var name: String
    }

    /// - Parameter origin: where they come from, in a user's words.
    package init(_ files: [InputFile], problems: [InputProblem] = [], origin: String) {
        var unreadable = Set(problems.map(\.file))
        for file in files {
            let content = ManifestReader.read(file)
            if !content.problems.isEmpty { unreadable.insert(file.name) }
            for manifest in content.manifests {
                guard let name = manifest.identity.name else { continue }
                let gvk = manifest.identity.gvk
                let key = Key(group: gvk.group, kind: gvk.kind, namespace: manifest.identity.namespace, name: name)
                byIdentity[key, default: []].append(manifest)
            }
        }
        // Fail closed: whatever has no old object is judged as a new one.
        notes = unreadable.sorted().map { unreadableNote($0, origin) }
    }

    /// The object that `identity` was. Of several by the same name it is the one in the file of the same name; where
    /// that does not tell, it is none, and the object is judged as a new one.
    func object(like identity: ObjectIdentity, relativeName: String, defaultNamespace: String?) -> Node? {
        guard let name = identity.name else { return nil }
        var key = Key(group: identity.gvk.group, kind: identity.gvk.kind, namespace: identity.namespace, name: name)
        var candidates = byIdentity[key] ?? []
        if let defaultNamespace, identity.namespace == defaultNamespace {
            key.namespace = nil
            candidates += byIdentity[key] ?? []
        }
        if candidates.count == 1 { return candidates.first?.object }
        let sameFile = candidates.filter { $0.relativeName == relativeName }
        return sameFile.count == 1 ? sameFile.first?.object : nil
    }
}

private func unreadableNote(_ file: String, _ origin: String) -> String {
    "\(file) of \(origin) cannot be read in full; objects that are not found there are judged as new ones"
}
