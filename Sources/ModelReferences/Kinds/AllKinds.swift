extension WorkloadKind {
    /// Every kind that refers to models, in the order of `pedigree list kinds`.
    package static let all: [WorkloadKind] =
        coreKinds + kserveKinds + seldonKinds + operatorKinds + otherKinds

    private static let kserveKinds: [WorkloadKind] = [
        kserveInferenceService, kubeflowInferenceService, kubeflowKFService, kserveLLMInferenceService,
        kserveLLMInferenceServiceConfig,
        kserveTrainedModel, kubeflowTrainedModel, kserveInferenceGraph, kserveServingRuntime,
        kserveClusterServingRuntime,
        kserveClusterStorageContainer, kserveLocalModelCache, kserveLocalModelNamespaceCache,
        modelMeshPredictor,
    ]

    private static let seldonKinds: [WorkloadKind] = [
        seldonDeployment, seldonModel, seldonExplainer, seldonServer, seldonServerConfig, seldonExperiment,
        seldonPipeline,
    ]

    private static let operatorKinds: [WorkloadKind] =
        [
            kubeAIModel, llmazOpenModel, llmazPlayground, llmazService, llmazBackendRuntime, productionStackRuntime,
            productionStackAdapter, productionStackRouter, ollamaOperatorModel, aibrixModelAdapter, aibrixModelClaim,
            kthenaModelBooster, openVINOModelServer, fmaInferenceServerConfig, sednaModel,
        ] + dynamoKinds + llmkubeKinds + omeKinds + kaitoKinds + nimKinds + bentoKinds + gatewayInferenceKinds
        + sageMakerKinds + airunwayKinds

    private static let otherKinds: [WorkloadKind] =
        [
            knativeService, knativeConfiguration, knativeRevision, kubeflowTrainJob, kubeflowTrainingRuntime,
            kubeflowClusterTrainingRuntime, fluidDataset, trustyAIEvaluation, opeaConnector, rayService, rayJob,
            rayCronJob, rayCluster,
        ] + aibrixRayClusters + roleBasedGroupKinds + argoWorkflowKinds + tektonKinds + podTemplateKinds + routeKinds

    package static func find(group: String, kind: String) -> WorkloadKind? {
        guard let number = numbers.find(kind) else { return nil }
        return byKind[number].first { $0.group == group }
    }

    /// Those of each name, for all groups.
    private static let byKind = Dictionary(grouping: all, by: \.kind).values.map { $0 }
    private static let numbers = NameTable(byKind.map { $0.first?.kind ?? "" })
}
