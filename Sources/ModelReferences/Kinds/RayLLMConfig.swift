import KubernetesModel

/// An LLMConfig of ray.serve.llm.
struct RayLLMConfig {
    let node: Node

    func read(into collector: inout ReferenceCollector) {
        readModel(into: &collector)
        readEngine(into: &collector)
        if let path = node[path: "lora_config", "dynamic_lora_loading_path"], let text = path.nonEmptyString {
            collector.add(text, at: path, consumer: .ray, role: .adapter, pinning: .mutable(loadsAdapters))
        }
        if let environment = node["runtime_env"] {
            RayRuntimeEnvironment(node: environment).readVariables(into: &collector)
        }
    }

    private var engine: Node? { node["engine_kwargs"] }

    /// `model_source` is the reference, and without it `model_id`, which is else only the served name.
    private var model: Node? {
        guard let loading = node["model_loading_config"] else { return nil }
        let source = loading["model_source"]
        if let source, source.isObject { return source["bucket_uri"] ?? source["s3_uri"] ?? source["gcs_uri"] }
        return source?.nonEmptyString == nil ? loading["model_id"] : source
    }

    private func readModel(into collector: inout ReferenceCollector) {
        guard let model else { return }
        collector.addIfPresent(model, consumer: .ray, revision: revision("revision"))
        let tokenizer = node[path: "model_loading_config", "tokenizer_source"]
        collector.addIfPresent(
            tokenizer, consumer: .ray, role: .tokenizer, revision: revision("tokenizer_revision"))
        // Code from the repository runs in the server, and only code_revision pins it.
        guard let trust = engine?["trust_remote_code"], trust.scalarText?.lowercased() == "true",
            let text = model.nonEmptyString
        else { return }
        collector.add(text, at: trust, consumer: .vllm, role: .code, revision: revision("code_revision"))
    }

    private func readEngine(into collector: inout ReferenceCollector) {
        guard let engine else { return }
        collector.addIfPresent(
            engine["tokenizer"], consumer: .ray, role: .tokenizer, revision: revision("tokenizer_revision"))
        collector.addIfPresent(engine["hf_config_path"], consumer: .ray, role: .config)
        collector.addIfPresent(engine["speculative_model"], consumer: .ray, role: .draftModel)
        let draft = engine["speculative_config"].flatMap { $0.isObject ? $0 : EmbeddedDocument.parse($0) }
        collector.addIfPresent(
            draft?["model"], consumer: .ray, role: .draftModel, revision: draft?["revision"]?.nonEmptyString)
    }

    private func revision(_ key: String) -> String? { engine?[key]?.scalarText }
}

// MARK: - What the user reads

private let loadsAdapters = "a place from which adapters are loaded at run time, whatever lies there then"
