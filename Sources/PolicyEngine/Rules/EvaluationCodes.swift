extension ReasonCode {
    package static let evaluationMissing = ReasonCode(rawValue: "evaluation.missing")
    package static let evaluationInvalid = ReasonCode(rawValue: "evaluation.invalid")
    package static let evaluationUntrusted = ReasonCode(rawValue: "evaluation.untrusted")
    package static let evaluationSubject = ReasonCode(rawValue: "evaluation.subject")
    package static let evaluationSigners = ReasonCode(rawValue: "evaluation.signers")
    package static let evaluationBelowThreshold = ReasonCode(rawValue: "evaluation.belowThreshold")
    package static let evaluationSliceMissing = ReasonCode(rawValue: "evaluation.sliceMissing")
    package static let evaluationSamples = ReasonCode(rawValue: "evaluation.samples")
    package static let evaluationSameData = ReasonCode(rawValue: "evaluation.sameData")
    package static let evaluationStale = ReasonCode(rawValue: "evaluation.stale")
    package static let evaluationRegressed = ReasonCode(rawValue: "evaluation.regressed")
    package static let evidenceConflict = ReasonCode(rawValue: "evidence.conflict")
    package static let evidenceUnreachable = ReasonCode(rawValue: "evidence.unreachable")
}

extension EvaluationRule {
    package static let description = RuleDescription(
        name: name,
        summary:
            "A signed evaluation must say that the model is good enough, slice by slice, and no worse than what it replaces.",
        pages: findingPages + verdictPages)

    /// Where no evaluation counts.
    private static let findingPages = [
        ReasonCodePage(
            .evaluationMissing, meaning: "No evaluation of the model was found in any source of evidence.",
            example: "storageUri: s3://ml-models-prod/fraud-detector/v48/   # evaluations of v47 only",
            mended: "pedigree attest evaluation --subject s3://ml-models-prod/fraud-detector/v48/ --digest sha256:… …",
            remedy:
                "Evaluate the model on the data that the policy names, and put the signed evaluation where a source of "
                + "evidence has it: pedigree attest evaluation --help."),
        ReasonCodePage(
            .evaluationInvalid,
            meaning: "What was found is malformed, or its signature does not fit its content.",
            example: "an envelope that was edited after it was signed",
            remedy: "Make and sign the evaluation again; pedigree verify FILE says which step of verification fails."),
        ReasonCodePage(
            .evaluationUntrusted,
            meaning: "An evaluation was found that nobody has signed whom the policy believes here and now.",
            example: "signedBy: [eval-runner]   # and the envelope is signed by alice",
            remedy:
                "Have the evaluation signed by one of the policy's signedBy; a trust root can be narrowed to predicate "
                + "types and namespaces, and a certificate ends."),
        ReasonCodePage(
            .evaluationSubject,
            meaning:
                "An evaluation was found that is about another model, or no evaluation can be about the reference.",
            example: "model: \"s3://ml-models-prod/fraud-detector/*\"   # and the evaluation is of cat-classifier",
            mended: "an evaluation whose subject is the model that is served",
            remedy:
                "Serve the model that was evaluated, or evaluate the one that is served. A reference that can move has no "
                + "evidence: pin it. Tokenizer, code and draft model are named in the model's own evidence."),
        ReasonCodePage(
            .evaluationSigners,
            meaning: "Fewer different signers than the policy's threshold have signed the evaluation.",
            example: "threshold: 2   # and one key has signed twice",
            mended: "one statement with the signatures of two different keys",
            remedy: "Have the same statement signed by further keys or identities of signedBy."),
        ReasonCodePage(
            .evidenceConflict, meaning: "Two trusted statements about one version give it different digests.",
            example:
                "s3://ml-models-prod/fraud-detector/v47/   # sha256:aaaa… in the evaluation, sha256:bbbb… in the lineage",
            remedy:
                "Find out which bytes the version holds and remove the evidence about others; a version that was "
                + "overwritten needs a new name."),
    ]

    /// Where one counts, and says too little good.
    private static let verdictPages = [
        ReasonCodePage(
            .evaluationBelowThreshold,
            meaning: "A metric is outside the policy's bounds, or the evaluation says FAILED.",
            example: "f1_score of region=emea is 0.81   # min: 0.85",
            remedy: "Serve a model that is good enough there; the policy's owners decide the bounds."),
        ReasonCodePage(
            .evaluationSliceMissing, meaning: "A metric or slice that the policy names is not in the evaluation.",
            example: "{name: f1_score, slices: [\"region=*\"]}   # and the evaluation has no slice of region",
            mended: "{\"name\": \"f1_score\", \"slice\": \"region=emea\", \"value\": \"0.91\"}",
            remedy:
                "Evaluate every slice that the policy names, on the data that it names, and sign the evaluation again."),
        ReasonCodePage(
            .evaluationSamples,
            meaning: "A metric rests on fewer samples than the policy asks for, or does not say on how many.",
            example: "minSamples: 1000   # and sampleCount is 17", mended: "\"sampleCount\": 1200",
            remedy: "Evaluate on more data, and record the number of samples."),
        ReasonCodePage(
            .evaluationSameData,
            meaning: "The model was evaluated on data that it was trained on, or nobody can tell.",
            example: "separateData: true   # and both name sha256:9861edb0…",
            remedy: "Evaluate on data that the model has not seen; name all data by digest in evaluation and lineage."),
        ReasonCodePage(
            .evaluationStale,
            meaning: "The latest evaluation is older than the policy admits, or does not say when it ended.",
            example: "maxAge: 30d   # and finishedOn is 45 days ago",
            remedy: "Evaluate the model again."),
        ReasonCodePage(
            .evaluationRegressed,
            meaning:
                "The model is worse than the one that it replaces by more than the policy allows, or was not compared.",
            example: "maxRegression: {f1_score: 0.01}   # 0.91 now, 0.94 before",
            remedy:
                "Serve a model that is no worse, and name the replaced one as the evaluation's baseline: pedigree attest "
                + "evaluation --baseline REFERENCE --baseline-metrics FILE."),
    ]
}
