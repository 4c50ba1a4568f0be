import KubernetesModel

extension WorkloadKind {
    /// KubeAI's Model.
    static let kubeAIModel = WorkloadKind(
        group: "kubeai.org", kind: "Model", versions: ["v1"], resource: "models", consumer: .kubeai,
        summary: "spec.url with --revision of spec.args, and spec.adapters[].url",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            KubeAIModel(spec: spec).read(into: &collector)
        })
}

/// The spec of a KubeAI Model (kubeai api/k8s/v1/model_types.go): env is a map, and the pin stands in the arguments.
private struct KubeAIModel {
    let spec: Node

    func read(into collector: inout ReferenceCollector) {
        let mark = collector.mark
        let server = server
        let endpointOverrides = OperatorEnvironment.endpointOverrides(in: spec["env"])
        if let url = spec["url"], let text = url.nonEmptyString {
            let mark = collector.mark
            let isServers = fetcher == nil
            collector.add(
                text, at: url, consumer: .kubeai, revision: isServers ? server.revision : nil, image: image,
                endpointOverrides: endpointOverrides)
            collector.changeReferences(since: mark, explainFetcher)
        }
        for adapter in spec["adapters"].items {
            guard let url = adapter["url"], let text = url.nonEmptyString else { continue }
            collector.add(
                text, at: url, consumer: .kubeai, role: .adapter, image: image, endpointOverrides: endpointOverrides)
        }
        server.readCompanions(into: &collector)
        readUnknownVariables(into: &collector)
        // A patch of the pod template can change the command, the image and every argument.
        guard spec["jsonPatches"].map({ $0.count > 0 }) == true else { return }
        collector.changeReferences(since: mark) { $0.unproven(patched) }
    }

    /// Who fetches a repository of the hub, where it is not the server with the arguments of this object: for a cache
    /// `huggingface-cli download --local-dir DIR REPOSITORY` (components/model-loader/load.sh), without a revision; Ollama
    /// pulls by a name; FasterWhisper's server has no such flag (internal/modelcontroller/engine_*.go of KubeAI).
    private var fetcher: String? {
        if spec["cacheProfile"]?.nonEmptyString != nil { return "KubeAI's loader, which fills the cache," }
        let engine = spec["engine"]?.nonEmptyString ?? "VLLM"
        return ["VLLM", "Infinity"].contains(engine) ? nil : clip(engine)
    }

    private func explainFetcher(_ reference: ModelReference) -> ModelReference {
        guard let fetcher, reference.value.hasPrefix("hf://"), case .mutable(let reason) = reference.pinning,
            !reason.hasPrefix("invalid:")
        else { return reference }
        var reference = reference
        reference.pinning = .mutable(withoutRevision(fetcher))
        reference.suggestion = spec["cacheProfile"] == nil ? fromStore : withoutCache
        return reference
    }

    /// KubeAI strips the scheme for the server that it starts (kubeai internal/modelcontroller).
    private var server: OperatorServer {
        let url = spec["url"]
        let name = url?.nonEmptyString.map { text in
            text.hasPrefix("hf://") ? String(text.dropFirst("hf://".count)) : text
        }
        return OperatorServer(
            model: url, modelName: name, arguments: spec["args"], environment: spec["env"], image: image)
    }

    /// `envFrom` gives the server any of its variables, and nobody sees which.
    private func readUnknownVariables(into collector: inout ReferenceCollector) {
        for source in spec["envFrom"].items {
            let name = source[path: "configMapRef", "name"] ?? source[path: "secretRef", "name"]
            collector.add(
                "envFrom \(name?.string ?? "")", at: source, consumer: .kubeai, role: .config,
                pinning: .unresolved(hiddenVariables), suggestion: nameVariables, image: image)
        }
    }

    private var image: String? { spec["image"]?.nonEmptyString }
}

// MARK: - What the user reads

private let patched = "subject to jsonPatches, which can replace the image and every argument of the server"
private func withoutRevision(_ fetcher: String) -> String {
    "without a revision: \(fetcher) takes none and loads the default branch, which moves"
}
private let fromStore = "load one version from a store: s3://BUCKET/MODEL/v1/"
private let withoutCache =
    "leave out cacheProfile and add --revision=<40-hex commit> to spec.args, or use s3://BUCKET/MODEL/v1/"
private let hiddenVariables = "a source of variables that this object does not show, which may name any model or server"
private let nameVariables = "write the variables under spec.env"
