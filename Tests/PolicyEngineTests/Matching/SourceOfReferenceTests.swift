import ModelReferences
import PolicyEngine
import Testing

@Suite("SourceOfReference")
struct SourceOfReferenceTests {
    @Test(
        "a reference lies inside a source by whole segments, as its consumer reads it",
        arguments: [
            ("s3://ml-models-prod/", "s3://ml-models-prod/fraud/v47/", Consumer.kserve, true),
            ("s3://ml-models-prod/", "s3://ml-models-prod-evil/fraud/v47/", .kserve, false),
            ("s3://ml-models-prod/fraud", "s3://ml-models-prod/fraud-evil/v1/", .kserve, false),
            ("s3://ml-models-prod/", "s3://ml-models-prod/../evil/v1/", .kserve, false),
            ("s3://ml-models-prod/", "s3://user@ml-models-prod/x/v1/", .kserve, false),
            ("s3://ml-models-prod/", "s3://ml-models-prod/x?versionId=1", .kserve, false),
            ("s3://ml-models-prod/", "s3://ml-models-prod/x/%2e%2e/y", .kserve, false),
            ("s3://ml-models-prod/", "gs://ml-models-prod/x/v1/", .kserve, false),
            ("gs://b/", "gs://b/o#1699", .gsutil, true),
            ("hf://corp/", "hf://corp/model:\(commit)", .kserve, true),
            ("hf://corp/", "hf://corp/model@\(commit)", .hfHub, true), ("hf://corp/", "corp/model", .vllm, true),
            ("hf://corp/", "corp-evil/model", .vllm, false), ("hf://corp/", "/mnt/models", .vllm, false),
            ("oci://registry.corp/ml/", "oci://registry.corp/ml/m@sha256:\(sha)", .kserve, true),
            ("oci://registry.corp/ml/", "registry.corp/ml/m:v1@sha256:\(sha)", .image, true),
            ("oci://registry.corp/ml/", "registry.corp/ml-evil/m@sha256:\(sha)", .image, false),
            ("oci://registry.corp:5000/ml/", "registry.corp:5000/ml/m:v1", .image, true),
            ("oci://docker.io/library/", "nginx", .image, true), ("models:/fraud", "models:/fraud/7", .mlflow, true),
            ("models:/fraud", "models:/fraud-evil/7", .mlflow, false),
        ])
    func inside(source: String, value: String, consumer: Consumer, expected: Bool) throws {
        let source = try SourceURI.parse(source)
        let found = SourceURI(of: reference(value, mutable, consumer: consumer))
        #expect((found.map(source.covers) ?? false) == expected)
    }
}
