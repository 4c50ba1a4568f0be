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
        let uris = ModelArguments.read(line)
        // Most programs name nothing, and need not be asked whether they are clients.
        if found.isEmpty || ModelClient.isRunning(line) { return uris }
        return found + uris.filter { uri in !found.contains { $0.value == uri.value } }
    }

    /// INVARIANT: of a command without such a word nothing can be read here.
    private static func mayTell(_ word: Word) -> Bool {
        if !word.unresolved.isEmpty || ModelURI.mentionsScheme(word.text) { return true }
        guard let flag = Flag(word.text) else { return false }
        return flag.withName { name in
            name.equals("-m") || GenericNames.tells(name) || tokenizer.isIn(name) || serving.isIn(name)
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
        return flags(
            line,
            Setting(
                hasAccelerator: hasAccelerator, isLaunched: line.isLaunched || line.runsDistributed,
                readsFiles: !LocalModelFile.isMaker(line.runName)))
    }

    /// Why the values of more flags are models: the container has an accelerator, or a launcher of training runs it.
    private struct Setting {
        var hasAccelerator: Bool
        var isLaunched: Bool
        /// Whether it reads the models that it is told of, and makes none.
        var readsFiles: Bool
    }

    /// Whether the arguments are those of a language model's server and begin with its model.
    static func isModel(first args: [Word]) -> Bool {
        if let first = args.first, ModelURI.hasScheme(first.text) { return true }
        let line = CommandLine(words: [Word("", path: FieldPath(), position: .start)] + args)
        return line.has(servingFlags) && beginsWithModel(line)
    }

    /// Whether the first argument is a repository or a directory, as in `vllm serve MODEL`.
    private static func beginsWithModel(_ line: CommandLine) -> Bool {
        guard let first = line.arguments.first, !Flag.looksLikeFlag(first.text) else { return false }
        return isHubName(first.text) || LocalPath.isLocal(first.text) || ModelURI.hasScheme(first.text)
    }

    private static func flags(_ line: CommandLine, _ setting: Setting) -> [FoundReference] {
        let revision = line.values(of: ["--revision", "--model-revision"]).last
        return line.settings.compactMap { flag, value in
            flag.map { isModel($0, value, setting) } == true ? reference(value, revision) : nil
        }
    }

    private static func isModel(_ flag: Substring, _ value: Word, _ setting: Setting) -> Bool {
        guard flag == "-m" || GenericNames.tells(flag) else { return false }
        let name = GenericNames.normalised(String(flag))
        guard !GenericNames.isOutput(name) else { return false }
        if ModelURI.hasModelScheme(value.text) { return true }
        if ModelURI.hasScheme(value.text) || ModelURI.web(value.text) != nil {
            return setting.hasAccelerator || !GenericNames.isAboutOther(name, value.text)
        }
        let loads = loadingFlags.contains(name) || name.hasSuffix("model.path")
        if loads || setting.isLaunched && launchedFlags.contains(name), isHubName(value.text) { return true }
        if hubFlags.contains(name), isCanonicalName(value.text) { return true }
        if isKaggleName(value.text) || setting.readsFiles && LocalModelFile.isPath(value.text) { return true }
        let isAsked = setting.isLaunched || setting.hasAccelerator
        if loads || isAsked && name == "--model", isHole(name, value) { return true }
        guard setting.hasAccelerator, modelFlags.contains(name) else { return false }
        return isHubName(value.text) || LocalPath.isLocal(value.text)
            || loadingFlags.contains(name) && isLeftOpen(value.text)
    }

    /// A value that somebody else fills in, where a name in it would count: else a ConfigMap could hide the model. A
    /// file below a directory that is filled in is none.
    private static func isHole(_ name: String, _ value: Word) -> Bool {
        let text = value.text
        guard value.isUnknownAltogether || text.hasPrefix("$") || text.hasPrefix("<") || text.hasPrefix("{{") else {
            return false
        }
        // Argo's artifacts are files of the pod, and are read where they are declared.
        if text.contains("artifacts.") || files.contains(where: { text.lowercased().hasSuffix($0) }) { return false }
        guard name.hasSuffix("path") else { return true }
        let hole = text.lowercased()
        return !hole.utf8.contains(Byte.slash) && !hole.contains("path") && !hole.contains("dir")
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
    static func isHubName(_ text: String) -> Bool {
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

    static func reference(_ word: Word, _ revision: Word?) -> FoundReference {
        if isKaggleName(word.text) { return FoundReference(word, consumer: .kaggle) }
        if ModelURI.web(word.text) != nil { return FoundReference(word, consumer: .http) }
        if LocalModelFile.isPath(word.text) { return FoundReference(word, consumer: .any) }
        let isURI = ModelURI.hasScheme(word.text)
        return FoundReference(word, consumer: isURI ? .any : .hfHub, revision: isURI ? nil : revision)
    }

    /// `$MODEL_ID`, `<MODEL>`: what a person or a program fills in before or after.
    static func isLeftOpen(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        let opens = [UInt8(ascii: "$"), UInt8(ascii: "<"), UInt8(ascii: "{")]
        return opens.contains(first) && !text.utf8.contains(UInt8(ascii: " "))
    }

    /// Flags that only a program which loads the model itself has.
    private static let loadingFlags: Set<String> = [
        "--model-id", "--model-path", "--base-model", "--hf-model", "--hf-model-id", "--pretrained-model",
        "--model-name-or-path", "--pretrained-model-name-or-path", "--base-model-name", "--hf-repo-id",
        "--model-repo-id", "--base-model-id", "--model-uri", "--base-model-path", "--pretrained-model-path",
    ]
    /// Of these, the flags that name the hub themselves.
    private static let hubFlags: Set<String> = ["--hf-model-id", "--hf-model", "--hf-repo-id"]
    /// Flags by which a program that a launcher starts is told what to train or to serve.
    private static let launchedFlags: Set<String> = ["--model", "--model-name", "--model.name"]
    private static let modelFlags: Set<String> = [
        "--model", "--model-id", "--model-path", "--model-name", "--model-dir", "--base-model", "--hf-model",
        "--pretrained-model", "--checkpoint", "--ckpt", "--model-repo", "--hf-model-id", "-m",
    ]
    private static let tokenizer = PatternSet(["tokenizer"])
    /// Parts of `servingFlags`, for those that do not speak of models.
    private static let serving = PatternSet(["tensor", "gpu"])
    /// Flags that only servers of language models have (vLLM and its forks).
    private static let servingFlags = ["--tensor-parallel-size", "--max-model-len", "--gpu-memory-utilization"]
}

extension CommandLine {
    /// Each word that is the value of a flag, with the flag's name, and each that stands alone. A flag without a value
    /// is followed by the next word as if that were its own: nothing is hidden.
    var settings: [(flag: Substring?, value: Word)] {
        var found: [(flag: Substring?, value: Word)] = []
        var previous: Substring?
        for word in arguments {
            let flag = Flag(word.text)
            if let flag, let value = flag.attached(to: word) {
                found.append((flag.name, value))
            } else if !Flag.looksLikeFlag(word.text) {
                found.append((previous, word))
            }
            previous = flag.flatMap { $0.hasAttached ? nil : $0.name }
        }
        return found
    }

    /// `python -m torch.distributed.run train.py`: `torchrun` by its module.
    fileprivate var runsDistributed: Bool { module?.hasPrefix("torch.distributed.") ?? false }
}

extension SourcePosition {
    static let start = SourcePosition(line: 1, column: 1)
}
