import KubernetesModel

extension WorkloadKind {
    /// vLLM production-stack's VLLMRuntime.
    static let productionStackRuntime = WorkloadKind(
        group: "production-stack.vllm.ai", kind: "VLLMRuntime", versions: ["v1alpha1"], resource: "vllmruntimes",
        consumer: .productionStack,
        summary: "spec.model.modelURL with --revision of extraArgs, and what extraArgs load",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            VLLMRuntime(spec: spec).read(into: &collector)
        })

    /// vLLM production-stack's LoraAdapter.
    static let productionStackAdapter = WorkloadKind(
        group: "production-stack.vllm.ai", kind: "LoraAdapter", versions: ["v1alpha1"], resource: "loraadapters",
        consumer: .productionStack, summary: "spec.adapterSource.repository, or adapterPath of a local adapter",
        read: { object, collector in
            guard let source = object[path: "spec", "adapterSource"] else { return }
            collector.markAsWorkload()
            let place = source["repository"]?.nonEmptyString == nil ? source["adapterPath"] : source["repository"]
            collector.addIfPresent(place, consumer: .productionStack, role: .adapter)
        })

    /// vLLM production-stack's router and cache server load no model.
    static let productionStackRouter = WorkloadKind(
        group: "production-stack.vllm.ai", kind: "VLLMRouter", versions: ["v1alpha1"], resource: "vllmrouters",
        consumer: .productionStack, summary: "none: routes to served names",
        read: { _, collector in collector.markAsWorkload() })
}

/// The spec of a VLLMRuntime; before `vllmConfig` and `deploymentConfig` their fields stood in the spec itself
/// (production-stack operator/api/v1alpha1/vllmruntime_types.go).
private struct VLLMRuntime {
    let spec: Node

    func read(into collector: inout ReferenceCollector) {
        let environment = spec[path: "vllmConfig", "env"] ?? spec["env"]
        let url = spec[path: "model", "modelURL"]
        let server = OperatorServer(
            model: url, modelName: url?.nonEmptyString,
            arguments: spec[path: "vllmConfig", "extraArgs"] ?? spec["extraArgs"], environment: environment,
            image: image)
        if let url, let text = url.nonEmptyString {
            collector.add(
                text, at: url, consumer: .productionStack, revision: server.revision, image: image,
                endpointOverrides: OperatorEnvironment.endpointOverrides(in: environment))
        }
        server.readCompanions(into: &collector)
        readImage(into: &collector)
    }

    private var imageNode: Node? { spec[path: "deploymentConfig", "image"] ?? spec["image"] }

    private var image: String? {
        guard let name = imageNode?["name"]?.nonEmptyString else { return nil }
        guard let registry = imageNode?["registry"]?.nonEmptyString else { return name }
        return "\(registry)/\(name)"
    }

    private func readImage(into collector: inout ReferenceCollector) {
        guard let image, let place = imageNode?["name"] else { return }
        collector.addImage(image, at: place, container: nil, hasReference: true)
    }
}
