import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

@testable import CheckCommand

/// Reports made by hand, with one of everything that a format has to write.
enum SampleReport {
    static let time = Date(timeIntervalSince1970: 1_798_761_600)

    static var empty: CheckReport {
        CheckReport(
            policies: CheckReport.PolicySource(origin: "policies/", names: ["baseline"], digest: "sha256:00"),
            effectiveTime: time)
    }

    static var full: CheckReport {
        var report = empty
        report.objects = [denied, warned, uncovered, undecided, remarked, ordinary]
        report.problems = [
            InputProblem(
                file: "broken.yaml", position: SourcePosition(line: 3, column: 1), message: "a tab cannot indent"),
            InputProblem(file: "gone.yaml", message: "there is no such file or directory"),
        ]
        report.skipped = [
            SkippedDocument(
                file: "values.yaml", position: SourcePosition(line: 1, column: 1),
                reason: "no Kubernetes object: it has neither apiVersion nor kind")
        ]
        return report
    }

    static var denied: CheckedObject {
        let stage = reference(
            "models:/fraud-detector/Production", at: "spec.predictor.model.storageUri", line: 9,
            .mutable("an MLflow stage, which can move"), suggestion: "s3://BUCKET/fraud-detector/v47/")
        let finding = Finding(
            code: ReasonCode(rawValue: "sample.mutable"), path: stage.path, position: stage.position,
            message: "\"models:/fraud-detector/Production\" is an MLflow stage, which can move; serve the artifact URI "
                + "of one version, e.g. s3://BUCKET/fraud-detector/v47/",
            policy: "baseline", action: .deny)
        var object = object(
            "serving.kserve.io/v1beta1", "InferenceService", "ml-prod", "fraud-detector", "isvc.yaml", 1)
        object.outcome = .reviewed(
            Review(
                object: object.identity, verdict: .denied, references: [stage], findings: [finding],
                policies: ["baseline"], policyDigest: "sha256:00"))
        object.findings = [LocatedFinding(finding, end: SourcePosition(line: 9, column: 52))]
        return object
    }

    static var warned: CheckedObject {
        let finding = Finding(
            code: ReasonCode(rawValue: "sample.unreferenced"), path: FieldPath(),
            position: SourcePosition(line: 12, column: 1), message: "no model reference was found in it",
            policy: "strict", action: .warn)
        var object = object("apps/v1", "Deployment", nil, "web", "all in one.yaml", 12)
        object.namespaceIsUnknown = true
        object.outcome = .reviewed(
            Review(object: object.identity, findings: [finding], policies: ["strict"], policyDigest: "sha256:00"))
        object.findings = [LocatedFinding(finding, end: nil)]
        return object
    }

    static var uncovered: CheckedObject {
        let pinned = reference(
            "hf://o/n:27dcfa74d334bc871f3234de431e71c6eeba5dd6", at: "spec.predictor.model.storageUri", line: 48,
            .pinned(Digest(.gitCommit, hex: "27dcfa74d334bc871f3234de431e71c6eeba5dd6")))
        var object = object("serving.kserve.io/v1beta1", "InferenceService", "lab", "llama", "all in one.yaml", 40)
        object.outcome = .reviewed(
            Review(object: object.identity, references: [pinned], policyDigest: "sha256:00"))
        return object
    }

    static var undecided: CheckedObject {
        var object = object("serving.kserve.io/v9", "InferenceService", "lab", "future", "all in one.yaml", 60)
        object.outcome = .undecided(
            Undecided(
                code: ReasonCode(rawValue: "sample.unknownVersion"),
                message: "InferenceService.serving.kserve.io is known in v1beta1, not in v9"))
        return object
    }

    /// Drift, an exception, and a rule without its input.
    static var remarked: CheckedObject {
        var object = object("apps/v1", "Deployment", "lab", "old", "all in one.yaml", 70)
        let finding = Finding(
            code: ReasonCode(rawValue: "sample.mutable"), path: FieldPath("spec.template.spec.containers[0].args[1]"),
            position: SourcePosition(line: 77, column: 9), message: "\"o/n\" is without a revision",
            policy: "baseline", action: .deny)
        object.outcome = .reviewed(
            Review(
                object: object.identity, drift: [finding], policies: ["baseline", "strict"], exceptions: ["legacy"],
                notEvaluated: [
                    Review.NotEvaluated(rule: "pinnedModel", policy: "strict", reason: "its version is not known")
                ], notJudged: "the update changes nothing about the model", policyDigest: "sha256:00"))
        return object
    }

    static var ordinary: CheckedObject {
        var object = object("v1", "Service", "lab", "web", "all in one.yaml", 80)
        object.outcome = .reviewed(Review(object: object.identity, policies: ["strict"], policyDigest: "sha256:00"))
        return object
    }

    /// Every string of it tries to break out of the format.
    static var hostile: CheckReport {
        let bad = "\u{1B}[2J\u{1B}]0;owned\u{7}\r\n::error::x,y:z%0A]]><b a='\"&>\u{202E}\u{85}\u{0}\u{FFFE}`|"
        var report = empty
        let found = reference(bad, at: "metadata.annotations[\"\(bad)\"]", line: 3, .mutable(bad), suggestion: bad)
        let finding = Finding(
            code: ReasonCode(rawValue: "sample.mutable"), path: found.path, position: found.position, message: bad,
            policy: bad, action: .deny)
        var object = object("apps/v1", "Deployment", bad, bad, "dir/\(bad).yaml", 1)
        object.outcome = .reviewed(
            Review(
                object: object.identity, verdict: .denied, references: [found], findings: [finding], drift: [finding],
                policies: [bad], exceptions: [bad], notJudged: bad, policyDigest: "sha256:00"))
        object.findings = [LocatedFinding(finding, end: SourcePosition(line: 3, column: 40))]
        report.objects = [object]
        report.problems = [InputProblem(file: bad, message: bad)]
        report.skipped = [SkippedDocument(file: bad, position: SourcePosition(line: 1, column: 1), reason: bad)]
        report.notes = [bad]
        report.policies.origin = bad
        return report
    }

    private static func reference(
        _ value: String, at path: String, line: Int, _ pinning: Pinning, suggestion: String? = nil
    ) -> ModelReference {
        ModelReference(
            value: value, path: FieldPath(path), position: SourcePosition(line: line, column: 19), consumer: .kserve,
            pinning: pinning, suggestion: suggestion)
    }

    private static func object(
        _ apiVersion: String, _ kind: String, _ namespace: String?, _ name: String, _ file: String, _ line: Int
    ) -> CheckedObject {
        let identity = ObjectIdentity(
            gvk: GroupVersionKind(apiVersion: apiVersion, kind: kind), namespace: namespace, name: name)
        return CheckedObject(
            identity: identity, file: file, position: SourcePosition(line: line, column: 1), namespaceIsUnknown: false,
            outcome: .reviewed(Review(object: identity, policyDigest: "sha256:00")))
    }
}
