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
            RayApplication(application, looksLikeModels: looksLikeModels).read(into: &collector)
        }
    }

    /// `serveConfig` of KubeRay 0.x: one application in fields, with YAML in the strings below it
    /// (kuberay ray-operator/apis/ray/v1alpha1/rayservice_types.go, ServeDeploymentGraphSpec).
    static func readFields(of config: Node?, looksLikeModels: Bool, into collector: inout ReferenceCollector) {
        guard let config, config.isObject else { return }
        RayApplication(fields: config, looksLikeModels: looksLikeModels).read(into: &collector)
    }
}

/// One application of a serve config.
private struct RayApplication {
    let looksLikeModels: Bool
    private let importPath: Node?
    private let arguments: [Node]
    private let environments: [RayRuntimeEnvironment]

    init(_ node: Node, looksLikeModels: Bool) {
        self.looksLikeModels = looksLikeModels
        importPath = node["import_path"]
        let deployments = node["deployments"].items
        arguments = ([node["args"]] + deployments.map { $0["user_config"] }).compactMap(\.self)
        let environments = [node["runtime_env"]] + deployments.map { $0[path: "ray_actor_options", "runtime_env"] }
        self.environments = environments.compactMap(\.self).map(RayRuntimeEnvironment.init)
    }

    init(fields node: Node, looksLikeModels: Bool) {
        self.looksLikeModels = looksLikeModels
        importPath = node["importPath"]
        let deployments = node["deployments"].items
        arguments = deployments.compactMap { $0["userConfig"].flatMap(EmbeddedDocument.parse) }
        let environments = [node["runtimeEnv"]] + deployments.map { $0[path: "rayActorOptions", "runtimeEnv"] }
        self.environments = environments.compactMap { $0.flatMap(EmbeddedDocument.parse) }
            .map(RayRuntimeEnvironment.init)
    }

    func read(into collector: inout ReferenceCollector) {
        let mark = collector.mark
        for arguments in arguments { RayArguments.read(arguments, into: &collector) }
        for environment in environments { environment.readVariables(into: &collector) }
        let holdsModels = looksLikeModels || environments.contains(where: \.looksLikeModels)
        if collector.mark == mark, holdsModels { addCode(into: &collector) }
        guard collector.mark != mark || holdsModels else { return }
        for environment in environments { environment.readCode(into: &collector) }
    }

    /// Nothing in the object names a model, but what is served is one: it stands in the code.
    private func addCode(into collector: inout ReferenceCollector) {
        guard let place = importPath, let path = place.nonEmptyString else { return }
        collector.add(
            path, at: place, consumer: .ray, pinning: .unresolved(inCode), suggestion: nameInArguments)
    }
}

// MARK: - What the user reads

private let unreadable = "in a serveConfigV2 that is no YAML object, so that nobody can tell what it loads"
private let inCode = "named only by the application's code, which this object does not show"
private let nameInArguments =
    "name it in args.llm_configs[].model_loading_config, or in runtime_env.env_vars.MODEL_ID"
