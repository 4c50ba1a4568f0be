extension ReasonCode {
    package static let lineageMissing = ReasonCode(rawValue: "lineage.missing")
    package static let lineageInvalid = ReasonCode(rawValue: "lineage.invalid")
    package static let lineageUntrusted = ReasonCode(rawValue: "lineage.untrusted")
    package static let lineageSubject = ReasonCode(rawValue: "lineage.subject")
    package static let lineageStale = ReasonCode(rawValue: "lineage.stale")
    package static let lineageIncomplete = ReasonCode(rawValue: "lineage.incomplete")
    package static let lineageDataset = ReasonCode(rawValue: "lineage.dataset")
}

extension LineageRule {
    package static let description = RuleDescription(
        name: name, summary: "A record must lead from the model to what it was made from.", pages: pages)

    private static let pages = [
        ReasonCodePage(
            .lineageMissing, meaning: "No lineage of the model was found in any source of evidence.",
            example: "storageUri: s3://ml-models-prod/fraud-detector/v48/   # a lineage of v47 only",
            mended:
                "pedigree attest lineage --subject s3://ml-models-prod/fraud-detector/v48/ --digest sha256:… --git . …",
            remedy:
                "Attest how the model was made (pedigree attest lineage --help), best in the job that trains it. A record "
                + "that nobody signed counts only with unsignedRecords: Allow."),
        ReasonCodePage(
            .lineageInvalid, meaning: "What was found is malformed, or its signature does not fit its content.",
            example: "an envelope that was edited after it was signed",
            remedy: "Make and sign the lineage again; pedigree verify FILE says which step of verification fails."),
        ReasonCodePage(
            .lineageUntrusted,
            meaning:
                "A lineage was found that too few of those have signed whom the policy believes, or of another builder.",
            example: "signedBy: [trainer]   # and the envelope is signed by alice",
            remedy: "Have the job that trains sign it, as the policy's signedBy, threshold and builders ask."),
        ReasonCodePage(
            .lineageSubject,
            meaning:
                "A lineage was found that is about another model; or an adapter's base, or what accompanies a model, is not "
                + "named in it.",
            example: "--lora-modules=sql=corp/sql-lora   # made for another base than the one that is served",
            remedy:
                "Serve what was attested. An adapter's lineage names its base (base-model); tokenizer, code and draft model "
                + "stand among the resolvedDependencies of the model's."),
        ReasonCodePage(
            .lineageStale,
            meaning: "The latest lineage is older than the policy admits, or does not say when it ended.",
            example: "maxAge: 365d   # and finishedOn is two years ago", remedy: "Train the model again."),
        ReasonCodePage(
            .lineageIncomplete, meaning: "The lineage does not name everything that the policy asks for.",
            example: "require: [source, dataset, parameters, environment, seed]   # and it has no seed",
            mended: "\"externalParameters\": {\"seed\": \"42\", …}",
            remedy:
                "Attest it again with what is missing; a source counts with its commit, an environment with the digest of its "
                + "image or its packages."),
        ReasonCodePage(
            .lineageDataset, meaning: "The lineage names data that is not pinned as the policy asks.",
            example: "{\"name\": \"dataset:train\", \"uri\": \"s3://corp-data/fraud/latest/\"}",
            mended: "{\"name\": \"dataset:train\", \"uri\": \"s3://…\", \"digest\": {\"sha256\": \"9861edb0…\"}}",
            remedy: "Record the digest or commit of the data when the model is trained, and attest the lineage again."),
    ]
}
