import KubernetesModel

extension WorkloadKind {
    /// The kinds of KAITO.
    static let kaitoKinds: [WorkloadKind] = [
        kaito(
            "Workspace", ["v1alpha1", "v1beta1"], "workspaces",
            "inference and tuning, which are no part of a spec: preset, adapters, template"
        ) { object, collector in
            KaitoKinds.read(inference: object["inference"], tuning: object["tuning"], into: &collector)
        },
        kaito("InferenceSet", ["v1alpha1", "v1beta1"], "inferencesets", "inference of spec.template") {
            object, collector in
            KaitoKinds.read(
                inference: object[path: "spec", "template", "inference"],
                tuning: object[path: "spec", "template", "tuning"], into: &collector)
        },
        kaito("MultiRoleInference", ["v1alpha1"], "multiroleinferences", "spec.model.name") { object, collector in
            KaitoKinds.readName(object[path: "spec", "model", "name"], kind: "model", into: &collector)
        },
        kaito("RAGEngine", ["v1alpha1", "v1beta1"], "ragengines", "spec.embedding.local") { object, collector in
            let local = object[path: "spec", "embedding", "local"]
            let mark = collector.mark
            collector.addIfPresent(local?["modelID"], consumer: .hfHub)
            collector.suggest(useImage, since: mark)
            collector.addIfPresent(local?["image"], consumer: .image)
        },
        kaito("ModelMirror", ["v1alpha1"], "modelmirrors", "spec.source.modelID") { object, collector in
            collector.addIfPresent(object[path: "spec", "source", "modelID"], consumer: .hfHub, role: .cache)
        },
    ]

    private static func kaito(
        _ kind: String, _ versions: [String], _ resource: String, _ summary: String,
        read: @escaping @Sendable (Node, inout ReferenceCollector) -> Void
    ) -> WorkloadKind {
        WorkloadKind(
            group: "kaito.sh", kind: kind, versions: versions, resource: resource, consumer: .kaito, summary: summary,
            read: { object, collector in
                collector.markAsWorkload()
                read(object, &collector)
            })
    }
}

/// How KAITO's objects are read (kaito api/v1beta1/workspace_types.go).
private enum KaitoKinds {
    static func read(inference: Node?, tuning: Node?, into collector: inout ReferenceCollector) {
        readPreset(inference?["preset"], into: &collector)
        for adapter in inference?["adapters"].items ?? [] {
            readSource(adapter["source"], role: .adapter, into: &collector)
        }
        // What tuning reads is a dataset, and what it writes is an output: only its base model is a model.
        readPreset(tuning?["preset"], into: &collector)
    }

    private static func readPreset(_ preset: Node?, into collector: inout ReferenceCollector) {
        guard let preset else { return }
        readName(preset["name"], kind: "preset", into: &collector)
        let options = preset["presetOptions"] ?? preset
        collector.addIfPresent(options["image"], consumer: .image)
        guard let claim = options["modelWeightsPVC"], let name = claim.nonEmptyString else { return }
        let tail = options["modelWeightsSubPath"]?.nonEmptyString.map { "/\($0)" } ?? ""
        collector.add("pvc://\(name)\(tail)", at: claim, consumer: .kserve)
    }

    /// With vLLM the commit in the catalogue pins the code and not the weights (pkg/model/interface.go), and every
    /// release of the operator may change it.
    static func readName(_ name: Node?, kind: String, into collector: inout ReferenceCollector) {
        guard let name, let text = name.nonEmptyString else { return }
        collector.add(
            "kaito \(kind) \(text)", at: name, consumer: .kaito, pinning: .mutable(presetMoves),
            suggestion: useTemplate)
    }

    private static func readSource(
        _ source: Node?, role: ModelReference.Role, into collector: inout ReferenceCollector
    ) {
        guard let source else { return }
        collector.addIfPresent(source["image"], consumer: .image, role: role)
        for url in source["urls"].items { collector.addIfPresent(url, consumer: .http, role: role) }
        guard let volume = source["volumeSource"], let (value, consumer) = VolumeReference.value(of: volume) else {
            return
        }
        collector.add(value, at: volume, consumer: consumer, role: role)
    }
}

// MARK: - What the user reads

private let useImage = "no field takes a revision: put the model into an image, by digest in spec.embedding.local.image"
private let presetMoves = "a preset, which the operator's release resolves and no field of this object can pin"
private let useTemplate = "serve it from inference.template with --revision=<40-hex commit>"
