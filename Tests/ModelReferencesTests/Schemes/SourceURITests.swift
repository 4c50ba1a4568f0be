import Testing

@testable import ModelReferences

@Suite("Sources of models")
struct SourceURITests {
    @Test(
        "a source covers what lies in it, by whole segments",
        arguments: [
            ("s3://ml-models-prod/", "s3://ml-models-prod/fraud/v47/", true),
            ("s3://ml-models-prod", "s3://ml-models-prod/fraud/v47/", true),
            ("s3://ml-models-prod/", "s3://ml-models-prod-evil/fraud/v47/", false),
            ("s3://ml/fraud", "s3://ml/fraud/v47/", true),
            ("s3://ml/fraud/", "s3://ml/fraud/v47/", true),
            ("s3://ml/fraud", "s3://ml/fraud-evil/v47/", false),
            ("s3://ml/fraud/", "s3://ml/fraud", false),
            ("s3://ml/fraud/", "s3://ml/fraud/", true),
            ("s3://ml/", "gs://ml/fraud/", false),
            ("oci://registry.io/team", "oci://registry.io/team/model", true),
            ("oci://registry.io/team", "oci://registry.io/team-evil/model", false),
            ("oci://registry.io/team/", "oci+native://registry.io/team/model", true),
            ("oci://myorg/", "oci://docker.io/myorg/model", true),
            ("oci://registry.io:443/team/", "oci://registry.io/team/model", false),
            ("https://acct.blob.core.windows.net/c/", "https://ACCT.blob.core.windows.net/c/m", true),
            ("https://acct.blob.core.windows.net/c/", "https://acct.blob.core.windows.net.evil.example/c/m", false),
            ("models:/fraud/", "models:/fraud/3", true),
            ("models:/fraud/", "models:/fraud-evil/3", false),
            ("hf://meta-llama/", "hf://meta-llama/Llama-3.1-8B", true),
            ("abfss://c@a.dfs.core.windows.net/m/", "abfss://c@a.dfs.core.windows.net/m/v3", true),
        ])
    func coverage(_ source: String, _ reference: String, _ expected: Bool) throws {
        let covers = try SourceURI.parse(source).covers(SourceURI.parse(reference))
        #expect(covers == expected)
    }

    @Test(
        "what cannot be compared part by part is no source",
        arguments: [
            ("fraud", SourceURI.Problem.noScheme), ("S3://b/m", .noScheme), ("s3:b", .noScheme), ("://b", .noScheme),
            ("s3:///m", .noAuthority), ("s3://", .noAuthority), ("s3://u@b/m", .userinfo), ("s3://b/m?x", .query),
            ("s3://b/m#x", .fragment), ("s3://b/%6d", .percentEscape), ("s3://b/../m", .dotSegment),
            ("s3://b/./m", .dotSegment), ("s3://b//m", .emptySegment), ("s3://b/a b", .character),
            ("s3://b\\m", .character),
        ])
    func problems(_ text: String, _ problem: SourceURI.Problem) {
        #expect(throws: problem) { try SourceURI.parse(text) }
    }
}
