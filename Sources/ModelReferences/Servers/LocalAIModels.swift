import KubernetesModel

/// LocalAI's configurations of models (localai.io/advanced): YAML files in its models directory, and lists in one file.
struct LocalAIModels {
    let command: ServerCommand

    /// What the files that the input shows name, and those that nobody sees.
    func references() -> [FoundReference] {
        folders.flatMap(inFolder) + lists(configFlags, configVariables, read: model)
            + lists(preloadFlags, preloadVariables, read: preloaded)
    }

    /// Where it keeps models: every YAML file in there is one.
    private var folders: [Word] {
        let flagged = command.line.values(of: ["--models-path"])
        if !flagged.isEmpty { return flagged }
        for name in ["LOCALAI_MODELS_PATH", "MODELS_PATH"] {
            if let word = command.line.environment[name], !word.text.isEmpty { return [word] }
        }
        return ["/models", "/build/models"].map(command.place.with(text:))
    }

    private func inFolder(_ folder: Word) -> [FoundReference] {
        guard folder.unresolved.isEmpty, let files = command.files else { return [] }
        return files.files(below: folder.text).flatMap { file -> [FoundReference] in
            guard [".yaml", ".yml"].contains(where: file.path.hasSuffix) else { return [] }
            guard let root = EmbeddedDocument.parse(file.text) else {
                return [.hiddenFile(folder, consumer: .any, unreadableModel)]
            }
            return (root.isArray ? Array(root.elements) : [root]).flatMap { model($0, file, folder) }
        }
    }

    private func lists(
        _ flags: [String], _ variables: [String], read: (Node, ShownFile, Word) -> [FoundReference]
    ) -> [FoundReference] {
        let named = command.line.values(of: flags) + variables.compactMap { command.line.environment[$0] }
        return named.filter { !$0.text.isEmpty }.flatMap { word -> [FoundReference] in
            guard let file = command.file(at: word) else { return [.hiddenFile(word, consumer: .any, hiddenList)] }
            guard let root = EmbeddedDocument.parse(file.text), root.isArray else {
                return [.hiddenFile(word, consumer: .any, unreadableModel)]
            }
            return root.elements.flatMap { read($0, file, word) }
        }
    }

    // MARK: - One model

    private func model(_ node: Node, _ file: ShownFile, _ use: Word) -> [FoundReference] {
        let downloads = node["download_files"]?.elements.map { $0 } ?? []
        let fetched = downloads.compactMap { download($0, file, use) }
        let names = Set(downloads.compactMap { $0["filename"]?.string })
        let fields: [(Node?, ModelReference.Role)] = [
            (node[path: "parameters", "model"], .model), (node["mmproj"], .config), (node["draft_model"], .draftModel),
            (node["lora_adapter"], .adapter), (node["tokenizer"], .tokenizer),
        ]
        let loaded = fields.compactMap { field, role -> FoundReference? in
            guard let field, let text = field.nonEmptyString, !names.contains(text) else { return nil }
            return reference(text, role, file.word(text, at: field, from: use), beside: file)
        }
        return loaded + fetched
    }

    /// A repository for a backend that loads such, a URI, or a file beside the configuration.
    private func reference(
        _ text: String, _ role: ModelReference.Role, _ word: Word, beside file: ShownFile
    ) -> FoundReference {
        if text.contains(":/") || LocalPath.isLocal(text) {
            return FoundReference(word, consumer: .any, role: role).asOfLocalAI
        }
        let isFile = [".gguf", ".bin", ".onnx", ".ggml", ".safetensors", ".pt"].contains(where: text.hasSuffix)
        if !isFile, ModelURI.isRepository(text) { return FoundReference(word, consumer: .hfHub, role: role) }
        return FoundReference(word.with(text: file.directory + text), consumer: .any, role: role)
    }

    /// LocalAI compares the sum of what it has downloaded, and keeps nothing that differs.
    private func download(_ node: Node, _ file: ShownFile, _ use: Word) -> FoundReference? {
        guard let uri = node["uri"], let text = uri.nonEmptyString else { return nil }
        var reference = FoundReference(file.word(text, at: uri, from: use), consumer: .any)
        guard let sum = node["sha256"]?.nonEmptyString, let digest = Checksum.digest(sum) else {
            return reference.asOfLocalAI
        }
        reference.pinning = .pinned(digest)
        return reference
    }

    /// `{"url": "github:…/x.yaml"}`, `{"id": "gallery@name"}`.
    private func preloaded(_ node: Node, _ file: ShownFile, _ use: Word) -> [FoundReference] {
        guard let field = node["url"] ?? node["id"] ?? node["name"], let text = field.nonEmptyString else { return [] }
        return [FoundReference(file.word(text, at: field, from: use), consumer: .any).asOfLocalAI]
    }

    private let configFlags = ["--models-config-file", "--config-file"]
    private let configVariables = ["LOCALAI_MODELS_CONFIG_FILE", "CONFIG_FILE"]
    private let preloadFlags = ["--preload-models-config"]
    private let preloadVariables = ["LOCALAI_PRELOAD_MODELS_CONFIG", "PRELOAD_MODELS_CONFIG"]
}

// MARK: - What the user reads

private let unreadableModel = "a configuration of LocalAI that cannot be read, and it names the model"
private let hiddenList = "a list of LocalAI's models that the object does not show"
