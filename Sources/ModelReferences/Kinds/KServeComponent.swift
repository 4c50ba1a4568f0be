import KubernetesModel

/// One component of an InferenceService: predictor, transformer or explainer. A PodSpec with the fields of KServe's
/// `ComponentExtensionSpec` and one framework block inlined (kserve pkg/apis/serving/v1beta1/predictor.go).
struct KServeComponent {
    /// Where KServe mounts what it downloads (constants.DefaultModelLocalMountPath).
    static let mountPath = "/mnt/models"

    let node: Node
    let role: ModelReference.Role
    let trafficPercent: Int?

    func read(into collector: inout ReferenceCollector) {
        let mark = collector.mark
        readStorageURIs(into: &collector)
        for member in node.members where member.value.isObject {
            guard !Self.isNoFramework(member.keyNode) else { continue }
            readFramework(member.value, name: member.key, into: &collector)
        }
        markCustomDownloader(since: mark, in: &collector)
        readPods(since: mark, into: &collector)
        ModelAnnotation.read(node, into: &collector)
        collector.claim(node)
    }

    private var setting: PodSpecWalk.Setting {
        PodSpecWalk.Setting(role: role, mounted: mounted, trafficPercent: trafficPercent)
    }

    /// Where something that KServe itself downloads is mounted.
    private var mounted: [String] {
        var paths =
            (node["storageUris"]?.elements).map { list in
                list.compactMap { $0["mountPath"]?.nonEmptyString ?? Self.mountPath }
            } ?? []
        let downloads = node.members.contains { member in
            member.value["storageUri"]?.nonEmptyString != nil || member.value["storage"]?.isObject == true
        }
        if downloads || storageVariables.first != nil { paths.append(Self.mountPath) }
        return paths
    }

    /// Sets a flag of every component but the block that holds the server: those are PodSpec and extension fields.
    private static func isNoFramework(_ key: Node) -> Bool {
        podFields.contains { key.isString($0) }
    }

    private static let podFields = [
        "workerSpec", "logger", "batcher", "affinity", "securityContext", "dnsConfig", "nodeSelector", "labels",
        "annotations", "autoScaling", "deploymentStrategy", "os", "overhead", "resources", "confidential",
    ]
}

// MARK: - What KServe downloads

extension KServeComponent {
    private func readStorageURIs(into collector: inout ReferenceCollector) {
        guard let list = node["storageUris"] else { return }
        for item in list.elements {
            guard let uri = item["uri"], uri.nonEmptyString != nil else { continue }
            collector.add(uri, consumer: .kserve, role: role, trafficPercent: trafficPercent)
        }
    }

    /// A framework block, known (`sklearn`, `model`) or not (`explainer.alibi` of older versions): a container with a
    /// `storageUri` or a `storage` beside its fields.
    private func readFramework(_ block: Node, name: String, into collector: inout ReferenceCollector) {
        let mark = collector.mark
        if let uri = block["storageUri"], uri.nonEmptyString != nil {
            collector.add(uri, consumer: .kserve, role: role, trafficPercent: trafficPercent)
        }
        if let storage = block["storage"], storage.isObject {
            KServeStorage(storage, consumer: .kserve, role: role, trafficPercent: trafficPercent).read(into: &collector)
        }
        if let container = name == "container" ? block : block["container"], container.isObject {
            // `custom.container` of the old group, and `container` where somebody wrote it for `containers`.
            readContainer(container, since: mark, into: &collector)
        } else {
            var setting = setting
            if isHuggingFace(block, name: name) { setting.server = .huggingFaceServer }
            PodSpecWalk.readContainer(block, podSpec: node, setting: setting, into: &collector)
        }
        if collector.mark == mark, mounted.isEmpty { readMountedModel(of: block, into: &collector) }
    }

    private func readContainer(_ container: Node, since mark: Int, into collector: inout ReferenceCollector) {
        readStorageVariable(of: container, into: &collector)
        PodSpecWalk.readContainer(container, podSpec: node, setting: setting, into: &collector)
        if collector.mark == mark { addImage(of: container, into: &collector) }
    }

    /// `storageContainerName` chooses who downloads, and the parser of that container decides what a URI means.
    private func markCustomDownloader(since mark: Int, in collector: inout ReferenceCollector) {
        guard let name = node["storageContainerName"]?.nonEmptyString, name != defaultStorageContainer else { return }
        collector.changeReferences(since: mark) { $0.unproven(customDownloader(name)) }
    }

    /// Without a download the server still reads `/mnt/models`, so whatever volume is mounted there is the model.
    private func readMountedModel(of container: Node, into collector: inout ReferenceCollector) {
        guard let mounts = container["volumeMounts"] else { return }
        for mount in mounts.elements where mount["mountPath"]?.isString(Self.mountPath) == true {
            guard let volume = volume(named: mount["name"]) else { continue }
            let subPath = mount["subPath"]?.nonEmptyString
            guard let (value, consumer) = VolumeReference.value(of: volume, subPath: subPath) else { continue }
            collector.add(value, at: mount, consumer: consumer, role: role, trafficPercent: trafficPercent)
        }
    }

    private func volume(named name: Node?) -> Node? {
        guard let name, let volumes = node["volumes"] else { return nil }
        return volumes.elements.first { $0["name"] == name }
    }
}

// MARK: - huggingfaceserver

extension KServeComponent {
    /// Whether KServe chooses a runtime with huggingfaceserver, whose `--model_id` wins over what was downloaded
    /// (python/huggingfaceserver/huggingfaceserver/__main__.py, get_model_id_or_path).
    private func isHuggingFace(_ block: Node, name: String) -> Bool {
        if name == "huggingface" { return true }
        if block[path: "modelFormat", "name"]?.isString("huggingface") == true { return true }
        return block["runtime"]?.string?.contains("huggingface") == true
    }
}

// MARK: - Pods of one's own

extension KServeComponent {
    private func readPods(since mark: Int, into collector: inout ReferenceCollector) {
        for variable in storageVariables { readStorageVariable(variable, into: &collector) }
        if node["containers"] != nil || node["initContainers"] != nil || node["volumes"] != nil {
            PodSpecWalk.read(node, metadata: nil, setting: setting, into: &collector)
        }
        if let worker = node["workerSpec"], worker.isObject {
            PodSpecWalk.read(worker, metadata: nil, setting: setting, into: &collector)
        }
        // A transformer prepares data; its image holds no model.
        guard role != .transformer, collector.mark == mark, let container = ownContainer else { return }
        addImage(of: container, into: &collector)
    }

    /// The predictor is the container named `kserve-container`, or else the first (predictor.go, GetImplementations).
    private var ownContainer: Node? {
        guard let containers = node["containers"] else { return nil }
        let named = containers.elements.first { $0["name"]?.isString("kserve-container") == true }
        return named ?? containers.elements.first { _ in true }
    }

    /// The `STORAGE_URI` variables of the component's containers: each makes KServe download.
    private var storageVariables: [Node] {
        (node["containers"]?.elements).map { containers in
            containers.compactMap { $0["env"]?.environmentEntry("STORAGE_URI") }
        } ?? []
    }

    private func readStorageVariable(of container: Node, into collector: inout ReferenceCollector) {
        guard let variable = container["env"]?.environmentEntry("STORAGE_URI") else { return }
        readStorageVariable(variable, into: &collector)
    }

    private func readStorageVariable(_ variable: Node, into collector: inout ReferenceCollector) {
        if let value = variable["value"], value.nonEmptyString != nil {
            collector.add(value, consumer: .kserve, role: role, trafficPercent: trafficPercent)
        } else if let source = variable["valueFrom"] {
            collector.add(
                "STORAGE_URI", at: source, consumer: .kserve, role: role, pinning: .unresolved(variableFromElsewhere),
                suggestion: writeItDown, trafficPercent: trafficPercent)
        }
    }

    private func addImage(of container: Node, into collector: inout ReferenceCollector) {
        guard role != .transformer, let image = container["image"], let text = image.nonEmptyString else { return }
        collector.add(
            text, at: image, consumer: .image, role: role, trafficPercent: trafficPercent,
            container: container["name"]?.nonEmptyString, image: text)
        let path = image.path
        collector.update { workload in
            for index in workload.images.indices where workload.images[index].path == path {
                workload.images[index].hasReference = true
            }
        }
    }
}

/// The ClusterStorageContainer that KServe installs.
private let defaultStorageContainer = "default"

// MARK: - What the user reads

private func customDownloader(_ name: String) -> String {
    "downloaded by the storage container \"\(name)\", which alone decides what the URI means"
}
private let variableFromElsewhere = "taken from a Secret, ConfigMap or field that is not part of this object"
private let writeItDown = "write the URI as the variable's value"
