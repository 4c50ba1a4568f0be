import AttestCommand
import Attestation
import Testing

@Suite("The model that a statement is about")
struct SubjectArgumentTests {
    @Test(
        "a subject is written as the gate looks for it",
        arguments: [
            ("sha256:\(digestA)", nil, nil, ["sha256": digestA]),
            ("registry.corp/ml/churn@sha256:\(digestA)", nil, "registry.corp/ml/churn", ["sha256": digestA]),
            (
                "oci://registry.corp/ml/churn@sha256:\(digestA)", nil, "oci://registry.corp/ml/churn",
                ["sha256": digestA]
            ),
            (
                "s3://ml-models-prod/fraud/v47/", "sha256:\(digestA)", "s3://ml-models-prod/fraud/v47/",
                ["sha256": digestA]
            ),
            (
                "hf://corp/churn:\(commit)", "sha256:\(digestA)", "hf://corp/churn",
                ["gitCommit": commit, "sha256": digestA]
            ),
            (
                "hf://corp/churn@\(commit)", "sha256:\(digestA)", "hf://corp/churn",
                ["gitCommit": commit, "sha256": digestA]
            ),
        ] as [(String, String?, String?, [String: String])])
    func subjects(text: String, digest: String?, uri: String?, digests: [String: String]) throws {
        let subject = try SubjectArgument.parse(text, digest: digest)
        #expect(subject.uri == uri)
        #expect(subject.digests == digests)
    }

    @Test(
        "what names no one model is refused with the reason",
        arguments: [
            ("s3://ml-models-prod/fraud/latest/", "sha256:\(digestA)", "a statement must be about one version"),
            ("models:/fraud/Production", "sha256:\(digestA)", "MLflow stage"),
            ("hf://corp/churn:main", "sha256:\(digestA)", "a statement must be about one version"),
            ("s3://ml-models-prod/fraud/v47/", nil, "give the digest of its bytes with --digest"),
            ("hf://corp/churn:\(commit)", nil, "give the digest of its bytes with --digest"),
            ("sha256:\(digestA.uppercased())", nil, "64 lower-case hex digits"),
            ("s3://ml-models-prod/fraud/v47/", "sha256:abc", "64 lower-case hex digits"),
            ("sha256:\(digestA)", "sha256:" + String(repeating: "b", count: 64), "which of them"),
            ("", nil, "names no model"),
            ("s3://ml models/v47/", "sha256:\(digestA)", "names no model"),
        ] as [(String, String?, String)])
    func refusals(text: String, digest: String?, expected: String) {
        #expect(problem { try SubjectArgument.parse(text, digest: digest) }.contains(expected))
    }
}
