import KubernetesModel

/// The emptyDir volumes of a pod: who fills them, and who else could.
struct ScratchSpace {
    private struct Fill {
        var volume: String
        /// Below the volume; nil where nobody can tell.
        var path: String?
        var container: Int
        /// Index among the container's other downloads; nil for those that are models by themselves.
        var other: Int?
        /// Whether the container copies it out of its image.
        var isCopy = false
    }

    private let containers: [ContainerReading]
    private let volumes: Volumes
    private var fills: [Fill] = []
    private var served: Set<Int> = []

    init(_ containers: [ContainerReading], _ volumes: Volumes) {
        self.containers = containers
        self.volumes = volumes
        guard containers.contains(where: { $0.fetches || !$0.imageCopies.isEmpty }) else { return }
        for (index, reading) in containers.enumerated() {
            for download in reading.downloads { add(download, index, other: nil) }
            for (offset, download) in reading.otherDownloads.enumerated() { add(download, index, other: offset) }
            for copy in reading.imageCopies { add(copy, index) }
        }
        // Fail closed, and in bounded time: what nobody can follow counts as filled by nobody.
        if fills.count > Self.mostFills { (fills, served) = ([], []) }
        markServed()
    }

    private static let mostFills = 256

    private mutating func add(_ download: FoundReference, _ container: Int, other: Int?) {
        let fields = containers[container].fields
        if let destination = download.destination {
            let path = LocalPath.absolute(destination, in: fields.workingDir?.string)
            guard case .scratch(let volume, let inner) = volumes.backing(of: path, in: fields) else { return }
            fills.append(Fill(volume: volume, path: inner, container: container, other: other))
            return
        }
        guard other == nil else { return }
        for mount in fields.mounts {
            guard !mount.isReadOnly, case .scratch(let volume, _) = volumes.backing(of: mount) else { continue }
            fills.append(Fill(volume: volume, path: nil, container: container, other: nil))
        }
    }

    private mutating func add(_ copy: ImageCopy, _ container: Int) {
        let fields = containers[container].fields
        let path = LocalPath.absolute(copy.destination, in: fields.workingDir?.string)
        guard case .scratch(let volume, let inner) = volumes.backing(of: path, in: fields) else { return }
        if copy.isModelFile { served.insert(fills.count) }
        fills.append(Fill(volume: volume, path: inner, container: container, other: nil, isCopy: true))
    }

    /// Marks the downloads that look like no model, and that a server reads all the same.
    private mutating func markServed() {
        for reading in containers where reading.server != nil || fills.contains(where: \.isCopy) {
            for found in reading.found where LocalPath.isLocal(found.value) {
                let path = LocalPath.absolute(found.value, in: reading.fields.workingDir?.string)
                guard case .scratch(let volume, let inner) = volumes.backing(of: path, in: reading.fields) else {
                    continue
                }
                for (index, fill) in fills.enumerated() where covers(fill, volume, inner) {
                    if fill.isCopy || reading.server != nil { served.insert(index) }
                }
            }
        }
    }

    private func covers(_ fill: Fill, _ volume: String, _ path: String) -> Bool {
        guard fill.volume == volume else { return false }
        guard let target = fill.path, !target.isEmpty, !path.isEmpty else { return true }
        return LocalPath.remainder(of: path, below: target) != nil
            || LocalPath.remainder(of: target, below: path) != nil
    }

    /// Whether a download puts something at `path` of `volume`, below it or around it.
    func isFilled(_ volume: String, _ path: String) -> Bool { fills.contains { covers($0, volume, path) } }

    func isServed(_ other: Int, of reading: ContainerReading) -> Bool {
        fills.indices.contains { index in
            served.contains(index) && fills[index].other == other
                && containers[fills[index].container].fields.node.index == reading.fields.node.index
        }
    }

    /// Whether a model is among what the container copies out of its image.
    func copiesModel(_ reading: ContainerReading) -> Bool {
        guard !reading.imageCopies.isEmpty else { return false }
        return fills.indices.contains { index in
            fills[index].isCopy && served.contains(index)
                && containers[fills[index].container].fields.node.index == reading.fields.node.index
        }
    }

    /// A container that neither downloads into the volume nor serves from it, and that could write to it.
    func otherWriter(_ volume: String, than server: ContainerReading) -> String? {
        if containers.count > Self.mostFills { return "\(containers.count) containers" }
        for (index, reading) in containers.enumerated() {
            if reading.fields.node.index == server.fields.node.index || reading.server != nil { continue }
            if fills.contains(where: { $0.container == index && $0.volume == volume }) { continue }
            guard let mounts = reading.fields.volumeMounts else { continue }
            let writes = mounts.elements.contains { node in
                (node["name"]?.isString(volume) ?? false) && !(node["readOnly"]?.bool ?? false)
            }
            if writes { return reading.name ?? "(unnamed)" }
        }
        return nil
    }
}
