import CheckCommand
import EvidenceStores
import Foundation
import KubernetesModel
import PolicyEngine

@testable import AuditReport

/// What `AuditFixture` tells: the manifests, the policies, and what a cluster and a log know beside them.
enum FixtureStory {
    static let policies = """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: production}
        spec:
          match: {namespaces: ["*-prod"]}
          validationActions: [Deny]
          rules:
            pinnedModel:
              allow: [pinned, versioned]
              sources: [{uri: "s3://ml-models-prod/", immutable: true}, {uri: "hf://acme/"}]
            evaluation:
              signedBy: [eval-runner]
              dataset: sha256:\(FixtureEvidence.hex("e"))
              model: ["s3://ml-models-prod/fraud-detector/*", "hf://acme/assistant"]
              metrics:
                - {name: f1_score, min: 0.90, minSamples: 1000}
                - {name: f1_score, slices: ["region=*"], min: 0.85}
            lineage: {signedBy: [trainer], require: [source, dataset]}
        ---
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: staging}
        spec:
          match: {namespaces: ["*-staging"]}
          validationActions: [Warn]
          rules: {pinnedModel: {allow: [pinned]}}
        ---
        apiVersion: pedigree.dev/v1alpha1
        kind: PolicyException
        metadata: {name: assistant-evaluation}
        spec:
          policies: [production]
          match: {kind: InferenceService.serving.kserve.io, namespace: ml-prod, name: assistant}
          rules: [evaluation]
          reason: the suite for assistants is not signed yet
          owner: assistants@corp.example
          ticket: ML-1204
          expires: "2026-12-10"
        ---
        apiVersion: pedigree.dev/v1alpha1
        kind: PolicyException
        metadata: {name: legacy-churn}
        spec:
          policies: [production]
          match: {kind: InferenceService.serving.kserve.io, namespace: ml-prod, name: churn-old}
          rules: [pinnedModel]
          reason: retired with the old tracker
          owner: growth@corp.example
          ticket: ML-877
          expires: "2027-06-30"
        ---

        """

    static let manifests =
        [
            service("fraud-detector", FixtureEvidence.v47), service("fraud-canary", FixtureEvidence.v48),
            service("assistant", "\(FixtureEvidence.assistant):\(FixtureEvidence.assistantCommit)"),
            service("churn", "models:/churn/Production"), service("scorer", "s3://ml-models-prod/scorer/v12/"),
            service("ranker", "s3://ml-models-prod/ranker/v3/", namespace: "ml-staging"),
            service("notebook-llm", "hf://mistralai/Mistral-7B-v0.1:main", namespace: "research"),
            service("forecast", "s3://ml-models-prod/forecast/v9/", version: "v9"),
        ].joined(separator: "---\n")

    private static func service(
        _ name: String, _ uri: String, namespace: String = "ml-prod", version: String = "v1beta1"
    ) -> String {
        """
        apiVersion: serving.kserve.io/\(version)
        kind: InferenceService
        metadata: {name: \(name), namespace: \(namespace)}
        spec: {predictor: {model: {modelFormat: {name: sklearn}, storageUri: "\(uri)"}}}

        """
    }

    /// With what a cluster and a log know of it.
    static func told(_ workload: AuditedWorkload) -> AuditedWorkload {
        var workload = workload
        let name = workload.identity.name ?? ""
        workload.uid = "0f6b1c52-3f2e-4a55-9d0e-\(name.prefix(1))00000000000"
        switch name {
        case "fraud-detector":
            workload.presence = logged(
                since: "2026-11-20T13:30:00Z", "system:serviceaccount:argocd:application-controller")
            workload.gitOps = "Argo CD Application fraud"
            workload.children = 4
        case "fraud-canary":
            workload.presence = logged(since: "2026-11-21T09:12:00Z", "dana@corp.example")
            workload.drift = [
                Drift(
                    .admission,
                    "the cluster holds it although it was refused on 2026-11-21; remove it, or have what it "
                        + "lacks made and apply it again")
            ]
        case "scorer":
            workload.presence.since = date("2026-03-02T08:00:00Z")
            workload.presence.knownBy = .creation
            workload.models = workload.models.map { model in
                var model = model
                model.declaredDatasets = ["s3://corp-data/clicks/2026-02/@sha256:\(FixtureEvidence.hex("2"))"]
                return model
            }
        case "assistant":
            workload.presence = logged(since: "2026-11-03T10:00:00Z", "ci@corp.example")
            workload.drift = [
                Drift(
                    .dataset, path: "spec.predictor.model.storageUri",
                    "its data hf://datasets/acme/instructions can no longer be read (404): the model could not be rebuilt"
                )
            ]
        default: break
        }
        return workload
    }

    private static func logged(since: String, _ user: String) -> Presence {
        var presence = Presence()
        presence.since = date(since)
        presence.knownBy = .log
        presence.user = user
        presence.operation = "UPDATE"
        presence.requestUID = "705ab4f5-6393-11e8-b7cc-42010a800002"
        presence.admission = .allowed
        presence.policyDigest = "sha256:\(FixtureEvidence.hex("9"))"
        presence.policyCommit = "9f2c1d7e5b3a48f6a0c4d2e8b6f1a3c5d7e9f0b2"
        presence.decided = date(since)
        return presence
    }

    static func date(_ text: String) -> Date { Timestamp(text)?.date ?? .distantPast }

    static var log: LogSummary {
        var log = LogSummary(title: "SQLite /var/lib/pedigree/log.sqlite")
        log.entries = 48_211
        log.first = date("2026-08-23T00:00:00Z")
        log.last = date("2026-11-21T11:59:58Z")
        return log
    }

    static var source: EvidenceSummary.Source {
        var source = EvidenceSummary.Source(
            name: "git", place: "directory evidence/", failure: nil, isLoaded: true)
        source.verified = 6
        source.unsigned = 1
        return source
    }

    static var coverage: Coverage {
        var coverage = Coverage()
        var services = Coverage.Kind(name: "InferenceService.serving.kserve.io")
        (services.objects, services.serving, services.uncovered, services.undecided) = (8, 8, 1, 1)
        var deployments = Coverage.Kind(name: "Deployment.apps")
        (deployments.objects, deployments.children) = (1204, 4)
        var notebooks = Coverage.Kind(name: "Notebook.kubeflow.org")
        notebooks.failure = "the API server does not let this account list them"
        coverage.kinds = [services, deployments, notebooks]
        coverage.requests = 7
        return coverage
    }

    static var denials: DenialHistory {
        var history = DenialHistory()
        let reasons = ["pinnedModel.mutable", "evaluation.belowThreshold", "lineage.missing"]
        for day in 0..<14 {
            let counts = reasons.enumerated().compactMap { index, name in
                let count = (day * (index + 2) + index) % 4
                return count > 0 ? DenialHistory.Count(name: name, count: count) : nil
            }
            let date = AuditFixture.time.addingTimeInterval(Double(day - 13) * 86_400 - 43_200)
            history.days.append(
                DenialHistory.Day(date: date, total: counts.reduce(0) { $0 + $1.count }, counts: counts))
        }
        history.total = history.days.reduce(0) { $0 + $1.total }
        history.undecided = 2
        history.reasons = reasons.map { name in
            let all = history.days.flatMap(\.counts).filter { $0.name == name }
            return DenialHistory.Count(name: name, count: all.reduce(0) { $0 + $1.count })
        }.sorted { $0.count > $1.count }
        history.namespaces = [.init(name: "ml-prod", count: history.total)]
        history.users = [.init(name: "dana@corp.example", count: 9), .init(name: "ci@corp.example", count: 4)]
        return history
    }

    static func exceptions(_ policies: PolicySet) -> [AuditedException] {
        policies.exceptions.map { exception in
            exception.name == "legacy-churn"
                ? AuditedException(exception, state: .unused)
                : AuditedException(
                    exception, state: .expiring,
                    workloads: ["InferenceService.serving.kserve.io ml-prod/assistant"])
        }.sorted { $0.exception.name < $1.exception.name }
    }

    static var series: [MetricSeries] {
        let values: [(String, String, String, String)] = [
            ("v44", "2026-09-01T00:00:00Z", "0.911", "0.871"), ("v45", "2026-09-28T00:00:00Z", "0.918", "0.883"),
            ("v46", "2026-10-20T00:00:00Z", "0.925", "0.895"), ("v47", "2026-11-20T12:00:00Z", "0.931", "0.902"),
            ("v48", "2026-11-21T08:00:00Z", "0.931", "0.815"),
        ]
        func points(_ value: (String, String, String, String) -> String) -> [MetricSeries.Point] {
            values.map { version, time, all, apac in
                MetricSeries.Point(
                    version: version, time: date(time), value: ExactDecimal(value(version, time, all, apac)) ?? .zero,
                    isLive: version == "v47" || version == "v48")
            }
        }
        let model = "s3://ml-models-prod/fraud-detector"
        return [
            MetricSeries(model: model, metric: "f1_score", points: points { _, _, all, _ in all }),
            MetricSeries(
                model: model, metric: "f1_score", slice: "region=apac", points: points { _, _, _, apac in apac }),
        ]
    }
}
