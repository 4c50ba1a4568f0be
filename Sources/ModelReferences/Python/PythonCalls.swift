/// Reads one call: a loader, an object store, a process, or code that hides what it does.
extension PythonReader {
    /// Whether anything is read of the call.
    func concerns(_ call: PythonCallSite) -> Bool {
        let function = call.function
        return !PythonLoader.named(call).isEmpty || isDefinedHere(call) || call.isNamed(in: Self.shellCalls)
            || call.isNamed(in: Self.processCalls) || call.isNamed(in: Self.hidden) || Self.others.contains(function)
            || Self.changes.contains(function)
            || Self.posting.contains(function) || Self.mapping.contains(function) || Self.submitting.contains(function)
    }

    private static let others: Set<String> = [
        "add_argument", "Thread", "Process", "bucket", "get_bucket", "Bucket", "download_file", "download_fileobj",
        "get_object", "blob", "get_blob",
    ]

    mutating func read(_ call: PythonCallSite) {
        if let inner = handedCall(call) { return read(inner) }
        if readProcess(call) || readStore(call) || readRequest(call) || readAddition(call) { return }
        if isDefinedHere(call) { noteCall(call) }
        if call.isNamed(in: Self.hidden) { note(opaque: hiddenCode(call.name)) }
        if call.function == "add_argument" { return readArgument(call) }
        for loader in PythonLoader.named(call) where holds(loader.condition, call) {
            if read(call, as: loader) { return }
        }
    }

    private static let hidden: Set<String> = [
        "exec", "eval", "compile", "__import__", "marshal.loads", "runpy.run_path", "runpy.run_module",
        "types.CodeType",
    ]

    private func holds(_ condition: PythonLoader.Condition, _ call: PythonCallSite) -> Bool {
        switch condition {
        case .always, .looksLikeModel, .hasSlash: true
        case .imported(let modules): modules.contains { imports.contains($0) || call.isCalledOn($0) }
        case .receiver(let prefixes): prefixes.contains(where: call.isCalledOn)
        }
    }

    /// Whether the call names something that this loader takes.
    private mutating func read(_ call: PythonCallSite, as loader: PythonLoader) -> Bool {
        if let kind = value(of: call.keyword(["repo_type", "type"]))?.word?.text, kind != "model" { return true }
        // `PeftModel.from_pretrained(model, "adapter")`: the adapter stands second.
        let isAdapter = call.function == "from_pretrained" && call.receiverName.hasPrefix("Peft")
        let position = isAdapter && call.positional.count > 1 ? 1 : loader.position
        guard let argument = value(of: call.argument(position, loader.keywords)) else {
            return readDefault(call, loader)
        }
        switch argument {
        case .text(let word): return add(word, call, loader, isAdapter: isAdapter)
        case .unknown(let name): return add(origin.unknown(name), call, loader, isAdapter: isAdapter)
        case .fetched: return true
        // What a loop goes through.
        case .list(let items), .each(_, let items):
            return items.reduce(false) { isRead, item in
                guard let word = word(item) else { return isRead }
                return add(word, call, loader, isAdapter: isAdapter) || isRead
            }
        case .none, .dictionary: return false
        }
    }

    private func word(_ item: PythonValue) -> Word? {
        switch item {
        case .text(let word): word
        case .unknown(let name): origin.unknown(name)
        case .fetched, .list, .dictionary, .each, .none: nil
        }
    }

    /// Whether the word is what this loader takes.
    private mutating func add(
        _ word: Word, _ call: PythonCallSite, _ loader: PythonLoader, isAdapter: Bool
    ) -> Bool {
        guard isWanted(word, loader.condition) else { return false }
        let role = loader.role == .model ? Self.role(of: call, isAdapter: isAdapter) : loader.role
        let consumer = loader.consumer == .hfHub && imports.contains("modelscope") ? .modelscope : loader.consumer
        var (word, revision) = (word, text(call.keyword(loader.revision)) ?? spreadText(loader.revision, of: call))
        if let name = HubPrefix.repository(in: word.text) {
            word = word.with(text: name.repository)
            // open_clip reads no revision behind the name.
            if let own = name.revision, call.function == "create_model", !imports.contains("open_clip") {
                revision = word.known(own)
            }
        }
        var reference = FoundReference(
            word, consumer: consumer, role: role, revision: revision,
            destination: text(call.argument(loader.destinationPosition, loader.destination))?.text)
        if consumer == .hfHub || consumer == .vllm, !reference.value.contains("://") {
            reference.remedy = loader.revision.first.map(passCommit)
        }
        add(reference)
        readCompanions(call, loader, consumer)
        return true
    }

    private mutating func readCompanions(_ call: PythonCallSite, _ loader: PythonLoader, _ consumer: Consumer) {
        if let code = text(call.keyword(["code_revision"])), let word = references.last {
            add(
                FoundReference(
                    code, value: word.value, consumer: consumer, role: .code, revision: code))
        }
        for companion in loader.companions {
            guard case .text(let word) = value(of: call.keyword([companion.keyword])) else { continue }
            let revision = companion.revision.flatMap { text(call.keyword([$0])) }
            add(FoundReference(word, consumer: consumer, role: companion.role, revision: revision))
        }
    }

    /// `pipeline("summarization")` loads whatever the installed library takes for that task.
    private mutating func readDefault(_ call: PythonCallSite, _ loader: PythonLoader) -> Bool {
        guard loader.functions == ["pipeline"], let task = value(of: call.argument(0, ["task"]))?.word else {
            return false
        }
        var reference = FoundReference(task, consumer: loader.consumer)
        reference.pinning = .mutable(defaultModel)
        add(reference)
        return true
    }

    private func isWanted(_ word: Word, _ condition: PythonLoader.Condition) -> Bool {
        switch condition {
        case .looksLikeModel:
            guard word.text.contains("://") else { return ModelLook.byExtension(word.text) ?? false }
            return word.text.hasPrefix("http") ? WebDownload.isModel(word.text, nil) : ModelLook.isModel(word.text)
        case .hasSlash: return word.text.utf8.contains(Byte.slash)
        case .always, .imported, .receiver: return !word.text.isEmpty
        }
    }

    private static func role(of call: PythonCallSite, isAdapter: Bool) -> ModelReference.Role {
        if isAdapter { return .adapter }
        guard call.function == "from_pretrained" else { return .model }
        let name = call.receiverName
        if name.contains("Tokenizer") || name.contains("Processor") || name.contains("FeatureExtractor") {
            return .tokenizer
        }
        return name.hasSuffix("Config") ? .config : .model
    }

    /// A keyword's value as a word; one that nobody knows is unresolved.
    func text(_ range: Range<Int>?) -> Word? {
        switch value(of: range) {
        case .text(let word): word
        case .unknown(let name): origin.unknown(name)
        case .fetched, .list, .dictionary, .each, .some(.none), nil: nil
        }
    }

    /// What `**options` gives a keyword, where the text shows them.
    private func spreadText(_ names: [String], of call: PythonCallSite) -> Word? {
        for range in call.spreads {
            let options = value(from: range.lowerBound, to: range.upperBound)
            for name in names {
                if let word = entry(name, of: options).flatMap(word) { return word }
            }
        }
        return nil
    }

    /// `parser.add_argument("--model", default="x")`: what `args.model` probably is.
    private mutating func readArgument(_ call: PythonCallSite) {
        guard let flag = value(of: call.positional.last)?.word, let fallback = text(call.keyword(["default"])) else {
            return
        }
        let name = String(
            decoding: flag.text.utf8.drop { $0 == Byte.dash }.map { $0 == Byte.dash ? 0x5F : $0 }, as: UTF8.self)
        for prefix in ["args", "opt", "opts", "options", "config", "FLAGS"] where variables["\(prefix).\(name)"] == nil
        {
            variables["\(prefix).\(name)"] = .text(fallback.doubted("\(prefix).\(name)"))
        }
    }

    // MARK: - Processes

    private mutating func readProcess(_ call: PythonCallSite) -> Bool {
        guard call.isNamed(in: Self.shellCalls) || call.isNamed(in: Self.processCalls) else { return false }
        guard let argument = value(of: call.argument(0, ["args", "cmd", "command"])) else { return true }
        switch argument {
        case .text(let word): add(.shell(word))
        case .list(let items):
            add(
                .words(
                    items.map { item in
                        switch item {
                        case .text(let word): word
                        case .unknown(let name): origin.unknown(name)
                        case .fetched: origin.unknown("a downloaded path")
                        case .list, .dictionary, .each, .none: origin.unknown("…")
                        }
                    }))
        case .unknown, .fetched, .dictionary, .each, .none: note(opaque: hiddenProcess(call.name))
        }
        return true
    }

    private static let shellCalls: Set<String> = [
        "os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput",
        "asyncio.create_subprocess_shell",
    ]

    private static let processCalls: Set<String> = [
        "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen",
        "run", "check_call", "check_output", "Popen", "os.execv", "os.execvp", "os.spawnvp", "sh.run",
    ]

    // MARK: - Object stores

    private mutating func readStore(_ call: PythonCallSite) -> Bool {
        switch call.function {
        case "bucket", "get_bucket", "Bucket":
            if let word = value(of: call.positional.first)?.word { bucket = word }
            return false
        case "download_file", "download_fileobj":
            let isMethodOfBucket = call.keyword(["Bucket"]) == nil && call.positional.count == 2
            let name = isMethodOfBucket ? bucket : text(call.argument(0, ["Bucket"]))
            let key = text(call.argument(isMethodOfBucket ? 0 : 1, ["Key"]))
            let file = text(call.argument(isMethodOfBucket ? 1 : 2, ["Filename"]))
            addObject("s3", name, key, version: versionIdentifier(call), file: file, .awsCLI)
            return true
        case "get_object":
            guard let key = text(call.keyword(["Key"])) else { return false }
            addObject(
                "s3", text(call.keyword(["Bucket"])), key, version: text(call.keyword(["VersionId"])), file: nil,
                .awsCLI)
            return true
        case "blob", "get_blob":
            guard let bucket, let key = text(call.argument(0, ["blob_name"])) else { return false }
            addObject("gs", bucket, key, version: text(call.keyword(["generation"])), file: nil, .gsutil)
            return true
        default: return false
        }
    }

    /// `ExtraArgs={"VersionId": "…"}`
    private func versionIdentifier(_ call: PythonCallSite) -> Word? {
        guard let range = call.argument(3, ["ExtraArgs"]) else { return nil }
        var index = range.lowerBound
        while index + 2 < range.upperBound {
            if case .string([.text("VersionId")]) = tokens[index], tokens[index + 1].isSymbol(":") {
                var end = index + 2
                while end < range.upperBound, !tokens[end].isSymbol(","), !tokens[end].isSymbol("}") { end += 1 }
                return text((index + 2)..<end)
            }
            index += 1
        }
        return nil
    }

    private mutating func addObject(
        _ scheme: String, _ bucket: Word?, _ key: Word?, version: Word?, file: Word?, _ consumer: Consumer
    ) {
        guard let key else { return }
        let uri = "\(scheme)://\(bucket?.text ?? "BUCKET")/\(key.text)"
        let names = [bucket, version].compactMap { $0 }
        var word = key.doubted(all: Word.names(of: names))
        if bucket == nil { word = word.doubted("bucket") }
        var value = uri
        if let version { value += scheme == "gs" ? "#\(version.text)" : "?versionId=\(version.text)" }
        var reference = FoundReference(
            word, value: value, consumer: consumer, destination: file?.text,
            isLikelyModel: ModelLook.isModel(uri, destination: file?.text))
        if let version, reference.pinning == nil { reference.pinning = Downloader.objectVersion(version.text) }
        add(reference)
    }
}

// MARK: - What the user reads

private func hiddenCode(_ name: String) -> String { "runs Python code that it makes while it runs (`\(name)`)" }
private func hiddenProcess(_ name: String) -> String { "starts a command that Python code computes (`\(name)`)" }
private func passCommit(_ keyword: String) -> String { "pass \(keyword)=\"<40-hex commit>\" to the call" }
private let defaultModel = "names a task only: which model that is changes with the version of transformers"
