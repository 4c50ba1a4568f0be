import KubernetesModel

/// What the files of options say that a server is told to read.
struct OptionFiles {
    /// Their options, as words of a command line; a flag comes with its values.
    private var flags: [[Word]] = []
    /// What they name that no flag can say.
    private(set) var references: [FoundReference] = []
    /// Those that nobody sees, or that cannot be read.
    private(set) var hidden: [FoundReference] = []
    /// Whether the command line outranks what the file says of the model.
    private var isOutranked = false
    /// Whether the file outranks the command line.
    private(set) var outranks = false

    var words: [Word] { flags.flatMap(\.self) }

    mutating func take(_ path: Word, as form: ServerOption.FileForm?, _ server: ModelServer, _ command: ServerCommand) {
        guard let form, let file = command.file(at: path) else {
            if form == .engineArguments, path.unresolved.isEmpty, !LocalPath.isLocal(path.text) { return }
            return hide(path, server, hiddenOptions)
        }
        let reader = OptionFileReader(file: file, use: path, server: server, command: command)
        guard let content = reader.read(form) else { return hide(path, server, unreadableOptions) }
        flags += content.flags
        references += content.references
        if form == .flags { isOutranked = true }
        if form == .outrankingFlags || form == .engineArguments { outranks = true }
    }

    private mutating func hide(_ path: Word, _ server: ModelServer, _ reason: String) {
        hidden.append(.hiddenFile(path, consumer: server.consumer, reason))
    }

    /// vLLM's and SGLang's command line comes after the file, and so its model is taken.
    mutating func leaveOutModels(_ server: ModelServer) {
        guard isOutranked else { return }
        flags.removeAll { words in
            guard let first = words.first, let flag = Flag(first.text) else { return false }
            return server.flagTable.find(flag).contains { server.options[$0].meaning == .model }
        }
    }
}

/// What one file of options says.
struct OptionFileContent {
    var flags: [[Word]] = []
    var references: [FoundReference] = []
}

/// One file of options, where a ConfigMap beside the object holds it.
struct OptionFileReader {
    let file: ShownFile
    /// Where the object names the file.
    let use: Word
    let server: ModelServer
    let command: ServerCommand

    /// nil where the text cannot be read as such a file.
    func read(_ form: ServerOption.FileForm) -> OptionFileContent? {
        switch form {
        case .flags, .outrankingFlags, .engineArguments: flags()
        case .protobuf: protobuf()
        case .modelList: modelList()
        case .properties: properties()
        case .presets: presets()
        case .commands: commands()
        }
    }

    /// `--flag=value` as if it stood on the command line; the ConfigMap is its place.
    func option(_ flag: String, _ value: String, at node: Node? = nil) -> [Word] {
        let text = "\(flag)=\(value)"
        return [node.map { file.word(text, at: $0, from: use) } ?? file.place(from: use).with(text: text)]
    }

    // MARK: - Keys that are flags

    /// As the parsers of vLLM (vllm/utils/argparse_utils.py) and SGLang (server_args_config_parser.py) turn it into
    /// arguments: a list is many words, an object is JSON, `true` the flag alone.
    private func flags() -> OptionFileContent? {
        guard let root = EmbeddedDocument.parse(file.text), root.isObject else { return nil }
        return OptionFileContent(flags: root.members.compactMap(flag))
    }

    private func flag(_ member: Node.Member) -> [Word]? {
        let name = "--" + member.key
        let value = member.value
        if let isOn = value.bool { return isOn ? [file.word(name, at: value, from: use)] : nil }
        if let text = value.scalarText { return option(name, text, at: value) }
        if value.isObject { return option(name, JSONText(value).text, at: value) }
        guard value.isArray else { return nil }
        let items = value.elements.map { file.word($0.scalarText ?? JSONText($0).text, at: $0, from: use) }
        return [file.word(name, at: value, from: use)] + items
    }

    // MARK: - Lists of models

    /// `model_config_list { config { name: "a" base_path: "s3://b/a" } }` (tensorflow_serving model_server_config.proto).
    private func protobuf() -> OptionFileContent? {
        guard let text = file.text.string, let paths = ProtobufText.strings(of: "base_path", in: text) else {
            return nil
        }
        return OptionFileContent(flags: paths.map { option("--model-base-path", $0) })
    }

    /// `{"model_config_list": [{"config": {"base_path": …}}]}`; what is relative lies beside the file
    /// (docs/starting_server.md of openvinotoolkit/model_server).
    private func modelList() -> OptionFileContent? {
        guard let text = file.text.string, (try? JSONParser.parse(text)) != nil,
            let root = EmbeddedDocument.parse(file.text), root.isObject
        else { return nil }
        let models = root["model_config_list"]?.elements.map { $0[path: "config", "base_path"] } ?? []
        let graphs = root["mediapipe_config_list"]?.elements.map { $0["base_path"] ?? $0["name"] } ?? []
        var content = OptionFileContent()
        for node in models + graphs {
            guard let node, let path = node.nonEmptyString else { return nil }
            let isRelative = !LocalPath.isLocal(path) && !path.contains(":/")
            content.flags.append(option("--model-path", isRelative ? file.directory + path : path, at: node))
        }
        return content
    }
}

extension JSONText {
    /// The value of a document; numbers become strings, which say as much to a reader of names.
    init(_ node: Node) {
        switch node.kind {
        case .array: self = .array(node.elements.map(JSONText.init))
        case .object: self = .object(node.members.map { ($0.key, JSONText($0.value)) })
        default: self = .string(node.scalarText ?? "")
        }
    }
}

extension FoundReference {
    /// A file of options that nobody sees or can read.
    static func hiddenFile(_ path: Word, consumer: Consumer, _ reason: String) -> FoundReference {
        var reference = FoundReference(path, consumer: consumer, role: .config)
        if reference.pinning == nil { reference.pinning = .unresolved(reason) }
        return reference
    }
}

// MARK: - What the user reads

private let hiddenOptions =
    "a file of options that the object does not show, and any of them may name another model"
private let unreadableOptions = "a file of options that cannot be read, and any of them may name another model"
