import KubernetesModel

extension WorkloadKind {
    /// The kinds of NVIDIA's NIM operator.
    static let nimKinds: [WorkloadKind] = [
        nim("NIMService", "nimservices", "spec.image (repository and tag), NIM_MODEL_NAME and NIM_PEFT_SOURCE") {
            object, collector in
            guard let spec = object["spec"] else { return }
            NIMService(spec: spec).read(into: &collector)
        },
        nim("NIMCache", "nimcaches", "spec.source: hf, dataStore, or the image that ngc.modelPuller names") {
            object, collector in
            guard let spec = object["spec"] else { return }
            NIMCache(spec: spec).read(into: &collector)
        },
        nim("NIMPipeline", "nimpipelines", "the spec of every service") { object, collector in
            for service in object[path: "spec", "services"].items {
                guard let spec = service["spec"] else { continue }
                NIMService(spec: spec).read(into: &collector)
            }
        },
        nim("NIMBuild", "nimbuilds", "spec.image (repository and tag)") { object, collector in
            guard let spec = object["spec"] else { return }
            NIMService(spec: spec).read(into: &collector)
        },
        nemoCustomizer,
    ]

    /// NeMo's customizer downloads the models that it may tune, of those that are enabled in the YAML of its config.
    private static let nemoCustomizer = nim(
        "NemoCustomizer", "nemocustomizers", "model_uri of the enabled models in spec.customizerConfig"
    ) { object, collector in
        guard let config = object[path: "spec", "customizerConfig"].flatMap(EmbeddedDocument.parse),
            let models = config["models"], models.isObject
        else { return }
        for model in models.members where model.value["enabled"]?.bool != false {
            collector.addIfPresent(model.value["model_uri"], consumer: .ngc)
        }
    }

    private static func nim(
        _ kind: String, _ resource: String, _ summary: String,
        read: @escaping @Sendable (Node, inout ReferenceCollector) -> Void
    ) -> WorkloadKind {
        WorkloadKind(
            group: "apps.nvidia.com", kind: kind, versions: ["v1alpha1"], resource: resource, consumer: .nim,
            summary: summary,
            read: { object, collector in
                collector.markAsWorkload()
                read(object, &collector)
            })
    }
}

/// The spec of a NIMService (k8s-nim-operator api/apps/v1alpha1/nimservice_types.go). The image of a NIM is its model,
/// unless it is a server for whatever `NIM_MODEL_NAME` says.
private struct NIMService {
    let spec: Node

    func read(into collector: inout ReferenceCollector) {
        let isNamed = readVariable("NIM_MODEL_NAME", role: .model, into: &collector)
        readImage(hasReference: isNamed, into: &collector)
        _ = readVariable("NIM_PEFT_SOURCE", role: .adapter, into: &collector)
        readArguments(into: &collector)
        readCache(hasReference: isNamed, into: &collector)
    }

    /// Whether the variable is set.
    private func readVariable(
        _ name: String, role: ModelReference.Role, into collector: inout ReferenceCollector
    ) -> Bool {
        guard let entry = spec["env"]?.environmentEntry(name) else { return false }
        if let value = entry["value"], let text = value.nonEmptyString {
            collector.add(
                text, at: value, consumer: .nim, role: role, image: image, endpointOverrides: endpointOverrides)
            return true
        }
        guard let source = entry["valueFrom"] else { return false }
        collector.add(
            name, at: source, consumer: .nim, role: role, pinning: .unresolved(fromElsewhere), image: image)
        return true
    }

    private func readImage(hasReference: Bool, into collector: inout ReferenceCollector) {
        guard let image, let place = spec[path: "image", "tag"] ?? spec[path: "image", "repository"] else { return }
        collector.addImage(image, at: place, container: nil, hasReference: true)
        guard !hasReference else { return }
        collector.add(image, at: place, consumer: .image, image: image, endpointOverrides: endpointOverrides)
    }

    /// `repository:tag`, whatever the tag holds (`GetImage` in nimservice_types.go), so that a digest stands behind the
    /// tag: `1.12.0@sha256:…`. A field `digest` is none of the operator's (common/v1alpha1 `Image`).
    private var image: String? {
        guard let repository = spec[path: "image", "repository"]?.nonEmptyString else {
            return spec["image"]?.nonEmptyString
        }
        guard let tag = spec[path: "image", "tag"]?.scalarText, !tag.isEmpty else { return repository }
        return "\(repository):\(tag)"
    }

    private func readArguments(into collector: inout ReferenceCollector) {
        OperatorServer(arguments: spec["args"], image: image).readCompanions(into: &collector)
    }

    /// The multi-model server takes its model from the cache that it names.
    private func readCache(hasReference: Bool, into collector: inout ReferenceCollector) {
        guard !hasReference, isMultiModel, let name = spec[path: "storage", "nimCache", "name"],
            let text = name.nonEmptyString
        else { return }
        collector.add(
            "nimcache \(text)", at: name, consumer: .nim, pinning: .unresolved(otherObject(text)), image: image)
    }

    private var isMultiModel: Bool {
        spec[path: "image", "repository"]?.string?.split(separator: "/").last == "llm-nim"
    }

    private var endpointOverrides: [EndpointOverride] {
        var overrides = OperatorEnvironment.endpointOverrides(in: spec["env"])
        overrides += ProxySpec.endpointOverrides(spec["proxy"])
        return overrides
    }
}

/// The spec of a NIMCache (api/apps/v1alpha1/nimcache_types.go).
private struct NIMCache {
    let spec: Node

    func read(into collector: inout ReferenceCollector) {
        guard let source = spec["source"] else { return }
        if let hub = source["hf"] { readHub(hub, prefix: "hf://", into: &collector) }
        if let store = source["dataStore"] { readHub(store, prefix: nil, into: &collector) }
        guard let ngc = source["ngc"], let puller = ngc["modelPuller"], let image = puller.nonEmptyString else {
            return
        }
        collector.addImage(image, at: puller, container: nil, hasReference: true)
        collector.add(
            image, at: puller, consumer: .image, role: .model, image: image,
            endpointOverrides: endpointOverrides + endpoint(ngc["modelEndpoint"]))
    }

    /// `namespace` and `modelName` are one repository; a `datasetName` is no model.
    private func readHub(_ hub: Node, prefix: String?, into collector: inout ReferenceCollector) {
        guard let place = hub["modelName"], let name = place.nonEmptyString else { return }
        let repository = "\(hub["namespace"]?.nonEmptyString ?? "default")/\(name)"
        let overrides = endpointOverrides + endpoint(hub["endpoint"])
        let image = hub["modelPuller"]?.nonEmptyString
        let revision = hub["revision"]?.nonEmptyString
        guard let prefix else {
            collector.add(
                "datastore \(repository)", at: place, consumer: .nim, pinning: .mutable(dataStoreMoves),
                suggestion: nil, image: image, endpointOverrides: overrides)
            return
        }
        let mark = collector.mark
        collector.add(
            prefix + repository, at: place, consumer: .nim, revision: revision, image: image,
            endpointOverrides: overrides)
        collector.changeReferences(since: mark) { Self.byField($0, repository) }
    }

    /// The operator runs `huggingface-cli download REPOSITORY --revision …` (internal/nimsource/hf.go): what a name holds
    /// behind a colon is a part of the name.
    private static func byField(_ reference: ModelReference, _ repository: String) -> ModelReference {
        let judged = Classifier.classify(
            RawReference(repository, consumer: .hfHub, role: reference.role, revision: reference.revision))
        var reference = reference
        if case .unresolved = reference.pinning { return reference }
        reference.pinning = judged.pinning
        reference.suggestion = judged.suggestion == nil ? nil : setRevision
        return reference
    }

    /// Hugging Face's own endpoint is what the reference means anyway.
    private func endpoint(_ node: Node?) -> [EndpointOverride] {
        guard let node, let text = node.nonEmptyString else { return [] }
        let isOwn = ["https://huggingface.co", "https://huggingface.co/"].contains(text)
        return isOwn ? [] : [EndpointOverride(name: "endpoint", value: text, path: node.path)]
    }

    private var endpointOverrides: [EndpointOverride] {
        OperatorEnvironment.endpointOverrides(in: spec["env"]) + ProxySpec.endpointOverrides(spec["proxy"])
    }
}

/// `spec.proxy` of the NIM operator: proxies and a CA bundle for everything that is fetched.
private enum ProxySpec {
    static func endpointOverrides(_ proxy: Node?) -> [EndpointOverride] {
        ["httpProxy", "httpsProxy", "certConfigMap"].compactMap { name in
            guard let field = proxy?[name], let text = field.nonEmptyString else { return nil }
            return EndpointOverride(name: name, value: text, path: field.path)
        }
    }
}

// MARK: - What the user reads

private let fromElsewhere = "taken from a Secret, ConfigMap or field that is not part of this object"
private let setRevision = "set spec.source.hf.revision to a <40-hex commit>"
private let dataStoreMoves = "a name in a NeMo Data Store, whose content can be replaced"
private func otherObject(_ name: String) -> String {
    "named by the NIMCache \"\(name)\", another object, which can be changed without this one"
}
