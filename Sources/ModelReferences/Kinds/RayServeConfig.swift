import KubernetesModel

/// `serveConfigV2`: YAML in a string, of which Ray Serve makes applications (ray serve schema, ServeDeploySchema).
enum RayServeConfig {
    static func read(_ text: Node?, looksLikeModels: Bool, into collector: inout ReferenceCollector) {
        guard let text, text.nonEmptyString != nil else { return }
        guard let config = EmbeddedDocument.parse(text), config.isObject else {
            collector.add(
                "serveConfigV2", at: text, consumer: .ray, pinning: .unresolved(unreadable), suggestion: nil)
            return
        }
        for application in config["applications"].items {
            RayApplication(node: application, looksLikeModels: looksLikeModels).read(into: &collector)
        }
    }
}

/// One application of a serve config.
private struct RayApplication {
    let node: Node
    let looksLikeModels: Bool

    func read(into collector: inout ReferenceCollector) {
        let mark = collector.mark
        let environments = runtimeEnvironments
        if let arguments = node["args"] { RayArguments.read(arguments, into: &collector) }
        for deployment in node["deployments"].items {
            if let config = deployment["user_config"] { RayArguments.read(config, into: &collector) }
        }
        for environment in environments { environment.readVariables(into: &collector) }
        let holdsModels = looksLikeModels || environments.contains(where: \.looksLikeModels)
        if collector.mark == mark, holdsModels { addCode(into: &collector) }
        guard collector.mark != mark || holdsModels else { return }
        for environment in environments { environment.readCode(into: &collector) }
    }

    private var runtimeEnvironments: [RayRuntimeEnvironment] {
        var nodes = [node["runtime_env"]]
        for deployment in node["deployments"].items {
            nodes.append(deployment[path: "ray_actor_options", "runtime_env"])
        }
        return nodes.compactMap(\.self).map(RayRuntimeEnvironment.init)
    }

    /// Nothing in the object names a model, but what is served is one: it stands in the code.
    private func addCode(into collector: inout ReferenceCollector) {
        guard let place = node["import_path"], let path = place.nonEmptyString else { return }
        collector.add(
            path, at: place, consumer: .ray, pinning: .unresolved(inCode), suggestion: nameInArguments)
    }
}

// MARK: - What the user reads

private let unreadable = "in a serveConfigV2 that is no YAML object, so that nobody can tell what it loads"
private let inCode = "named only by the application's code, which this object does not show"
private let nameInArguments =
    "name it in args.llm_configs[].model_loading_config, or in runtime_env.env_vars.MODEL_ID"
