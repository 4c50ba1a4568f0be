/// Images that bear the name of a server which they ask: `llamastack/distribution-remote-vllm`, `opea/llm-vllm`.
///
/// INVARIANT: no way around. What counts is read where the image's name begins as a server's own does, where a command
/// stands, or an option of the server; and whoever builds an image with another name is not found by names at all.
enum ClientImage {
    /// Whether the name leaves it open.
    static func mayBe(_ image: String, of server: ModelServer) -> Bool {
        let name = LocalPath.name(ImageName.repository(image))
        let words = name.split { $0 == "-" || $0 == "_" || $0 == "." }
        if words.contains(where: clients.contains) { return true }
        return !server.recognition.images.contains { name.hasPrefix(LocalPath.name($0)) }
    }

    /// Whether a variable names a service elsewhere: `VLLM_URL=http://vllm:8000/v1`.
    static func asksElsewhere(_ variables: Variables) -> Bool {
        variables.names(where: mayBeAddress).contains { name in
            guard let value = variables[name]?.text else { return false }
            return isElsewhere(value)
        }
    }

    /// Whether a variable that speaks of models or of their servers names a service elsewhere.
    static func asksModel(_ variables: Variables) -> Bool {
        variables.names(where: { asking.isIn($0) }).contains { name in
            guard let value = variables[name]?.text else { return false }
            return isElsewhere(value) && ModelURI.web(value) == nil && !others.contains { name.hasPrefix("\($0)") }
        }
    }

    private static let asking = PatternSet([
        "model", "llm", "openai", "inference", "predict", "tgi", "tei_", "vllm", "ollama", "embed", "rerank", "serving",
        "generat", "api_", "chat", "triton",
    ])

    private static func mayBeAddress(_ name: UnsafeRawBufferPointer) -> Bool {
        guard endings.contains(where: { ByteSearch.hasSuffix(name, $0) }) else { return false }
        return !others.contains { name.begins(with: $0) }
    }

    private static func isElsewhere(_ value: String) -> Bool {
        guard let scheme = schemes.first(where: value.hasPrefix) else { return false }
        let host = value.dropFirst(scheme.count)
        return !host.isEmpty && !own.contains(where: host.hasPrefix)
    }

    private static let clients: Set<Substring> = ["chat", "app", "assistant", "bot", "rag", "agent", "backend"]
    private static let endings: [StaticString] = [
        "_url", "_endpoint", "_host", "_base", "_addr", "_address", "_server",
    ]
    /// Addresses of stores, proxies and collectors, which servers have as well.
    private static let others: [StaticString] = [
        "HF_", "HUGGINGFACE_", "HUGGING_FACE_", "S3_", "AWS_", "MINIO_", "OTEL_", "MLFLOW_", "WANDB_", "KUBERNETES_",
        "HTTP_", "HTTPS_", "LMCACHE_", "MODELSCOPE_", "PROMETHEUS_", "SENTRY_", "LANGFUSE_",
    ]
    private static let schemes = ["http://", "https://"]
    private static let own = ["localhost", "127.", "0.0.0.0", "[::"]
}
