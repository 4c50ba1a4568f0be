import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

/// What comes of the documents in `yaml`, as if they stood in `policy.yaml`.
func lint(_ yaml: String) throws -> PolicyLint {
    PolicyLint(try YAMLParser.parse(yaml).map { PolicyDocument(file: "policy.yaml", root: $0.root) })
}

/// The set that `yaml` holds.
func policySet(_ yaml: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> PolicySet {
    let lint = try lint(yaml)
    return try #require(
        lint.set, "\(lint.errors.map(\.description).joined(separator: "\n"))", sourceLocation: sourceLocation)
}

/// A policy document with these rules.
func policy(
    _ name: String = "production", match: String = "{}", actions: String = "[Deny]", pinnedModel: String = "{}"
) -> String {
    """
    apiVersion: pedigree.dev/v1alpha1
    kind: ModelProvenancePolicy
    metadata: {name: \(name)}
    spec:
      match: \(match)
      validationActions: \(actions)
      rules:
        pinnedModel: \(pinnedModel)
    ---

    """
}

/// An exception document.
func exception(
    _ name: String = "legacy", policies: String = "[production]",
    match: String = "{kind: InferenceService.serving.kserve.io, namespace: ml, name: churn}",
    rules: String = "[pinnedModel]", expires: String = "2027-01-31"
) -> String {
    """
    apiVersion: pedigree.dev/v1alpha1
    kind: PolicyException
    metadata: {name: \(name)}
    spec:
      policies: \(policies)
      match: \(match)
      rules: \(rules)
      reason: moves to the registry in January
      owner: ml-platform
      ticket: ML-123
      expires: "\(expires)"
    ---

    """
}

/// A settings document.
func settings(_ spec: String) -> String {
    """
    apiVersion: pedigree.dev/v1alpha1
    kind: PolicySettings
    metadata: {name: settings}
    spec: \(spec)
    ---

    """
}

func time(_ text: String) throws -> Date { try #require(Timestamp(text)).date }

let isvc = GroupVersionKind(group: "serving.kserve.io", version: "v1beta1", kind: "InferenceService")

/// A reference at `spec.predictor.model.storageUri`.
func reference(
    _ value: String, _ pinning: Pinning, consumer: Consumer = .kserve, image: String? = nil,
    overrides: [EndpointOverride] = [], path: String = "spec.predictor.model.storageUri"
) -> ModelReference {
    ModelReference(
        value: value, path: FieldPath(path), position: SourcePosition(line: 1, column: 1), consumer: consumer,
        role: consumer == .image ? .image : .model, pinning: pinning, consumerImage: image,
        endpointOverrides: overrides)
}

func container(_ image: String, name: String = "main", path: String = "spec.containers[0].image") -> ContainerImage {
    ContainerImage(
        image: image, path: FieldPath(path), position: SourcePosition(line: 1, column: 1), container: name,
        hasReference: false)
}

func workload(_ references: ModelReference..., images: [ContainerImage] = []) -> Workload {
    var workload = Workload()
    workload.references = references
    workload.images = images
    workload.isWorkload = true
    return workload
}

func subject(
    _ workload: Workload, gvk: GroupVersionKind = isvc, namespace: String? = "ml", name: String = "churn",
    isChild: Bool = false, targets: [ObjectIdentity] = []
) -> Subject {
    Subject(
        gvk: gvk, scope: namespace.map(NamespaceScope.namespace) ?? .clusterScoped, workload: workload,
        targets: [ObjectIdentity(gvk: gvk, namespace: namespace, name: name)] + targets, isChild: isChild)
}

let commit = "27dcfa74d334bc871f3234de431e71c6eeba5dd6"
let sha = String(repeating: "a", count: 64)
let pinned = Pinning.pinned(Digest(.gitCommit, hex: commit))
let versioned = Pinning.versioned("named by a version whose bytes can be replaced")
let mutable = Pinning.mutable("an MLflow stage, which can move")
