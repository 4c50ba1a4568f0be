import KubernetesModel

extension WorkloadKind {
    /// NVIDIA Dynamo's DynamoGraphDeploymentRequest: the operator makes a graph for a model of it
    /// (ai-dynamo/dynamo deploy/operator/api/v1beta1/dynamographdeploymentrequest_types.go).
    static let dynamoGraphDeploymentRequest = WorkloadKind(
        group: "nvidia.com", kind: "DynamoGraphDeploymentRequest", versions: ["v1alpha1", "v1beta1"],
        resource: "dynamographdeploymentrequests", consumer: .hfHub,
        summary: "spec.model, or the claim in spec.modelCache",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            DynamoRequest(spec: spec).read(into: &collector)
            // What is laid over the graph that the operator makes.
            DynamoGraph.read(spec[path: "overrides", "dgd", "spec"], into: &collector)
        })
}

private struct DynamoRequest {
    let spec: Node

    func read(into collector: inout ReferenceCollector) {
        let cache = spec["modelCache"]
        let claim = cache?["pvcName"]?.nonEmptyString
        let path = cache?["pvcModelPath"]?.nonEmptyString
        // With a path the weights are the claim's; without one the claim may be no more than the hub's cache.
        if let cache, let claim {
            let place = cache["pvcModelPath"] ?? cache["pvcName"] ?? cache
            collector.add("pvc://" + LocalPath.join(claim, path.map(inClaim) ?? ""), at: place, consumer: .kserve)
        }
        if claim == nil || path == nil { collector.addIfPresent(spec["model"], consumer: consumer) }
    }

    /// A path may be written as the container sees it.
    private func inClaim(_ path: String) -> String {
        let mount = spec[path: "modelCache", "pvcMountPath"]?.nonEmptyString ?? "/opt/model-cache"
        guard path.hasPrefix("/") else { return path }
        return LocalPath.remainder(of: LocalPath.absolute(path, in: nil), below: LocalPath.absolute(mount, in: nil))
            ?? path
    }

    private var consumer: Consumer {
        switch spec["backend"]?.string {
        case "vllm": .vllm
        case "sglang": .sglang
        default: .hfHub
        }
    }
}
