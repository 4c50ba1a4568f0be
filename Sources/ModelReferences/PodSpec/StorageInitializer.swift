import KubernetesModel

/// KServe's storage initializer: an init container, or a Job's container, that downloads URI to DESTINATION.
enum StorageInitializer {
    static let containerName = "storage-initializer"
    /// Where KServe's initializer puts a model, and where its servers read it (pkg/constants).
    static let destination = "/mnt/models"

    /// Most images are told by their bytes.
    static func isImage(_ image: Node) -> Bool {
        guard let bytes = image.utf8, namesOfImage.isIn(bytes) else { return false }
        return image.string.map(isImage) ?? false
    }

    static func isImage(_ image: String) -> Bool {
        namesOfImage.isIn(image)
            && LocalPath.name(ImageName.repository(image)).contains(containerName)
    }

    private static let namesOfImage = PatternSet([containerName])

    /// `URI DEST [URI DEST …]`, after the entrypoint where a command names it; or the flags of Kubeflow's.
    static func downloads(_ words: [Word]) -> [FoundReference] {
        var words = words[...]
        while let first = words.first, isProgram(first.text) { words.removeFirst() }
        if let first = words.first, Flag.looksLikeFlag(first.text) { return givenByFlags(words) }
        var found: [FoundReference] = []
        while let uri = words.popFirst() {
            let target = words.popFirst()
            found.append(FoundReference(uri, consumer: .kserve, destination: target?.text))
        }
        return found
    }

    /// The initializer of Kubeflow's training operator, of the same name as KServe's: the URI stands in the JSON of
    /// `--model_provider_parameters`, and what else it fetches is data (kubeflow/training-operator release-1.9
    /// sdk/python/kubeflow/storage_initializer). It reads no revision, as its successor does not.
    private static func givenByFlags(_ words: ArraySlice<Word>) -> [FoundReference] {
        let line = CommandLine(words: [Word("", path: FieldPath(), position: .start)] + words)
        return line.values(of: ["--model-provider-parameters"]).compactMap { word in
            guard let document = try? JSONParser.parse(word.text) else {
                return FoundReference(word, consumer: .trainer)
            }
            guard let uri = document.root["model_uri"]?.nonEmptyString else { return nil }
            return FoundReference(word.with(text: uri), consumer: .trainer)
        }
    }

    private static func isProgram(_ text: String) -> Bool {
        let name = LocalPath.name(text)
        return name.hasPrefix("python") || text == "-m" || name.contains("initializer-entrypoint")
            || name.hasSuffix(".py") || name == "storage-initializer" || name == "kserve_storage"
    }
}
