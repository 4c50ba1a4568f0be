import KubernetesModel

/// A document of kind `ModelProvenancePolicy` (`pedigree.dev/v1alpha1`).
package struct ModelProvenancePolicy: Sendable, Hashable {
    package var name: String
    package var match: PolicyMatch
    /// At least one; what is strongest among them decides.
    package var validationActions: [ValidationAction]
    package var pinnedModel: PinnedModelRule?
    package var dataset: DatasetRule?
    package var evaluation: EvaluationRule?
    package var lineage: LineageRule?
    package var modelSignature: ModelSignatureRule?
    package var rollback: RollbackRule?
    package var deployer: DeployerRule?
    package var origin: PolicyOrigin

    package init(
        name: String, match: PolicyMatch = PolicyMatch(), validationActions: [ValidationAction] = [.deny],
        pinnedModel: PinnedModelRule? = nil, dataset: DatasetRule? = nil, evaluation: EvaluationRule? = nil,
        lineage: LineageRule? = nil, modelSignature: ModelSignatureRule? = nil, rollback: RollbackRule? = nil,
        deployer: DeployerRule? = nil, origin: PolicyOrigin = PolicyOrigin()
    ) {
        self.name = name
        self.match = match
        self.validationActions = validationActions
        self.pinnedModel = pinnedModel
        self.dataset = dataset
        self.evaluation = evaluation
        self.lineage = lineage
        self.modelSignature = modelSignature
        self.rollback = rollback
        self.deployer = deployer
        self.origin = origin
    }

    /// Whether it asks for anything beside the object itself.
    package var asksForEvidence: Bool {
        dataset != nil || evaluation != nil || lineage != nil || modelSignature != nil
    }

    /// Whether it asks what ran and runs.
    package var asksForRecord: Bool { rollback != nil || evaluation?.baseline != nil }

    /// What a finding of this policy does.
    package var action: ValidationAction { validationActions.max() ?? .deny }
}

/// Where a document was read.
package struct PolicyOrigin: Sendable, Hashable {
    package var file: String
    package var position: SourcePosition?

    package init(file: String = "", position: SourcePosition? = nil) {
        self.file = file
        self.position = position
    }
}

/// Where an object lies, as far as is known.
package enum NamespaceScope: Sendable, Hashable {
    case namespace(String)
    /// In no namespace: every policy is then about it.
    case clusterScoped
    /// In some namespace that nobody has named (`check` without `--namespace`): every policy is then about it.
    case unknown

    package var name: String? {
        if case .namespace(let name) = self { name } else { nil }
    }
}

/// Which objects a policy judges.
package struct PolicyMatch: Sendable, Hashable {
    /// Empty: every namespace.
    package var namespaces: [Glob]
    package var excludeNamespaces: [Glob]
    /// Empty: every kind.
    package var kinds: [KindPattern]

    package init(namespaces: [Glob] = [], excludeNamespaces: [Glob] = [], kinds: [KindPattern] = []) {
        self.namespaces = namespaces
        self.excludeNamespaces = excludeNamespaces
        self.kinds = kinds
    }

    package func matches(_ gvk: GroupVersionKind, in scope: NamespaceScope) -> Bool {
        matches(scope) && matches(gvk)
    }

    package func matches(_ scope: NamespaceScope) -> Bool {
        guard let name = scope.name else { return true }
        return names(name) && !excludes(name)
    }

    /// INVARIANT: a list of kinds never exempts a pod, or an unlisted kind that makes pods would be a way around.
    package func matches(_ gvk: GroupVersionKind) -> Bool {
        kinds.isEmpty || (gvk.group.isEmpty && gvk.kind == "Pod") || kinds.contains { $0.matches(gvk) }
    }

    package func names(_ namespace: String) -> Bool {
        namespaces.isEmpty || namespaces.contains { $0.matches(namespace) }
    }

    package func excludes(_ namespace: String) -> Bool { excludeNamespaces.contains { $0.matches(namespace) } }
}
