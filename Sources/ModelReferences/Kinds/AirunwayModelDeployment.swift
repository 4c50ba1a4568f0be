import KubernetesModel

extension WorkloadKind {
    /// AI Runway's ModelDeployment, under the group's former name too (kaito-project/airunway
    /// controller/api/v1alpha1/modeldeployment_types.go).
    static let airunwayKinds = ["airunway.ai", "kubeairunway.ai"].map { group in
        WorkloadKind(
            group: group, kind: "ModelDeployment", versions: ["v1alpha1"], resource: "modeldeployments",
            consumer: .hfHub, summary: "spec.model.id with the revision of spec.engine, and what its arguments load",
            read: { object, collector in
                guard let spec = object["spec"] else { return }
                collector.markAsWorkload()
                AirunwayDeployment(spec: spec).read(into: &collector)
            })
    }
}

private struct AirunwayDeployment {
    let spec: Node

    func read(into collector: inout ReferenceCollector) {
        let id = spec[path: "model", "id"]
        // A custom model stands in the image.
        let isOfHub = spec[path: "model", "source"]?.isString("custom") != true
        let image = spec[path: "engine", "image"] ?? spec["image"]
        let server = OperatorServer(
            server: engine, model: isOfHub ? id : nil, modelName: id?.nonEmptyString,
            arguments: spec[path: "engine", "extraArgs"], options: spec[path: "engine", "args"],
            environment: spec["env"], image: image?.nonEmptyString)
        if isOfHub, let id, let text = id.nonEmptyString {
            collector.add(
                text, at: id, consumer: .hfHub, revision: server.revision, image: image?.nonEmptyString,
                endpointOverrides: OperatorEnvironment.endpointOverrides(in: spec["env"]))
        }
        server.readCompanions(into: &collector)
        // With KAITO as the provider a file outranks the name (providers/kaito/transformer.go).
        collector.addIfPresent(spec[path: "engine", "args", "ggufUrl"], consumer: .http)
        for adapter in spec["adapters"].items {
            collector.addIfPresent(adapter["source"], consumer: .any, role: .adapter)
        }
        guard let image, let text = image.nonEmptyString else { return }
        collector.addImage(text, at: image, container: nil, hasReference: isOfHub)
    }

    private var engine: ModelServer {
        switch spec[path: "engine", "type"]?.string {
        case "sglang": .sglang
        case "trtllm": .tensorRTLLM
        case "llamacpp": .llamaCpp
        default: .vllm
        }
    }
}
