import KubernetesModel

extension WorkloadKind {
    /// Gateway API's inference extension: routes to served names.
    static let gatewayInferenceKinds: [WorkloadKind] = [
        WorkloadKind(
            group: "inference.networking.x-k8s.io", kind: "InferenceModel", versions: ["v1alpha1", "v1alpha2"],
            resource: "inferencemodels", consumer: .hfHub, summary: "none but spec.modelSource, where one is named",
            read: { object, collector in
                collector.markAsWorkload()
                readModelSource(object[path: "spec", "modelSource"], into: &collector)
            }),
        gateway("inference.networking.x-k8s.io", "InferencePool", ["v1alpha1", "v1alpha2"], "inferencepools"),
        gateway("inference.networking.k8s.io", "InferencePool", ["v1"], "inferencepools"),
        gateway("inference.networking.x-k8s.io", "InferenceObjective", ["v1alpha2"], "inferenceobjectives"),
    ]

    private static func gateway(
        _ group: String, _ kind: String, _ versions: [String], _ resource: String
    ) -> WorkloadKind {
        WorkloadKind(
            group: group, kind: kind, versions: versions, resource: resource, consumer: .any,
            summary: "none: routes to served names", read: { _, collector in collector.markAsWorkload() })
    }

    /// `modelId` and `revision`, in a block of their own in some samples.
    private static func readModelSource(_ source: Node?, into collector: inout ReferenceCollector) {
        guard let source else { return }
        let block = ["huggingFace", "huggingface"].compactMap { source[$0] }.first ?? source
        guard let place = block["modelId"], let model = place.nonEmptyString else { return }
        let revision = block["revision"]?.nonEmptyString
        let classified = Classifier.classify(RawReference(model, consumer: .hfHub, revision: revision))
        collector.add(
            revision.map { "\(model)@\($0)" } ?? model, at: place, consumer: .hfHub, pinning: classified.pinning,
            suggestion: classified.suggestion)
    }
}
