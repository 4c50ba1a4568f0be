import KubernetesModel

extension WorkloadKind {
    /// The kinds of OME, the group's former name included.
    static let omeKinds: [WorkloadKind] = ["ome.io", "ome.oracle.com"].flatMap { group in
        [
            ome(group, "ClusterBaseModel", "clusterbasemodels", isNamespaced: false, storage, OMEKinds.readModel),
            ome(group, "BaseModel", "basemodels", storage, OMEKinds.readModel),
            ome(group, "FineTunedWeight", "finetunedweights", isNamespaced: false, storage, OMEKinds.readAdapter),
            ome(
                group, "ClusterServingRuntime", "clusterservingruntimes", isNamespaced: false, none,
                OMEKinds.readRuntime),
            ome(group, "ServingRuntime", "servingruntimes", none, OMEKinds.readRuntime),
            ome(
                group, "InferenceService", "inferenceservices",
                "the model that spec.model names, and the containers of engine, decoder and router",
                OMEKinds.readInferenceService),
        ]
    }

    private static let storage = "spec.storage.storageUri"
    private static let none = "none, unless a container names a model itself"

    private static func ome(
        _ group: String, _ kind: String, _ resource: String, isNamespaced: Bool = true, _ summary: String,
        _ read: @escaping @Sendable (Node, inout ReferenceCollector) -> Void
    ) -> WorkloadKind {
        WorkloadKind(
            group: group, kind: kind, versions: ["v1beta1"], resource: resource, isNamespaced: isNamespaced,
            consumer: .ome, summary: summary, read: read)
    }
}

/// How OME's objects are read (ome pkg/apis/ome/v1beta1).
private enum OMEKinds {
    @Sendable static func readModel(_ object: Node, into collector: inout ReferenceCollector) {
        readStorage(object, role: .model, into: &collector)
    }

    @Sendable static func readAdapter(_ object: Node, into collector: inout ReferenceCollector) {
        readStorage(object, role: .adapter, into: &collector)
    }

    private static func readStorage(
        _ object: Node, role: ModelReference.Role, into collector: inout ReferenceCollector
    ) {
        collector.markAsWorkload()
        collector.addIfPresent(object[path: "spec", "storage", "storageUri"], consumer: .ome, role: role)
    }

    /// The operator supplies `$(MODEL_PATH)`, so only a model that a runner names itself counts.
    @Sendable static func readRuntime(_ object: Node, into collector: inout ReferenceCollector) {
        guard let spec = object["spec"] else { return }
        collector.markAsWorkload()
        let mark = collector.mark
        for key in ["engineConfig", "decoderConfig", "routerConfig"] { readComponent(spec[key], into: &collector) }
        readComponent(spec, into: &collector)
        RuntimeTemplate.keepHardCoded(since: mark, in: &collector)
    }

    @Sendable static func readInferenceService(_ object: Node, into collector: inout ReferenceCollector) {
        guard let spec = object["spec"] else { return }
        collector.markAsWorkload()
        readName(spec[path: "model", "name"], into: &collector)
        for weight in spec[path: "model", "fineTunedWeights"].items { readWeight(weight, into: &collector) }
        // Before spec.model there was spec.predictor.model.
        readName(spec[path: "predictor", "model", "baseModel"], into: &collector)
        for weight in spec[path: "predictor", "model", "fineTunedWeights"].items {
            readWeight(weight, into: &collector)
        }
        collector.addIfPresent(spec[path: "predictor", "model", "storageUri"], consumer: .ome)
        let mark = collector.mark
        for key in ["engine", "decoder", "router", "predictor"] { readComponent(spec[key], into: &collector) }
        RuntimeTemplate.keepHardCoded(since: mark, in: &collector)
    }

    /// A PodSpec with one container `runner` beside its list, and leader and worker of the same shape.
    private static func readComponent(_ component: Node?, into collector: inout ReferenceCollector) {
        guard let component, component.isObject else { return }
        if let runner = component["runner"], runner.isObject {
            PodSpecWalk.readContainer(runner, podSpec: component, setting: setting, into: &collector)
        }
        if component["containers"] != nil || component["initContainers"] != nil {
            PodSpecWalk.read(component, metadata: nil, setting: setting, into: &collector)
        }
        for key in ["leader", "worker"] { readComponent(component[key], into: &collector) }
        collector.claim(component)
    }

    private static let setting = PodSpecWalk.Setting(mounted: ["$(MODEL_PATH)"], isTemplate: true)

    private static func readName(_ name: Node?, into collector: inout ReferenceCollector) {
        guard let name, let text = name.nonEmptyString else { return }
        collector.add(
            "ome model \(text)", at: name, consumer: .ome, pinning: .unresolved(otherObject("model", text)))
    }

    private static func readWeight(_ name: Node, into collector: inout ReferenceCollector) {
        guard let text = name.nonEmptyString else { return }
        collector.add(
            "ome fine-tuned weight \(text)", at: name, consumer: .ome, role: .adapter,
            pinning: .unresolved(otherObject("FineTunedWeight", text)))
    }
}

// MARK: - What the user reads

private func otherObject(_ kind: String, _ name: String) -> String {
    "named by the \(kind) \"\(name)\", another object, which can be changed without this one"
}
