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
    private let index: NamespaceIndex

    package init(
        policies: [ModelProvenancePolicy], exceptions: [PolicyException], settings: PolicySettings = PolicySettings(),
        digest: String
    ) {
        // INVARIANT: the order of files and documents never changes an answer.
        self.policies = policies.sorted { $0.name < $1.name }
        self.exceptions = exceptions.sorted { $0.name < $1.name }
        self.settings = settings
        self.digest = digest
        index = NamespaceIndex(self.policies)
    }

    /// The policies that judge an object of this kind there, by name.
    package func matching(_ gvk: GroupVersionKind, in scope: NamespaceScope) -> [ModelProvenancePolicy] {
        indices(matching: gvk, in: scope).map { policies[$0] }
    }

    /// Their places among `policies`.
    func indices(matching gvk: GroupVersionKind, in scope: NamespaceScope) -> [Int] {
        guard let name = scope.name else { return policies.indices.filter { policies[$0].match.matches(gvk) } }
        return index.policies(naming: name).filter { index in
            policies[index].match.matches(gvk) && !policies[index].match.excludes(name)
        }
    }

    /// Whether some policy knows the namespace, be it to judge it or to leave it alone.
    package func knows(_ scope: NamespaceScope) -> Bool {
        guard let name = scope.name else { return true }
        return !index.policies(naming: name).isEmpty || policies.contains { $0.match.excludes(name) }
    }
}
