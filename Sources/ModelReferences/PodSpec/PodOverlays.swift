import KubernetesModel

/// Ways to put other files in the place of a model that is judged elsewhere.
extension PodReading {
    /// An own init container under the name of KServe's keeps KServe from adding its own
    /// (pkg/webhook/admission/pod/storage_initializer_injector.go), so that nothing is downloaded that the object shows.
    func refuseForeignInitializer(into collector: inout ReferenceCollector) {
        for reading in containers where reading.name == StorageInitializer.containerName && !reading.isContext {
            guard let image = reading.fields.image, let text = image.nonEmptyString, !StorageInitializer.isImage(text)
            else { continue }
            let found = FoundReference(
                text, consumer: .kserve, pinning: .unresolved(foreignInitializer), suggestion: renameInitializer,
                at: .node(image))
            emit(found, of: reading, into: &collector)
        }
    }

    /// A volume at or below the place of a model that is judged elsewhere can replace its files.
    func refuseOverlays(into collector: inout ReferenceCollector) {
        guard !mounted.isEmpty else { return }
        for reading in containers where !reading.isContext {
            guard let mounts = reading.fields.volumeMounts else { continue }
            for node in mounts.elements {
                guard let mount = Mount(node), overlays(mount, reading) else { continue }
                let found = FoundReference(
                    "\(mount.volume.string ?? "") (\(mount.path))", consumer: reading.server?.consumer ?? .any,
                    pinning: .unresolved(replacesModel(mount.path)), suggestion: mountElsewhere,
                    at: .node(node))
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

    /// A volume below the directory of a model hides what was put there, and shows its own files in their place.
    func refuseMounts(
        below path: String, _ scratch: ScratchSpace, of reading: ContainerReading,
        into collector: inout ReferenceCollector
    ) {
        guard !setting.isTemplate else { return }
        let own = volumes.mount(for: path, in: reading.fields)?.path
        for mount in reading.fields.mounts {
            guard mount.path != own, path != "/",
                let rest = LocalPath.remainder(of: mount.path, below: path), !rest.isEmpty,
                mayReplace(mount, scratch, of: reading)
            else { continue }
            let found = FoundReference(
                "\(mount.volume.string ?? "") (\(mount.path))", consumer: reading.server?.consumer ?? .any,
                pinning: .unresolved(replacesModel(mount.path)), suggestion: mountElsewhere, at: .node(mount.node))
            emit(found, of: reading, into: &collector)
        }
    }

    /// An empty directory that nobody else writes to holds nothing of its own, and what is downloaded to it is judged.
    private func mayReplace(_ mount: Mount, _ scratch: ScratchSpace, of reading: ContainerReading) -> Bool {
        switch volumes.backing(of: mount) {
        case .scratch(let volume, _): scratch.otherWriter(volume, than: reading) != nil
        case .image: false
        case .named, .imageVolume, .configMap, .unknown: true
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

// MARK: - What the user reads

private func replacesModel(_ path: String) -> String {
    "mounted at \(path), so it may replace the model that is served"
}
private let mountElsewhere = "mount it outside the directory of the model"
private let foreignInitializer =
    "in the place of KServe's storage initializer, so what it loads is not what the object shows"
private let renameInitializer = "give the init container another name"
