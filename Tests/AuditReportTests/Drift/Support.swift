import DecisionLog
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

@testable import AuditReport

/// What the tests of drift share.
enum Live {
    static let version = "s3://ml-models-prod/fraud-detector/v47/"
    static let admission = Date(timeIntervalSince1970: 1_795_262_400)

    static func digest(_ letter: Character) -> Digest { Digest(.sha256, hex: String(repeating: letter, count: 64)) }

    static func reference(
        _ value: String = version, _ pinning: Pinning = .versioned("one version"), consumer: Consumer = .kserve,
        revision: String? = nil
    ) -> ModelReference {
        ModelReference(
            value: value, path: FieldPath("spec.model"), position: SourcePosition(line: 1, column: 1),
            consumer: consumer, revision: revision, pinning: pinning)
    }

    static func evidence(
        _ rule: String = "evaluation", digest: Digest = Live.digest("e"), model: Digest? = nil,
        datasets: [UsedEvidence.Dataset] = [], reference: String = version
    ) -> UsedEvidence {
        UsedEvidence(
            rule: rule, reference: reference, source: "git", place: "eval.json", digest: digest, model: model,
            datasets: datasets)
    }

    static func workload(_ models: AuditedModel..., policies: [String] = ["production"]) -> AuditedWorkload {
        let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        var workload = AuditedWorkload(
            identity: ObjectIdentity(gvk: gvk, namespace: "ml-prod", name: "fraud"), judgement: .allowed)
        workload.uid = "owner"
        workload.models = models
        workload.policies = policies
        return workload
    }

    /// What the log says of a decision that let these in.
    static func admitted(
        _ models: [(value: String, digest: Digest?)] = [(version, nil)], evidence: [Decision.Evidence] = [],
        datasets: [UsedEvidence.Dataset] = []
    ) -> AdmittedState {
        var decision = Decision(
            time: admission, operation: "CREATE",
            workload: WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "ml-prod", name: "fraud"),
            verdict: "allowed")
        decision.models = models.map {
            let served = ServedModel(role: .model, value: $0.value, pinning: "versioned", digest: $0.digest)
            return Decision.Model(served: served, identity: $0.value, path: "spec.model", consumer: "kserve")
        }
        decision.evidence = evidence
        decision.datasets = datasets
        return AdmittedState(decision)
    }

    static func node(_ json: String) throws -> Node { try JSONParser.parse(Array(json.utf8)).root }
}
