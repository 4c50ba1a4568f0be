import KubernetesModel

/// The vLLM arguments that an operator passes on: what they load beside the model that the resource names.
struct OperatorArguments {
    private let arguments: ArgumentList
    private let image: String?

    init(_ arguments: ArgumentList, image: String?) {
        self.arguments = arguments
        self.image = image
    }

    /// Tokenizer, code, adapters and draft model.
    func readCompanions(into collector: inout ReferenceCollector) {
        readTokenizer(into: &collector)
        for module in arguments.allValues(of: "lora-modules") { readAdapter(module, into: &collector) }
        if let draft = arguments.value(of: "speculative-model") {
            add(draft, role: .draftModel, into: &collector)
        }
        readSpeculativeConfig(into: &collector)
        if let config = arguments.value(of: "hf-config-path") { add(config, role: .config, into: &collector) }
    }

    private func readTokenizer(into collector: inout ReferenceCollector) {
        guard let tokenizer = arguments.value(of: "tokenizer") else { return }
        add(
            tokenizer, role: .tokenizer, revision: arguments.value(of: "tokenizer-revision")?.value, into: &collector)
    }

    /// `name=path`, or JSON with a `path`.
    private func readAdapter(_ module: ArgumentList.Argument, into collector: inout ReferenceCollector) {
        var module = module
        if module.value.hasPrefix("{") {
            guard let document = try? JSONParser.parse(module.value),
                let path = document.root["path"]?.nonEmptyString
            else { return }
            module.value = path
        } else if let equals = module.value.firstIndex(of: "=") {
            module.value = String(module.value[module.value.index(after: equals)...])
        }
        add(module, role: .adapter, into: &collector)
    }

    private func readSpeculativeConfig(into collector: inout ReferenceCollector) {
        guard var config = arguments.value(of: "speculative-config", "speculative-config-json"),
            let document = try? JSONParser.parse(config.value),
            let model = document.root["model"]?.nonEmptyString
        else { return }
        config.value = model
        add(config, role: .draftModel, revision: document.root["revision"]?.nonEmptyString, into: &collector)
    }

    private func add(
        _ argument: ArgumentList.Argument, role: ModelReference.Role, revision: String? = nil,
        into collector: inout ReferenceCollector
    ) {
        collector.add(argument.value, at: argument.node, consumer: .vllm, role: role, revision: revision, image: image)
    }
}

/// Variables that an operator passes on.
enum OperatorEnvironment {
    /// Whether the variable sends the same reference to another server.
    static func isEndpoint(_ name: String) -> Bool {
        switch name.uppercased() {
        case "HF_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "S3_ENDPOINT", "S3_ENDPOINT_URL",
            "MLFLOW_TRACKING_URI", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
            "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE", "NIM_REPOSITORY_OVERRIDE", "NGC_API_ENDPOINT":
            true
        default: false
        }
    }

    /// The endpoint overrides in a list of `{name, value}`.
    static func endpointOverrides(in list: Node?) -> [EndpointOverride] {
        list.items.compactMap { entry in
            guard let name = entry["name"]?.string, isEndpoint(name) else { return nil }
            return EndpointOverride(name: name, value: entry["value"]?.nonEmptyString, path: entry.path)
        }
    }
}
