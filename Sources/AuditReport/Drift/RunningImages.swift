import ClusterAPI
import KubernetesModel
import ModelReferences
import RemoteServices

/// Which contents the pods of each workload run under the name of an image, as their kubelets say it.
///
/// It is bounded: what is beyond its limits is not compared, and `isTruncated` says so.
package struct RunningImages: Sendable {
    /// One content of an image, and how many containers and volumes have it.
    package struct Content: Sendable, Hashable {
        package var digest: Digest
        package var count: Int
    }

    /// Whether there was more than is kept.
    package private(set) var isTruncated = false
    /// By the uid of the workload and the image's full name.
    private var contents: [Key: [Content]] = [:]
    private var images: [String: Int] = [:]
    private let limits: Limits

    private struct Key: Hashable {
        var owner: ObjectUID
        var image: Int
    }

    package struct Limits: Sendable {
        /// Images of workloads, in all.
        package var images = 100_000
        /// Containers and volumes that are looked at of one pod.
        package var parts = 200
        /// Contents of one image of one workload.
        package var contents = 16

        package init() {}
    }

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Takes in what a pod runs. One that has ended, and what has not been pulled yet, say nothing.
    ///
    /// - Parameter owner: the uid of the workload that it follows from, or its own.
    package mutating func note(_ pod: Node, of owner: ObjectUID) {
        guard let status = pod["status"], let spec = pod["spec"] else { return }
        if let phase = status["phase"], phase.isString("Succeeded") || phase.isString("Failed") { return }
        for (part, names) in [("containerStatuses", "containers"), ("initContainerStatuses", "initContainers")] {
            let images = texts(spec[names], key: "name") { $0["image"]?.nonEmptyString }
            guard let statuses = status[part] else { continue }
            for container in statuses.elements.prefix(limits.parts) {
                note(container, images, spec, of: owner)
            }
        }
    }

    /// What a workload's pods run under an image's name, the most frequent first.
    package func contents(of owner: ObjectUID, image: ImageReference) -> [Content] {
        guard let index = images[image.fullName] else { return [] }
        return (contents[Key(owner: owner, image: index)] ?? []).sorted {
            ($1.count, $0.digest.hex) < ($0.count, $1.digest.hex)
        }
    }

    private mutating func note(_ container: Node, _ images: [String: String], _ spec: Node, of owner: ObjectUID) {
        if let name = container["name"]?.string, let image = images[name],
            let digest = container["imageID"]?.string.flatMap(Self.content)
        {
            add(digest, image, owner)
        }
        // Volumes of the kind `image`: since Kubernetes 1.35 the status of a mount says what was pulled (KEP-5365).
        guard let mounts = container["volumeMounts"], mounts.isArray else { return }
        let volumes = texts(spec["volumes"], key: "name") { $0[path: "image", "reference"]?.nonEmptyString }
        for mount in mounts.elements.prefix(limits.parts) {
            guard let name = mount["name"]?.string, let image = volumes[name],
                let digest = mount[path: "volumeStatus", "image", "imageRef"]?.string.flatMap(Self.content)
            else { continue }
            add(digest, image, owner)
        }
    }

    private mutating func add(_ digest: Digest, _ image: String, _ owner: ObjectUID) {
        guard let name = ImageReference(image)?.fullName else { return }
        let index = images[name] ?? images.count
        let key = Key(owner: owner, image: index)
        var known = contents[key] ?? []
        if let place = known.firstIndex(where: { $0.digest == digest }) {
            known[place].count += 1
        } else if known.count < limits.contents, !known.isEmpty || contents.count < limits.images {
            known.append(Content(digest: digest, count: 1))
        } else {
            isTruncated = true
            return
        }
        images[name] = index
        contents[key] = known
    }

    private func texts(_ list: Node?, key: String, _ value: (Node) -> String?) -> [String: String] {
        var found: [String: String] = [:]
        guard let list else { return found }
        for element in list.elements.prefix(limits.parts) {
            guard let name = element[key]?.string, let text = value(element) else { continue }
            found[name] = text
        }
        return found
    }

    /// `docker-pullable://repository@sha256:…` and `repository@sha256:…` name a manifest or an index. `sha256:…` alone is
    /// that of an image's configuration, which is compared with nothing.
    static func content(_ imageID: String) -> Digest? {
        guard imageID.utf8.count <= 1024, let mark = imageID.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        return Digest(oci: String(imageID[imageID.utf8.index(after: mark)...]))
    }
}

extension ImageReference {
    /// With the tag that is meant where neither tag nor digest is written.
    var fullName: String { tag == nil && digest == nil ? "\(normalised):latest" : normalised }
}
