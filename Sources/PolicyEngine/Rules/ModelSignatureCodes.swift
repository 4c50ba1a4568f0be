extension ReasonCode {
    package static let modelSignatureMissing = ReasonCode(rawValue: "modelSignature.missing")
    package static let modelSignatureInvalid = ReasonCode(rawValue: "modelSignature.invalid")
    package static let modelSignatureUntrusted = ReasonCode(rawValue: "modelSignature.untrusted")
}

extension ModelSignatureRule {
    package static let description = RuleDescription(
        name: name, summary: "Somebody who is trusted must have signed the model (OpenSSF Model Signing).", pages: pages
    )

    private static let pages = [
        ReasonCodePage(
            .modelSignatureMissing,
            meaning: "No signature over the model's digest was found, or nothing says what its digest is.",
            example:
                "storageUri: s3://ml-models-prod/fraud-detector/v48/   # without model.sig in the sources of evidence",
            mended: "model_signing sign key MODEL_DIRECTORY --private_key signer.key --signature evidence/model.sig",
            remedy:
                "Sign the model's directory, and put the signature where a source of evidence has it. The digest of a version "
                + "stands in its evaluation or lineage."),
        ReasonCodePage(
            .modelSignatureInvalid,
            meaning: "What was found is malformed, or its signature or root digest does not fit its content.",
            example: "a signature whose list of files was edited",
            remedy: "Sign the model again; pedigree verify FILE --model DIRECTORY says what differs."),
        ReasonCodePage(
            .modelSignatureUntrusted,
            meaning: "A signature was found that too few of those have made whom the policy believes here and now.",
            example: "signedBy: [release]   # and the model is signed by alice",
            remedy: "Have the model signed by one of the policy's signedBy."),
    ]
}
