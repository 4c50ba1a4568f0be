/// Programs, scripts and images of one's own that say by their name that they fetch models: `download_model.py`,
/// `corp/model-downloader`.
enum OwnDownloader {
    /// INVARIANT: whatever `isNamed` takes passes here.
    static func mayBeNamed(_ name: UnsafeRawBufferPointer) -> Bool { fetching.isIn(name) && models.isIn(name) }

    /// Whether the last part of a path or of an image says so.
    static func isNamed(_ path: String) -> Bool {
        guard path.withBytes({ mayBeNamed($0) }) else { return false }
        let name = CommandLine.fileName(path.split(separator: "@").first.map(String.init) ?? "").lowercased()
        let words = name.prefix { $0 != ":" }.split { !$0.isLetter }
        guard !words.contains(where: otherWords.contains) else { return false }
        if words.contains(where: { fetching.isIn($0) && models.isIn($0) }) { return true }
        return words.contains(where: fetchWords.contains) && words.contains(where: modelWords.contains)
    }

    /// nil where the command is none, or names nothing.
    static func read(_ line: CommandLine) -> [FoundReference]? {
        guard isNamed(name(of: line)), !ModelClient.isNamed(line) else { return nil }
        let found = arguments(line)
        if !found.isEmpty { return found }
        let variables = variables(line.environment)
        return variables.isEmpty ? nil : variables
    }

    private static func name(of line: CommandLine) -> String {
        if let name = line.module ?? line.pythonScript?.text { return name }
        guard ShellEvaluator.shells.contains(line.program) else { return line.words.first?.text ?? "" }
        return line.words.dropFirst().first { !$0.text.hasPrefix("-") }?.text ?? ""
    }

    // MARK: - Arguments

    private static func arguments(_ line: CommandLine) -> [FoundReference] {
        let revision = line.value(of: ["--revision", "--model-revision", "--rev"])
        var settings = line.settings
        // `sh download.sh MODEL DIR`: the script is no argument of its own.
        if ShellEvaluator.shells.contains(line.program), !settings.isEmpty { settings.removeFirst() }
        let places = settings.filter { $0.flag == nil && LocalPath.isLocal($0.value.text) }.map(\.value)
        let destination = line.absolute(line.value(of: outputs) ?? places.first)
        var isSending = false
        var found: [FoundReference] = []
        for (flag, value) in settings {
            // What follows a local path is where that is sent.
            if flag == nil, LocalPath.isLocal(value.text) { isSending = found.isEmpty }
            let isWanted = flag.map { sources.contains(bare($0)) && isModel(value) } ?? (!isSending && isGiven(value))
            if isWanted { found.append(reference(value, revision, destination)) }
        }
        return found
    }

    private static func isModel(_ value: Word) -> Bool {
        value.isUnknownAltogether || value.text.hasPrefix("{{") || isNamedModel(value.text)
    }

    private static func isNamedModel(_ text: String) -> Bool {
        GenericProgram.isHubName(text) || ModelURI.hasScheme(text) || ModelURI.isOnHub(text)
    }

    /// Whether a word without a flag is a model. A variable that nobody knows is one where its name says so.
    private static func isGiven(_ value: Word) -> Bool {
        guard value.isUnknownAltogether else { return isNamedModel(value.text) }
        let name = value.text.lowercased()
        return (name.contains("model") || name.contains("repo")) && !name.contains("dir") && !name.contains("path")
    }

    private static func reference(_ word: Word, _ revision: Word?, _ destination: String?) -> FoundReference {
        if ModelURI.isOnHub(word.text) { return FoundReference(word, consumer: .http, destination: destination) }
        let isURI = ModelURI.hasScheme(word.text)
        return FoundReference(
            word, consumer: isURI ? .any : .hfHub, revision: isURI ? nil : revision, destination: destination)
    }

    private static func bare(_ flag: Substring) -> String {
        GenericNames.normalised(String(flag.drop { $0 == "-" }))
    }

    // MARK: - Variables

    /// What its variables name, where its arguments name nothing.
    static func variables(_ variables: Variables) -> [FoundReference] {
        let revision = ["MODEL_REVISION", "HF_MODEL_REVISION", "HF_REVISION", "REVISION"].lazy.compactMap {
            variables[$0]
        }.first
        return sourceVariables.compactMap { name in
            guard let word = variables[name], isModel(word) else { return nil }
            return reference(word, revision, nil)
        }
    }

    // MARK: - Names

    private static let fetching = PatternSet(["download", "pull", "fetch", "load", "sync", "init"])
    private static let models = PatternSet(["model", "weight", "checkpoint", "ckpt", "hf", "huggingface", "llm"])
    private static let fetchWords: Set<Substring> = [
        "download", "downloads", "downloader", "pull", "puller", "fetch", "fetcher", "prefetch", "loader", "sync",
        "init",
    ]
    private static let modelWords: Set<Substring> = [
        "model", "models", "weight", "weights", "checkpoint", "checkpoints", "ckpt", "hf", "huggingface", "llm", "llms",
    ]
    private static let otherWords: Set<Substring> = [
        "data", "dataset", "datasets", "test", "tests", "client", "registry", "upload", "uploader",
    ]
    private static let sources: Set<String> = [
        "model", "models", "m", "model-id", "model-name", "repo", "repo-id", "hf-repo", "hf-repo-id", "hf-model",
        "hf-model-id", "repository", "source", "src", "uri", "url", "from",
    ]
    private static let outputs = [
        "--output", "--output-dir", "--out", "-o", "--dest", "--destination", "--local-dir", "--target", "--target-dir",
        "--dir", "--path", "--cache-dir",
    ]
    private static let sourceVariables = [
        "MODEL_ID", "MODEL_NAME", "MODEL", "HF_MODEL", "HF_MODEL_ID", "HF_MODEL_NAME", "MODEL_REPO", "MODEL_REPO_ID",
        "REPO_ID", "HF_REPO", "HF_REPO_ID",
    ]
}

extension ContainerReader {
    /// An image that says by its name that it fetches models, where no command has named one.
    func readOwnDownloader() {
        guard let image = fields.image?.string, OwnDownloader.isNamed(image) else { return }
        let line = CommandLine(
            words: [imagePlace] + (fields.command == nil ? words(fields.args) : []),
            environment: reading.environment.variables)
        reading.downloads += OwnDownloader.read(line) ?? []
    }
}
