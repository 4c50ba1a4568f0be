import KubernetesModel

/// One component of an InferenceService: predictor, transformer or explainer. A PodSpec with the fields of KServe's
/// `ComponentExtensionSpec` and one framework block inlined (kserve pkg/apis/serving/v1beta1/predictor.go).
struct KServeComponent {
    /// Where KServe mounts what it downloads (constants.DefaultModelLocalMountPath).
    static let mountPath = "/mnt/models"

    let node: Node
    let role: ModelReference.Role
    let trafficPercent: Int?
    /// Where something that KServe itself downloads is mounted.
    private let mounted: [String]
    /// The `STORAGE_URI` variables of the component's containers: each makes KServe download.
    private let storageVariables: [Node]

    init(node: Node, role: ModelReference.Role, trafficPercent: Int?) {
        self.node = node
        self.role = role
        self.trafficPercent = trafficPercent
        storageVariables = node["containers"].items.compactMap { $0["env"]?.environmentEntry("STORAGE_URI") }
        mounted = Self.mounted(in: node, hasStorageVariable: !storageVariables.isEmpty)
    }

    func read(into collector: inout ReferenceCollector) {
        let mark = collector.mark
        readStorageURIs(into: &collector)
        readFrameworks(into: &collector)
        markCustomDownloader(since: mark, in: &collector)
        readPods(since: mark, into: &collector)
        markOverlay(since: mark, in: &collector)
        readAnnotations(into: &collector)
        collector.claim(node)
    }

    private var setting: PodSpecWalk.Setting { setting(starting: nil) }

    private func setting(starting server: ModelServer?) -> PodSpecWalk.Setting {
        PodSpecWalk.Setting(role: role, mounted: mounted, trafficPercent: trafficPercent, server: server)
    }

    /// The server that the runtime of its framework starts.
    private var startedServer: ModelServer? {
        let blocks = node.members.lazy.filter { $0.value.isObject && !Self.isNoFramework($0.keyNode) }
        return blocks.prefix(Self.maximumFrameworks)
            .compactMap { KServeRuntimeServer.of($0.value, named: $0.key) }.first
    }

    private static func mounted(in node: Node, hasStorageVariable: Bool) -> [String] {
        // A list that is longer than any real one is cut: what is left out counts as a path of its own.
        var paths = node["storageUris"].items.prefix(64).map { $0["mountPath"]?.nonEmptyString ?? mountPath }
        let downloads = node.members.contains { member in
            member.value["storageUri"]?.nonEmptyString != nil || member.value["storage"]?.isObject == true
        }
        if downloads || hasStorageVariable { paths.append(mountPath) }
        return paths
    }

    /// Fields of the PodSpec and of KServe's `ComponentExtensionSpec`: every other object holds a server.
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

    /// KServe takes one framework block; more than a few are no honest object, and reading each would cost too much.
    private func readFrameworks(into collector: inout ReferenceCollector) {
        let blocks = node.members.filter { $0.value.isObject && !Self.isNoFramework($0.keyNode) }
        for member in blocks.prefix(Self.maximumFrameworks) {
            readFramework(member.value, name: member.key, into: &collector)
        }
        guard blocks.count > Self.maximumFrameworks else { return }
        collector.add(
            "\(blocks.count) frameworks", at: node, consumer: .kserve, role: role, pinning: .unresolved(tooMany),
            suggestion: keepOne)
    }

    private static let maximumFrameworks = 16

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
            let setting = setting(starting: KServeRuntimeServer.of(block, named: name))
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
        // Kubernetes refuses a second mount at the same path.
        guard let mount = mounts.elements.first(where: { $0["mountPath"]?.isString(Self.mountPath) == true }),
            let volume = volume(named: mount["name"]),
            let (value, consumer) = VolumeReference.value(of: volume, subPath: mount["subPath"]?.nonEmptyString)
        else { return }
        collector.add(value, at: mount, consumer: consumer, role: role, trafficPercent: trafficPercent)
    }

    private func volume(named name: Node?) -> Node? {
        guard let name, let volumes = node["volumes"] else { return nil }
        return volumes.elements.first { $0["name"] == name }
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
            // The other pods of a server on many nodes get their image from the runtime.
            let setting = PodSpecWalk.Setting(
                role: role, mounted: mounted, trafficPercent: trafficPercent, imagelessServer: startedServer)
            PodSpecWalk.read(worker, metadata: nil, setting: setting, into: &collector)
        }
        // A transformer prepares data; its image holds no model.
        guard role != .transformer, collector.mark == mark, let container = ownContainer else { return }
        addImage(of: container, into: &collector)
    }

    /// The annotations of a component are written on its pods, where KServe's webhook believes its own. Of these it
    /// keeps out the source URI only (pkg/constants/constants.go, ServiceAnnotationDisallowedList).
    private func readAnnotations(into collector: inout ReferenceCollector) {
        ModelAnnotation.read(node, into: &collector)
        guard let annotations = node["annotations"] else { return }
        for member in annotations.members where PodAnnotations.isKServe(member.keyNode) {
            guard let found = PodAnnotations.read(member, beside: annotations) else { continue }
            collector.add(found, role: role, trafficPercent: trafficPercent)
        }
    }

    /// The predictor is the container named `kserve-container`, or else the first (predictor.go, GetImplementations).
    private var ownContainer: Node? {
        guard let containers = node["containers"] else { return nil }
        let named = containers.elements.first { $0["name"]?.isString("kserve-container") == true }
        return named ?? containers.elements.first { _ in true }
    }

    /// KServe's webhook adds the volume of the download by this name (storage_initializer_injector.go); a container of
    /// one's own that mounts it writable can replace the model after the download.
    private func markOverlay(since mark: Int, in collector: inout ReferenceCollector) {
        guard !mounted.isEmpty else { return }
        // Beside a framework every container is another one, unless it takes the server's name.
        let hasFramework = node.members.contains { $0.value.isObject && !Self.isNoFramework($0.keyNode) }
        let server = hasFramework ? "kserve-container" : ownContainer?["name"]?.string
        for list in ["initContainers", "containers"] {
            for container in node[list].items where Self.writesDownload(container) {
                let name = container["name"]?.string ?? ""
                if list == "containers", name == server { continue }
                collector.changeReferences(since: mark) { $0.unproven(mayBeReplaced(name), suggestion: mountReadOnly) }
                return
            }
        }
    }

    private static func writesDownload(_ container: Node) -> Bool {
        container["volumeMounts"].items.contains { mount in
            mount["name"]?.isString("kserve-provision-location") == true && mount["readOnly"]?.bool != true
        }
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
private func mayBeReplaced(_ container: String) -> String {
    "may be replaced by the container \"\(container)\", which can write to the volume of the download"
}
private let mountReadOnly = "mount kserve-provision-location with readOnly: true"
private let tooMany = "more server blocks than any component has, which are not read one by one"
private let keepOne = "keep the one framework that serves the model"
private let variableFromElsewhere = "taken from a Secret, ConfigMap or field that is not part of this object"
private let writeItDown = "write the URI as the variable's value"
