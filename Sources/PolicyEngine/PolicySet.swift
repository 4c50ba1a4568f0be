import Attestation
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
    /// Whom the policies believe, by name.
    package let trust: [PolicyTrustRoot]
    /// Where evidence lies, by name.
    package let evidenceSources: [EvidenceSource]
    /// `sha256:` over the documents' canonical form: the same on every replica that loaded the same files.
    package let digest: String
    private let index: NamespaceIndex

    package init(
        policies: [ModelProvenancePolicy], exceptions: [PolicyException], settings: PolicySettings = PolicySettings(),
        trust: [PolicyTrustRoot] = [], evidenceSources: [EvidenceSource] = [], digest: String
    ) {
        // INVARIANT: the order of files and documents never changes an answer.
        self.policies = policies.sorted { $0.name < $1.name }
        self.exceptions = exceptions.sorted { $0.name < $1.name }
        self.settings = settings
        self.trust = trust.sorted { $0.name < $1.name }
        self.evidenceSources = evidenceSources.sorted { $0.name < $1.name }
        self.digest = digest
        index = NamespaceIndex(self.policies)
    }

    /// What every envelope is checked against.
    package var trustRoots: [TrustRoot] { trust.map(\.root) }

    /// Names of the trust roots whose private keys everybody has; a server that guards something refuses them.
    package var demoTrustRoots: [String] { trust.filter(\.isDemo).map(\.name) }

    package func trustRoot(_ name: String) -> PolicyTrustRoot? { trust.first { $0.name == name } }

    /// Names of the policies with rules that mean nothing where no record is kept.
    package var needingRecord: [String] {
        policies.filter { $0.rollback != nil || $0.evaluation?.baseline?.window != nil }.map(\.name)
    }

    /// Whether some policy asks for evidence: without one, none has to be read.
    package var asksForEvidence: Bool { policies.contains(where: \.asksForEvidence) }

    /// Whether some policy asks what ran and runs: without one, no record has to be kept for judging.
    package var asksForRecord: Bool { policies.contains(where: \.asksForRecord) }

    /// Whether some policy asks who writes an object.
    package var asksForWriter: Bool { policies.contains { $0.deployer != nil } }

    /// Whether some policy compares a model with the one that it replaces.
    package var comparesWithReplaced: Bool { asksForRecord || asksForWriter }

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

    /// The policies that judge something there, of whatever kind, by name.
    package func policies(in namespace: String) -> [ModelProvenancePolicy] {
        index.policies(naming: namespace).map { policies[$0] }.filter { !$0.match.excludes(namespace) }
    }

    /// Whether some policy knows the namespace, be it to judge it or to leave it alone.
    package func knows(_ scope: NamespaceScope) -> Bool {
        guard let name = scope.name else { return true }
        return !index.policies(naming: name).isEmpty || policies.contains { $0.match.excludes(name) }
    }
}
