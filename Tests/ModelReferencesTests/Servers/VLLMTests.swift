import KubernetesModel
import ModelReferences
import Testing

@Suite("vLLM's options that load something beside the model")
struct VLLMTests {
    private func found(_ more: String, env: String = "[]") throws -> [String] {
        let container = """
            image: vllm/vllm-openai:v1
            args: [--model, o/n, --revision, \(commit)\(more)]
            env: \(env)
            """
        return try summary(workload(pod(container)).references)
    }

    @Test(
        "a draft model is one however it is written",
        arguments: [
            ", --speculative-config.model, x/y", ", --speculative_config.model=x/y, --speculative_config.method=eagle",
            #", -sc, '{"model": "x/y"}'"#, ", --spec-model, x/y, --spec-method, eagle3",
        ])
    func drafts(_ arguments: String) throws {
        #expect(try found(arguments) == ["o/n pinned", "x/y (draftModel) mutable"])
    }

    @Test("its revision pins it")
    func draftRevision() throws {
        let found = try found(", --speculative-config.model, x/y, --speculative-config.revision, \(commit)")
        #expect(found == ["o/n pinned", "x/y (draftModel) pinned"])
    }

    @Test("adapters by modality are adapters")
    func modalities() throws {
        let found = try found(#", --default-mm-loras, '{"audio": "x/y", "image": "x/z"}'"#)
        #expect(found == ["o/n pinned", "x/y (adapter) mutable", "x/z (adapter) mutable"])
    }

    @Test(
        "weights that lie elsewhere are the model, whatever the revision says",
        arguments: [
            #", --load-format, tensorizer, --model-loader-extra-config, '{"tensorizer_uri": "s3://b/x.tensors"}'"#,
            ", --model-loader-extra-config.tensorizer_uri, 's3://b/x.tensors'",
        ])
    func tensorizer(_ arguments: String) throws {
        #expect(try found(arguments) == ["o/n pinned", "s3://b/x.tensors mutable"])
    }

    @Test("repositories of adapters that clients ask for are loaded at run time")
    func resolver() throws {
        let found = try found("", env: "[{name: VLLM_LORA_RESOLVER_HF_REPO_LIST, value: x/y}]")
        #expect(found == ["o/n pinned", "VLLM_LORA_RESOLVER_HF_REPO_LIST=x/y (adapter) mutable"])
    }

    @Test("a mode of --generation-config names nothing, and a directory does", arguments: ["auto", "vllm"])
    func generationConfig(_ mode: String) throws {
        #expect(try found(", --generation-config, \(mode)") == ["o/n pinned"])
        #expect(try found(", --generation-config, x/y") == ["o/n pinned", "x/y (config) mutable"])
    }

    @Test("a batch serves the model as well")
    func batch() throws {
        let container = "image: vllm/vllm-openai:v1\ncommand: [vllm, run-batch, -i, a, -o, b, --model, o/n]"
        #expect(try summary(workload(pod(container)).references) == ["o/n mutable"])
    }
}
