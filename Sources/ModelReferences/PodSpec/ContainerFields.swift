import KubernetesModel

/// The fields of one container that bear on models, found in one pass over its members.
final class ContainerFields {
    let node: Node
    private(set) var name: Node?
    private(set) var image: Node?
    private(set) var command: Node?
    private(set) var args: Node?
    private(set) var env: Node?
    private(set) var envFrom: Node?
    private(set) var volumeMounts: Node?
    private(set) var lifecycle: Node?
    private(set) var workingDir: Node?
    private(set) var resources: Node?
    /// The entries of `volumeMounts`, read once for all paths that are followed over them.
    private(set) lazy var mounts = volumeMounts?.elements.compactMap(Mount.init) ?? []

    init(_ node: Node) {
        self.node = node
        for member in node.members {
            guard let key = member.keyNode.utf8 else { continue }
            switch key.count {
            case 3 where key.equals("env"): env = member.value
            case 4 where key.equals("name"): name = member.value
            case 4 where key.equals("args"): args = member.value
            case 5 where key.equals("image"): image = member.value
            case 7 where key.equals("command"): command = member.value
            case 7 where key.equals("envFrom"): envFrom = member.value
            case 9 where key.equals("lifecycle"): lifecycle = member.value
            case 9 where key.equals("resources"): resources = member.value
            case 10 where key.equals("workingDir"): workingDir = member.value
            case 12 where key.equals("volumeMounts"): volumeMounts = member.value
            default: break
            }
        }
    }

    /// The commands that Kubernetes runs after the start and before the end.
    var hooks: [Node] {
        guard let lifecycle else { return [] }
        return ["postStart", "preStop"].compactMap { lifecycle[$0]?[path: "exec", "command"] }
    }

    /// Whether it asks for an accelerator: it computes with a model itself, and is no client of another service.
    var hasAccelerator: Bool {
        guard let resources else { return false }
        return ["limits", "requests"].contains { list in
            resources[list].map { $0.members.contains { Self.isAccelerator($0.keyNode) } } ?? false
        }
    }

    private static func isAccelerator(_ key: Node) -> Bool { key.withUTF8(accelerators.isIn) ?? false }

    /// `nvidia.com/gpu`, `nvidia.com/mig-1g.5gb`, `google.com/tpu`, `amd.com/gpu`, `gpu.intel.com/i915`,
    /// `habana.ai/gaudi`, `aws.amazon.com/neuron`, `huawei.com/Ascend910`.
    private static let accelerators = PatternSet([
        "nvidia.com/", "/gpu", "gpu.", "/tpu", "habana.ai/", "aws.amazon.com/neuron", "/ascend", "npu",
    ])
}
