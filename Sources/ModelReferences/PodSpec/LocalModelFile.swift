import KubernetesModel

/// Files that can be nothing but models: whoever names one by its path reads it, and asks no service.
enum LocalModelFile {
    /// `/models/churn.pkl`, `/model/model.file`, `/models/ggml-base.bin`.
    static func isPath(_ text: String) -> Bool {
        guard text.utf8.first == Byte.slash, text.utf8.count <= 4096 else { return false }
        if ModelLook.byExtension(text) == true { return true }
        let name = LocalPath.name(text)
        return name == "model.file" || name.hasPrefix("ggml-") && name.hasSuffix(".bin")
    }

    /// Whether a path is below a directory that is called after models: `/models/llama`.
    static func isBelowModels(_ path: String) -> Bool {
        ["/models/", "/model/"].contains { path.hasPrefix($0) && path.utf8.count > $0.utf8.count }
    }

    /// Whether a program or image makes models, by its name: what it is told is where it puts one.
    static func isMaker(_ name: String) -> Bool {
        name.lowercased().split { !$0.isLetter }.contains(where: makers.contains)
    }

    private static let makers: Set<Substring> = [
        "train", "training", "trainer", "retrain", "retraining", "fit", "finetune", "tune", "export", "exporter",
        "convert", "converter", "quantize", "register", "upload", "uploader", "publish", "promote", "save",
    ]
}

extension CommandLine {
    /// The name of what runs: the module or script of an interpreter, else the program.
    var runName: String { module ?? pythonScript.map { LocalPath.name($0.text) } ?? program }
}

extension PodReading {
    /// Whether a program that nobody knows reads what it, or one beside it, has made while it runs: nothing has filled the
    /// volume before.
    func isOwnWork(_ found: FoundReference, on volume: String, of reading: ContainerReading) -> Bool {
        guard reading.server == nil, !reading.fields.hasAccelerator, reading.fields.image != nil,
            found.consumer == .any, LocalModelFile.isPath(found.value)
        else { return false }
        guard let initial = podSpec?["initContainers"] else { return true }
        return !initial.elements.contains { container in
            container["volumeMounts"]?.elements.contains { $0["name"]?.isString(volume) ?? false } ?? false
        }
    }

    /// Whether a path can be nothing but a model that the image holds, whatever program reads it.
    func isModelOfImage(_ found: FoundReference, _ reading: ContainerReading) -> Bool {
        guard found.role == .model else { return false }
        return LocalModelFile.isPath(found.value)
            || reading.fields.hasAccelerator && LocalModelFile.isBelowModels(found.value)
    }
}
