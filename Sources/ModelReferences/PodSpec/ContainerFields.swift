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
    /// The attached mounts and the entries of `volumeMounts`, read once for all paths that are followed over them.
    private(set) lazy var mounts = (attached?.mounts ?? []) + (volumeMounts?.elements.compactMap(Mount.init) ?? [])
    /// What the kind's controller adds.
    let attached: Attachments?
    /// Whether the pod's runtime hands every container a device (`runtimeClassName: nvidia`).
    let runtimeHasDevices: Bool

    init(_ node: Node, attached: Attachments? = nil, podSpec: Node? = nil) {
        self.node = node
        self.attached = attached
        runtimeHasDevices = podSpec?["runtimeClassName"]?.utf8.map { $0.begins(with: "nvidia") } ?? false
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
        if runtimeHasDevices { return true }
        guard let resources else { return false }
        if resources["claims"]?.elements.contains(where: Self.claimsDevice) ?? false { return true }
        return ["limits", "requests"].contains { list in
            resources[list].map { $0.members.contains { Self.isAccelerator($0.keyNode) && !Self.isNone($0.value) } }
                ?? false
        }
    }

    private static func isAccelerator(_ key: Node) -> Bool { key.withUTF8(accelerators.isIn) ?? false }

    /// A chart's `nvidia.com/gpu: 0` says that it runs without.
    private static func isNone(_ quantity: Node) -> Bool { quantity.scalarText == "0" }

    /// Dynamic resource allocation: a device by the name of its claim or request, which are their users' words.
    private static func claimsDevice(_ claim: Node) -> Bool {
        ["name", "request"].contains { claim[$0]?.withUTF8(devices.isIn) ?? false }
    }

    private static let devices = PatternSet(["gpu", "tpu", "npu", "accel", "neuron", "gaudi"])

    /// `nvidia.com/gpu`, `nvidia.com/mig-1g.5gb`, `google.com/tpu`, `amd.com/gpu`, `gpu.intel.com/i915`,
    /// `habana.ai/gaudi`, `aws.amazon.com/neuron`, `huawei.com/Ascend910`, `volcano.sh/vgpu-number`.
    private static let accelerators = PatternSet([
        "nvidia.com/", "/gpu", "/vgpu", "gpu.", "/tpu", "habana.ai/", "aws.amazon.com/neuron", "/ascend", "npu",
        "furiosa.ai/", "rebellions.ai/", "cambricon.com/", "qualcomm.com/qaic", "enflame.com/", "/vcuda", "/xpu",
        "hygon.com/", "mthreads.com/", "iluvatar.", "metax-tech.com/",
        "kunlunxin.com/", "tenstorrent.com/",
    ])
}
