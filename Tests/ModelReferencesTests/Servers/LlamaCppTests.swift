import ModelReferences
import Testing

@Suite("llama.cpp")
struct LlamaCppTests {
    private func found(_ lines: String) throws -> [String] {
        summary(try workload(pod("image: ghcr.io/ggml-org/llama.cpp:server\n" + lines)).references)
    }

    @Test("a model of Docker Hub is a tag, which can move")
    func dockerRepository() throws {
        #expect(try found("args: [-dr, ai/smollm2]") == ["ai/smollm2 mutable"])
        #expect(try found("args: [--docker-repo=smollm2:latest]") == ["smollm2:latest mutable"])
        #expect(try found("env: [{name: LLAMA_ARG_DOCKER_REPO, value: ai/gemma3}]") == ["ai/gemma3 mutable"])
    }

    @Test("a shorthand for a model downloads it")
    func shorthands() throws {
        #expect(try found("args: [--gpt-oss-20b-default, -c, '0']") == ["--gpt-oss-20b-default mutable"])
        #expect(try found("args: [--fim-qwen-7b-spec]") == ["--fim-qwen-7b-spec mutable"])
    }

    @Test("a flag that only ends like one names nothing")
    func otherFlags() throws {
        let flags = "args: [-m, /models/x.gguf, --spec-default]\nvolumeMounts: [{name: m, mountPath: /models}]"
        let volume = "volumes: [{name: m, image: {reference: \"r/m@\(imageDigest)\"}}]"
        let pod = pod("image: ghcr.io/ggml-org/llama.cpp:server\n" + flags, beside: volume)
        #expect(summary(try workload(pod).references) == ["r/m@\(imageDigest) (image) pinned"])
    }
}
