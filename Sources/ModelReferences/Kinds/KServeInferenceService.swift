import KubernetesModel

extension WorkloadKind {
    /// KServe's InferenceService, as `serving.kserve.io` serves it.
    static let kserveInferenceService = WorkloadKind(
        group: "serving.kserve.io", kind: "InferenceService", versions: ["v1beta1"], resource: "inferenceservices",
        consumer: .kserve,
        summary: """
            storageUri, storageUris and storage of predictor, transformer and explainer, STORAGE_URI, --model_id, and \
            the image of a custom predictor or explainer that has none of these
            """,
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            KServeInferenceService.read(spec, trafficPercent: nil, into: &collector)
        })

    /// The InferenceService of KServe's first years, when the group was Kubeflow's.
    static let kubeflowInferenceService = WorkloadKind(
        group: "serving.kubeflow.org", kind: "InferenceService", versions: ["v1beta1", "v1alpha2"],
        resource: "inferenceservices", consumer: .kserve,
        summary: "as InferenceService.serving.kserve.io; v1alpha2 has them under spec.default and spec.canary",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            KServeInferenceService.read(spec, trafficPercent: nil, into: &collector)
            // v1alpha2: the canary gets canaryTrafficPercent, 0 where it is absent.
            let canary = spec["canaryTrafficPercent"]?.int ?? 0
            if let endpoint = spec["default"] {
                let share = spec["canary"] == nil ? nil : 100 &- canary
                KServeInferenceService.read(endpoint, trafficPercent: share, into: &collector)
            }
            if let endpoint = spec["canary"] {
                KServeInferenceService.read(endpoint, trafficPercent: canary, into: &collector)
            }
        })
}

/// The three components of an InferenceService.
enum KServeInferenceService {
    static func read(_ spec: Node, trafficPercent: Int?, into collector: inout ReferenceCollector) {
        collector.markAsWorkload()
        for (key, role) in components {
            guard let component = spec[key], component.isObject else { continue }
            let share = component["canaryTrafficPercent"]?.int ?? trafficPercent
            KServeComponent(node: component, role: role, trafficPercent: share).read(into: &collector)
        }
    }

    private static let components: [(String, ModelReference.Role)] = [
        ("predictor", .model), ("transformer", .transformer), ("explainer", .explainer),
    ]
}
