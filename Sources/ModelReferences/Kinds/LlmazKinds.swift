import KubernetesModel

extension WorkloadKind {
    /// llmaz's OpenModel.
    static let llmazOpenModel = WorkloadKind(
        group: "llmaz.io", kind: "OpenModel", versions: ["v1alpha1"], resource: "openmodels", isNamespaced: false,
        consumer: .llmaz, summary: "spec.source.modelHub with its revision, or spec.source.uri",
        read: { object, collector in
            guard let source = object[path: "spec", "source"] else { return }
            collector.markAsWorkload()
            LlmazModel.read(source, into: &collector)
        })

    /// llmaz's Playground.
    static let llmazPlayground = WorkloadKind(
        group: "inference.llmaz.io", kind: "Playground", versions: ["v1alpha1"], resource: "playgrounds",
        consumer: .llmaz, summary: "the OpenModels that spec.modelClaim and spec.modelClaims name",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            LlmazModel.readClaims(spec, into: &collector)
            OperatorServer(
                arguments: spec[path: "backendRuntimeConfig", "args"],
                environment: spec[path: "backendRuntimeConfig", "envs"]
            ).readCompanions(into: &collector)
        })

    /// llmaz's Service, which shares only its name with Kubernetes' and Knative's.
    static let llmazService = WorkloadKind(
        group: "inference.llmaz.io", kind: "Service", versions: ["v1alpha1"], resource: "services",
        consumer: .llmaz, summary: "the OpenModels that spec.modelClaims names, and the PodSpecs of its template",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            LlmazModel.readClaims(spec, into: &collector)
            LlmazModel.readTemplate(spec["workloadTemplate"], into: &collector)
        })

    /// llmaz's BackendRuntime: a template for whatever model a Playground claims.
    static let llmazBackendRuntime = WorkloadKind(
        group: "inference.llmaz.io", kind: "BackendRuntime", versions: ["v1alpha1"], resource: "backendruntimes",
        isNamespaced: false, consumer: .llmaz, summary: "none: its arguments get the model of a Playground",
        read: { _, collector in collector.markAsWorkload() })
}

/// Where an OpenModel comes from (llmaz api/core/v1alpha1/model_types.go).
private enum LlmazModel {
    static func read(_ source: Node, into collector: inout ReferenceCollector) {
        if let hub = source["modelHub"], let place = hub["modelID"], let model = place.nonEmptyString {
            let consumer: Consumer = hub["name"]?.isString("ModelScope") == true ? .modelscope : .llmaz
            // The CRD's default: the branch main.
            let revision = hub["revision"]?.nonEmptyString ?? (consumer == .llmaz ? "main" : "master")
            let mark = collector.mark
            collector.add(model, at: place, consumer: consumer, revision: revision)
            collector.suggest(setRevision, since: mark)
        }
        collector.addIfPresent(source["uri"], consumer: .llmaz)
    }

    static func readClaims(_ spec: Node, into collector: inout ReferenceCollector) {
        readName(spec[path: "modelClaim", "modelName"], role: .model, into: &collector)
        for model in spec[path: "modelClaims", "models"].items {
            readName(model["name"], role: role(model["role"]?.string), into: &collector)
        }
        for claim in spec["multiModelsClaims"].items {
            for name in claim["modelNames"].items { readName(name, role: .model, into: &collector) }
        }
    }

    /// The pods of a Service, into which llmaz mounts the claimed models (pkg/controller_helper/modelsource).
    static func readTemplate(_ template: Node?, into collector: inout ReferenceCollector) {
        guard let template else { return }
        let setting = PodSpecWalk.Setting(mounted: ["/workspace/models"])
        let workers = template["leaderWorkerTemplate"] ?? template
        for key in ["leaderTemplate", "workerTemplate"] {
            guard let pod = workers[key], let podSpec = pod["spec"], podSpec.isObject else { continue }
            PodSpecWalk.read(podSpec, metadata: pod["metadata"], setting: setting, into: &collector)
            collector.claim(podSpec)
        }
    }

    private static func readName(_ name: Node?, role: ModelReference.Role, into collector: inout ReferenceCollector) {
        guard let name, let text = name.nonEmptyString else { return }
        collector.add(
            "llmaz model \(text)", at: name, consumer: .llmaz, role: role, pinning: .unresolved(otherObject(text)))
    }

    private static func role(_ name: String?) -> ModelReference.Role {
        switch name {
        case "draft": .draftModel
        case "lora": .adapter
        default: .model
        }
    }
}

// MARK: - What the user reads

private let setRevision = "set modelHub.revision to a <40-hex commit>"
private func otherObject(_ name: String) -> String {
    "named by the OpenModel \"\(name)\", another object, which can be changed without this one"
}
