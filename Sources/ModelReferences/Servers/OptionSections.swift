import KubernetesModel

/// Files of options that are written line by line.
extension OptionFileReader {
    // MARK: - Java's properties

    /// TorchServe's `config.properties` (docs/configuration.md of pytorch/serve): `model_store`, `load_models` and
    /// `model_snapshot`, which flags outrank.
    func properties() -> OptionFileContent? {
        guard let text = file.text.string else { return nil }
        let pairs = Properties.read(text)
        func value(_ name: String) -> String? { pairs.last { $0.name == name }?.value }
        // Then variables outrank the file as well, under names of their own.
        if value("enable_envvars_config") == "true", command.line.environment["TS_LOAD_MODELS"] != nil { return nil }
        var content = OptionFileContent()
        if let store = value("model_store"), command.line.values(of: ["--model-store"]).isEmpty {
            content.flags.append(option("--model-store", store))
        }
        if command.line.lists(of: ["--models"]).isEmpty {
            guard let archives = Self.archives(value("load_models"), snapshot: value("model_snapshot")) else {
                return nil
            }
            content.flags += archives.map { option("--models", $0) }
        }
        if value("enable_model_api") == "true" {
            content.flags.append([file.place(from: use).with(text: "--enable-model-api")])
        }
        return content
    }

    /// `all` and `none` name no archive; a snapshot outranks the list.
    private static func archives(_ list: String?, snapshot: String?) -> [String]? {
        if let snapshot, !snapshot.isEmpty {
            guard let models = try? JSONParser.parse(snapshot).root["models"] else { return nil }
            return models.members.flatMap { model in
                model.value.members.compactMap { $0.value["marName"]?.nonEmptyString }
            }
        }
        let names = list?.utf8.split(separator: UInt8(ascii: ",")).map { Properties.trimmed($0[...]) } ?? []
        return names.filter { $0 != "all" && $0 != "none" && $0 != "ALL" && !$0.isEmpty }
    }

    // MARK: - A section for each model

    /// llama.cpp's presets (docs/preset.md of ggml-org/llama.cpp): keys are flags without their dashes, or variables.
    func presets() -> OptionFileContent? {
        guard let text = file.text.string else { return nil }
        var content = OptionFileContent()
        for section in Properties.sections(text) {
            content.references += references(of: section)
        }
        return content
    }

    private func references(of section: Properties.Section) -> [FoundReference] {
        let place = file.place(from: use)
        var line = CommandLine(words: [place.with(text: "llama-server")], environment: command.line.environment)
        for pair in section.pairs {
            if pair.name.hasPrefix("LLAMA_ARG_") {
                line.environment[pair.name] = place.with(text: pair.value)
                continue
            }
            let name = String(pair.name.drop { $0 == "-" })
            line.words.append(place.with(text: "\(name.utf8.count == 1 ? "-" : "--")\(name)=\(pair.value)"))
        }
        let found = ServerReader.read(server, ServerCommand(line: line, isCertain: false, place: place))
        // A section without a model is called after a repository of the hub, or one of a file that another one names.
        guard found.isEmpty, section.name.contains("/") else { return found }
        return [FoundReference(place.with(text: section.name), consumer: .llamacpp)]
    }

    // MARK: - A command for each model

    /// llama-swap's `models.NAME.cmd`, with `macros` put in (docs/configuration.md of mostlygeek/llama-swap).
    func commands() -> OptionFileContent? {
        guard let root = EmbeddedDocument.parse(file.text), root.isObject else { return nil }
        var content = OptionFileContent()
        let models = root["models"].map { Array($0.members) } ?? []
        guard models.count <= Self.mostCommands else { return nil }
        for model in models {
            guard let node = model.value["cmd"], let text = node.string else { continue }
            guard text.utf8.count <= Self.longestCommand else { return nil }
            let macros = [root["macros"], model.value["macros"]].compactMap(\.self)
            let whole = Self.expand(text, macros, model.key)
            var environment = command.line.environment
            for entry in model.value["env"].map({ $0.elements.compactMap { $0.string } }) ?? [] {
                guard let equals = entry.utf8.firstIndex(of: Byte.equals) else { continue }
                let value = String(entry[entry.utf8.index(after: equals)...])
                environment[String(entry[..<equals])] = file.word(value, at: node, from: use)
            }
            content.references += references(ofCommand: file.word(whole, at: node, from: use), environment)
        }
        return content
    }

    private func references(ofCommand text: Word, _ environment: Variables) -> [FoundReference] {
        let script = ShellScript.read(text, environment: environment)
        var found = script.references
        for line in script.commands {
            guard let (server, command) = ModelServer.recognised(line), server !== self.server else { continue }
            found += ServerReader.read(server, command)
        }
        guard found.isEmpty else { return found }
        return [
            FoundReference(
                text.text, consumer: server.consumer, role: .config, pinning: .unresolved(unreadableCommand),
                at: text.place)
        ]
    }

    /// INVARIANT: each command is read as a script, so their number and length are bounded.
    private static let mostCommands = 256
    private static let longestCommand = 1 << 16
    private static let longestName = 256

    /// The command as one line, without lines of comments, and with the macros in the place of `${name}`; a macro may
    /// hold others. What grows beyond the bound keeps its macros, which are then variables that nobody knows.
    private static func expand(_ text: String, _ macros: [Node], _ model: String) -> String {
        let lines = text.split(separator: "\n").filter { !Properties.trimmed($0.utf8[...]).hasPrefix("#") }
        var line = lines.map { $0.hasSuffix("\\") ? $0.dropLast() : $0 }.joined(separator: " ")
        var values = ["MODEL_ID": model, "PORT": "5800"]
        for member in macros.flatMap(\.members) { values[member.key] = member.value.scalarText }
        for _ in 0..<4 where line.utf8.count <= longestCommand { line = expandOnce(line, values) }
        return line
    }

    private static func expandOnce(_ line: String, _ values: [String: String]) -> String {
        var done: [UInt8] = []
        var rest = line.utf8[...]
        while let start = rest.firstIndex(of: Byte.dollar), done.count <= longestCommand {
            done += rest[..<start]
            rest = rest[start...]
            guard rest.dropFirst().first == Byte.openBrace,
                let end = rest.prefix(longestName).firstIndex(of: Byte.closeBrace),
                let value = String(rest[..<end].dropFirst(2)).flatMap({ values[$0] })
            else {
                done.append(Byte.dollar)
                rest = rest.dropFirst()
                continue
            }
            done += value.utf8
            rest = rest[end...].dropFirst()
        }
        return String(decoding: done + rest, as: UTF8.self)
    }
}

/// `name = value`, a line each.
enum Properties {
    struct Pair {
        var name: String
        var value: String
    }

    struct Section {
        var name: String
        var pairs: [Pair] = []
    }

    static func read(_ text: String) -> [Pair] { sections(text).flatMap(\.pairs) }

    /// What stands before the first `[name]` is a section without a name.
    static func sections(_ text: String) -> [Section] {
        var sections = [Section(name: "")]
        var pending = ""
        for line in text.utf8.split(separator: Byte.newline, omittingEmptySubsequences: false) {
            let trimmed = trimmed(line)
            if pending.isEmpty, let first = trimmed.utf8.first, comments.contains(first) { continue }
            if trimmed.hasSuffix("\\") {
                pending += trimmed.dropLast()
                continue
            }
            let whole = pending + trimmed
            pending = ""
            if whole.hasPrefix("["), whole.hasSuffix("]") {
                sections.append(Section(name: String(whole.dropFirst().dropLast())))
            } else if let pair = pair(whole) {
                sections[sections.count - 1].pairs.append(pair)
            }
        }
        if let pair = pair(pending) { sections[sections.count - 1].pairs.append(pair) }
        return sections
    }

    private static func pair(_ line: String) -> Pair? {
        let separators = [Byte.equals, UInt8(ascii: ":"), Byte.space, UInt8(ascii: "\t")]
        guard let end = line.utf8.firstIndex(where: separators.contains) else { return nil }
        let rest = line.utf8[end...].drop { separators[2...].contains($0) }
        let value = rest.first.map { separators[..<2].contains($0) } == true ? rest.dropFirst() : rest
        return Pair(name: String(line[..<end]), value: trimmed(value))
    }

    static func trimmed(_ text: Substring.UTF8View) -> String { String(Substring(text.trimmingBlanks)) }

    private static let comments = [UInt8(ascii: "#"), UInt8(ascii: ";"), UInt8(ascii: "!")]
}

// MARK: - What the user reads

private let unreadableCommand = "a command that cannot be read, and the model that it loads stands in there"
