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
        if !hasReference, ImageName.hasModelsSegment(text), !isClient(reading) {
            emitImage(of: reading, role: .image, into: &collector)
            hasReference = true
        }
        collector.add(
            ContainerImage(
                image: text, at: .node(image), container: reading.name,
                hasReference: hasReference, server: reading.server?.consumer))
    }

    /// Whether the container asks a model elsewhere, and computes nothing itself: a user interface beside the server.
    private func isClient(_ reading: ContainerReading) -> Bool {
        !reading.fields.hasAccelerator && ClientImage.asksModel(reading.environment.variables)
    }

    /// A volume of files from an image is the model where a model server or a downloader mounts it, or where its name,
    /// its place or its image speak of models.
    func addImageVolumes(into collector: inout ReferenceCollector) {
        guard let all = volumes.all, all.contains(where: { $0["image"] != nil }) else { return }
        let mounts = MountedVolumes(containers)
        for volume in all {
            guard let image = volume[path: "image", "reference"], let text = image.nonEmptyString else { continue }
            let name = volume["name"]?.string ?? ""
            let reader = mounts.readers[name].map { containers[$0] }
            let isModel =
                reader != nil || mounts.besideModels.contains(name) || ModelWords.areIn(name)
                || ModelWords.areIn(ImageName.repository(text))
            if isModel { emitVolume(image, of: reader, into: &collector) }
            collector.add(
                ContainerImage(
                    image: text, at: .node(image), container: reader?.name,
                    hasReference: isModel))
        }
    }
}

/// Which volumes the containers of a pod mount, by name.
private struct MountedVolumes {
    /// The first server or downloader that mounts the volume.
    private(set) var readers: [String: Int] = [:]
    /// Those that stand at a path that speaks of models.
    private(set) var besideModels: Set<String> = []

    init(_ containers: [ContainerReading]) {
        for (index, reading) in containers.enumerated() {
            guard let mounts = reading.fields.volumeMounts else { continue }
            let reads = reading.server != nil || reading.fetches
            for mount in mounts.elements {
                guard let name = mount["name"]?.string else { continue }
                if reads, readers[name] == nil { readers[name] = index }
                if ModelWords.areIn(mount["mountPath"]?.string ?? "") { besideModels.insert(name) }
            }
        }
    }
}

extension ImageName {
    /// Whether a segment of the repository is `models`: `PROJECT/models/t5-small`.
    static func hasModelsSegment(_ image: String) -> Bool {
        // Most images have none, and need not be taken apart to say so.
        guard modelsSegment.isIn(image) else { return false }
        return repository(image).split(separator: "/").dropLast().contains("models")
    }

    private static let modelsSegment = PatternSet(["models/"])
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
