import ModelReferences

/// Every document and field that a policy directory may hold, said once.
package enum PolicySchema {
    package static let apiVersion = "pedigree.dev/v1alpha1"

    package static let documents = [policy, trustRoot, evidenceSource, exception, settings]

    /// Where a field of this name stands: `spec.match.namespaces of ModelProvenancePolicy`.
    static func places(of field: String) -> [String] {
        documents.flatMap { document in
            document.spec.places(of: field, below: "spec").map { "\($0) of \(document.kind)" }
        }
    }

    package static func document(kind: String) -> DocumentSpec? { documents.first { $0.kind == kind } }

    package static let metadata = RecordSpec(
        "metadata",
        [
            FieldSpec("name", .text(.name), required: true, "Names the document, once for each kind."),
            FieldSpec(
                "labels", .texts,
                "For other tools; Pedigree reads pedigree.dev/demo alone, which marks a TrustRoot that is for a demo."),
            FieldSpec("annotations", .texts, "For other tools; Pedigree does not read them."),
        ])

    package static let policy = DocumentSpec(
        kind: "ModelProvenancePolicy", summary: "Says which models may be served where.",
        spec: RecordSpec(
            "a policy's spec",
            [
                FieldSpec(
                    "match", .record(match), absent: "every object in every namespace", "Which objects it judges."),
                FieldSpec(
                    "validationActions", .list(of: .word(ValidationAction.allCases.map(\.rawValue)), atLeast: 1),
                    absent: "[Deny]",
                    "What happens when a rule finds something: the request is refused, its sender is warned, or the "
                        + "finding is only recorded."),
                FieldSpec("rules", .record(rules), required: true, "What it asks of them."),
            ]))

    static let match = RecordSpec(
        "match",
        [
            FieldSpec(
                "namespaces", .list(of: .text(.namespaceGlob), atLeast: 1), absent: "every namespace",
                "Globs on namespace names, never on labels, which a tenant can edit. Cluster-scoped objects match "
                    + "every policy."),
            FieldSpec(
                "excludeNamespaces", .list(of: .text(.namespaceGlob), atLeast: 1), absent: "none",
                "Globs on the names of namespaces that it leaves alone."),
            FieldSpec(
                "kinds", .list(of: .text(.kindPattern), atLeast: 1), absent: "every kind",
                "Kind.group globs, such as Deployment.apps or *.serving.kserve.io; a core kind stands alone. Pods are "
                    + "always judged: a list of kinds never exempts them."),
        ])

    static let rules = RecordSpec(
        "rules", mayBeEmpty: false,
        [
            FieldSpec(
                PinnedModelRule.name, .record(pinnedModel),
                "Every model reference must be one that can only ever mean one thing."),
            FieldSpec(
                DatasetRule.name, .record(dataset), "The data that a model was trained on must be named and pinned."),
            FieldSpec(
                EvaluationRule.name, .record(evaluation), "A signed evaluation must say that the model is good enough."),
            FieldSpec(
                LineageRule.name, .record(lineage), "A record must lead from the model to what it was made from."),
            FieldSpec(
                ModelSignatureRule.name, .record(modelSignature), "Somebody who is trusted must have signed the model."),
            FieldSpec(
                RollbackRule.name, .record(rollback),
                "A model that comes back must bring the data context that it was evaluated with."),
            FieldSpec(
                DeployerRule.name, .record(deployer), "Only those who are named may change which model is served."),
        ])

    static let pinnedModel = RecordSpec(
        "pinnedModel",
        [
            FieldSpec(
                "allow", .list(of: .word(["pinned", "versioned"]), atLeast: 1), absent: "[pinned]",
                "The pinnings that are admitted: pinned is addressed by content; versioned names one version, whose "
                    + "bytes could still be replaced."),
            FieldSpec(
                "sources", .list(of: .record(source), atLeast: 1), absent: "any source",
                "Where models may come from. With sources, a versioned reference is admitted only from one that is "
                    + "declared immutable."),
            FieldSpec(
                "modelImages", .list(of: .text(.imagePattern), atLeast: 1), absent: "none",
                "Images that have their model baked in: each is then a model reference itself."),
            FieldSpec(
                "nonModelImages", .list(of: .text(.imagePattern), atLeast: 1), absent: "none",
                "Images that are known to hold no model; used with unreferenced."),
            FieldSpec(
                "serverImages", .list(of: .text(.imagePattern), atLeast: 1), absent: "any image",
                "Images that are trusted to load what their arguments say. With serverImages, a reference counts only "
                    + "where the image that reads it matches and is pinned by digest."),
            FieldSpec(
                "unreferenced", .word(["Allow", "Warn", "Deny"]), absent: "Allow",
                "What happens to a workload in which no model reference was found and whose images are not all among "
                    + "nonModelImages, and to commands that cannot be read."),
        ])

    static let source = RecordSpec(
        "a source",
        [
            FieldSpec(
                "uri", .text(.sourceURI), required: true,
                "Scheme, authority and leading path; a reference must lie inside it by whole path segments."),
            FieldSpec(
                "immutable", .flag, absent: "false",
                "Whether what is written there once is never replaced (versioning and object lock, immutable tags)."),
            FieldSpec(
                "endpoint", .oneOrMore(.text(.endpoint)), absent: "none",
                "Endpoints or proxies through which it may be read; an override that is not listed makes a reference "
                    + "unresolved."),
        ])

    package static let exception = DocumentSpec(
        kind: "PolicyException", summary: "Waives rules of named policies for one object, for a time and a reason.",
        spec: RecordSpec(
            "an exception's spec",
            [
                FieldSpec(
                    "policies", .list(of: .text(.name), atLeast: 1), required: true, "The policies that it is about."),
                FieldSpec("match", .record(exceptionMatch), required: true, "The objects that it is about."),
                FieldSpec(
                    "rules", .list(of: .text(.ruleOrCode), atLeast: 1), required: true,
                    "The rules that it waives (pinnedModel), or single reason codes (pinnedModel.mutable)."),
                FieldSpec("reason", .text(.prose), required: true, "Why."),
                FieldSpec("owner", .text(.prose), required: true, "Who answers for it."),
                FieldSpec("ticket", .text(.prose), required: true, "Where the mend is tracked."),
                FieldSpec("expires", .text(.moment), required: true, "When it ends; a bare date ends with that day."),
            ]))

    static let exceptionMatch = RecordSpec(
        "match",
        [
            FieldSpec("kind", .text(.exceptionKind), required: true, "The kind, as Kind or Kind.group."),
            FieldSpec("group", .text(.group), absent: "any group", "The API group, where kind does not name it."),
            FieldSpec(
                "namespace", .text(.namespaceGlob), absent: "cluster-scoped objects alone",
                "The namespace, or a glob on its name."),
            FieldSpec("name", .text(.objectGlob), required: true, "The object's name, or a glob on it."),
            FieldSpec(
                "references", .list(of: .text(.referenceGlob), atLeast: 1), absent: "any reference",
                "Globs on the references that it is about; * stays within a path segment, ** does not."),
        ])

    package static let settings = DocumentSpec(
        kind: "PolicySettings", summary: "Says what holds for the whole directory; at most one document.",
        spec: RecordSpec(
            "the settings' spec", mayBeEmpty: false,
            [
                FieldSpec(
                    "unmatchedNamespace", .word(["Allow", "Warn", "Deny"]), absent: "Allow",
                    "What happens to an object with model references in a namespace that no policy names and none "
                        + "excludes."),
                FieldSpec(
                    "controllers", .list(of: .text(.serviceAccount), atLeast: 1), absent: "none",
                    "Further controllers, as NAMESPACE:SERVICEACCOUNT, whose children are judged for pinning alone; "
                        + "those of Kubernetes and of the usual operators are known."),
            ]))
}
