import KubernetesModel

/// The images of a pod: those that are models themselves, and all of them for the policy.
extension PodReading {
    /// The image that the container runs is the model.
    func emitImage(
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

    func emitVolume(
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
    func nameMainImage(_ hasReference: inout [Bool], into collector: inout ReferenceCollector) {
        guard setting.imageIsModel else { return }
        let own = containers.indices.filter { !containers[$0].isContext }
        // KServe: the container named `kserve-container`, else the first (predictor.go, GetImplementations).
        guard let main = own.first(where: { containers[$0].name == "kserve-container" }) ?? own.first else { return }
        emitImage(of: containers[main], role: setting.role == .model ? .image : setting.role, into: &collector)
        hasReference[main] = true
    }

    func addImage(
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

    /// A volume of files from an image is the model where a model server or a downloader mounts it, or where its name,
    /// its place or its image speak of models.
    func addImageVolumes(into collector: inout ReferenceCollector) {
        guard let all = volumes.all else { return }
        for volume in all {
            guard let image = volume[path: "image", "reference"], let text = image.nonEmptyString else { continue }
            let reader = containers.first { reading in
                (reading.server != nil || reading.fetches) && reading.fields.mounts(volume["name"])
            }
            let isModel = reader != nil || speaksOfModels(volume["name"], image: text)
            if isModel { emitVolume(image, of: reader, into: &collector) }
            collector.add(
                ContainerImage(
                    image: text, path: image.path, position: image.position, container: reader?.name,
                    hasReference: isModel))
        }
    }

    private func speaksOfModels(_ name: Node?, image: String) -> Bool {
        if ModelWords.areIn(ImageName.repository(image)) || ModelWords.areIn(name?.string ?? "") { return true }
        guard let name else { return false }
        return containers.contains { reading in
            reading.fields.volumeMounts?.elements.contains { mount in
                mount["name"] == name && ModelWords.areIn(mount["mountPath"]?.string ?? "")
            } ?? false
        }
    }
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
        // Most images have none, and need not be taken apart to say so.
        guard ByteSearch.contains(image, anyOf: [Array("models/".utf8)]) else { return false }
        return repository(image).split(separator: "/").dropLast().contains("models")
    }
}

/// Words by which people name the files of a model.
enum ModelWords {
    /// Whether one of the words between `/`, `-`, `_`, `.` and the like is such a word.
    static func areIn(_ text: String) -> Bool {
        guard text.utf8.count <= 4096 else { return true }
        return text.lowercased().split { !$0.isLetter }.contains { words.contains($0) }
    }

    private static let words: Set<Substring> = [
        "model", "models", "modelcar", "weights", "checkpoint", "checkpoints", "ckpt", "lora", "loras", "adapter",
        "adapters", "gguf", "safetensors", "onnx", "huggingface", "llm", "llms",
    ]
}
