import KubernetesModel

/// Reads what one start of a server will load, by the server's own table of options.
package enum ServerReader {
    package static func read(_ server: ModelServer, _ command: ServerCommand) -> [FoundReference] {
        let own = GivenFlags(command.arguments, server)
        let reading = Reading(server: server, command: command, given: own)
        let files = reading.readFiles()
        if !files.words.isEmpty {
            // Of two values the last one counts.
            let lists = files.outranks ? [command.arguments, files.words[...]] : [files.words[...], command.arguments]
            reading.given = GivenFlags(lists[0], server)
            reading.given.add(lists[1], server)
        }
        var found = reading.references(beside: files)
        for index in found.indices {
            found[index].remedy = server.remedy(for: found[index], byVariables: own.isEmpty)
        }
        if let extra = server.extra { found += extra(command.adding(files.words)) }
        return found
    }
}

private final class Reading {
    let server: ModelServer
    let command: ServerCommand
    /// What the flags give; those of files that the input shows as well, once these are read.
    var given: GivenFlags

    init(server: ModelServer, command: ServerCommand, given: GivenFlags) {
        self.server = server
        self.command = command
        self.given = given
    }

    func references(beside files: OptionFiles) -> [FoundReference] {
        let models = self.models(isFileHidden: !files.hidden.isEmpty)
        var found = models.map(reference)
        if let reason = server.alwaysMutable {
            for index in found.indices where found[index].pinning == nil && !isLeftOpen(found[index].value) {
                found[index].pinning = .mutable(reason)
            }
        }
        if let reason = server.ownNames {
            for index in found.indices where found[index].pinning == nil && isOwnName(found[index].value) {
                found[index].pinning = .mutable(reason)
                if server.names == .hub { found[index].suggestion = namePath }
            }
        }
        found += companions(of: models)
        found += adapters() + drafts() + files.references + files.hidden + runTimeLoading()
        return found + unknownArguments(beside: models)
    }

    // MARK: The model

    /// Flags outrank variables, as in every server that takes both.
    func models(isFileHidden: Bool) -> [Word] {
        let flagged = flagValues(.model)
        if !flagged.isEmpty { return flagged }
        if let positional { return [positional] }
        let variables = environmentValues(.model)
        if !variables.isEmpty { return variables }
        guard command.isCertain, let name = server.defaultModel, !isFileHidden else { return [] }
        return [Word(name, at: command.place.place)]
    }

    /// `vllm serve MODEL`: the first word that is neither a flag nor the value of one. A word after a flag is taken for
    /// its value, unless the flag is known to be a switch.
    var positional: Word? {
        guard server.takesPositional else { return nil }
        var followsFlag = false
        for word in command.arguments {
            if Flag.looksLikeFlag(word.text) {
                followsFlag = !word.text.utf8.contains(UInt8(ascii: "=")) && !isKnownSwitch(word.text)
            } else if followsFlag {
                followsFlag = false
            } else if !word.text.isEmpty, !(word.isUnknownAltogether && isUndeclared(word)) {
                return word
            }
        }
        return nil
    }

    func isKnownSwitch(_ flag: String) -> Bool {
        flag.withBytes { flag in
            let prefixes: [StaticString] = ["--enable-", "--disable-", "--no-", "--trust-", "--enforce-", "--async-"]
            return prefixes.contains(where: flag.begins)
        }
    }

    /// A variable that the container does not declare is the image's own, or empty.
    func isUndeclared(_ word: Word) -> Bool {
        word.unresolved.allSatisfy { command.line.environment[$0] == nil }
    }

    func reference(_ word: Word) -> FoundReference {
        FoundReference(asPath(word), consumer: consumer(for: word), revision: values(.revision).last)
    }

    /// `-m x.gguf` is a path below the working directory where the server takes paths.
    func asPath(_ word: Word) -> Word {
        let text = word.text
        guard server.names == .path, word.unresolved.isEmpty, !LocalPath.isLocal(text), !text.contains(":/"),
            !isLeftOpen(text)
        else { return word }
        return word.with(text: "./" + text)
    }

    /// Neither a place, nor a repository of the hub, nor something that a template leaves open.
    func isOwnName(_ text: String) -> Bool {
        if server.names == .hub, ModelURI.isRepository(text) { return false }
        return !LocalPath.isLocal(text) && !text.contains("://") && !isLeftOpen(text)
    }

    /// `${MODEL_PATH}` of a template: somebody puts a whole path or URI there.
    func isLeftOpen(_ text: String) -> Bool { Placeholder.first(in: text).map(text.hasPrefix) ?? false }

    func consumer(for word: Word) -> Consumer { usesModelScope ? .modelscope : server.consumer }

    var usesModelScope: Bool { values(.usesModelScope).contains(where: isOn) || isSwitched(.usesModelScope) }

    // MARK: What belongs to it

    func companions(of models: [Word]) -> [FoundReference] {
        var found: [FoundReference] = []
        let revision = values(.revision).last
        let tokenizerRevision = values(.tokenizerRevision).last
        for tokenizer in values(.tokenizer) where !Self.tokenizerModes.contains(tokenizer.text) {
            // The tokenizer has the model's revision where both are one repository.
            let same = models.contains { $0.text == tokenizer.text }
            if same && tokenizerRevision == nil { continue }
            found.append(
                FoundReference(
                    tokenizer, consumer: consumer(for: tokenizer), role: .tokenizer,
                    revision: tokenizerRevision ?? (same ? revision : nil)))
        }
        if found.isEmpty, let tokenizerRevision, let model = models.first {
            var reference = FoundReference(
                model, consumer: consumer(for: model), role: .tokenizer, revision: tokenizerRevision)
            reference.place = tokenizerRevision.place
            found.append(reference)
        }
        return found + code(of: models)
            + values(.config).filter { !Self.configModes.contains($0.text) }.map {
                FoundReference($0, consumer: consumer(for: $0), role: .config)
            }
    }

    /// Code from the repository runs in the server, so its revision matters as the model's own does.
    func code(of models: [Word]) -> [FoundReference] {
        guard let model = models.first, !LocalPath.isLocal(model.text), let place = trustPlace else { return [] }
        let codeRevision = values(.codeRevision).last
        if codeRevision == nil && server.revisionCoversCode { return [] }
        var reference = FoundReference(model, consumer: consumer(for: model), role: .code, revision: codeRevision)
        reference.place = (codeRevision ?? place).place
        return [reference]
    }

    var trustPlace: Word? {
        for index in options(.trustsRemoteCode) {
            if let word = switchedOn(index) { return word }
            for name in server.options[index].environment {
                if let word = command.line.environment[name], isOn(word) { return word }
            }
        }
        return nil
    }

    // MARK: Adapters and drafts

    func adapters() -> [FoundReference] {
        options(.adapters(.namedPaths)).flatMap { index -> [FoundReference] in
            guard case .adapters(let form) = server.options[index].meaning else { return [] }
            return values(at: index).flatMap { AdapterList.read($0, form: form, consumer: server.consumer) }
        }
    }

    func drafts() -> [FoundReference] {
        let revision = values(.draftRevision).last
        var found = values(.draftModel).compactMap { word -> FoundReference? in
            guard !Self.draftMethods.contains(word.text) else { return nil }
            return FoundReference(word, consumer: consumer(for: word), role: .draftModel, revision: revision)
        }
        for word in values(.speculativeConfig) {
            found += SpeculativeConfig.read(word, consumer: consumer(for: word))
        }
        return found
    }

    // MARK: Files and switches

    /// What the files of options say, where the input shows them.
    func readFiles() -> OptionFiles {
        var files = OptionFiles()
        for index in options(.configFile) {
            let option = server.options[index]
            var named = values(at: index)
            if named.isEmpty, command.isCertain, let usual = option.usualFile {
                named = [command.place.with(text: usual)]
            }
            for word in named { files.take(word, as: option.form, server, command) }
        }
        let givesModel = !flagValues(.model).isEmpty || positional != nil
        if givesModel { files.leaveOutModels(server) }
        return files
    }

    /// `vllm serve MODEL $EXTRA_ARGS`, with a variable from a Secret: it may be any option.
    func unknownArguments(beside models: [Word]) -> [FoundReference] {
        let unknown = command.line.unknownArguments.filter { !isUndeclared($0) }
        guard !unknown.isEmpty else { return [] }
        let models = Set(models.map(\.text))
        return unknown.compactMap { word in
            guard !models.contains(word.text) else { return nil }
            return FoundReference(
                word.text, consumer: server.consumer, role: .config, pinning: .unresolved(hiddenArguments),
                at: word.place)
        }
    }

    func runTimeLoading() -> [FoundReference] {
        options(.runTimeLoading(values: [])).compactMap { index -> FoundReference? in
            let option = server.options[index]
            guard case .runTimeLoading(let on) = option.meaning else { return nil }
            let hit = values(at: index).first { on.isEmpty ? isOn($0) : on.contains($0.text.lowercased()) }
            guard let word = on.isEmpty ? switchedOn(index) ?? hit : hit else { return nil }
            let name = option.environment.first ?? option.flags.first ?? word.text
            return FoundReference(
                option.flags.contains(word.text) ? name : "\(name)=\(word.text)", consumer: server.consumer,
                role: .adapter, pinning: .mutable(loadsAtRunTime(server.name)), suggestion: leaveOut(name),
                at: word.place)
        }
    }

    // MARK: Options

    /// What the flags say; where they say nothing, the variables.
    func values(_ meaning: ServerOption.Meaning) -> [Word] {
        let flagged = flagValues(meaning)
        return flagged.isEmpty ? environmentValues(meaning) : flagged
    }

    func flagValues(_ meaning: ServerOption.Meaning) -> [Word] {
        var found: [Word] = []
        guard !given.isEmpty else { return found }
        for option in options(meaning) { found += given.values(of: option) }
        return found
    }

    func environmentValues(_ meaning: ServerOption.Meaning) -> [Word] {
        environmentValues(server.variablesByMeaning[meaning.number])
    }

    func options(_ meaning: ServerOption.Meaning) -> [Int] { server.optionsByMeaning[meaning.number] }

    func values(at index: Int) -> [Word] {
        let flagged = given.values(of: index)
        return flagged.isEmpty ? environmentValues(at: index) : flagged
    }

    func environmentValues(at index: Int) -> [Word] { environmentValues(server.options[index].environment) }

    private func environmentValues(_ names: [String]) -> [Word] {
        var found: [Word] = []
        guard !command.line.environment.isEmpty else { return found }
        for name in names {
            if let word = command.line.environment[name], !word.text.isEmpty { found.append(word) }
        }
        return found
    }

    /// The word that turns a switch on: the flag alone, or `--flag=true`.
    func switchedOn(_ index: Int) -> Word? { given.bare(index) ?? given.values(of: index).first(where: isOn) }

    func isSwitched(_ meaning: ServerOption.Meaning) -> Bool {
        options(meaning).contains { switchedOn($0) != nil }
    }

    func isOn(_ word: Word) -> Bool { isOn(value: word.text[...]) }

    /// Whatever is not plainly off may be on: an unknown variable too.
    func isOn(value: Substring) -> Bool { !["", "0", "false", "no", "off"].contains(value.lowercased()) }

    /// Words of `--tokenizer` that name no repository.
    static let tokenizerModes: Set<String> = ["auto", "slow", "fast", "mistral"]
    /// Values of `--generation-config` that name no directory (vllm/config/model.py).
    static let configModes: Set<String> = ["auto", "vllm"]
    /// Values of `--speculative-model` that name a method.
    static let draftMethods: Set<String> = ["[ngram]", "ngram"]
}

// MARK: - What the user reads

private let hiddenArguments = "shown nowhere in the object, and may hold any option"
private func loadsAtRunTime(_ server: String) -> String {
    "a setting that lets \(server) load models at run time, which nobody judges"
}
private let namePath = "name a path, and put one version of the model there"
private func leaveOut(_ name: String) -> String { "leave out \(name)" }
