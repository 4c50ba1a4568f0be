import KubernetesModel

/// The pods of a Ray cluster, and what they say about what its code may load.
enum RayCluster {
    /// KubeRay starts `ray` in the first container of each pod whatever its image would start; a command of the container
    /// runs before it, as a line for a shell (kuberay ray-operator/controllers/ray/common/pod.go, BuildPod).
    private static let ray = PodSpecWalk.Starter(
        variable: "KUBERAY_GEN_RAY_START_CMD", command: "ray start", joinsWords: true)

    /// Reads the pods of the head and of the workers.
    static func read(_ cluster: Node?, into collector: inout ReferenceCollector) {
        guard let cluster else { return }
        for template in templates(of: cluster) {
            guard let podSpec = template["spec"], podSpec.isObject else { continue }
            PodSpecWalk.read(
                podSpec, metadata: template["metadata"], setting: setting(of: template), into: &collector)
            collector.claim(podSpec)
        }
    }

    /// How KubeRay starts the pods of a template; its annotation leaves the container's command alone.
    static func setting(of template: Node?, script: Node? = nil) -> PodSpecWalk.Setting {
        let annotation = template?[path: "metadata", "annotations", "ray.io/overwrite-container-cmd"]?.string
        return PodSpecWalk.Setting(script: script, starter: annotation?.lowercased() == "true" ? nil : ray)
    }

    private static func templates(of cluster: Node) -> [Node] {
        let groups = [cluster["headGroupSpec"]].compactMap(\.self) + cluster["workerGroupSpecs"].items
        return groups.compactMap { $0["template"] }
    }

    /// Whether the images or the accelerators are those of machine learning.
    static func looksLikeModels(_ cluster: Node?) -> Bool {
        guard let cluster else { return false }
        return templates(of: cluster).contains { template in
            template[path: "spec", "containers"].items.contains { hasModelImage($0) || hasAccelerator($0) }
        }
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
