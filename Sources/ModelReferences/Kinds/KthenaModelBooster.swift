import KubernetesModel

extension WorkloadKind {
    /// Kthena's ModelBooster.
    static let kthenaModelBooster = WorkloadKind(
        group: "workload.serving.volcano.sh", kind: "ModelBooster", versions: ["v1alpha1"],
        resource: "modelboosters", consumer: .any,
        summary: "spec.backend.modelURI, and the options in config of its workers",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            for backend in [spec["backend"]].compactMap(\.self) + spec["backends"].items {
                KthenaBackend(node: backend).read(into: &collector)
            }
        })
}

/// One backend: a downloader fetches the model, and workers serve it (kthena
/// pkg/apis/workload/v1alpha1/model_booster_types.go).
private struct KthenaBackend {
    let node: Node

    func read(into collector: inout ReferenceCollector) {
        readModel(into: &collector)
        for worker in node["workers"].items { read(worker: worker, into: &collector) }
        for source in node["envFrom"].items {
            let name = source[path: "configMapRef", "name"] ?? source[path: "secretRef", "name"]
            collector.add(
                "envFrom \(name?.string ?? "")", at: source, consumer: .any, role: .config,
                pinning: .unresolved(hiddenVariables), suggestion: nameVariables)
        }
    }

    private func readModel(into collector: inout ReferenceCollector) {
        guard let place = node["modelURI"], let text = place.nonEmptyString else { return }
        let judged = KthenaSource.classify(text, revision: nil)
        let isHub = [.hfHub, .modelscope].contains(KthenaSource.consumer(of: text))
        collector.add(
            text, at: place, consumer: KthenaSource.consumer(of: text), pinning: judged.pinning,
            suggestion: isHub ? fromStore : judged.suggestion, endpointOverrides: endpointOverrides)
    }

    /// `config` holds the options of the engine by name: what it loads beside the model.
    private func read(worker: Node, into collector: inout ReferenceCollector) {
        let image = worker["image"]?.nonEmptyString
        if let place = worker["image"], let image {
            collector.addImage(image, at: place, container: worker["type"]?.string, hasReference: true)
        }
        guard let config = worker["config"], config.isObject else { return }
        let place = Word(ModelServer.vllm.name, at: config)
        var words = [place]
        for member in config.members {
            guard let text = member.value.scalarText else { continue }
            words.append(Word("--\(member.key)", at: member.value))
            words.append(Word(text, at: member.value))
        }
        let line = CommandLine(words: words, environment: OperatorEnvironment.variables(in: node["env"]))
        let command = ServerCommand(line: line, isCertain: false, place: place)
        for found in ServerReader.read(.vllm, command) {
            collector.add(found, image: image, endpointOverrides: endpointOverrides)
        }
    }

    /// `ENDPOINT` is that of the object store.
    private var endpointOverrides: [EndpointOverride] {
        OperatorEnvironment.endpointOverrides(in: node["env"], own: ["ENDPOINT"])
    }
}

/// How Kthena's downloader reads its source (kthena python/kthena/downloader/base.py).
enum KthenaSource {
    static func consumer(of source: String) -> Consumer {
        if source.hasPrefix("ms://") { return .modelscope }
        return ["s3://", "obs://", "pvc://"].contains(where: source.hasPrefix) ? .any : .hfHub
    }

    /// What is no bucket, claim or ModelScope repository is a repository of the Hugging Face hub, and its revision
    /// stands in the downloader's configuration alone.
    static func classify(_ source: String, revision: String?) -> Classification {
        let consumer = consumer(of: source)
        let name: String
        switch consumer {
        case .modelscope: name = String(source.dropFirst("ms://".count))
        case .hfHub: name = source.hasPrefix("hf://") ? String(source.dropFirst("hf://".count)) : source
        default: name = source
        }
        return Classifier.classify(RawReference(name, consumer: consumer, revision: revision))
    }
}

// MARK: - What the user reads

private let fromStore = "its downloader is given no revision: load one version from s3://BUCKET/MODEL/v1/"
private let hiddenVariables = "a source of variables that this object does not show, which may name any server"
private let nameVariables = "write the variables under spec.backend.env"
