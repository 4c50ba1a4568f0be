import KubernetesModel

/// A server that an operator starts with a model of its own choice and with arguments that a resource lists.
struct OperatorServer {
    var server: ModelServer = .vllm
    /// The field that names the model, and what the operator makes of it for the server: `org/name` of `hf://org/name`.
    var model: Node?
    var modelName: String?
    var arguments: Node?
    /// The same by the names of the options: `{revision: …, max-model-len: …}`.
    var options: Node?
    var environment: Node?
    var image: String?

    /// The revision that the arguments give the model.
    var revision: String? {
        let place = model?.path
        return found.first { $0.role == .model && $0.path == place }?.revision
    }

    /// What the arguments and variables load beside the model: tokenizer, code, adapters, draft model.
    func readCompanions(into collector: inout ReferenceCollector) {
        let place = model?.path
        let overrides = OperatorEnvironment.endpointOverrides(in: environment)
        for reference in found where reference.role != .model || reference.path != place {
            collector.add(reference, image: image, endpointOverrides: overrides)
        }
    }

    private var found: [FoundReference] {
        let place = place
        var words = [place]
        if let model, let modelName {
            words.append(Word("--model", path: place.path, position: place.position))
            words.append(Word(modelName, path: model.path, position: model.position))
        }
        if let options { words += options.members.flatMap(Self.words) }
        words += arguments.items.compactMap { node in
            node.scalarText.map { Word($0, path: node.path, position: node.position) }
        }
        let line = CommandLine(words: words, environment: OperatorEnvironment.variables(in: environment))
        return ServerReader.read(server, ServerCommand(line: line, isCertain: false, place: place))
    }

    private static func words(_ option: Node.Member) -> [Word] {
        guard let text = option.value.scalarText else { return [] }
        let flag = option.key.hasPrefix("-") ? option.key : "--\(option.key)"
        return [Word(flag, at: option.value), Word(text, at: option.value)]
    }

    private var place: Word {
        guard let node = model ?? arguments ?? options ?? environment else {
            return Word("", path: FieldPath(), position: .start)
        }
        return Word(server.name, path: node.path, position: node.position)
    }
}

/// Variables that an operator passes on, as a list of `{name, value}` or as a map.
enum OperatorEnvironment {
    static func variables(in node: Node?) -> Variables {
        var variables: Variables = [:]
        for (name, value) in entries(of: node) {
            guard let text = value.scalarText else { continue }
            variables[name] = Word(text, path: value.path, position: value.position)
        }
        return variables
    }

    /// The settings that send the same reference to another server.
    ///
    /// - Parameter own: variables that only this operator takes for one.
    static func endpointOverrides(in node: Node?, own: Set<String> = []) -> [EndpointOverride] {
        entries(of: node).compactMap { name, value in
            guard isEndpoint(name) || own.contains(name) else { return nil }
            return EndpointOverride(name: name, value: value.nonEmptyString, path: value.path)
        }
    }

    private static func entries(of node: Node?) -> [(name: String, value: Node)] {
        guard let node else { return [] }
        if node.isObject { return node.members.map { ($0.key, $0.value) } }
        return node.elements.compactMap { entry in
            guard let name = entry["name"]?.string else { return nil }
            return (name, entry["value"] ?? entry)
        }
    }

    private static func isEndpoint(_ name: String) -> Bool {
        switch name.uppercased() {
        case "HF_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "S3_ENDPOINT", "S3_ENDPOINT_URL",
            "MLFLOW_TRACKING_URI", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
            "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE", "NIM_REPOSITORY_OVERRIDE", "NGC_API_ENDPOINT":
            true
        default: false
        }
    }
}
