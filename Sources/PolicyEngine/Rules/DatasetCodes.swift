extension ReasonCode {
    package static let datasetMissing = ReasonCode(rawValue: "dataset.missing")
    package static let datasetMutable = ReasonCode(rawValue: "dataset.mutable")
    package static let datasetMismatch = ReasonCode(rawValue: "dataset.mismatch")
}

extension DatasetRule {
    package static let description = RuleDescription(
        name: name, summary: "The data that a model was trained on must be named and pinned.", pages: pages)

    private static let pages = [
        ReasonCodePage(
            .datasetMissing, meaning: "The object names no data for the model.",
            example: "metadata: {annotations: {}}",
            mended: "metadata: {annotations: {pedigree.dev/dataset: \"sha256:9861edb0…\"}}",
            remedy:
                "Name the data that the model was trained on in the annotation pedigree.dev/dataset of the object or of its "
                + "pod template; several references are separated by white space, and pedigree.dev/dataset.NAME speaks of "
                + "one container or adapter."),
        ReasonCodePage(
            .datasetMutable, meaning: "The data is named by something that can come to mean other data.",
            example: "pedigree.dev/dataset: \"s3://corp-data/fraud/latest/\"",
            mended: "pedigree.dev/dataset: \"s3://corp-data/fraud/train.csv@sha256:9861edb0…\"",
            remedy:
                "Name it by its digest, or by a commit (Git, lakeFS, Hugging Face) with all of its digits. Versions of a "
                + "store and MD5 are admitted where the policy allows conditional or weak. pedigree explain --consumer "
                + "dataset REFERENCE says what a reference is."),
        ReasonCodePage(
            .datasetMismatch,
            meaning: "The data that the object names is not what the model's verified lineage was made from.",
            example: "pedigree.dev/dataset: \"sha256:1111…\"   # the lineage names sha256:9861edb0…",
            mended: "pedigree.dev/dataset: \"sha256:9861edb0…\"",
            remedy:
                "Write the data that the lineage names; with several models in one object narrow the annotation to each "
                + "(pedigree.dev/dataset.NAME)."),
    ]
}
