import KubernetesModel

extension WorkloadKind {
    /// The kinds of LLMKube (defilantech/LLMKube api/v1alpha1).
    static let llmkubeKinds: [WorkloadKind] = [
        WorkloadKind(
            group: "inference.llmkube.dev", kind: "Model", versions: ["v1alpha1"], resource: "models", consumer: .any,
            summary: "spec.source",
            read: { object, collector in
                guard let source = object[path: "spec", "source"], let text = source.nonEmptyString else { return }
                collector.markAsWorkload()
                // spec.sha256 is compared with the controller's own copy (verifySHA256 in model_controller.go), and the
                // pods download theirs: it pins nothing. What has no scheme is a repository of the hub, or a path.
                collector.add(source, consumer: ModelURI.isRepository(text) ? .hfHub : .any)
            }),
        WorkloadKind(
            group: "inference.llmkube.dev", kind: "InferenceService", versions: ["v1alpha1"],
            resource: "inferenceservices", consumer: .llamacpp,
            summary: "the Models that it names, and what the arguments of its server load",
            read: { object, collector in
                guard let spec = object["spec"] else { return }
                collector.markAsWorkload()
                LLMKubeService(spec: spec).read(into: &collector)
            }),
    ]
}

/// A server of one of several projects, to which the operator hands the files of a Model.
private struct LLMKubeService {
    let spec: Node

    func read(into collector: inout ReferenceCollector) {
        readName(spec["modelRef"], .model, into: &collector)
        readName(spec[path: "speculativeDecoding", "draftModelRef"], .draftModel, into: &collector)
        readName(spec[path: "vllmConfig", "speculative", "model"], .draftModel, into: &collector)
        let settings = spec["sglangConfig"]
        collector.addIfPresent(
            settings?[path: "speculative", "draftModelPath"], consumer: .sglang, role: .draftModel)
        for adapter in settings?["loraAdapters"].items ?? [] {
            collector.addIfPresent(adapter["path"], consumer: .sglang, role: .adapter)
        }
        let image = spec["image"]?.nonEmptyString
        OperatorServer(
            server: server, arguments: spec["runtime"]?.isString("generic") == true ? spec["args"] : spec["extraArgs"],
            environment: spec["env"], image: image
        ).readCompanions(into: &collector)
        guard let place = spec["image"], let image else { return }
        collector.addImage(image, at: place, container: nil, hasReference: true)
    }

    private func readName(_ name: Node?, _ role: ModelReference.Role, into collector: inout ReferenceCollector) {
        guard let name, let text = name.nonEmptyString else { return }
        collector.add(
            "llmkube model \(text)", at: name, consumer: .any, role: role, pinning: .unresolved(otherObject(text)))
    }

    private var server: ModelServer {
        switch spec["runtime"]?.string {
        case "vllm", "generic": .vllm
        case "sglang": .sglang
        case "tgi": .textGenerationInference
        default: .llamaCpp
        }
    }
}

// MARK: - What the user reads

private func otherObject(_ name: String) -> String {
    "named by the Model \"\(name)\", another object, which can be changed without this one"
}
