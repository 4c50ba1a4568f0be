import KubernetesModel

extension WorkloadKind {
    /// KServe's InferenceService, as `serving.kserve.io` serves it.
    static let kserveInferenceService = WorkloadKind(
        group: "serving.kserve.io", kind: "InferenceService", versions: ["v1beta1", "v1alpha2"],
        resource: "inferenceservices", consumer: .kserve,
        summary: """
            storageUri, storageUris and storage of predictor, transformer and explainer, STORAGE_URI, --model_id, and \
            the image of a custom predictor or explainer that has none of these
            """,
        read: KServeInferenceService.read, derive: KServeInferenceService.derive)

    /// The InferenceService of KServe's first years, when the group was Kubeflow's.
    static let kubeflowInferenceService = WorkloadKind(
        group: "serving.kubeflow.org", kind: "InferenceService", versions: ["v1beta1", "v1alpha2"],
        resource: "inferenceservices", consumer: .kserve,
        summary: "as InferenceService.serving.kserve.io; v1alpha2 has them under spec.default and spec.canary",
        read: KServeInferenceService.read, derive: KServeInferenceService.derive)

    /// What it was called before (docs/samples of kserve/kserve in its first year).
    static let kubeflowKFService = WorkloadKind(
        group: "serving.kubeflow.org", kind: "KFService", versions: ["v1alpha1", "v1alpha2"], resource: "kfservices",
        consumer: .kserve, summary: "storageUri, or modelUri, of the predictors under spec.default and spec.canary",
        read: { object, collector in
            KServeInferenceService.read(object, into: &collector)
            for name in ["default", "canary"] {
                guard let endpoint = object[path: "spec", name], endpoint.isObject else { continue }
                for member in endpoint.members where member.value.isObject {
                    collector.addIfPresent(member.value["modelUri"], consumer: .kserve)
                }
            }
        })
}

/// The three components of an InferenceService; v1alpha2 has them twice, as `default` and as `canary`.
enum KServeInferenceService {
    @Sendable static func read(_ object: Node, into collector: inout ReferenceCollector) {
        guard let spec = object["spec"] else { return }
        collector.markAsWorkload()
        readComponents(of: spec, trafficPercent: nil, into: &collector)
        // v1alpha2: the canary gets canaryTrafficPercent, 0 where it is absent.
        let canary = max(0, min(100, spec["canaryTrafficPercent"]?.int ?? 0))
        if let endpoint = spec["default"] {
            let share = spec["canary"] == nil ? nil : 100 - canary
            readComponents(of: endpoint, trafficPercent: share, into: &collector)
        }
        if let endpoint = spec["canary"] {
            readComponents(of: endpoint, trafficPercent: canary, into: &collector)
        }
    }

    /// The storage initializer gets the URI as it is; a modelcar and an image volume get the image
    /// (kserve pkg/utils/storage.go, ParseOciScheme).
    @Sendable static func derive(_ reference: ModelReference) -> ChildReference {
        for scheme in ["oci://", "oci+modelcar://", "oci+native://"] where reference.value.hasPrefix(scheme) {
            return ChildReference(String(reference.value.dropFirst(scheme.count)), consumer: .image)
        }
        return ChildReference(reference)
    }

    private static func readComponents(
        of spec: Node, trafficPercent: Int?, into collector: inout ReferenceCollector
    ) {
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
