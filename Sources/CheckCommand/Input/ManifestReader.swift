import KubernetesModel

/// One Kubernetes object of the input.
package struct Manifest: Sendable {
    /// Its root: paths begin here, positions are those of the file.
    package var object: Node
    package var identity: ObjectIdentity
    package var file: String
    package var relativeName: String
}

/// What one file holds.
package struct ManifestFile: Sendable {
    package var manifests: [Manifest] = []
    package var problems: [InputProblem] = []
    package var skipped: [SkippedDocument] = []
}

/// Takes a file apart into Kubernetes objects.
package enum ManifestReader {
    package static func read(_ file: InputFile) -> ManifestFile {
        var result = ManifestFile()
        do throws(ParseError) {
            let document = try JSONParser.parse(file.bytes)
            if let identity = ObjectIdentity(document.root) {
                result.manifests.append(
                    Manifest(
                        object: document.root, identity: identity, file: file.name, relativeName: file.relativeName))
            }
        } catch {
            result.problems.append(InputProblem(file: file.name, position: error.position, message: error.message))
        }
        return result
    }
}
