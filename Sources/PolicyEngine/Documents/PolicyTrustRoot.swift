import Attestation
import KubernetesModel

/// A document of kind `TrustRoot` (`pedigree.dev/v1alpha1`): whose signatures count, for what, and where.
package struct PolicyTrustRoot: Sendable {
    package var root: TrustRoot
    /// Keys that are fetched: they count from `believing` on.
    package var transitKeys: [TransitKey]
    /// Empty: every namespace.
    package var namespaces: [Glob]
    /// Whether its document says that it is for a demo, whose private key everybody has.
    package var isDemo: Bool
    package var origin: PolicyOrigin

    package init(
        root: TrustRoot, transitKeys: [TransitKey] = [], namespaces: [Glob] = [], isDemo: Bool = false,
        origin: PolicyOrigin = PolicyOrigin()
    ) {
        self.root = root
        self.transitKeys = transitKeys
        self.namespaces = namespaces
        self.isDemo = isDemo
        self.origin = origin
    }

    package var name: String { root.name }

    /// The label that marks a trust root whose private key everybody has: `pedigree.dev/demo: "true"`.
    package static let demoLabel = "pedigree.dev/demo"

    /// Whether its signatures count for objects there. One that is narrowed counts nowhere else: neither for objects
    /// without a namespace, nor where nobody knows it.
    package func counts(in scope: NamespaceScope) -> Bool {
        guard !namespaces.isEmpty else { return true }
        guard let name = scope.name else { return false }
        return namespaces.contains { $0.matches(name) }
    }
}
