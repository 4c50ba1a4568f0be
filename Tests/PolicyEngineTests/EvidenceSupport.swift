import Attestation
import EvidenceTesting
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

let version47 = "s3://ml-models-prod/fraud-detector/v47/"
let version48 = "s3://ml-models-prod/fraud-detector/v48/"
/// `sha256` of the bytes of version 47.
let content47 = String(repeating: "4", count: 64)
let fraud = Statements.subject(uri: version47, sha256: content47)
let immutableVersion = Pinning.versioned("one version, in a directory of its own")
/// A model that its content pins.
let pinnedImage = "registry.corp.example/ml/fraud@sha256:\(content47)"

/// A policy set that asks for evidence, with what lies in its source.
struct Gate {
    let runner: Party
    let trainer: Party
    let stranger: Party
    var rules: String
    var actions = "[Deny]"
    var documents = ""
    var runnerRoot = ""
    var shelf = EvidenceShelf()
    var now = "2026-11-21T12:00:00Z"

    init(_ rules: String) throws {
        runner = try Party("eval-runner")
        trainer = try Party("trainer")
        stranger = try Party("stranger")
        self.rules = rules
    }

    var yaml: String {
        """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: production}
        spec:
          validationActions: \(actions)
          rules:
            pinnedModel: {allow: [pinned, versioned], sources: [{uri: "s3://ml-models-prod/", immutable: true},
              {uri: "oci://registry.corp.example/"}, {uri: "hf://acme/"}, {uri: "s3://scratch/"}]}
            \(rules)
        ---

        """ + runner.trustRoot(runnerRoot) + trainer.trustRoot() + EvidenceShelf.source + documents
    }

    func judge(
        _ references: ModelReference..., declarations: [Declaration] = [], namespace: String? = "ml-prod",
        isChild: Bool = false, replaced: [ModelReference]? = nil
    ) throws -> Judgement {
        var workload = Workload()
        workload.references = references
        workload.declarations = declarations
        workload.isWorkload = true
        var subject = subject(workload, namespace: namespace, isChild: isChild)
        subject.replaced = replaced
        return try judge(subject)
    }

    func judge(_ subject: Subject) throws -> Judgement {
        let set = try policySet(yaml)
        return set.judge(subject, evidence: try shelf.index(for: set), at: try time(now))
    }

    /// The codes of what is found against a version of the fraud detector.
    func codes(
        _ reference: ModelReference = reference(version47, immutableVersion), declarations: [Declaration] = [],
        namespace: String? = "ml-prod", replaced: [ModelReference]? = nil
    ) throws -> [String] {
        try judge(reference, declarations: declarations, namespace: namespace, replaced: replaced).findings
            .map(\.code.rawValue)
    }
}

func dataset(_ text: String, name: String? = nil) -> Declaration {
    Declaration(
        topic: .dataset, name: name, text: text,
        path: FieldPath("metadata.annotations[\"pedigree.dev/dataset\(name.map { ".\($0)" } ?? "")\"]"),
        position: SourcePosition(line: 2, column: 1))
}

func hint(_ topic: Declaration.Topic, _ text: String) -> Declaration {
    Declaration(topic: topic, text: text, path: FieldPath("metadata"), position: SourcePosition(line: 2, column: 1))
}
