import KubernetesModel

/// A model that comes back must bring the data context that it was evaluated with.
package struct RollbackRule: Sendable, Hashable {
    package static let name = "rollback"

    /// What happens where nobody knows the context that a model needs; nil: nothing but a note.
    package var onUnknown: ValidationAction?

    package init(onUnknown: ValidationAction? = .warn) { self.onUnknown = onUnknown }
}

extension ReasonCode {
    package static let rollbackContextChanged = ReasonCode(rawValue: "rollback.contextChanged")
    package static let rollbackContextUnknown = ReasonCode(rawValue: "rollback.contextUnknown")
    package static let recordUnavailable = ReasonCode(rawValue: "record.unavailable")
}

extension RollbackRule {
    package static let description = RuleDescription(
        name: name, summary: "A model that comes back must bring the data context that it was evaluated with.",
        pages: [
            ReasonCodePage(
                .rollbackContextChanged,
                meaning:
                    "A model that was served before, or an earlier version of it, comes back beside data, features or a "
                    + "transformer that it was not evaluated with.",
                example: """
                    metadata: {annotations: {pedigree.dev/data-context: "features=s3://corp-data/features/v13/"}}
                    spec: {predictor: {model: {storageUri: "s3://ml-models-prod/fraud-detector/v47/"}}}   # needs v12
                    """,
                mended: #"pedigree.dev/data-context: "features=s3://corp-data/features/v12/""#,
                remedy:
                    "Bring model and context back together: pedigree rollback NAME --to VERSION prints the whole edit. Where "
                    + "the model does well with the newer context, evaluate it with that and attest its lineage again."),
            ReasonCodePage(
                .rollbackContextUnknown,
                meaning:
                    "A model comes back, and nobody knows the data context that it needs; or the annotation that names the "
                    + "deployed one cannot be read.",
                example: #"pedigree.dev/data-context: "features s3://corp-data/features/v12/"   # no NAME=REFERENCE"#,
                mended: #"pedigree.dev/data-context: "features=s3://corp-data/features/v12/""#,
                remedy:
                    "Write the annotation as name=reference pairs. Have the lineage name what the model needs: pedigree attest "
                    + "lineage --context NAME=REFERENCE; without that, what was deployed when the model was last live counts."
            ),
        ])
}

extension ReasonCodePage {
    static let recordUnavailable = ReasonCodePage(
        .recordUnavailable,
        meaning: "What ran and runs in the cluster cannot be told, so nothing could be decided.",
        example: "rollback: {requireDataContext: true}   # and the decision log's database does not answer",
        mended: "a database that answers",
        remedy:
            "Nothing is wrong with the object. The message names the reason; once the record can be read again the same "
            + "object is decided. References that stay as they are need no record and are decided meanwhile, and a policy "
            + "that only warns or records goes on.",
        isUndecided: true)
}
