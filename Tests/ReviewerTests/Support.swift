import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

/// The object that `yaml` holds.
func object(_ yaml: String) throws -> Node { try #require(try YAMLParser.parse(yaml).first).root }

func reviewer(_ yaml: String) throws -> Reviewer {
    let documents = try YAMLParser.parse(yaml).map { PolicyDocument(file: "policy.yaml", root: $0.root) }
    let lint = PolicyLint(documents)
    return Reviewer(policies: try #require(lint.set, "\(lint.errors)"))
}

func policy(
    _ name: String = "production", match: String = "{}", actions: String = "[Deny]",
    pinnedModel: String = "{allow: [pinned, versioned]}"
) -> String {
    """
    apiVersion: pedigree.dev/v1alpha1
    kind: ModelProvenancePolicy
    metadata: {name: \(name)}
    spec: {match: \(match), validationActions: \(actions), rules: {pinnedModel: \(pinnedModel)}}
    ---

    """
}

func exception(expires: String, kind: String = "InferenceService.serving.kserve.io", name: String = "fraud") -> String {
    """
    apiVersion: pedigree.dev/v1alpha1
    kind: PolicyException
    metadata: {name: legacy}
    spec:
      policies: [production]
      match: {kind: \(kind), namespace: ml, name: \(name)}
      rules: [pinnedModel]
      reason: moves in January
      owner: ml-platform
      ticket: ML-123
      expires: "\(expires)"
    ---

    """
}

let stage = "models:/fraud-detector/Production"
let version47 = "s3://ml-models-prod/fraud-detector/v47/"
let version48 = "s3://ml-models-prod/fraud-detector/v48/"
let alice = UserInfo(username: "alice@example.com", groups: [])

func controller(_ name: String) -> UserInfo {
    UserInfo(username: "system:serviceaccount:kube-system:\(name)", groups: [])
}

/// An InferenceService that serves `uri`.
func inferenceService(
    _ uri: String, canary: Int? = nil, version: String = "v1beta1", metadata: String = "", spec: String = ""
) throws -> Node {
    try object(
        """
        apiVersion: serving.kserve.io/\(version)
        kind: InferenceService
        metadata: {name: fraud, namespace: ml\(metadata.isEmpty ? "" : ", \(metadata)")}
        spec:
          predictor:
            \(canary.map { "canaryTrafficPercent: \($0)" } ?? "minReplicas: 1")
            model: {modelFormat: {name: sklearn}, storageUri: "\(uri)"}
        \(spec)
        """)
}

/// A request about `object`, as the API server makes it.
func request(
    _ object: Node?, old: Node? = nil, operation: ReviewRequest.Operation? = nil, subresource: String? = nil,
    namespace: String? = "ml", user: UserInfo = alice, isManifest: Bool = false
) throws -> ReviewRequest {
    let identity = try #require((object ?? old).flatMap { ObjectIdentity($0) })
    return ReviewRequest(
        object: object, oldObject: old, operation: operation ?? (old == nil ? .create : .update), gvk: identity.gvk,
        subresource: subresource, namespace: namespace, name: identity.name, user: user, isManifest: isManifest)
}

func time(_ text: String = "2026-12-01T00:00:00Z") throws -> Date { try #require(Timestamp(text)).date }

extension Reviewer {
    func verdict(_ request: ReviewRequest, at text: String = "2026-12-01T00:00:00Z") throws -> Verdict {
        try review(request, at: time(text)).verdict
    }

    func undecided(_ request: ReviewRequest) throws -> ReasonCode? {
        do throws(Undecided) {
            _ = try review(request, at: Date(timeIntervalSince1970: 0))
            return nil
        } catch {
            return error.code
        }
    }
}
