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
        let arguments = ArgumentList(spec["args"])
        if let url = spec["url"], let text = url.nonEmptyString {
            collector.add(
                text, at: url, consumer: .kubeai, revision: arguments.value(of: "revision")?.value, image: image,
                endpointOverrides: endpointOverrides)
        }
        for adapter in spec["adapters"].items {
            guard let url = adapter["url"], let text = url.nonEmptyString else { continue }
            collector.add(
                text, at: url, consumer: .kubeai, role: .adapter, image: image, endpointOverrides: endpointOverrides)
        }
        OperatorArguments(arguments, image: image).readCompanions(into: &collector)
        // A patch of the pod template can change the command, the image and every argument.
        guard spec["jsonPatches"].map({ $0.count > 0 }) == true else { return }
        collector.changeReferences(since: mark) { $0.unproven(patched) }
    }

    private var image: String? { spec["image"]?.nonEmptyString }

    private var endpointOverrides: [EndpointOverride] {
        guard let environment = spec["env"] else { return [] }
        return environment.members.compactMap { member in
            guard OperatorEnvironment.isEndpoint(member.key) else { return nil }
            return EndpointOverride(name: member.key, value: member.value.scalarText, path: member.value.path)
        }
    }
}

// MARK: - What the user reads

private let patched = "subject to jsonPatches, which can replace the image and every argument of the server"
