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
        for document in parse(file, into: &result) {
            for item in ObjectStream.objects(in: document.root) { add(item, of: file, to: &result) }
        }
        return result
    }

    private static func add(_ item: ObjectStream.Item, of file: InputFile, to result: inout ManifestFile) {
    }

    private static func parse(_ file: InputFile, into result: inout ManifestFile) -> [Document] {
        []
    }
}
