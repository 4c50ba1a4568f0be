import ModelReferences

/// The rules that ask for evidence, as policies write them.
extension PolicySchema {
    static let dataset = RecordSpec(
        "dataset",
        [
            FieldSpec(
                "allow", .list(of: .word(DatasetReference.Class.words), atLeast: 1), absent: "[pinned]",
                "The pins that are admitted: pinned is addressed by content or by a commit; versioned is one version of "
                    + "a store, which the store can lose; weak is addressed by MD5, as DVC does it.")
        ])

    static let evaluation = RecordSpec(
        "evaluation",
        [
            signedBy(required: true), threshold, maxAge,
            FieldSpec(
                "dataset", .text(.digest), absent: "any data",
                "The data that it must have been evaluated on; metrics on other data do not count."),
            FieldSpec(
                "suite", .text(.digest), absent: "any suite",
                "The evaluation suite that must have been used, by its commit or digest."),
            FieldSpec(
                "model", .oneOrMore(.text(.referenceGlob)), absent: "any model",
                "Globs on the URI under which the evaluation knows the model, so that the evaluation of another model "
                    + "does not count; * stays within a path segment, ** does not."),
            FieldSpec(
                "metrics", .list(of: .record(metric), atLeast: 1), absent: "none",
                "What was measured, and how good it must be."),
            FieldSpec(
                "separateData", .flag, absent: "false",
                "Whether the data of the evaluation must differ from the data that the model was trained on, as its "
                    + "verified lineage names it."),
            FieldSpec(
                "baseline", .record(baseline), absent: "none",
                "How much worse it may be than the model that it replaces."),
        ])

    static let metric = RecordSpec(
        "a metric",
        [
            FieldSpec("name", .text(.prose), required: true, "As the evaluation writes it, such as f1_score."),
            FieldSpec(
                "slices", .list(of: .text(.sliceGlob), atLeast: 1), absent: "the whole data",
                "Slices that must be there, or globs such as region=*, which must match at least one; every slice that "
                    + "matches must satisfy the bounds."),
            FieldSpec("min", .decimal, absent: "none", "The smallest value that is good enough."),
            FieldSpec("max", .decimal, absent: "none", "The largest value that is good enough."),
            FieldSpec(
                "minSamples", .count(1...1_000_000_000), absent: "none", "How many samples it must rest on."),
        ])

    static let baseline = RecordSpec(
        "baseline",
        [
            FieldSpec(
                "maxRegression", .decimals, required: true,
                "For each metric, how much worse than the replaced model's it may be; smaller is better where the "
                    + "policy gives the metric a max and no min."),
            FieldSpec(
                "window", .text(.lifetime), absent: "the replaced model alone",
                "How far back models count that were live: the best of them is compared with, so that no step down at a time "
                    + "leads far."),
            FieldSpec(
                "model", .text(.baselineModel), absent: "the replaced model",
                "One version that every model is compared with, whatever it replaces."),
            FieldSpec(
                "onMissing", .word(["Allow", "Deny"]), absent: "Allow",
                "What happens where nothing is replaced, so that there is nothing to compare with."),
        ])

    static let lineage = RecordSpec(
        "lineage",
        [
            signedBy(required: false), threshold, maxAge,
            FieldSpec(
                "require", .list(of: .word(LineageRule.Field.allCases.map(\.rawValue)), atLeast: 1), absent: "none",
                "What the record must name beside the model."),
            FieldSpec(
                "builders", .list(of: .text(.referenceGlob), atLeast: 1), absent: "any builder",
                "Globs on the builder's id (runDetails.builder.id)."),
            FieldSpec(
                "unsignedRecords", .word(["Allow", "Deny"]), absent: "Deny",
                "Whether a record that nobody signed will do: OpenLineage, an MLflow run, dvc.lock."),
        ])

    static let modelSignature = RecordSpec("modelSignature", [signedBy(required: true), threshold])

    private static func signedBy(required: Bool) -> FieldSpec {
        FieldSpec(
            "signedBy", .list(of: .text(.name), atLeast: 1), required: required,
            absent: required ? nil : "nobody, with unsignedRecords: Allow",
            "Names of TrustRoot documents; a signature by one of them counts.")
    }

    private static let threshold = FieldSpec(
        "threshold", .count(1...16), absent: "1",
        "How many different keys or identities of signedBy must have signed the same statement.")

    private static let maxAge = FieldSpec(
        "maxAge", .text(.lifetime), absent: "any age", "How old it may be, from the moment at which it was finished.")
}
