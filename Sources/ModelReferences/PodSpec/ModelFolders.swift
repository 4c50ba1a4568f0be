/// Servers that offer what lies in their folder of models: volumes that are mounted there hold the models, and without
/// one the image does.
extension ContainerReader {
    func readFolders() {
        guard let server = reading.server, server.servesFolder, !setting.isTemplate, !isInitContainer, !startsNothing,
            !reading.found.contains(where: { $0.role == .model })
        else { return }
        let mounts = fields.mounts.filter {
            !BakedModel.isAside($0.path) && !Self.isOther($0.path) && mayHoldModels($0)
        }
        let telling = mounts.filter { ModelWords.areIn($0.path) }
        for mount in telling.isEmpty ? mounts : telling {
            reading.found.append(FoundReference(mount.path, consumer: server.consumer, at: .node(mount.volume)))
        }
        if mounts.isEmpty, !reading.fetches, !server.loadsOnDemand { reading.imageIsModel = true }
    }

    /// One that prepares a volume with the tools of the server's image.
    private var isInitContainer: Bool { fields.node.path.description.contains("initContainers") }

    /// Configuration and passwords are no models.
    private func mayHoldModels(_ mount: Mount) -> Bool {
        switch volumes.backing(of: mount) {
        case .named, .scratch, .imageVolume: return true
        case .configMap, .image: return false
        case .unknown:
            // A claim of a StatefulSet is no volume of its pod.
            guard let volume = volumes.find(mount.volume) else { return true }
            return volume["persistentVolumeClaim"] != nil
        }
    }

    private static func isOther(_ path: String) -> Bool {
        path.lowercased().split { !$0.isLetter }.contains { others.contains($0) }
    }

    /// Words of folders for what such a server makes, or is told.
    private static let others: Set<Substring> = [
        "output", "outputs", "input", "inputs", "config", "configs", "cache", "log", "logs", "nodes", "extensions",
        "scripts", "user", "workflows", "characters", "presets", "prompts", "tmp", "ssh", "certs",
    ]
}
