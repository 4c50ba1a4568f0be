import KubernetesModel

extension WorkloadKind {
    /// KubeRay's RayService.
    static let rayService = WorkloadKind(
        group: "ray.io", kind: "RayService", versions: ["v1", "v1alpha1"], resource: "rayservices", consumer: .ray,
        summary: "llm_configs, args and runtime_env of every application in spec.serveConfigV2, and the pods",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            let looksLikeModels = RayCluster.looksLikeModels(spec["rayClusterConfig"])
            RayServeConfig.read(spec["serveConfigV2"], looksLikeModels: looksLikeModels, into: &collector)
            RayServeConfig.readFields(of: spec["serveConfig"], looksLikeModels: looksLikeModels, into: &collector)
            RayCluster.read(spec["rayClusterConfig"], into: &collector)
        })

    /// KubeRay's RayJob.
    static let rayJob = WorkloadKind(
        group: "ray.io", kind: "RayJob", versions: ["v1", "v1alpha1"], resource: "rayjobs", consumer: .ray,
        summary: "spec.entrypoint, spec.runtimeEnvYAML and the pods",
        read: { object, collector in readJob(object["spec"], into: &collector) })

    /// KubeRay's RayCronJob (kuberay ray-operator/apis/ray/v1/raycronjob_types.go).
    static let rayCronJob = WorkloadKind(
        group: "ray.io", kind: "RayCronJob", versions: ["v1"], resource: "raycronjobs", consumer: .ray,
        summary: "entrypoint, runtimeEnvYAML and the pods of spec.jobTemplate",
        read: { object, collector in readJob(object[path: "spec", "jobTemplate"], into: &collector) })

    private static func readJob(_ spec: Node?, into collector: inout ReferenceCollector) {
        guard let spec else { return }
        collector.markAsWorkload()
        RayJobSpec.read(spec, into: &collector)
        RayCluster.read(spec["rayClusterSpec"], into: &collector)
    }

    /// KubeRay's RayCluster.
    static let rayCluster = WorkloadKind(
        group: "ray.io", kind: "RayCluster", versions: ["v1", "v1alpha1"], resource: "rayclusters", consumer: .ray,
        summary: "commands, arguments, variables and volumes of the head's and the workers' pods",
        read: { object, collector in
            collector.markAsWorkload()
            RayCluster.read(object["spec"], into: &collector)
        })

    /// AIBrix's fleets and replica sets of Ray clusters, which KubeRay runs.
    static let aibrixRayClusters = [
        aibrixRayCluster("RayClusterFleet", "rayclusterfleets"),
        aibrixRayCluster("RayClusterReplicaSet", "rayclusterreplicasets"),
    ]

    private static func aibrixRayCluster(_ kind: String, _ resource: String) -> WorkloadKind {
        WorkloadKind(
            group: "orchestration.aibrix.ai", kind: kind, versions: ["v1alpha1"], resource: resource, consumer: .any,
            summary: "commands, arguments, variables and volumes of the head's and the workers' pods",
            read: { object, collector in
                collector.markAsWorkload()
                RayCluster.read(object[path: "spec", "template", "spec"], into: &collector)
            })
    }
}
