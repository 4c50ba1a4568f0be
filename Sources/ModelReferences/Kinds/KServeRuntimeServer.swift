import KubernetesModel

/// The server that KServe starts for a framework block without an image or command: what the block has of `args` and
/// `env` is added to those of the runtime (pkg/controller/v1beta1/inferenceservice/utils, MergeRuntimeContainers).
enum KServeRuntimeServer {
    static func of(_ block: Node, named name: String) -> ModelServer? {
        let format = block[path: "modelFormat", "name"]?.string?.lowercased() ?? name.lowercased()
        let runtime = block["runtime"]?.string?.lowercased() ?? ""
        // huggingfaceserver's `--model_id` wins over what was downloaded
        // (python/huggingfaceserver/huggingfaceserver/__main__.py, get_model_id_or_path).
        if name == "huggingface" || format == "huggingface" || runtime.contains("huggingface") {
            return .huggingFaceServer
        }
        return formats[format] ?? named(runtime) ?? flagged(block)
    }

    private static let formats: [String: ModelServer] = [
        "vllm": .vllmOfRuntime, "sglang": .sglangOfRuntime, "llamacpp": .llamaCppOfRuntime, "gguf": .llamaCppOfRuntime,
    ]

    /// A runtime is another object, but its users name it after what it starts: `vllm-cuda-runtime`.
    private static func named(_ runtime: String) -> ModelServer? {
        let words = runtime.split { $0 == "-" || $0 == "." || $0 == "_" }
        if words.contains("vllm") { return .vllmOfRuntime }
        if words.contains("sglang") { return .sglangOfRuntime }
        if words.contains("tgi") || runtime.contains("text-generation") { return .textGenerationOfRuntime }
        return words.contains("llamacpp") || runtime.contains("llama-cpp") ? .llamaCppOfRuntime : nil
    }

    /// Flags that vLLM alone has.
    private static func flagged(_ block: Node) -> ModelServer? {
        let texts = block["args"].items.compactMap(\.string)
        let flags = texts.compactMap { Flag($0) }
        return flags.contains { $0.isNamed(anyOf: vllmFlags) } ? .vllmOfRuntime : nil
    }

    private static let vllmFlags = [
        "--lora-modules", "--speculative-config", "--speculative-model", "--qlora-adapter-name-or-path", "--spec-model",
        "--speculative-config.model", "--default-mm-loras",
    ]
}
