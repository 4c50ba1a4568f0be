import KubernetesModel
import ModelReferences
import Testing

@Suite("Images and programs that only bear the name of a server")
struct ClientImageTests {
    private static let elsewhere = #"env: [{name: VLLM_URL, value: "http://vllm:8000/v1"}]"#

    private func found(_ container: String) throws -> [String] {
        try summary(workload(pod(container)).references)
    }

    @Test(
        "who is told where a server is, and is named after it, is its client",
        arguments: [
            "image: llamastack/distribution-remote-vllm:latest", "image: opea/llm-vllm:1", "image: corp/rag-vllm:1",
            "image: corp/vllm-chat-app:1", "image: corp/ollama-app:1",
        ])
    func clients(_ image: String) throws {
        #expect(try found("\(image)\n\(Self.elsewhere)") == [])
    }

    @Test(
        "an address makes no client of a server's own image, nor of one that gets a server's options",
        arguments: [
            ("image: vllm/vllm-openai:v1", "facebook/opt-125m mutable"),
            ("image: reg.corp/mirror/vllm-tpu:v1", "facebook/opt-125m mutable"),
            ("image: corp/rag-vllm:1\nargs: [--model, o/n]", "o/n mutable"),
            ("image: corp/rag-vllm:1\ncommand: [vllm, serve, o/n]", "o/n mutable"),
            ("image: ollama/ollama:1", "ollama/ollama:1 mutable"),
        ])
    func servers(_ container: String, _ expected: String) throws {
        #expect(try found("\(container)\n\(Self.elsewhere)") == [expected])
    }

    @Test(
        "its own address, and that of a store, make no client",
        arguments: ["OLLAMA_HOST: 'http://0.0.0.0:11434'", "HF_ENDPOINT: 'https://hf.corp'", "VLLM_URL: 'vllm'"])
    func otherAddresses(_ variable: String) throws {
        let parts = variable.split(separator: ":", maxSplits: 1)
        let name = try #require(parts.first)
        let value = try #require(parts.last)
        let found = try found("image: corp/rag-ollama:1\nenv: [{name: \(name), value:\(value)}]")
        #expect(found == ["corp/rag-ollama:1 mutable"])
    }

    @Test(
        "an organisation, three letters behind others, and a helper's word are no server",
        arguments: [
            "image: ghcr.io/vllm-project/semantic-router/extproc:latest", "image: vllm-system/dashboard-custom:1",
            "image: ghcr.io/x/dynamo-mocker-vllm:1", "image: opea/llm-tgi:1", "image: opea/embedding-tei:1",
            "image: corp/ollama-mcp-server:1", "image: corp/discord-ollama:1",
            "image: ghcr.io/vllm-project/guidellm:1\nargs: [benchmark, --target, 'http://x', --model, o/n]",
            "image: vllm/vllm-openai:v1\ncommand: [guidellm, benchmark, --target, 'http://x', --model, o/n]",
        ])
    func names(_ container: String) throws {
        #expect(try found("\(container)\nenvFrom: [{secretRef: {name: s}}]").filter { !$0.hasPrefix("envFrom") } == [])
    }

    @Test(
        "the organisation's whole name, and three letters in front, are",
        arguments: [
            ("image: vllm/gpu:1", "facebook/opt-125m mutable"),
            ("image: x/tgi-gaudi:1", "bigscience/bloom-560m mutable"),
            ("image: x/tei-gaudi:1", "BAAI/bge-large-en-v1.5 mutable"),
        ])
    func wholeNames(_ image: String, _ expected: String) throws {
        #expect(try found(image) == [expected])
    }

    @Test(
        "a program named server is llama.cpp's only by what stands beside it",
        arguments: [
            "image: minio/minio:1\nargs: [server, /data]", "image: corp/web:1\nargs: [server, -m, standalone]",
            "image: corp/web:1\ncommand: [/app/server]\nenv: [{name: MODEL, value: x100}]",
            "image: corp/casbin:1\nargs: [server, --model, /conf/rbac_model.conf]",
            "image: corp/x:1\ncommand: [python, /app/sidecar.py]", "image: corp/x:1\ncommand: [python, run_server.py]",
        ])
    func sharedNames(_ container: String) throws {
        #expect(try found("\(container)\nenvFrom: [{secretRef: {name: s}}]") == [])
    }

    @Test(
        "and then it is",
        arguments: [
            ("image: corp/x:1\ncommand: [./server, -m, /models/x.gguf]", "corp/x:1 (image) mutable"),
            ("image: corp/x:1\ncommand: [/server, -hf, o/n]", "o/n mutable"),
            ("image: corp/x:1\ncommand: [server]\nenv: [{name: LLAMA_ARG_HF_REPO, value: o/n}]", "o/n mutable"),
            (
                "image: ghcr.io/ggml-org/llama.cpp:1\ncommand: [/app/server, -m, /models/x]",
                "ghcr.io/ggml-org/llama.cpp:1 (image) mutable"
            ),
            ("image: ghcr.io/ggml-org/llama.cpp:1\nargs: [server, -hf, o/n]", "o/n mutable"),
        ])
    func signed(_ container: String, _ expected: String) throws {
        #expect(try found(container) == [expected])
    }
}
