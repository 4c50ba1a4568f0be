import KubernetesModel

extension WorkloadKind {
    /// KServe's LLMInferenceService.
    static let kserveLLMInferenceService = WorkloadKind(
        group: "serving.kserve.io", kind: "LLMInferenceService", versions: ["v1alpha1", "v1alpha2"],
        resource: "llminferenceservices", consumer: .llmisvc,
        summary: "spec.model.uri, the adapters below spec.model.lora, and the PodSpecs of template, worker and prefill",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            KServeLLMInferenceService(spec: spec, isConfig: false).read(into: &collector)
        }, derive: KServeInferenceService.derive)

    /// What an LLMInferenceService inherits by `baseRefs`: its own model counts, the lack of one does not.
    static let kserveLLMInferenceServiceConfig = WorkloadKind(
        group: "serving.kserve.io", kind: "LLMInferenceServiceConfig", versions: ["v1alpha1", "v1alpha2"],
        resource: "llminferenceserviceconfigs", consumer: .llmisvc,
        summary: "as LLMInferenceService, where the template names a model itself",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            KServeLLMInferenceService(spec: spec, isConfig: true).read(into: &collector)
        })
}

/// The spec of an LLMInferenceService or of the config that it inherits
/// (kserve pkg/apis/serving/v1alpha2/llm_inference_service_types.go).
struct KServeLLMInferenceService {
    let spec: Node
    let isConfig: Bool

    func read(into collector: inout ReferenceCollector) {
        collector.markAsWorkload()
        let mark = collector.mark
        readModel(into: &collector)
        readAdapters(spec[path: "model", "lora"], into: &collector)
        if spec[path: "storageInitializer", "enabled"]?.bool == false {
            collector.changeReferences(since: mark) { $0.unproven(noInitializer, suggestion: enableInitializer) }
        }
        readTemplates(into: &collector)
        // The annotations of a workload are written on its pods.
        ModelAnnotation.read(spec, into: &collector)
        ModelAnnotation.read(spec["prefill"], into: &collector)
    }

    private func readModel(into collector: inout ReferenceCollector) {
        if let uri = spec[path: "model", "uri"], uri.string != nil, uri.nonEmptyString != nil || isUnnamed {
            collector.add(uri, consumer: .llmisvc)
            return
        }
        guard !isConfig, let bases = spec["baseRefs"] else { return }
        for base in bases.elements {
            guard let name = base["name"], let text = name.nonEmptyString else { continue }
            collector.add(
                "llmisvc config \(text)", at: name, consumer: .llmisvc, pinning: .unresolved(modelInConfig(text)),
                suggestion: nameModel)
        }
    }

    /// An empty URI is what somebody fills in later, unless a config does. KServe refuses it, and starts no other model.
    private var isUnnamed: Bool { !isConfig && spec["baseRefs"].items.isEmpty }

    /// Adapters are models themselves, which may again list adapters; depth is bounded by that of the document.
    private func readAdapters(_ lora: Node?, into collector: inout ReferenceCollector) {
        guard let adapters = lora?["adapters"] else { return }
        for adapter in adapters.elements {
            collector.addIfPresent(adapter["uri"], consumer: .llmisvc, role: .adapter)
            readAdapters(adapter["lora"], into: &collector)
        }
    }

    private func readTemplates(into collector: inout ReferenceCollector) {
        let servers = [
            spec["template"], spec["worker"], spec[path: "prefill", "template"], spec[path: "prefill", "worker"],
        ]
        for template in servers {
            read(
                template, metadata: nil,
                // The base config's container, into which this one is merged, is vLLM (config-llm-template.yaml).
                setting: PodSpecWalk.Setting(mounted: mounted, isTemplate: isConfig, imagelessServer: .vllm),
                into: &collector)
        }
        read(
            spec[path: "router", "scheduler", "tokenizer", "template"], metadata: nil,
            setting: PodSpecWalk.Setting(role: .tokenizer, mounted: mounted), into: &collector)
    }

    private func read(
        _ template: Node?, metadata: Node?, setting: PodSpecWalk.Setting, into collector: inout ReferenceCollector
    ) {
        guard let template, template.isObject else { return }
        let mark = collector.mark
        readAdditionalArguments(of: template, into: &collector)
        PodSpecWalk.read(template, metadata: metadata, setting: setting, into: &collector)
        collector.claim(template)
        guard isConfig else { return }
        // A config is filled in by what inherits it: only what it names itself is a reference.
        collector.changeReferences(since: mark) { RuntimeTemplate.isHardCoded($0) ? $0 : nil }
    }

    /// KServe's template splices the variable into the command line of vLLM.
    private func readAdditionalArguments(of template: Node, into collector: inout ReferenceCollector) {
        for container in template["containers"].items {
            guard let entry = container["env"]?.environmentEntry("VLLM_ADDITIONAL_ARGS") else { continue }
            let image = container["image"]?.nonEmptyString
            guard let value = entry["value"], let text = value.nonEmptyString else {
                guard let source = entry["valueFrom"] else { continue }
                collector.add(
                    "VLLM_ADDITIONAL_ARGS", at: source, consumer: .vllm, role: .config,
                    pinning: .unresolved(hiddenArguments), image: image)
                continue
            }
            let word = Word("vllm serve \(text)", path: value.path, position: value.position)
            for line in ShellScript.read(word, environment: [:]).commands {
                guard let (server, recognised) = ModelServer.recognised(line) else { continue }
                var command = recognised
                command.isCertain = false
                for found in ServerReader.read(server, command) where !mounted.contains(found.value) {
                    collector.add(found, image: image, container: container["name"]?.nonEmptyString)
                }
            }
        }
    }

    private var mounted: [String] {
        // The template of a config serves whatever its heirs have mounted.
        isConfig || spec[path: "model", "uri"]?.string != nil ? [KServeComponent.mountPath] : []
    }
}

// MARK: - What the user reads

private let noInitializer =
    "not what is loaded: with storageInitializer.enabled false the server fetches by itself what its arguments say"
private let enableInitializer = "leave storageInitializer.enabled at true"
private let hiddenArguments = "arguments for the server that this object does not show"
private let nameModel = "set spec.model.uri in this object"
private func modelInConfig(_ name: String) -> String { "named by the config \"\(name)\", which is another object" }
