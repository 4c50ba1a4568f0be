import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Hugging Face repositories")
struct HuggingFaceSchemeTests {
    @Test(
        "KServe and NIM read the revision behind a colon, and nothing else",
        arguments: [
            Vector(.kserve, "hf://o/n:\(commit)", "pinned"),
            Vector(.llmisvc, "hf://o/n:\(commit)", "pinned"),
            Vector(.kserve, "hf://o/n:", "mutable"),
            Vector(.kserve, "hf://o/n:\(commit.prefix(7))", "mutable"),
            Vector(.kserve, "hf://o/n:\(commit.dropLast())", "mutable"),
            Vector(.kserve, "hf://o/n:\(commit)0", "mutable"),
            Vector(.kserve, "hf://o/n:\(commit.uppercased())", "mutable"),
            Vector(.kserve, "hf://o/n:\(sha256)", "mutable"),
            Vector(.kserve, "hf://o/n@\(commit)", "invalid"),
            Vector(.kserve, "hf://o/n@main", "invalid"),
            Vector(.kserve, "hf://o/n/\(commit)", "invalid"),
            Vector(.kserve, "hf://o/n:refs/pr/3", "invalid"),
            Vector(.kserve, "hf://n:\(commit)", "invalid"),
            Vector(.kserve, "hf://n", "invalid"),
            Vector(.kserve, "hf:///n", "invalid"),
            Vector(.kserve, "hf://o/:\(commit)", "invalid"),
            Vector(.kserve, "hf://o/n/", "invalid"),
            Vector(.kserve, "hf://o/n:\(commit)?download=true", "mutable"),
            Vector(.kserve, "HF://o/n:\(commit)", "invalid"),
            Vector(.llmisvc, "hf://o/n", "mutable"),
            Vector(.llmisvc, "hf://o/n@\(commit)", "invalid"),
            Vector(.nim, "hf://meta-llama/Llama-3.1-8B-Instruct", "mutable"),
            Vector(.nim, "hf://o/n:\(commit)", "pinned"),
            Vector(.nim, "hf://o/n:\(commit)?file=model.safetensors", "pinned"),
            Vector(.nim, "hf://o/n", "pinned", revision: commit),
            Vector(.nim, "hf://o/n", "mutable", revision: "main"),
        ])
    func colon(_ vector: Vector) { vector.check() }

    @Test(
        "huggingface_hub and OME read the revision behind an at sign",
        arguments: [
            Vector(.hfHub, "hf://models/o/n@\(commit)", "pinned"),
            Vector(.hfHub, "hf://o/n@\(commit)/sub/model.safetensors", "pinned"),
            Vector(.hfHub, "hf://o/n@\(commit.uppercased())", "mutable"),
            Vector(.hfHub, "hf://o/n@main", "mutable"),
            Vector(.hfHub, "hf://o/n@v1.0", "mutable"),
            Vector(.hfHub, "hf://o/n", "mutable"),
            Vector(.hfHub, "hf://gpt2@\(commit)", "pinned"),
            Vector(.hfHub, "hf://o/n:\(commit)", "invalid"),
            Vector(.ome, "hf://o/n", "mutable"),
            Vector(.ome, "hf://o/n@\(commit)", "pinned"),
            Vector(.ome, "hf://o/n@v2", "mutable"),
            Vector(.ome, "hf://o/n:\(commit)", "invalid"),
            Vector(.any, "hf://o/n@\(commit)", "pinned"),
            Vector(.any, "hf://o/n:\(commit)", "pinned"),
            Vector(.any, "hf://o/n:main", "mutable"),
            Vector(.any, "hf://o/n", "mutable"),
            Vector(.trainer, "hf://o/n@\(commit)", "invalid"),
            Vector(.trainer, "hf://o/n:\(commit)", "invalid"),
            Vector(.trainer, "hf://o/n", "mutable", revision: commit),
            Vector(.aibrix, "huggingface://o/n", "mutable", revision: commit),
            Vector(.aibrix, "huggingface://o/n@\(commit)", "invalid"),
            Vector(.hfHub, "huggingface://o/n@\(commit)", "invalid"),
            Vector(.any, "huggingface://o/n@\(commit)", "invalid"),
            Vector(.hfHub, "hf://datasets/o/n@\(commit)", "invalid"),
            Vector(.ray, "hf://o/n@\(commit)", "invalid"),
            Vector(.mlflow, "hf://o/n:\(commit)", "invalid"),
            Vector(.kubeai, "hf://o/n@\(commit)", "invalid"),
            Vector(.kubeai, "hf://o/n:\(commit)", "invalid"),
            Vector(.kubeai, "hf://o/n", "pinned", revision: commit),
            Vector(.kubeai, "hf://o/n", "mutable", revision: "main"),
        ])
    func atSign(_ vector: Vector) { vector.check() }

    @Test(
        "a bare name is worth what its revision is worth",
        arguments: [
            Vector(.vllm, "o/n", "mutable"),
            Vector(.vllm, "o/n", "pinned", revision: commit),
            Vector(.vllm, "o/n", "mutable", revision: commit.uppercased()),
            Vector(.vllm, "o/n", "mutable", revision: String(commit.prefix(12))),
            Vector(.vllm, "o/n", "mutable", revision: ""),
            Vector(.vllm, "o/n", "mutable", role: .code),
            Vector(.vllm, "o/n", "pinned", revision: commit, role: .code),
            Vector(.vllm, "o/n@\(commit)", "invalid"),
            Vector(.vllm, "o/n:\(commit)", "invalid"),
            Vector(.vllm, "hf://o/n", "invalid"),
            Vector(.vllm, "gpt2", "pinned", revision: commit),
            Vector(.vllm, "o/n--x", "invalid", revision: commit),
            Vector(.vllm, "o/..", "invalid", revision: commit),
            Vector(.vllm, "mistralai/Mistral-7B-Instruct-v0.2", "mutable"),
            Vector(.vllm, "deepseek-ai/DeepSeek-R1-0528", "mutable"),
            Vector(.vllm, "/models/o/n", "mutable", revision: commit),
            Vector(.vllm, "./o/n", "mutable", revision: commit),
            Vector(.tei, "BAAI/bge-small-en-v1.5", "mutable"),
            Vector(.tei, "BAAI/bge-small-en-v1.5", "pinned", revision: commit),
            Vector(.sglang, "o/n", "pinned", revision: commit),
            Vector(.sglang, "o/n", "mutable", revision: "v1"),
            Vector(.tgi, "o/n@\(commit)", "pinned", role: .adapter),
            Vector(.tgi, "o/n@main", "mutable", role: .adapter),
            Vector(.tgi, "o/n@\(commit)", "invalid"),
            Vector(.ray, "Qwen/Qwen2.5-7B-Instruct", "mutable"),
            Vector(.ray, "Qwen/Qwen2.5-7B-Instruct", "pinned", revision: commit),
            Vector(.llmaz, "o/n", "mutable", revision: "main"),
            Vector(.llmaz, "o/n", "pinned", revision: commit),
            Vector(.productionStack, "o/n", "mutable"),
            Vector(.jetstream, "google/gemma-7b-it", "mutable"),
            Vector(.modelscope, "o/n", "mutable"),
            Vector(.modelscope, "o/n", "pinned", revision: commit),
            Vector(.modelscope, "o/n", "mutable", revision: "master"),
            Vector(.kserve, "modelscope://o/n:\(commit)", "pinned"),
            Vector(.kserve, "modelscope://o/n:v1.0.0", "mutable"),
            Vector(.kserve, "modelscope://o/n", "mutable"),
            Vector(.kserve, "modelscope://o/n/f", "invalid"),
            Vector(.kserve, "modelscope://o/n@\(commit)", "invalid"),
            Vector(.llamacpp, "ggml-org/gemma-3-1b-it-GGUF", "mutable"),
            Vector(.llamacpp, "ggml-org/gemma-3-1b-it-GGUF:Q4_K_M", "mutable"),
            Vector(.llamacpp, "o/n:\(commit)", "mutable"),
            Vector(.llamacpp, "https://huggingface.co/o/n/resolve/\(commit)/m.gguf", "pinned"),
            Vector(.llamacpp, "https://huggingface.co/o/n/resolve/main/m.gguf", "mutable"),
            Vector(.llamacpp, "/models/m.gguf", "mutable"),
        ])
    func bareNames(_ vector: Vector) { vector.check() }

    @Test(
        "the suggestion is the form that the tool reads",
        arguments: [
            (Vector(.kserve, "hf://o/n:main", "mutable"), "write hf://o/n:<40-hex commit>"),
            (Vector(.kserve, "hf://o/n@\(commit)", "invalid"), "write hf://o/n:<40-hex commit>"),
            (Vector(.ome, "hf://o/n@main", "mutable"), "write hf://o/n@<40-hex commit>"),
            (Vector(.kubeai, "hf://o/n", "mutable"), "add --revision=<40-hex commit> to spec.args"),
            (Vector(.vllm, "o/n", "mutable"), "add --revision=<40-hex commit>"),
            (Vector(.vllm, "o/n", "mutable", role: .tokenizer), "add --tokenizer-revision=<40-hex commit>"),
            (Vector(.vllm, "o/n", "mutable", role: .code), "add --code-revision=<40-hex commit>"),
            (Vector(.tgi, "o/n@main", "mutable", role: .adapter), "write o/n@<40-hex commit>"),
        ])
    func suggestions(_ vector: Vector, _ expected: String) {
        #expect(vector.classification.suggestion == expected)
    }

    @Test("what is suggested to KServe is pinned")
    func twin() throws {
        let suggestion = try #require(Vector(.kserve, "hf://o/n:main", "mutable").classification.suggestion)
        let form = suggestion.dropFirst("write ".count).replacing("<40-hex commit>", with: commit)
        Vector(.kserve, String(form), "pinned").check()
    }
}
