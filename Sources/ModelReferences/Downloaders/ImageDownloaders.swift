import KubernetesModel

extension Downloader {
    /// Kthena's downloader, the entrypoint of its image (python/kthena/downloader/app.py of volcano-sh/kthena).
    static let kthena = Downloader(
        name: "Kthena downloader", programs: ["downloader"], modules: ["kthena.downloader.app"], consumer: .hfHub,
        summary: "`--source URI --output-dir DIR`, with a revision in the JSON of `--config`."
    ) { command in
        guard let source = command.value(of: ["--source", "-s"]), isSource(source.text),
            let target = command.value(of: ["--output-dir", "-o"])
        else { return [] }
        let consumer = KthenaSource.consumer(of: source.text)
        var reference = FoundReference(source, consumer: consumer, destination: command.absolute(target))
        let revision = command.value(of: ["--config", "-c"]).flatMap { kthenaRevision($0, consumer) }
        let judged = KthenaSource.classify(source.text, revision: revision)
        if reference.pinning == nil { reference.pinning = judged.pinning }
        reference.suggestion = judged.suggestion
        return [reference]
    }

    private static func isSource(_ text: String) -> Bool {
        text.hasPrefix("ms://") || text.hasPrefix("obs://") || ModelURI.hasScheme(text) || ModelURI.isRepository(text)
            || text.utf8.contains(UInt8(ascii: "$"))
    }

    private static func kthenaRevision(_ config: Word, _ consumer: Consumer) -> String? {
        guard config.unresolved.isEmpty, let document = try? JSONParser.parse(config.text) else { return nil }
        return document.root[consumer == .modelscope ? "ms_revision" : "hf_revision"]?.nonEmptyString
    }

    /// Google's converter of checkpoints for TPU servers, the entrypoint of its image: `-m` is a model of Kaggle
    /// (ai-on-gke tutorials-and-examples/inference-servers/jetstream).
    static let checkpointConverter = Downloader(
        name: "inference-checkpoint", programs: ["inference-checkpoint"], consumer: .kaggle,
        summary: "`-m OWNER/MODEL/FRAMEWORK/VARIATION/N` or `--model_path`, and the input `-i URI`."
    ) { command in
        let inputs = command.values(of: ["-i", "--input-directory"]).map { FoundReference($0, consumer: .any) }
        guard let model = command.value(of: ["-m", "--model-path"]), !LocalPath.isLocal(model.text) else {
            return inputs
        }
        var reference = FoundReference(model, consumer: model.text.split(separator: "/").count > 2 ? .kaggle : .hfHub)
        if !model.text.contains("/"), reference.pinning == nil { reference.pinning = .mutable(ownName) }
        return [reference] + inputs
    }
}

// MARK: - What the user reads

private let ownName = "a name for which the converter takes what its source has at the time"
