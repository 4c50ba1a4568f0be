import KubernetesModel

extension WorkloadKind {
    /// KubeRay's RayService.
    static let rayService = WorkloadKind(
        group: "ray.io", kind: "RayService", versions: ["v1", "v1alpha1"], resource: "rayservices", consumer: .ray,
        summary: "llm_configs, args and runtime_env of every application in spec.serveConfigV2, and the PodSpecs",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            let looksLikeModels = RayCluster.looksLikeModels(spec["rayClusterConfig"])
            RayServeConfig.read(spec["serveConfigV2"], looksLikeModels: looksLikeModels, into: &collector)
        })

    /// KubeRay's RayJob.
    static let rayJob = WorkloadKind(
        group: "ray.io", kind: "RayJob", versions: ["v1", "v1alpha1"], resource: "rayjobs", consumer: .ray,
        summary: "spec.entrypoint, spec.runtimeEnvYAML and the PodSpecs",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            RayJobSpec.read(spec, into: &collector)
        })

    /// KubeRay's RayCluster; the general walk reads its PodSpecs.
    static let rayCluster = WorkloadKind(
        group: "ray.io", kind: "RayCluster", versions: ["v1", "v1alpha1"], resource: "rayclusters", consumer: .ray,
        summary: "commands, arguments, variables and volumes of the head's and the workers' pods",
        read: { _, collector in collector.markAsWorkload() })
}

/// What the pods of a Ray cluster say about what its code may load.
enum RayCluster {
    /// Whether the images or the accelerators are those of machine learning.
    static func looksLikeModels(_ cluster: Node?) -> Bool {
        guard let cluster else { return false }
        return podSpecs(of: cluster).contains { podSpec in
            podSpec["containers"].items.contains { hasModelImage($0) || hasAccelerator($0) }
        }
    }

    static func podSpecs(of cluster: Node) -> [Node] {
        let groups = [cluster["headGroupSpec"]].compactMap(\.self) + cluster["workerGroupSpecs"].items
        return groups.compactMap { $0[path: "template", "spec"] }
    }

    /// `rayproject/ray-ml`, `rayproject/ray-llm`, `anyscale/ray-llm` and what is built of them.
    private static func hasModelImage(_ container: Node) -> Bool {
        guard let image = container["image"]?.string else { return false }
        return image.contains("ray-ml") || image.contains("ray-llm") || image.contains("vllm")
    }

    private static func hasAccelerator(_ container: Node) -> Bool {
        ["limits", "requests"].contains { key in
            guard let list = container[path: "resources", key] else { return false }
            return list.members.contains { member in
                let name = member.key
                return name.hasSuffix("/gpu") || name.hasSuffix("/tpu") || name.hasSuffix("/neuron")
            }
        }
    }
}
