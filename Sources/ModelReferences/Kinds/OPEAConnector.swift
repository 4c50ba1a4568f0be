import KubernetesModel

extension WorkloadKind {
    /// OPEA's GMConnector: a graph of services, of which those that serve models get their names as variables
    /// (opea-project/GenAIInfra microservices-connector/api/v1alpha3/gmconnector_types.go).
    static let opeaConnector = WorkloadKind(
        group: "gmc.opea.io", kind: "GMConnector", versions: ["v1alpha3"], resource: "gmconnectors", consumer: .hfHub,
        summary: "MODEL_ID and the like in the config of every downstream service of spec.nodes",
        read: { object, collector in
            collector.markAsWorkload()
            for node in object[path: "spec", "nodes"].map({ $0.members.map(\.value) }) ?? [] {
                for step in node["steps"].items { readStep(step["internalService"], into: &collector) }
            }
        })

    /// The others are clients of the downstream ones, and send their model's name along.
    private static func readStep(_ service: Node?, into collector: inout ReferenceCollector) {
        guard let service, service["isDownstreamService"]?.bool == true, let config = service["config"] else { return }
        for member in config.members where member.key.hasSuffix("MODEL_ID") {
            collector.addIfPresent(member.value, consumer: .hfHub)
        }
    }
}
