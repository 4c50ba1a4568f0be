import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Names of models in clouds, and forms that one tool alone has")
struct CloudNamesTests {
    private func pinning(_ value: String, _ consumer: Consumer = .any, revision: String? = nil) -> String {
        let judged = Classifier.classify(RawReference(value, consumer: consumer, revision: revision)).pinning
        return judged.reason.hasPrefix("invalid") ? "invalid" : judged.name
    }

    @Test(
        "Azure ML's models are versioned by their version alone",
        arguments: [
            ("azureml:m:3", "versioned"), ("azureml://registries/r/models/m/versions/3", "versioned"),
            ("azureml://subscriptions/s/workspaces/w/models/m/versions/3", "versioned"),
            ("azureml:m@latest", "mutable"),
            ("azureml:m:latest", "mutable"), ("azureml://registries/r/models/m/labels/latest", "mutable"),
            ("azureml://registries/r/models/m", "mutable"), ("azureml://datastores/d/paths/x", "invalid"),
            ("azureml:m", "mutable"),
        ])
    func azure(_ value: String, _ expected: String) { #expect(pinning(value) == expected) }

    @Test("vLLM takes a GGUF file's quantization behind a colon, and the revision from its flag")
    func quantizations() {
        let commit = String(repeating: "a", count: 40)
        for name in ["Q4_K_M", "Q8_0", "IQ1_S", "UD-Q4_K_XL", "BF16"] {
            #expect(pinning("o/n:\(name)", .vllm) == "mutable")
            #expect(pinning("o/n:\(name)", .vllm, revision: commit) == "pinned")
            #expect(pinning("o/n:\(name)", .sglang, revision: commit) == "invalid")
        }
        for name in ["main", commit, "Q4", "Q9_0", "Q4_main", "v1_K"] {
            #expect(pinning("o/n:\(name)", .vllm, revision: commit) == "invalid")
        }
    }

    @Test("Triton's form for other stores than Amazon's is read behind the host")
    func tritonHosts() {
        #expect(pinning("s3://https://minio:9000/b/models", .triton) == "mutable")
        #expect(pinning("s3://https://minio:9000/b/models/v3/", .triton) == "versioned")
        #expect(pinning("s3://https://minio:9000/b/models", .kserve) == "invalid")
    }

    @Test("timm's name of a repository is one, with its revision behind `@`")
    func timm() {
        func found(_ code: String) -> [String] {
            PythonText.references(in: CommandTexts.word(code)).map(DownloaderTests.render)
        }
        #expect(found("timm.create_model('hf_hub:timm/resnet50')") == ["timm/resnet50 hf_hub"])
        #expect(found("timm.create_model('hf-hub:o/n@v1')") == ["o/n hf_hub @v1"])
        #expect(found("import open_clip\nopen_clip.create_model('hf-hub:o/n@v1')") == ["o/n hf_hub"])
        #expect(found("timm.create_model('resnet50')") == [])
    }
}
