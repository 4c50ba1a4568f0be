import KubernetesModel

/// One PodSpec being read: first each container by itself, then the paths between them.
struct PodReading {
    let podSpec: Node?
    let volumes: Volumes
    let setting: PodSpecWalk.Setting
    let configMaps: ConfigMaps
    private(set) var containers: [ContainerReading] = []
    /// Paths at which a model that is judged elsewhere is mounted.
    private(set) var mounted: [String]
    /// References of the pod's own annotations.
    private(set) var annotated: [String] = []
    private var podEndpoints: [EndpointOverride] = []

    init(podSpec: Node?, setting: PodSpecWalk.Setting, context: FinderContext, namespace: String?) {
        self.podSpec = podSpec
        self.setting = setting
        volumes = Volumes(podSpec)
        configMaps = ConfigMaps(context: context, namespace: namespace)
        mounted = setting.mounted
    }

    mutating func read(_ container: Node, isContext: Bool = false) {
        let fields = ContainerFields(container)
        var setting = setting
        if isContext { setting.script = nil }
        var reading = ContainerReader.read(fields, volumes: volumes, configMaps: configMaps, setting: setting)
        reading.isContext = isContext
        containers.append(reading)
    }

    /// KServe writes what it will download into the pod's annotations, and its webhook believes them on any pod.
    mutating func readAnnotations(_ metadata: Node?, into collector: inout ReferenceCollector) {
        guard let annotations = metadata?["annotations"] else { return }
        for member in annotations.members where PodAnnotations.isKServe(member.keyNode) {
            guard let reference = PodAnnotations.read(member, beside: annotations) else { continue }
            annotated.append(reference.value)
            mounted.append(StorageInitializer.destination)
            emit(reference, of: nil, into: &collector)
        }
    }

    // MARK: Emitting

    mutating func finish(into collector: inout ReferenceCollector) {
        if !containers.allSatisfy({ $0.found.isEmpty && !$0.fetches }) {
            podEndpoints = EndpointSettings.ofPod(podSpec)
        }
        if containers.contains(where: { $0.environment.variables["STORAGE_URI"] != nil }) {
            mounted.append(StorageInitializer.destination)
        }
        let scratch = ScratchSpace(containers, volumes)
        let before = collector.workload.references.count
        var hasReference = containers.map { _ in false }
        for index in containers.indices {
            let count = collector.workload.references.count
            emit(containers[index], scratch, into: &collector)
            hasReference[index] = collector.workload.references.count > count
        }
        refuseForeignInitializer(into: &collector)
        refuseOverlays(into: &collector)
        if collector.workload.references.count == before { nameMainImage(&hasReference, into: &collector) }
        for (index, reading) in containers.enumerated() where !reading.isContext {
            addImage(of: reading, hasReference: hasReference[index], into: &collector)
            for command in reading.opaque { collector.add(command) }
        }
        addImageVolumes(into: &collector)
    }

    private func emit(_ reading: ContainerReading, _ scratch: ScratchSpace, into collector: inout ReferenceCollector) {
        if reading.isContext { return }
        for found in reading.downloads where !isLeftOpen(found) { emit(found, of: reading, into: &collector) }
        for (offset, found) in reading.otherDownloads.enumerated() where scratch.isServed(offset, of: reading) {
            emit(found, of: reading, into: &collector)
        }
        for found in reading.found where !mounted.contains(found.value) && !isLeftOpen(found) {
            guard LocalPath.isLocal(found.value) else {
                emit(shadowed(found, reading), of: reading, into: &collector)
                continue
            }
            emitLocal(found, of: reading, scratch, into: &collector)
        }
        if reading.imageIsModel { emitImage(of: reading, role: .image, into: &collector) }
    }

    /// What a template leaves to the object that uses it: variables, and switches such as explicit loading.
    private func isLeftOpen(_ found: FoundReference) -> Bool {
        guard setting.isTemplate, let pinning = found.pinning else { return false }
        if case .unresolved = pinning { return true }
        return found.value.utf8.contains(UInt8(ascii: "="))
    }

    /// transformers takes `org/name` for a directory where there is one, and a volume at the working directory can hold
    /// one.
    private func shadowed(_ found: FoundReference, _ reading: ContainerReading) -> FoundReference {
        guard found.pinning == nil, found.destination == nil, ModelURI.isRepository(found.value),
            let directory = reading.fields.workingDir?.nonEmptyString,
            let mount = volumes.mount(for: LocalPath.absolute(directory, in: nil), in: reading.fields)
        else { return found }
        var found = found
        found.pinning = .unresolved(mayBeDirectory(mount.volume.string ?? ""))
        return found
    }

    private func emitLocal(
        _ found: FoundReference, of reading: ContainerReading, _ scratch: ScratchSpace,
        into collector: inout ReferenceCollector
    ) {
        let path = LocalPath.absolute(found.value, in: reading.fields.workingDir?.string)
        if found.role == .config, case .unresolved? = found.pinning {
            return emitConfig(found, path, of: reading, into: &collector)
        }
        if mounted.contains(where: { LocalPath.remainder(of: path, below: $0) != nil }) { return }
        var local = found
        switch volumes.backing(of: path, in: reading.fields) {
        case .image:
            // Only a known server's own image is known to hold what it reads, and a template's place is filled later.
            if setting.isTemplate { return }
            if found.pinning != nil {
                emit(found, of: reading, into: &collector)
            } else if reading.server != nil {
                emitImage(of: reading, role: .image, into: &collector)
            }
            return
        case .named(let uri, _):
            local = named(found, uri: uri, path: path)
        case .scratch(let volume, let inner):
            if scratch.isFilled(volume, inner) {
                guard let writer = scratch.otherWriter(volume, than: reading) else { return }
                local.pinning = .unresolved(mayBeReplaced(by: writer))
            } else {
                local.pinning = .unresolved(onScratch(volume))
            }
        case .imageVolume(let image):
            emitVolume(image, of: reading, into: &collector)
            return
        case .configMap(let name, _):
            local.pinning = .unresolved(inConfigMap(name))
        case .unknown(let volume):
            local.pinning = local.pinning ?? .mutable(onVolume(volume))
            local.suggestion = useURI
        }
        emit(local, of: reading, into: &collector)
    }

    private func named(_ found: FoundReference, uri: String, path: String) -> FoundReference {
        var local = found
        // The root of a volume has no name of its own: say where it is mounted.
        let isRoot = uri.hasPrefix("pvc://") && !uri.dropFirst("pvc://".count).contains("/")
        local.value = isRoot ? "\(uri) (\(path))" : uri
        if local.pinning == nil, ModelURI.hasScheme(uri), !uri.hasPrefix("pvc://") {
            local.consumer = .any
            local.revision = nil
        } else if local.pinning == nil {
            local.pinning = .mutable(onLiveVolume(uri))
            local.suggestion = useURI
        }
        return local
    }

    /// A file of options: in the image it is part of the image, and anywhere else it may hold any option.
    private func emitConfig(
        _ found: FoundReference, _ path: String, of reading: ContainerReading, into collector: inout ReferenceCollector
    ) {
        guard let mount = volumes.mount(for: path, in: reading.fields), !setting.isTemplate else { return }
        if case .configMap(let name, let key) = volumes.backing(of: mount),
            let node = configMaps.data(of: name)?[key],
            let listed = AdapterConfig.read(node, named: "ConfigMap \(name)", at: found, consumer: found.consumer)
        {
            for reference in listed { emit(reference, of: reading, into: &collector) }
            return
        }
        emit(found, of: reading, into: &collector)
    }

    private func emit(
        _ found: FoundReference, of reading: ContainerReading?, into collector: inout ReferenceCollector
    ) {
        let role = found.role == .model ? setting.role : found.role
        var endpoints: [EndpointOverride] = []
        if isFetched(found) {
            endpoints = podEndpoints
            if let reading {
                endpoints += EndpointSettings.ofContainer(
                    reading.environment, fetching: found.value, by: found.consumer)
            }
        }
        var classification = Classification(.unresolved(""))
        if let pinning = found.pinning {
            classification = Classification(pinning, suggestion: found.suggestion)
        } else {
            classification = Classifier.classify(
                RawReference(found.value, consumer: found.consumer, role: role, revision: found.revision))
        }
        collector.add(
            ModelReference(
                value: found.value, path: found.path, position: found.position, consumer: found.consumer, role: role,
                pinning: classification.pinning, suggestion: classification.suggestion ?? found.suggestion,
                container: reading?.name, consumerImage: reading?.fields.image?.string,
                trafficPercent: setting.trafficPercent, endpointOverrides: endpoints))
    }

    /// Whether the container itself goes to the network for it.
    private func isFetched(_ found: FoundReference) -> Bool {
        if LocalPath.isLocal(found.value) || found.consumer == .image { return false }
        let text = found.value
        return !["pvc://", "hostPath:", "nfs://", "envFrom "].contains(where: text.hasPrefix) && found.role != .image
    }
}

extension PodReading {
    // MARK: Images

    /// The image that the container runs is the model.
    private func emitImage(
        of reading: ContainerReading, role: ModelReference.Role, into collector: inout ReferenceCollector
    ) {
        guard let image = reading.fields.image, let text = image.nonEmptyString else { return }
        let classification = Classifier.classify(RawReference(text, consumer: .image, role: role))
        collector.add(
            ModelReference(
                value: text, path: image.path, position: image.position, consumer: .image, role: role,
                pinning: classification.pinning, suggestion: classification.suggestion, container: reading.name,
                consumerImage: text, trafficPercent: setting.trafficPercent))
    }

    private func emitVolume(
        _ image: Node, of reading: ContainerReading?, into collector: inout ReferenceCollector
    ) {
        guard let text = image.nonEmptyString else { return }
        let classification = Classifier.classify(RawReference(text, consumer: .image, role: .image))
        collector.add(
            ModelReference(
                value: text, path: image.path, position: image.position, consumer: .image, role: .image,
                pinning: classification.pinning, suggestion: classification.suggestion, container: reading?.name,
                consumerImage: reading?.fields.image?.string, trafficPercent: setting.trafficPercent))
    }

    /// Nothing in the pod refers to a model: where the kind says so, the predictor's image holds it.
    private func nameMainImage(_ hasReference: inout [Bool], into collector: inout ReferenceCollector) {
        guard setting.imageIsModel else { return }
        let own = containers.indices.filter { !containers[$0].isContext }
        // KServe: the container named `kserve-container`, else the first (predictor.go, GetImplementations).
        guard let main = own.first(where: { containers[$0].name == "kserve-container" }) ?? own.first else { return }
        emitImage(of: containers[main], role: setting.role == .model ? .image : setting.role, into: &collector)
        hasReference[main] = true
    }

    private func addImage(
        of reading: ContainerReading, hasReference: Bool, into collector: inout ReferenceCollector
    ) {
        guard let image = reading.fields.image, let text = image.nonEmptyString else { return }
        var hasReference = hasReference
        if !hasReference, ImageName.hasModelsSegment(text) {
            emitImage(of: reading, role: .image, into: &collector)
            hasReference = true
        }
        collector.add(
            ContainerImage(
                image: text, path: image.path, position: image.position, container: reading.name,
                hasReference: hasReference, server: reading.server?.consumer))
    }

    /// A volume of files from an image is the model where a model server mounts it.
    private func addImageVolumes(into collector: inout ReferenceCollector) {
        guard let all = volumes.all else { return }
        for volume in all {
            guard let image = volume[path: "image", "reference"], let text = image.nonEmptyString else { continue }
            let reader = containers.first { reading in
                reading.server != nil && reading.fields.mounts(volume["name"])
            }
            if reader != nil || ImageName.hasModelsSegment(text) { emitVolume(image, of: reader, into: &collector) }
            collector.add(
                ContainerImage(
                    image: text, path: image.path, position: image.position, container: reader?.name,
                    hasReference: reader != nil))
        }
    }

    // MARK: Ways around

    /// An own init container under the name of KServe's keeps KServe from adding its own
    /// (pkg/webhook/admission/pod/storage_initializer_injector.go), so that nothing is downloaded that the object shows.
    private func refuseForeignInitializer(into collector: inout ReferenceCollector) {
        for reading in containers where reading.name == StorageInitializer.containerName && !reading.isContext {
            guard let image = reading.fields.image, let text = image.nonEmptyString, !StorageInitializer.isImage(text)
            else { continue }
            let found = FoundReference(
                text, consumer: .kserve, pinning: .unresolved(foreignInitializer), suggestion: renameInitializer,
                path: image.path, position: image.position)
            emit(found, of: reading, into: &collector)
        }
    }

    /// A volume at or below the place of a model that is judged elsewhere can replace its files.
    private func refuseOverlays(into collector: inout ReferenceCollector) {
        guard !mounted.isEmpty else { return }
        for reading in containers where !reading.isContext {
            guard let mounts = reading.fields.volumeMounts else { continue }
            for node in mounts.elements {
                guard let mount = Mount(node), overlays(mount, reading) else { continue }
                let found = FoundReference(
                    "\(mount.volume.string ?? "") (\(mount.path))", consumer: reading.server?.consumer ?? .any,
                    pinning: .unresolved(mayReplace(mount.path)), suggestion: mountElsewhere,
                    path: node.path, position: node.position)
                emit(found, of: reading, into: &collector)
            }
        }
    }

    private func overlays(_ mount: Mount, _ reading: ContainerReading) -> Bool {
        let name = mount.volume.string ?? ""
        if Self.kserveVolumes.contains(name), volumes.find(mount.volume) == nil {
            // KServe adds this volume to the pod later; only its own containers have it then.
            return !mount.isReadOnly
        }
        guard mounted.contains(where: { LocalPath.remainder(of: mount.path, below: $0) != nil }) else { return false }
        switch volumes.backing(of: mount) {
        case .scratch(let volume, _): return !(Self.kserveVolumes.contains(volume) && isFilledByInitializer(volume))
        case .named(let uri, _): return !annotated.contains { $0 == uri || uri.hasPrefix($0 + "/") }
        case .imageVolume(let image):
            let text = image.string ?? ""
            return !annotated.contains { $0.hasPrefix("oci") && $0.hasSuffix("//" + text) }
        case .image, .configMap, .unknown: return true
        }
    }

    private func isFilledByInitializer(_ volume: String) -> Bool {
        containers.contains { reading in
            reading.name == StorageInitializer.containerName
                && StorageInitializer.isImage(reading.fields.image?.string ?? "")
        }
    }

    /// Names under which KServe adds the model's volume (pkg/constants).
    private static let kserveVolumes: Set<String> = ["kserve-provision-location", "kserve-pvc-source"]
}

extension ContainerFields {
    func mounts(_ volume: Node?) -> Bool {
        guard let volume, let name = volume.string, let volumeMounts else { return false }
        return volumeMounts.elements.contains { $0["name"]?.isString(name) ?? false }
    }
}

extension ImageName {
    /// Whether a segment of the repository is `models`: `PROJECT/models/t5-small`.
    static func hasModelsSegment(_ image: String) -> Bool {
        repository(image).split(separator: "/").dropLast().contains("models")
    }
}

// MARK: - What the user reads

private let useURI =
    "serve it from a URI that names one version, e.g. s3://BUCKET/NAME/v1/, or mount it as an image volume by digest"
private func onLiveVolume(_ uri: String) -> String {
    uri.hasPrefix("pvc://")
        ? "is on a PersistentVolumeClaim, whose files can change at any time"
        : "is on a volume whose files can change at any time"
}
private func onVolume(_ name: String) -> String { "is on the volume \(name), whose files can change at any time" }
private func onScratch(_ name: String) -> String {
    "is on the scratch volume \(name), and nothing in the pod shows what is put there"
}
private func inConfigMap(_ name: String) -> String {
    "comes from the ConfigMap \(name), which the object does not show"
}
private func mayBeReplaced(by container: String) -> String {
    "may be replaced by the container \(container), which can write to the same volume"
}
private func mayBeDirectory(_ volume: String) -> String {
    "may be a directory of the volume \(volume) at the working directory, which the server would load instead"
}
private func mayReplace(_ path: String) -> String {
    "is mounted at \(path), so it may replace the model that is served"
}
private let mountElsewhere = "mount it outside the directory of the model"
private let foreignInitializer =
    "takes the place of KServe's storage initializer, so what it loads is not what the object shows"
private let renameInitializer = "give the init container another name"
