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
    /// Of scripts that the input shows, in all containers so far.
    private var shownBytes = 0

    init(podSpec: Node?, setting: PodSpecWalk.Setting, context: FinderContext, namespace: String?) {
        self.podSpec = podSpec
        self.setting = setting
        volumes = Volumes(podSpec)
        configMaps = ConfigMaps(context: context, namespace: namespace)
        mounted = setting.mounted
    }

    mutating func read(_ container: Node, isContext: Bool = false) {
        let isOther = isContext || (setting.starter != nil || setting.main != nil) && !isMain(container)
        read(container, as: isOther ? setting.forOthers : setting, isContext: isContext)
    }

    /// - Parameter setting: what holds for this container alone.
    mutating func read(_ container: Node, as setting: PodSpecWalk.Setting, isContext: Bool = false) {
        guard shownBytes <= ShownFiles.mostBytes else { return }
        let fields = ContainerFields(container, attached: setting.attached, podSpec: podSpec)
        let reading = ContainerReader.read(fields, volumes: volumes, configMaps: configMaps, setting: setting)
        reading.isContext = isContext
        shownBytes += reading.shownBytes
        containers.append(reading)
    }

    /// Whether a controller would take this container for the one that it starts its own program in.
    private func isMain(_ container: Node) -> Bool {
        if let main = setting.main { return main.index == container.index }
        guard let first = podSpec?["containers"]?.elements.first(where: \.isObject) else { return true }
        return first.index == container.index
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
        if shownBytes > ShownFiles.mostBytes { collector.exceedBounds() }
        if !containers.allSatisfy({ $0.found.isEmpty && !$0.fetches }) {
            podEndpoints = EndpointSettings.ofPod(podSpec)
        }
        if containers.contains(where: \.readsStorageURI) {
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
        for found in reading.downloads where !isLeftOpen(found) && !mounted.contains(found.value) {
            if LocalPath.isLocal(found.value), found.destination == nil {
                emitLocal(found, of: reading, scratch, isFromCode: true, into: &collector)
            } else {
                emit(shadowed(found, reading), of: reading, into: &collector)
            }
        }
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
        for found in reading.placesOfModels where !mounted.contains(found.value) {
            if LocalPath.isLocal(found.value) {
                emitLocal(found, of: reading, scratch, into: &collector)
            } else {
                emit(found, of: reading, into: &collector)
            }
        }
        if reading.imageIsModel || scratch.copiesModel(reading) {
            emitImage(of: reading, role: .image, into: &collector)
        }
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
        _ found: FoundReference, of reading: ContainerReading, _ scratch: ScratchSpace, isFromCode: Bool = false,
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
            emitInImage(found, of: reading, isFromCode: isFromCode, into: &collector)
            refuseMounts(below: path, scratch, of: reading, into: &collector)
            return
        case .named(let uri, _):
            local = named(found, uri: uri, path: path)
            refuseMounts(below: path, scratch, of: reading, into: &collector)
        case .scratch(let volume, let inner):
            refuseMounts(below: path, scratch, of: reading, into: &collector)
            if scratch.isFilled(volume, inner) {
                guard let writer = scratch.otherWriter(volume, than: reading) else { return }
                local.pinning = .unresolved(mayBeReplaced(by: writer))
            } else if !isFromCode, isOwnWork(found, on: volume, of: reading) {
                return
            } else {
                local.pinning = .unresolved(onScratch(volume))
            }
        case .imageVolume(let image):
            emitVolume(image, of: reading, into: &collector)
            refuseMounts(below: path, scratch, of: reading, into: &collector)
            return
        case .configMap(let name, _):
            local.pinning = .unresolved(inConfigMap(name))
        case .unknown(let volume):
            local.pinning = local.pinning ?? .mutable(onVolume(volume))
            local.suggestion = useURI
        }
        emit(local, of: reading, into: &collector)
    }

    /// Only a known server's own image is known to hold what it reads, and a template's place is filled later.
    private func emitInImage(
        _ found: FoundReference, of reading: ContainerReading, isFromCode: Bool,
        into collector: inout ReferenceCollector
    ) {
        // A directory that the server only works in.
        if setting.isTemplate || !found.isLikelyModel { return }
        if found.pinning != nil {
            emit(found, of: reading, into: &collector)
        } else if found.role == .model, setting.role == .model, !setting.mounted.isEmpty {
            var found = found
            found.pinning = .unresolved(readsElsewhere(setting.mounted))
            found.suggestion = readMounted(setting.mounted)
            emit(found, of: reading, into: &collector)
        } else if reading.server != nil || isFromCode || isModelOfImage(found, reading) {
            emitImage(of: reading, role: .image, into: &collector)
        }
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
        guard !setting.isTemplate else { return }
        guard let mount = volumes.mount(for: path, in: reading.fields) else {
            // Beside a model that is shown the file is a part of the image; without one it hides the model.
            if !reading.showsModel, mounted.isEmpty { emit(found, of: reading, into: &collector) }
            return
        }
        if case .configMap(let name, let key) = volumes.backing(of: mount),
            let node = configMaps.data(of: name)?[key],
            let listed = AdapterConfig.read(node, named: "ConfigMap \(name)", at: found, consumer: found.consumer)
        {
            for reference in listed { emit(reference, of: reading, into: &collector) }
            return
        }
        emit(found, of: reading, into: &collector)
    }

    func emit(
        _ found: FoundReference, of reading: ContainerReading?, into collector: inout ReferenceCollector
    ) {
        let role = found.role == .model ? setting.role : found.role
        var endpoints: [EndpointOverride] = []
        if isFetched(found) {
            endpoints = podEndpoints + found.endpointOverrides
            if let reading { endpoints += EndpointSettings.ofContainer(reading, fetching: found) }
        }
        var classification = Classification(.unresolved(""))
        if let pinning = found.pinning {
            classification = Classification(pinning, suggestion: found.suggestion)
        } else {
            classification = Classifier.classify(
                RawReference(found.value, consumer: found.consumer, role: role, revision: found.revision))
        }
        let mend = classification.suggestion.map { found.pinning == nil ? found.remedy ?? $0 : $0 }
        collector.add(
            ModelReference(
                value: found.value, path: found.path, position: found.position, consumer: found.consumer, role: role,
                revision: found.revision, pinning: classification.pinning, suggestion: mend ?? found.suggestion,
                container: reading?.name, consumerImage: reading?.fields.image?.string,
                trafficPercent: setting.trafficPercent, endpointOverrides: endpoints))
    }

    /// Whether the container itself goes to the network for it.
    private func isFetched(_ found: FoundReference) -> Bool {
        if LocalPath.isLocal(found.value) || found.consumer == .image { return false }
        if found.role == .image { return false }
        return found.value.withBytes { text in
            !(text.begins(with: "pvc://") || text.begins(with: "hostPath:") || text.begins(with: "nfs://")
                || text.begins(with: "envFrom "))
        }
    }
}

// MARK: - What the user reads

private let useURI =
    "serve it from a URI that names one version, e.g. s3://BUCKET/NAME/v1/, or mount it as an image volume by digest"
private func onLiveVolume(_ uri: String) -> String {
    uri.hasPrefix("pvc://")
        ? "on a PersistentVolumeClaim, whose files can change at any time"
        : "on a volume whose files can change at any time"
}
private func onVolume(_ name: String) -> String { "on the volume \(name), whose files can change at any time" }
private func onScratch(_ name: String) -> String {
    "on the scratch volume \(name), and nothing in the pod shows what is put there"
}
private func inConfigMap(_ name: String) -> String {
    "in the ConfigMap \(name), which the object does not show"
}
private func mayBeReplaced(by container: String) -> String {
    "open to the container \(container), which can write to the same volume"
}
private func readsElsewhere(_ mounted: [String]) -> String {
    "in the image and not at \(mounted.first ?? ""), where the model of this object is put, so another one is served"
}
private func readMounted(_ mounted: [String]) -> String { "let the server read \(mounted.first ?? "")" }
private func mayBeDirectory(_ volume: String) -> String {
    "possibly a directory of the volume \(volume) at the working directory, which the server would load instead"
}
