import Testing

@testable import ModelReferences

@Suite("What stays the same from one version of a model to the next")
struct ModelIdentityTests {
    @Test(
        "a reference is taken apart into its model and its version",
        arguments: [
            ("s3://b/fraud/v47/", "s3://b/fraud/", "v47"),
            ("s3://b/fraud/v47/model.onnx", "s3://b/fraud/", "v47"),
            ("s3://b/fraud/version=3/", "s3://b/fraud/", "version=3"),
            ("s3://b/fraud/v47/1/model.savedmodel", "s3://b/fraud/v47/1/model.savedmodel", nil),
            ("s3://b/fraud/v47/1/", "s3://b/fraud/", "v47/1"),
            ("s3://b/fraud/2026/01/31/model.pkl", "s3://b/fraud/", "2026/01/31"),
            ("s3://b/sklearn/1.0/v3/", "s3://b/sklearn/1.0/", "v3"),
            ("s3://b/v3/", "s3://b/", "v3"),
            ("s3://b/fraud/latest/", "s3://b/fraud/latest/", nil),
            ("s3://b/fraud/fraud-v47.onnx", "s3://b/fraud/fraud.onnx", "v47"),
            ("s3://b/resnet-50.onnx", "s3://b/resnet-50.onnx", nil),
            ("s3://b/fraud/m.tar.gz?versionId=3HL4kq", "s3://b/fraud/m.tar.gz", "3HL4kq"),
            ("gs://b/fraud/m.pkl#1712345678901234", "gs://b/fraud/m.pkl", "1712345678901234"),
            ("gs://b/fraud/1.2.0/", "gs://b/fraud/", "1.2.0"),
            ("abfss://c@acc.dfs.core.windows.net/fraud/v2/", "abfss://c@acc.dfs.core.windows.net/fraud/", "v2"),
            ("pvc://claim/models/fraud/v3", "pvc://claim/models/fraud/", "v3"),
            ("/mnt/models/fraud/v3/", "/mnt/models/fraud/", "v3"),
            (
                "s3://b/7/0123456789abcdef0123456789abcdef/artifacts/model", "s3://b/7/artifacts/model/",
                "0123456789abcdef0123456789abcdef"
            ),
            ("hf://org/name:27dcfa74", "hf://org/name", "27dcfa74"),
            ("hf://org/name", "hf://org/name", nil),
            ("org/name@v1.0", "hf://org/name", "v1.0"),
            ("modelscope://org/name:v2", "modelscope://org/name", "v2"),
            ("https://huggingface.co/org/name/resolve/v1.0/m.gguf", "hf://org/name", "v1.0"),
            ("https://raw.githubusercontent.com/o/r/main/m.bin", "https://raw.githubusercontent.com/o/r/m.bin", "main"),
            ("https://github.com/o/r/archive/v1.2.tar.gz", "https://github.com/o/r/archive", "v1.2"),
            ("https://host/models/fraud/1.2.0/m.tar.gz", "https://host/models/fraud/", "1.2.0"),
            ("oci://registry.corp/ml/fraud:v47", "oci://registry.corp/ml/fraud", "v47"),
            ("registry.corp:5000/ml/fraud:v47", "oci://registry.corp:5000/ml/fraud", "v47"),
            (
                "oci://r.io/ml/fraud@sha256:\(String(repeating: "a", count: 64))", "oci://r.io/ml/fraud",
                "sha256:\(String(repeating: "a", count: 64))"
            ),
            ("oci://r.io/fraud:v2@sha256:\(String(repeating: "a", count: 64))", "oci://r.io/fraud", "v2"),
            ("models:/fraud/47", "models:/fraud", "47"), ("models:/fraud/Production", "models:/fraud", "Production"),
            ("models:/fraud@champion", "models:/fraud", "champion"),
            ("models://p@databricks/fraud/3", "models://p@databricks/fraud", "3"),
            (
                "runs:/0123456789abcdef0123456789abcdef/model", "runs:/0123456789abcdef0123456789abcdef/model", nil
            ),
            ("git+https://host/team/fraud.git@v1.2#model", "https://host/team/fraud", "v1.2"),
            ("ngc://nvidia/nemo/fraud:1.0", "ngc://nvidia/nemo/fraud", "1.0"),
            ("kaggle://google/gemma/pyTorch/2b/3", "kaggle://google/gemma/pyTorch/2b", "3"),
            ("wandb-artifact:///team/project/fraud:v3", "wandb-artifact:///team/project/fraud", "v3"),
            ("ollama://llama3:8b", "ollama://llama3", "8b"),
            ("projects/p/locations/l/models/17@3", "projects/p/locations/l/models/17", "3"),
            (
                "arn:aws:sagemaker:eu-west-1:1:model-package/fraud/7",
                "arn:aws:sagemaker:eu-west-1:1:model-package/fraud", "7"
            ),
        ] as [(String, String, String?)])
    func parts(value: String, name: String, version: String?) {
        #expect(ModelIdentity.of(value) == ModelIdentity(name: name, version: version))
    }

    @Test(
        "a revision beside the reference is its version, unless it names its own",
        arguments: [
            ("org/name", Consumer.vllm, "hf://org/name", "v1"), ("org/name@v2", .vllm, "hf://org/name", "v2"),
            ("google/gemma/pyTorch/2b", .kaggle, "google/gemma/pyTorch/2b", "v1"),
            ("https://host/r.git", .git, "https://host/r", "v1"), ("fraud", .bento, "fraud", "v1"),
        ])
    func besides(value: String, consumer: Consumer, name: String, version: String) {
        #expect(
            ModelIdentity.of(value, revision: "v1", consumer: consumer) == ModelIdentity(name: name, version: version))
    }

    @Test("an image without a host is an image to whoever runs it, and a repository to a server")
    func consumers() {
        #expect(ModelIdentity.of("org/name:v2", consumer: .image).name == "oci://docker.io/org/name")
        #expect(ModelIdentity.of("org/name:v2", consumer: .vllm).name == "hf://org/name")
    }

    @Test(
        "an earlier version is told from a later one",
        arguments: [
            ("v3", "v10"), ("V3", "v10"), ("3", "v10"), ("1.2.0", "1.10.0"), ("1.2", "1.2.1"),
            ("version=3", "version=4"),
            ("1.0.0-alpha", "1.0.0-alpha.1"), ("1.0.0-alpha.1", "1.0.0-alpha.beta"), ("1.0.0-beta.2", "1.0.0-beta.11"),
            ("1.0.0-rc.1", "1.0.0"), ("2026-01-31", "2026-02-01"), ("20260131", "20260131-120000"),
            ("2026-01-31T120000Z", "2026-01-31T130000Z"), ("2026/01/31", "2026/02/01"), ("v47/1", "v47/2"),
            ("v46-cpu", "v47-gpu"), ("1712345678901234", "1712345678901235"), ("rev_9", "rev_10"), ("007", "8"),
        ])
    func ordered(lower: String, higher: String) {
        #expect(
            ModelIdentity(name: "m", version: lower).isLower(than: ModelIdentity(name: "m", version: higher)) == true)
        #expect(
            ModelIdentity(name: "m", version: higher).isLower(than: ModelIdentity(name: "m", version: lower)) == false)
    }

    @Test(
        "of digests, commits, ids and words none is the earlier one",
        arguments: [
            ("sha256:\(String(repeating: "a", count: 64))", "sha256:\(String(repeating: "b", count: 64))"),
            (String(repeating: "1", count: 40), String(repeating: "2", count: 40)), ("8b", "70b"), ("main", "v3"),
            ("Production", "Staging"), ("v3-cpu", "v3-gpu"), ("1.0.0+a", "1.0.0+b"), ("v3", "2026-01-31"),
            ("3e2b1f00-0000-4000-8000-000000000000", "3e2b1f00-0000-4000-8000-000000000001"),
        ])
    func unordered(left: String, right: String) {
        #expect(ModelIdentity(name: "m", version: left).isLower(than: ModelIdentity(name: "m", version: right)) == nil)
        #expect(ModelIdentity(name: "m", version: right).isLower(than: ModelIdentity(name: "m", version: left)) == nil)
    }

    @Test("versions of different models are not compared, and the same version is not lower")
    func others() {
        let three = ModelIdentity.of("s3://b/fraud/v3/")
        #expect(three.isLower(than: .of("s3://b/churn/v4/")) == nil)
        #expect(three.isLower(than: three) == false)
        #expect(ModelIdentity.of("s3://b/fraud/").isLower(than: three) == nil)
        #expect(
            ModelIdentity(name: "m", version: "1.2").isLower(than: ModelIdentity(name: "m", version: "1.2.0")) == false)
    }

    @Test("text that nobody can take apart is a model of its own, and never crashes")
    func odd() {
        for value in [
            "", ":", "/", "//", "s3:", "s3://", "s3:///", "@", "#", "?", "models:", "models://", "hf://", "ä:ö",
        ] {
            _ = ModelIdentity.of(value, revision: "")
            _ = ModelIdentity.of(value, consumer: .image)
            _ = ModelIdentity.of(value, consumer: .git)
        }
        let long = String(repeating: "a/", count: 10_000)
        #expect(ModelIdentity.of(long).name == long)
    }
}
