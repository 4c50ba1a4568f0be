/// What the names of flags and variables say about their values, in programs that nobody here knows.
enum GenericNames {
    /// In lower case, with dashes.
    static func normalised(_ name: String) -> String {
        String(decoding: name.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
    }

    static func tells(_ name: some StringProtocol) -> Bool { tellingWords.isIn(name) }
    static func tells(_ name: UnsafeRawBufferPointer) -> Bool { tellingWords.isIn(name) }
    static func mentionsModels(_ uri: String) -> Bool { modelWords.isIn(uri) }

    /// `MODEL_ID`, `MODEL_1_ID`, `BASE_MODEL`; not `SERVED_MODEL_NAME` and not `MODEL_CLASS`.
    static func isModel(_ name: String) -> Bool {
        let words = name.split(separator: "-")
        guard words.contains(where: { $0 == "model" || $0 == "pretrained" }) else { return false }
        return !words.contains(where: attributes.contains)
    }

    /// Where a program puts what it makes, keeps its own records, or finds another kind of thing.
    static func isOutput(_ name: String) -> Bool {
        if name == "-o" { return true }
        return name.split(separator: "-").contains { outputWords.contains($0) } || name.hasPrefix("new-model")
    }

    /// `--git-url`, `MODEL_REPO`: a repository, and not what is written about it.
    static func isRepository(_ name: String) -> Bool { words(name).contains { repositoryWords.contains($0) } }

    /// `--source`, `load_parameters_path`: what a program takes something from.
    static func isSource(_ name: String) -> Bool { words(name).contains { sourceWords.contains($0) } }

    /// `load_parameters_path`, MaxText's flag for a checkpoint.
    static func isParameters(_ name: String) -> Bool {
        words(name).contains("load") && words(name).contains { ["parameters", "params", "weights"].contains($0) }
    }

    private static func words(_ name: String) -> [Substring] { name.split { !$0.isLetter } }

    private static let repositoryWords: Set<Substring> = ["git", "repo", "repository", "clone"]
    private static let sourceWords: Set<Substring> = [
        "source", "src", "from", "uri", "url", "download", "fetch", "pull", "load", "input",
    ]

    /// Whether the word that tells is one of another trade: a stream processor's checkpoints, an adapter's settings, the
    /// models of a database.
    ///
    /// Only names of directories and of stream processors are excused, and only where nothing in the URI looks like a
    /// model: `--checkpoint-dir s3://b/llama-7b` counts.
    static func isAboutOther(_ name: String, _ uri: String) -> Bool {
        if uri.withBytes({ settingsFiles.contains(extension: $0) }) { return true }
        let words = Set(name.split { !$0.isLetter })
        if !words.isDisjoint(with: otherTrades) { return true }
        guard !learning.isIn(name) else { return false }
        let isPlace = places.contains { name.hasSuffix($0) } || !words.isDisjoint(with: streaming)
        let isSettings = words.contains("config") && !checkpoint.isIn(name)
        guard isPlace || isSettings, checkpoint.isIn(name) || checkpoint.isIn(uri) || isSettings else { return false }
        return !looksLikeModel(uri)
    }

    /// Whether anything but a checkpoint's own words speaks of a model.
    private static func looksLikeModel(_ uri: String) -> Bool {
        if let verdict = ModelLook.byExtension(uri) { return verdict }
        let words = uri.split { !($0.isLetter || $0.isNumber) }
        return ModelLook.isModel(words.filter { !checkpoint.isIn($0) }.joined(separator: "/"))
    }

    private static let tellingWords = PatternSet([
        "model", "storage-uri", "storage_uri", "checkpoint", "ckpt", "weights", "lora", "adapter", "pretrained",
        "hf-repo", "hf_repo",
    ])
    private static let modelWords = PatternSet([
        "models", "checkpoint", "weights", "safetensors", ".gguf", ".onnx", ".joblib",
    ])
    private static let checkpoint = PatternSet(["checkpoint", "ckpt"])
    private static let learning = PatternSet(["model", "weights", "pretrained"])
    /// `--checkpoint-dir`, Spark's `--checkpointLocation`, `CHECKPOINTS_PATH`.
    private static let places = [
        "dir", "directory", "location", "checkpoints-path", "checkpoints-uri", "checkpoints-url",
    ]
    /// `-Dstate.checkpoints.dir`, `SPARK_CHECKPOINT`.
    private static let streaming: Set<Substring> = [
        "state", "dstate", "savepoint", "savepoints", "streaming", "flink", "dflink", "spark", "dspark", "kafka",
    ]
    private static let otherTrades: Set<Substring> = ["dbt", "casbin", "lorawan"]
    private static let settingsFiles = NameTable(["yaml", "yml", "conf", "cfg", "ini", "toml"], matching: .anyCase)

    private static let attributes: Set<Substring> = [
        "served", "class", "type", "format", "label", "len", "length", "max", "cache", "count", "size",
    ]
    private static let outputWords: Set<Substring> = [
        "output", "out", "upload", "save", "saved", "export", "dest", "destination", "target", "result", "results",
        "artifact", "artifacts", "registry", "backup", "dataset", "data", "log", "logs", "new", "served", "tracking",
        "push", "publish", "store", "card", "logdir", "staging", "temp", "tmp", "workdir",
    ]
}

extension NameTable {
    /// Whether the file at `path` ends in a dot and one of these names.
    fileprivate func contains(extension path: UnsafeRawBufferPointer) -> Bool {
        let name = ByteSearch.baseName(path)
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
        return contains(name.part((dot + 1)..<name.count))
    }
}
