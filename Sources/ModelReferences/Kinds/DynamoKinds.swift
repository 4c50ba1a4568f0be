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

    /// The main container stands beside the PodSpec that it is merged into.
    private static func readService(_ service: Node, into collector: inout ReferenceCollector) {
        guard let pod = service["extraPodSpec"], let container = pod["mainContainer"], container.isObject else {
            return
        }
        PodSpecWalk.readContainer(container, podSpec: pod, into: &collector)
    }
}
