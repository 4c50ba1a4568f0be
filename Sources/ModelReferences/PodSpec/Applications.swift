/// Programs that are no model servers and yet load a model which a variable of theirs names.
extension ContainerReader {
    func readApplication() {
        // A command of its own is read for what it does with the variable.
        if fields.command == nil, fields.args == nil, let kit = KitOpsImage.read(reading.environment.variables) {
            reading.downloads.append(kit)
        }
        guard let image = fields.image, let text = image.nonEmptyString, OpenWebUI.isImage(text) else { return }
        reading.downloads += OpenWebUI.read(reading.environment.variables)
        if OpenWebUI.bundlesOllama(text) { reading.found.append(OpenWebUI.ollama(Word(text, at: image))) }
    }
}

/// KitOps' init container, which unpacks what a variable names (build/dockerfiles/init/entrypoint.sh of
/// kitops-ml/kitops).
enum KitOpsImage {
    static func read(_ variables: Variables) -> FoundReference? {
        guard let kit = variables["MODELKIT_REF"], !kit.text.isEmpty else { return nil }
        return FoundReference(
            kit, consumer: .oras, destination: variables["UNPACK_PATH"]?.text ?? "/home/user/modelkit/")
    }
}

/// Open WebUI asks other servers for answers, and computes embeddings, rankings and transcripts itself where no engine
/// is named (backend/open_webui/config.py and retrieval/utils.py of open-webui/open-webui). Its defaults are in its image.
enum OpenWebUI {
    static func isImage(_ image: String) -> Bool {
        let repository = ImageName.repository(image)
        return LocalPath.name(repository) == "open-webui"
    }

    static func read(_ variables: Variables) -> [FoundReference] {
        engines.compactMap { model, engine in
            guard let word = variables[model], !word.text.isEmpty else { return nil }
            if let engine = variables[engine], engine.unresolved.isEmpty, !engine.text.isEmpty { return nil }
            var reference = FoundReference(word, consumer: .hfHub)
            reference.remedy = namePath
            return reference
        }
    }

    private static let engines = [
        ("RAG_EMBEDDING_MODEL", "RAG_EMBEDDING_ENGINE"), ("RAG_RERANKING_MODEL", "RAG_RERANKING_ENGINE"),
        ("WHISPER_MODEL", "AUDIO_STT_ENGINE"),
    ]

    /// Images with the tag `ollama` hold that server too.
    static func bundlesOllama(_ image: String) -> Bool {
        let name = image.split(separator: "@").first ?? ""
        guard let colon = name.lastIndex(of: ":") else { return false }
        return name[colon...].split { !$0.isLetter }.contains("ollama")
    }

    static func ollama(_ image: Word) -> FoundReference {
        FoundReference(image.text, consumer: .ollama, pinning: .mutable(pullsOnDemand), at: image.place)
    }
}

// MARK: - What the user reads

private let namePath = "name a path, and put the model there with hf download REPO --revision=<40-hex commit>"
private let pullsOnDemand = "an image with an Ollama server, which pulls whatever model a client asks for"
