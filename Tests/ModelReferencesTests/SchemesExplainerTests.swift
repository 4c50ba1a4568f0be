import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Explaining references")
struct ExplainerTests {
    @Test(
        "arguments of servers are read as in a manifest, and the worst reference decides",
        arguments: [
            (.vllm, "o/n --revision \(commit)", "pinned"),
            (.vllm, "o/n", "mutable"),
            (.vllm, "--model o/n --revision=\(commit)", "pinned"),
            (.vllm, "--model=o/n --revision=main", "mutable"),
            (.vllm, "serve o/n --revision \(commit)", "pinned"),
            (.vllm, "vllm serve o/n --revision \(commit)", "pinned"),
            (.vllm, "python3 -m vllm.entrypoints.openai.api_server --model o/n --revision \(commit)", "pinned"),
            (.vllm, "o/n --revision \(commit) --tokenizer x/y", "mutable"),
            (.vllm, "o/n --revision \(commit) --tokenizer x/y --tokenizer-revision \(commit)", "pinned"),
            (.vllm, "o/n --revision \(commit) --tokenizer-revision main", "mutable"),
            (.vllm, "o/n --revision \(commit) --trust-remote-code", "mutable"),
            (.vllm, "o/n --revision \(commit) --trust-remote-code --code-revision \(commit)", "pinned"),
            (.vllm, "o/n --revision \(commit) --enable-lora --lora-modules a=x/y", "mutable"),
            (.vllm, "o/n --revision $REV", "unresolved"),
            (.vllm, "o/n --revision \(commit.uppercased())", "mutable"),
            (.vllm, "o/n --revision \(commit) --served-model-name gpt-4", "pinned"),
            (.tgi, "MODEL_ID=o/n REVISION=\(commit)", "pinned"),
            (.tgi, "MODEL_ID=o/n REVISION=main", "mutable"),
            (.tgi, "MODEL_ID=o/n", "mutable"),
            (.tgi, "--model-id o/n --revision \(commit)", "pinned"),
            (.tgi, "o/n --revision \(commit)", "pinned"),
            (.tgi, "MODEL_ID=o/n REVISION=\(commit) LORA_ADAPTERS=a=x/y@main", "mutable"),
            (.tei, "--model-id=BAAI/bge-small-en-v1.5 --revision=\(commit)", "pinned"),
            (.tei, "--model-id=BAAI/bge-small-en-v1.5", "mutable"),
            (.sglang, "--model-path o/n --revision \(commit)", "pinned"),
            (.sglang, "--model-path o/n", "mutable"),
            (.sglang, "o/n --revision \(commit)", "pinned"),
            (.llamacpp, "-hf o/n:Q4_K_M", "mutable"),
            (.llamacpp, "--hf-repo o/n --hf-file m.gguf", "mutable"),
            (.llamacpp, "-mu https://huggingface.co/o/n/resolve/\(commit)/m.gguf", "pinned"),
            (.llamacpp, "-mu https://huggingface.co/o/n/resolve/main/m.gguf", "mutable"),
            (.ollama, "pull llama3:8b", "mutable"),
            (.ollama, "run llama3", "mutable"),
            (.triton, "--model-repository=s3://b/repository/v3/", "versioned"),
            (.triton, "--model-repository=s3://b/repository", "mutable"),
            (.tfserving, "--model_base_path=gs://b/m/v3", "mutable"),
            (.mlflow, "mlflow models serve -m models:/fraud/3", "versioned"),
            (.mlflow, "mlflow models serve -m models:/fraud@champion", "mutable"),
            (.kserve, "--model_id=o/n --model_revision=\(commit)", "pinned"),
            (.kserve, "--model_id=o/n", "mutable"),
            (.kubeai, "hf://o/n --revision=\(commit)", "pinned"),
            (.kubeai, "hf://o/n --max-model-len=4096", "mutable"),
            (.llmaz, "o/n --revision \(commit)", "pinned"),
            (.mlserver, "MLSERVER_MODEL_URI=models:/fraud@champion", "mutable"),
            (.mlserver, "MLSERVER_MODEL_URI=models:/fraud/3", "versioned"),
            (.nim, "NIM_MODEL_NAME=hf://o/n", "mutable"),
            (.nim, "NIM_MODEL_NAME=hf://o/n:\(commit)", "pinned"),
            (.jetstream, "--model_id=google/gemma-7b-it", "mutable"),
            (.productionStack, "o/n --revision=\(commit)", "pinned"),
            (.productionStack, "o/n --max-model-len=4096", "mutable"),
            (.llmisvc, "hf://o/n:\(commit) --tokenizer x/y", "mutable"),
            (.llmisvc, "hf://o/n:\(commit) --max-model-len 4096", "pinned"),
            (.ray, "o/n --revision \(commit)", "pinned"),
            (.ray, "o/n revision=main", "mutable"),
            (.kubeai, "hf://o/n --revision=\(commit) --tokenizer=x/y", "mutable"),
            (.vllm, "o/n --revision \(commit) --speculative-config '{\"model\": \"x/y\"}'", "mutable"),
            (.vllm, "VLLM_USE_MODELSCOPE=true o/n --revision master", "mutable"),
            (.torchserve, "--models m=https://h/models/v3/m.mar", "versioned"),
            (.torchserve, "--models m=https://h/models/m.mar", "mutable"),
        ] as [(Consumer, String, String)])
    func servers(_ consumer: Consumer, _ text: String, _ expected: String) {
        let found = Explainer.explain(text, consumer: consumer)
        #expect(found.pinning == expected, "\(found.reason) \(found.references)")
    }

    @Test(
        "commands that download are read as in a manifest",
        arguments: [
            (.dvc, "dvc get https://github.com/o/r model.pkl --rev \(commit)", "pinned"),
            (.dvc, "dvc get https://github.com/o/r model.pkl --rev main", "mutable"),
            (.dvc, "dvc get --rev main", "mutable"),
            (.dvc, "dvc get https://github.com/o/r model.pkl", "mutable"),
            (.git, "git clone https://github.com/o/model-r", "mutable"),
            (.git, "git clone https://huggingface.co/o/r && cd r && git checkout \(commit)", "pinned"),
            (.git, "git clone -b v1.0 https://huggingface.co/o/r", "mutable"),
            (.hfHub, "hf download o/n --revision \(commit)", "pinned"),
            (.hfHub, "huggingface-cli download o/n", "mutable"),
            (.hfHub, "o/n --revision \(commit)", "pinned"),
            (.hfHub, "snapshot_download(repo_id=\"o/n\", revision=\"\(commit)\")", "pinned"),
            (.hfHub, "snapshot_download(repo_id=\"o/n\")", "mutable"),
            (.hfHub, "AutoModel.from_pretrained('o/n', revision='main')", "mutable"),
            (.hfHub, "AutoModel.from_pretrained('o/n', revision='\(commit)')", "pinned"),
            (.git, "git clone https://example.com/o/r && cd r && git checkout \(commit)", "pinned"),
            (.git, "git clone https://example.com/o/r && cd r && git checkout v1.0", "mutable"),
            (.git, "https://github.com/o/r.git --branch v1.0", "mutable"),
            (.minioClient, "mc cp --version-id 3sL4kqtJ store/models/m.bin /models/m.bin", "versioned"),
            (.minioClient, "mc mirror store/models/fraud /models", "mutable"),
            (.rclone, "rclone copy remote:models/fraud/v3 /models", "versioned"),
            (.azcopy, "azcopy copy https://acct.blob.core.windows.net/c/models/m /models --recursive", "mutable"),
            (.awsCLI, "aws s3api get-object --bucket b --key m/model.bin --version-id 3sL4kqtJ model.bin", "versioned"),
            (.awsCLI, "s3api get-object --bucket b --key m/model.bin --version-id 3sL4kqtJ model.bin", "versioned"),
            (.awsCLI, "aws s3api get-object --bucket b --key m/model.bin model.bin", "mutable"),
            (.awsCLI, "aws s3 cp --recursive s3://b/models/fraud/v3/ /models", "versioned"),
            (.awsCLI, "aws s3 sync s3://b/models/fraud /models", "mutable"),
            (.awsCLI, "aws s3 sync /models s3://b/models/fraud", "none"),
            (.gsutil, "gsutil cp gs://b/models/m.bin#1699 /models", "versioned"),
            (.gsutil, "gcloud storage cp gs://b/models/m.bin /models", "mutable"),
            (.oras, "oras pull reg.corp/models/llm@sha256:\(sha256)", "pinned"),
            (.oras, "oras pull reg.corp/models/llm:v1", "mutable"),
            (.oras, "skopeo copy docker://reg.corp/models/llm:v1 dir:/models", "mutable"),
            (.modelscope, "modelscope download --model o/n --revision master", "mutable"),
            (.modelscope, "modelscope download --model o/n --revision \(commit)", "pinned"),
            (.kaggle, "kaggle models instances versions download google/gemma/pax/2b-it/2", "versioned"),
            (.ngc, "ngc registry model download-version nvidia/nemo/megatron_gpt:1.0", "versioned"),
            (.wandb, "wandb artifact get e/p/n:latest", "mutable"),
            (.wandb, "wandb artifact get e/p/n:v3", "versioned"),
            (.http, "curl -LO https://huggingface.co/o/r/resolve/main/model.safetensors", "mutable"),
            (.http, "wget https://huggingface.co/o/r/resolve/\(commit)/model.safetensors", "pinned"),
        ] as [(Consumer, String, String)])
    func downloads(_ consumer: Consumer, _ text: String, _ expected: String) {
        let found = Explainer.explain(text, consumer: consumer)
        #expect(found.pinning == expected, "\(found.reason) \(found.references)")
    }

    @Test(
        "what loads nothing is none",
        arguments: [
            (.client, "MODEL_NAME=hosted_vllm/o/n"), (.client, "o/n"), (.any, "MODEL_ID=gemma"),
            (.any, "MODEL_NAME=hosted_vllm/o/n OPENAI_BASE_URL=http://vllm"),
        ] as [(Consumer, String)])
    func nothing(_ consumer: Consumer, _ text: String) {
        let found = Explainer.explain(text, consumer: consumer)
        #expect(found.pinning == "none", "\(found.reason) \(found.references)")
        #expect(found.references.isEmpty)
    }

    @Test(
        "text that nobody could pass on is refused, and never crashes",
        arguments: [
            "", " ", "'", "\"o/n", "\\", "o/n --revision '", "--", "=", "A=", "--revision", "\u{0}", "a\nb", "$(", "${",
            "{{", "<", "-", "o/n \u{301}", String(repeating: "(", count: 5000), String(repeating: "a ", count: 40_000),
        ])
    func hostile(_ text: String) {
        for consumer in Consumer.all {
            let found = Explainer.explain(text, consumer: consumer)
            #expect(found.pinning != "pinned" && found.pinning != "versioned", "\(consumer): \(found)")
        }
    }

    @Test(
        "a path among a tool's arguments is a path, and its content is unknown",
        arguments: [
            (.vllm, "vllm serve /models/x"), (.vllm, "--model=/models/x --revision \(commit)"),
            (.triton, "--model-repository=/models"), (.tgi, "MODEL_ID=/data/x"), (.llamacpp, "-m /models/x.gguf"),
            (.torchserve, "--model-store /models"), (.hfHub, "AutoModel.from_pretrained('/models/x')"),
        ] as [(Consumer, String)])
    func paths(_ consumer: Consumer, _ text: String) {
        #expect(Explainer.explain(text, consumer: consumer).pinning == "mutable")
    }

    @Test("one reference is explained as the classifier has it")
    func single() {
        let found = Explainer.explain("models:/fraud-detector/Production", consumer: .kserve)
        #expect(found.pinning == "mutable")
        #expect(found.reason == "an MLflow stage, which can move")
        #expect(found.suggestion == "serve the artifact URI of one version, e.g. s3://BUCKET/fraud-detector/v47/")
        #expect(found.references.count == 1)
    }

    @Test(
        "tools are known by their usual names",
        arguments: [
            ("kserve", .kserve), ("KServe", .kserve), ("llama.cpp", .llamacpp), ("hf-hub", .hfHub),
            ("huggingface", .hfHub),
            ("production_stack", .productionStack), ("docker", .image), ("seldon", .seldon1), ("nobody", nil),
        ] as [(String, Consumer?)])
    func names(_ name: String, _ expected: Consumer?) { #expect(Consumer(named: name) == expected) }
}
