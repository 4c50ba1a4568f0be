/// Programs that ask another service for its model: what they name is not loaded here.
enum ModelClient {
    static func isRunning(_ line: CommandLine) -> Bool {
        line.values(of: addressFlags).contains(where: isAddress) || isNamed(line)
    }

    /// Whether its name says so.
    static func isNamed(_ line: CommandLine) -> Bool {
        if clients.contains(line.program) { return true }
        let name = line.module ?? line.pythonScript.map { LocalPath.name($0.text) } ?? line.program
        return name.lowercased().split { !$0.isLetter }.contains { words.contains($0) }
    }

    /// `ollama/llama3`, `hosted_vllm/org/name`: litellm's way to say who is asked
    /// (litellm/litellm_core_utils/get_llm_provider_logic.py).
    static func hasProviderPrefix(_ text: String) -> Bool {
        guard let slash = text.firstIndex(of: "/") else { return false }
        let provider = text[..<slash].lowercased()
        // The organisation of the same name publishes these.
        if provider == "openai" {
            let name = text[text.index(after: slash)...].lowercased()
            return !published.contains { name.hasPrefix($0) }
        }
        return providers.contains(provider)
    }

    private static func isAddress(_ word: Word) -> Bool {
        let text = word.text
        return text.hasPrefix("http://") || text.hasPrefix("https://") || text.contains(".svc")
            || !word.unresolved.isEmpty
            || (text.contains(":") && !text.contains("://") && !text.hasPrefix("0.0.0.0") && !text.hasPrefix("127."))
    }

    private static let addressFlags = [
        "--base-url", "--endpoint", "--endpoint-url", "--api-base", "--openai-api-base", "--openai-base-url",
        "--api-url", "--server-url", "--backend-url", "--url", "--target", "--openai-api-url", "--inference-url",
        "--model-url-base", "--llm-url", "--vllm-url", "--ollama-url", "--ollama-base-url", "--host",
    ]
    private static let clients: Set<String> = [
        "litellm", "guidellm", "genai-perf", "aiperf", "inference-perf", "llmperf", "locust", "open-webui", "chainlit",
        "streamlit", "gradio", "curl", "ab", "hey", "k6",
    ]
    private static let words: Set<Substring> = [
        "bench", "benchmark", "benchmarks", "client", "clients", "loadgen", "webui", "gradio", "streamlit", "chatbot",
        "router", "gateway", "proxy",
    ]
    private static let providers: Set<String> = [
        "ollama", "ollama_chat", "hosted_vllm", "azure", "azure_ai", "bedrock", "vertex_ai", "vertex_ai_beta", "groq",
        "together_ai", "litellm_proxy", "openrouter", "text-completion-openai", "openai_like", "gemini", "watsonx",
        "fireworks_ai", "deepinfra", "replicate", "sagemaker", "sagemaker_chat", "custom_openai", "lm_studio",
        "anyscale", "perplexity", "databricks", "cerebras", "sambanova", "nvidia_nim", "llamafile", "triton",
        "openai-chat",
    ]
    private static let published = ["gpt-oss", "whisper", "clip-", "gpt2", "consistency", "shap-e", "diffusers-"]
}
