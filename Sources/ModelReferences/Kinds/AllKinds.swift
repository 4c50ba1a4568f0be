extension WorkloadKind {
    /// Every kind that refers to models, in the order of `pedigree list kinds`.
    package static let all: [WorkloadKind] =
        coreKinds + [
            kserveInferenceService, kubeflowInferenceService, kserveLLMInferenceService,
            kserveLLMInferenceServiceConfig, kserveTrainedModel, kserveInferenceGraph, kserveServingRuntime,
            kserveClusterServingRuntime, kserveClusterStorageContainer, kserveLocalModelCache,
            kserveLocalModelNamespaceCache, modelMeshPredictor, seldonDeployment, seldonModel, seldonExplainer,
            seldonServer, seldonExperiment, seldonPipeline,
        ]

    package static func find(group: String, kind: String) -> WorkloadKind? { index["\(kind).\(group)"] }

    private static let index: [String: WorkloadKind] = Dictionary(
        all.map { ("\($0.kind).\($0.group)", $0) }, uniquingKeysWith: { first, _ in first })
}
