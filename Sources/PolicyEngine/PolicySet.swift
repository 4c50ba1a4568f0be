import FoundationEssentials
import KubernetesModel
import ModelReferences

/// Every policy and exception of one directory, checked and ready to judge: a value that never changes.
package struct PolicySet: Sendable {
    /// By name.
    package let policies: [ModelProvenancePolicy]
    /// By name.
    package let exceptions: [PolicyException]
    package let settings: PolicySettings
    /// `sha256:` over the documents' canonical form: the same on every replica that loaded the same files.
    package let digest: String
    /// Indices of policies whose `namespaces` are plain names, by namespace: a policy for another namespace costs
    /// nothing.
    private let byNamespace: [String: [Int]]
    /// Indices of all others.
    private let anywhere: [Int]

    package init(
        policies: [ModelProvenancePolicy], exceptions: [PolicyException], settings: PolicySettings = PolicySettings(),
        digest: String
    ) {
        // INVARIANT: the order of files and documents never changes an answer.
        self.policies = policies.sorted { $0.name < $1.name }
        self.exceptions = exceptions.sorted { $0.name < $1.name }
        self.settings = settings
        self.digest = digest
        var byNamespace: [String: [Int]] = [:]
        var anywhere: [Int] = []
        for (index, policy) in self.policies.enumerated() {
            let globs = policy.match.namespaces
            guard !globs.isEmpty, globs.allSatisfy(\.isLiteral) else {
                anywhere.append(index)
                continue
            }
            for glob in globs { byNamespace[glob.text, default: []].append(index) }
        }
        self.byNamespace = byNamespace
        self.anywhere = anywhere
    }

    /// The policies that judge an object of this kind there, by name.
    package func matching(_ gvk: GroupVersionKind, in scope: NamespaceScope) -> [ModelProvenancePolicy] {
        guard let name = scope.name else { return policies.filter { $0.match.matches(gvk) } }
        let candidates = (byNamespace[name] ?? []) + anywhere
        return candidates.sorted().map { policies[$0] }.filter { $0.match.matches(gvk, in: scope) }
    }

    /// Whether some policy knows the namespace, be it to judge it or to leave it alone.
    package func knows(_ scope: NamespaceScope) -> Bool {
        guard let name = scope.name else { return true }
        if byNamespace[name] != nil { return true }
        return anywhere.contains { policies[$0].match.names(name) || policies[$0].match.excludes(name) }
            || policies.contains { $0.match.excludes(name) }
    }
}
