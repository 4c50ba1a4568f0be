import KubernetesModel

/// Reads programs that nobody here knows: only flags and variables that plainly name a model count, since most
/// programs that mention models are clients of a server.
enum GenericProgram {
    /// Flags of one command. With an accelerator the program computes with the model itself, so names count too.
    static func read(_ line: CommandLine, hasAccelerator: Bool) -> [FoundReference] {
        guard line.words.dropFirst().contains(where: mayTell) else { return [] }
        let command = ServerCommand(
            line: line, isCertain: false, place: line.words.first ?? Word("", path: FieldPath(), position: .start))
        let found = read(command, hasAccelerator: hasAccelerator)
        // Most programs name nothing, and need not be asked whether they are clients.
        return found.isEmpty || ModelClient.isRunning(line) ? [] : found
    }

    /// INVARIANT: of a command without such a word nothing can be read here.
    private static func mayTell(_ word: Word) -> Bool {
        if !word.unresolved.isEmpty { return true }
        guard let flag = Flag(word.text) else { return false }
        return flag.withName { name in
            name.equals("-m") || tellingWords.isIn(name) || tokenizer.isIn(name) || serving.isIn(name)
        }
    }

    private static func read(_ command: ServerCommand, hasAccelerator: Bool) -> [FoundReference] {
        let line = command.line
        let scripted = ServerReader.read(.transformersScripts, command)
        // Words that nobody can read are no reason to take a program for a loader.
        if scripted.contains(where: { $0.role != .config }) { return scripted }
        if line.has(servingFlags), !line.values(of: ["--model"]).isEmpty || beginsWithModel(line) {
            return ServerReader.read(.vllm, command)
        }
        return flags(line, hasAccelerator: hasAccelerator)
    }

    /// Whether the arguments are those of a language model's server and begin with its model.
    static func isModel(first args: [Word]) -> Bool {
        let line = CommandLine(words: [Word("", path: FieldPath(), position: .start)] + args)
        return line.has(servingFlags) && beginsWithModel(line)
    }

    /// Whether the first argument is a repository or a directory, as in `vllm serve MODEL`.
    private static func beginsWithModel(_ line: CommandLine) -> Bool {
        guard let first = line.arguments.first, !Flag.looksLikeFlag(first.text) else { return false }
        return isHubName(first.text) || LocalPath.isLocal(first.text) || ModelURI.hasScheme(first.text)
    }

    private static func flags(_ line: CommandLine, hasAccelerator: Bool) -> [FoundReference] {
        let revision = line.values(of: ["--revision", "--model-revision"]).last
        var found: [FoundReference] = []
        var previous: Flag?
        for word in line.arguments {
            let flag = Flag(word.text)
            defer { previous = flag.flatMap { $0.hasAttached ? nil : $0 } }
            if let flag, let value = flag.attached(to: word) {
                if isModel(flag.name, value, hasAccelerator) { found.append(reference(value, revision)) }
            } else if let previous, !Flag.looksLikeFlag(word.text), isModel(previous.name, word, hasAccelerator) {
                found.append(reference(word, revision))
            }
        }
        return found
    }

    private static func isModel(_ flag: Substring, _ value: Word, _ hasAccelerator: Bool) -> Bool {
        guard flag == "-m" || tells(String(flag)) else { return false }
        let name = normalised(String(flag))
        guard !isOutput(name) else { return false }
        if ModelURI.hasScheme(value.text) { return true }
        if loadingFlags.contains(name), isHubName(value.text) { return true }
        if hubFlags.contains(name), isCanonicalName(value.text) { return true }
        if isKaggleName(value.text) { return true }
        guard hasAccelerator, modelFlags.contains(name) else { return false }
        return isHubName(value.text) || LocalPath.isLocal(value.text)
            || loadingFlags.contains(name) && isLeftOpen(value.text)
    }

    /// `distilgpt2`: models of the hub's first days have no organisation.
    private static func isCanonicalName(_ text: String) -> Bool {
        !text.utf8.contains(Byte.slash) && ModelURI.isRepository("o/" + text)
            && !files.contains { text.lowercased().hasSuffix($0) }
    }

    /// `google/gemma/maxtext/7b-it/2`: owner, model, framework, variation and a number.
    private static func isKaggleName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, let last = parts.last, Scan.isDigits(last) else { return false }
        return parts.allSatisfy { ModelURI.isRepository("o/\($0)") }
    }

    /// `org/name`, and neither `models/churn.pkl` nor the `ollama/llama3` of a client's library.
    private static func isHubName(_ text: String) -> Bool {
        guard ModelURI.isRepository(text), !ModelClient.hasProviderPrefix(text),
            let slash = text.firstIndex(of: "/")
        else { return false }
        if directories.contains(text[..<slash].lowercased()) { return false }
        return !files.contains { text.lowercased().hasSuffix($0) }
    }

    private static let directories: Set<String> = [
        "model", "models", "data", "output", "outputs", "tmp", "weights", "checkpoints", "artifacts", "assets", "src",
    ]
    private static let files = [
        ".pkl", ".joblib", ".onnx", ".pt", ".pth", ".bin", ".json", ".yaml", ".yml", ".gguf", ".h5", ".bst", ".py",
        ".txt", ".mar", ".zip", ".tar", ".gz", ".pb", ".tflite", ".xml", ".engine", ".plan", ".safetensors",
    ]

    private static func normalised(_ name: String) -> String {
        String(decoding: name.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
    }

    private static func reference(_ word: Word, _ revision: Word?) -> FoundReference {
        if isKaggleName(word.text) { return FoundReference(word, consumer: .kaggle) }
        let isURI = ModelURI.hasScheme(word.text)
        return FoundReference(word, consumer: isURI ? .any : .hfHub, revision: isURI ? nil : revision)
    }

    /// Variables of a container in which no command named a model.
    static func variables(_ environment: ContainerEnvironment, hasAccelerator: Bool) -> [FoundReference] {
        let revision =
            environment.variables["MODEL_REVISION"] ?? environment.variables["HF_MODEL_REVISION"]
            ?? environment.variables["REVISION"]
        let found = environment.variables.names.compactMap { name -> FoundReference? in
            guard let word = environment.variables[name], !word.text.isEmpty else { return nil }
            let lower = normalised(name)
            guard !isOutput(lower) else { return nil }
            if ModelURI.hasModelScheme(word.text) { return FoundReference(word, consumer: .any) }
            if ModelURI.hasScheme(word.text) {
                return tells(lower) || mentionsModels(word.text) ? FoundReference(word, consumer: .any) : nil
            }
            if hasAccelerator, isModelName(lower), isLeftOpen(word.text) {
                return FoundReference(word, consumer: .hfHub)
            }
            guard isHubName(word.text), lower == "hf-model-id" || (hasAccelerator && isModelName(lower))
            else { return nil }
            return FoundReference(word, consumer: .hfHub, revision: revision)
        }
        return found.isEmpty && hasAccelerator ? paths(environment) : found
    }

    /// The directory of a model, where no variable names a model itself; beside one that does it is as often the output.
    private static func paths(_ environment: ContainerEnvironment) -> [FoundReference] {
        environment.variables.names.compactMap { name in
            guard pathNames.contains(normalised(name)), let word = environment.variables[name],
                word.text.utf8.first == Byte.slash
            else { return nil }
            return FoundReference(word, consumer: .hfHub)
        }
    }

    /// Variables that hold the directory of what is loaded; `MODEL_DIR` is as often where a training job writes.
    private static let pathNames: Set<String> = [
        "model", "model-path", "model-id", "model-name", "hf-model-path", "base-model", "base-model-path",
        "pretrained-model-path", "llm-model-path",
    ]

    /// `$MODEL_ID`, `<MODEL>`: what a person or a program fills in before or after.
    private static func isLeftOpen(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        let opens = [UInt8(ascii: "$"), UInt8(ascii: "<"), UInt8(ascii: "{")]
        return opens.contains(first) && !text.utf8.contains(UInt8(ascii: " "))
    }

    /// `MODEL_ID`, `MODEL_1_ID`, `BASE_MODEL`; not `SERVED_MODEL_NAME` and not `MODEL_CLASS`.
    private static func isModelName(_ name: String) -> Bool {
        let words = name.split(separator: "-")
        guard words.contains(where: { $0 == "model" || $0 == "pretrained" }) else { return false }
        return !words.contains {
            ["served", "class", "type", "format", "label", "len", "length", "max", "cache", "count", "size"].contains(
                $0)
        }
    }

    private static func tells(_ name: String) -> Bool { tellingWords.isIn(name) }
    private static func mentionsModels(_ uri: String) -> Bool { modelWords.isIn(uri) }

    private static let tellingWords = PatternSet([
        "model", "storage-uri", "storage_uri", "checkpoint", "ckpt", "weights", "lora", "adapter", "pretrained",
    ])
    private static let tokenizer = PatternSet(["tokenizer"])
    private static let modelWords = PatternSet([
        "models", "checkpoint", "weights", "safetensors", ".gguf", ".onnx", ".joblib",
    ])

    /// Where a program puts what it makes, keeps its own records, or finds another kind of thing.
    private static func isOutput(_ name: String) -> Bool {
        let words = name.split(separator: "-")
        return words.contains { outputWords.contains($0) } || name.hasPrefix("new-model")
    }

    private static let outputWords: Set<Substring> = [
        "output", "out", "upload", "save", "saved", "export", "dest", "destination", "target", "result", "results",
        "artifact", "artifacts", "registry", "backup", "dataset", "data", "log", "logs", "new", "served", "tracking",
        "push", "publish", "store",
    ]
    /// Flags that only a program which loads the model itself has.
    private static let loadingFlags: Set<String> = [
        "--model-id", "--model-path", "--base-model", "--hf-model", "--hf-model-id", "--pretrained-model",
        "--model-name-or-path", "--pretrained-model-name-or-path", "--base-model-name", "--hf-repo-id",
        "--model-repo-id", "--base-model-id", "--model-uri", "--base-model-path", "--pretrained-model-path",
    ]
    /// Of these, the flags that name the hub themselves.
    private static let hubFlags: Set<String> = ["--hf-model-id", "--hf-model", "--hf-repo-id"]
    private static let modelFlags: Set<String> = [
        "--model", "--model-id", "--model-path", "--model-name", "--model-dir", "--base-model", "--hf-model",
        "--pretrained-model", "--checkpoint", "--ckpt", "--model-repo", "--hf-model-id", "-m",
    ]
    /// Parts of `servingFlags`, for those that do not speak of models.
    private static let serving = PatternSet(["tensor", "gpu"])
    /// Flags that only servers of language models have (vLLM and its forks).
    private static let servingFlags = ["--tensor-parallel-size", "--max-model-len", "--gpu-memory-utilization"]
}

extension SourcePosition {
    static let start = SourcePosition(line: 1, column: 1)
}
