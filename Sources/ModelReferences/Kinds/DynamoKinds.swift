import KubernetesModel

extension WorkloadKind {
    /// NVIDIA Dynamo's DynamoGraphDeployment.
    static let dynamoGraphDeployment = WorkloadKind(
        group: "nvidia.com", kind: "DynamoGraphDeployment", versions: ["v1alpha1", "v1beta1"],
        resource: "dynamographdeployments", consumer: .vllm,
        summary: "mainContainer and PodSpec of every service's extraPodSpec",
        read: { object, collector in
            collector.markAsWorkload()
            guard let services = object[path: "spec", "services"] else { return }
            for service in services.members { readService(service.value, into: &collector) }
        })

    /// NVIDIA Dynamo's DynamoComponentDeployment: one such service.
    static let dynamoComponentDeployment = WorkloadKind(
        group: "nvidia.com", kind: "DynamoComponentDeployment", versions: ["v1alpha1", "v1beta1"],
        resource: "dynamocomponentdeployments", consumer: .vllm, summary: "mainContainer and PodSpec of extraPodSpec",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            readService(spec, into: &collector)
        })

    /// NVIDIA Dynamo's DynamoModel: an adapter that running servers load by its path
    /// (dynamo deploy/cloud/operator/api/v1alpha1/dynamo_model_types.go); a base model is only looked for.
    static let dynamoModel = WorkloadKind(
        group: "nvidia.com", kind: "DynamoModel", versions: ["v1alpha1"], resource: "dynamomodels", consumer: .any,
        summary: "spec.source.uri or spec.loraPath of an adapter",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            collector.addIfPresent(spec[path: "source", "uri"], consumer: .any, role: .adapter)
            collector.addIfPresent(spec["loraPath"], consumer: .any, role: .adapter)
        })

    /// The operator gives a component that names no command one of its own (getCommonContainer in dynamo
    /// deploy/cloud/operator/internal/dynamo), so that the image's entrypoint serves nothing.
    private static let component = PodSpecWalk.Starter(command: "/bin/sh")

    /// The main container stands beside the PodSpec that it is merged into.
    private static func readService(_ service: Node, into collector: inout ReferenceCollector) {
        guard let pod = service["extraPodSpec"], let container = pod["mainContainer"], container.isObject else {
            return
        }
        PodSpecWalk.readContainer(
            container, podSpec: pod, setting: PodSpecWalk.Setting(starter: component), into: &collector)
    }
}
