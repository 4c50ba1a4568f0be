import KubernetesModel

/// What a container runs: its command and arguments, or the entrypoint of its image with these.
extension ContainerReader {
    func readCommands() {
        if setting.scriptIsAll { return }
        let command = words(fields.command)
        let args = words(fields.args)
        if readStarted(command + args) { return }
        if !command.isEmpty {
            take(commands(command, args))
            return readUncertain(command, args)
        }
        guard let first = args.first else { return readEntrypoint([]) }
        if let program = entrypoint, !Self.shells.contains(first.text), first.text != program {
            let words = [first.with(text: program)] + args
            return take(commands(words, []))
        }
        if first.text == "-c" || first.text == "-lc", args.count > 1 {
            let shell = first.with(text: "sh")
            take(commands([shell], args))
        } else if first.text.utf8.first == UInt8(ascii: "-") || !isCommand(args) {
            readEntrypoint(args)
        } else {
            take(commands(args, []))
        }
    }

    /// What a controller starts instead of the image's entrypoint; true where nothing else is to be read.
    func readStarted(_ words: [Word]) -> Bool {
        guard let starter = setting.starter else { return false }
        guard let first = words.first else {
            // What it starts where the container says nothing is no server of models, whatever the image is.
            if !starter.joinsWords { reading.server = nil }
            return true
        }
        if fields.command == nil, !starter.joinsWords, !Flag.looksLikeFlag(first.text) {
            take(commands(words, []))
            return true
        }
        // One line for a shell: a word of its own can be a whole script.
        guard starter.joinsWords, first.text.utf8.contains(UInt8(ascii: " ")) else { return false }
        let line = first.with(text: words.map(\.text).joined(separator: " "))
        take(
            ShellScript.read(
                line.doubted(all: words.flatMap(\.unresolved)), environment: reading.environment.variables, files: files
            )
        )
        return true
    }

    var entrypoint: String? {
        guard imageServer == nil, let image = fields.image?.nonEmptyString else { return nil }
        return ImageEntrypoint.program(of: image)
    }

    /// Whether the arguments begin with a program of their own, and are not those of the image's entrypoint.
    func isCommand(_ args: [Word]) -> Bool {
        let line = CommandLine(words: args, environment: reading.environment.variables)
        // A directory or `org/name` is no program: the image has one, and takes it for its model.
        if imageServer == nil { return !GenericProgram.isModel(first: args) }
        if line.isPython || ModelServer.recognised(line) != nil { return true }
        return Self.shells.contains(line.program) || Downloader.running(line) != nil
    }

    /// The entrypoint of the image is the server, and gets these arguments.
    func readEntrypoint(_ args: [Word]) {
        let place = imagePlace
        let line = CommandLine(words: [place] + args, environment: reading.environment.variables)
        guard let imageServer else {
            if isSimulator { return }
            reading.found += GenericProgram.read(line, hasAccelerator: computesItself)
            return
        }
        var arguments = line
        // `serve` before the arguments of an image whose entrypoint is the bare program.
        if let rest = imageServer.recognition.arguments(after: args[...]), rest.count < args.count {
            arguments.words = [place] + rest
        }
        startsServer = true
        reading.found += ServerReader.read(
            imageServer,
            serverCommand(arguments, isCertain: takesDefaults && setting.starter == nil, place: place))
    }

    private func serverCommand(_ line: CommandLine, isCertain: Bool, place: Word) -> ServerCommand {
        var command = ServerCommand(line: line, isCertain: isCertain, place: place)
        command.files = files
        return command
    }

    /// `llm-d-inference-sim` takes the flags of the server that it stands for, loads nothing, and needs no accelerator.
    private var isSimulator: Bool {
        guard !fields.hasAccelerator, let image = fields.image?.string else { return false }
        return LocalPath.name(ImageName.repository(image)).split { $0 == "-" || $0 == "_" }
            .contains { ["sim", "simulator", "mock", "mocker"].contains($0) }
    }

    /// A server's image with a command of its own: what it starts is not known, but its flags may be the server's.
    func readUncertain(_ command: [Word], _ args: [Word]) {
        guard !startsServer, let imageServer, reading.found.isEmpty, reading.downloads.isEmpty,
            let first = command.first
        else { return }
        let words = CommandPrefix.innermost(command + args)
        let line = CommandLine(words: words, environment: reading.environment.variables)
        guard !Self.shells.contains(line.program), !Self.idle.contains(line.program), !line.isPython,
            ModelServer.recognised(line) == nil
        else { return }
        let recognition = imageServer.recognition
        guard !recognition.programs.contains(line.program) || recognition.sharedNames.contains(line.program),
            !ModelClient.isRunning(line)
        else { return }
        reading.found += ServerReader.read(imageServer, serverCommand(line, isCertain: false, place: first))
    }

    func readPlaces() {
        guard !setting.mounted.isEmpty, !setting.isTemplate, imageServer == nil, !startsServer else { return }
        let line = CommandLine(words: [imagePlace] + words(fields.command) + words(fields.args))
        reading.placesOfModels = ModelPlaces.read(line)
    }

    /// A script is for the shell, unless the container's own command is an interpreter that gets it as a file, or the
    /// script names one itself.
    func readScript() {
        guard let script = setting.script, let text = script.nonEmptyString else { return }
        let word = setting.parameters.expand(Word(text, at: script))
        let arguments = setting.scriptIsAll ? words(fields.args) : []
        if let program = interpreter(of: word), program.text.contains("python") {
            let command = [program.with(text: "python"), program.with(text: "-c"), word]
            take(commands(command, arguments))
        } else {
            take(
                ShellScript.read(word, environment: reading.environment.variables, arguments: arguments, files: files))
        }
    }

    private func interpreter(of script: Word) -> Word? {
        guard setting.scriptIsAll else { return words(fields.command).first }
        guard script.text.hasPrefix("#!"), let line = script.text.split(whereSeparator: \.isNewline).first else {
            return nil
        }
        return script.with(text: String(line))
    }

    func readHooks() {
        for hook in fields.hooks {
            take(commands(words(hook), []))
        }
    }

    private func commands(_ command: [Word], _ args: [Word]) -> ShellReading {
        CommandLine.commands(command: command, args: args, environment: reading.environment.variables, files: files)
    }

    /// Everything that a command or script said.
    func take(_ script: ShellReading, depth: Int = 0) {
        for line in script.commands {
            if let (server, command) = ModelServer.recognised(line) {
                startsServer = true
                reading.server = server
                var command = command
                command.isCertain = takesDefaults
                command.files = files
                reading.found += ServerReader.read(server, command).map { found in
                    var found = found
                    found.scriptEnvironment = line.environment
                    return found
                }
            } else if line.words.count > 1 {
                reading.found += TrainingFiles.references(line, files)
                reading.found += GenericProgram.read(line, hasAccelerator: computesItself)
            }
        }
        noteCopies(script)
        reading.downloads += script.references
        reading.otherDownloads += script.otherDownloads
        for reason in script.opaque { addOpaque(reason) }
        for file in script.scripts { take(file, depth: depth) }
    }

    /// Whether its command, read to its end, plainly starts no server: then no variable can make it one.
    ///
    /// INVARIANT: only programs known to serve nothing count, with no word that a variable could change. What nobody
    /// knows may start the server of the image, and hands it its variables.
    var startsNothing: Bool {
        let command = words(fields.command)
        guard !command.isEmpty, !startsServer, imageScript == nil, reading.opaque.isEmpty, setting.script == nil,
            setting.starter == nil, fields.hooks.isEmpty
        else { return false }
        let words = command + words(fields.args)
        guard !words.contains(where: { $0.text.contains("$") || $0.text.contains("`") }) else { return false }
        let script = CommandLine.commands(command: words, args: [], environment: reading.environment.variables)
        return !script.commands.isEmpty && script.opaque.isEmpty && script.scripts.allSatisfy(\.servesNothing)
            && script.commands.allSatisfy(isIdle)
    }

    private func isIdle(_ line: CommandLine) -> Bool {
        let program = line.program
        if Self.idle.contains(program) || Self.measuring.contains(program) { return true }
        if imageServer?.recognition.programs.contains(program) == true {
            return line.arguments.first.map { Self.measuringSubcommands.contains($0.text) } ?? false
        }
        return !line.has("--host") && ModelClient.isRunning(line)
    }

    /// Programs in servers' images that measure a server or speak to one.
    private static let measuring: Set<String> = ["perf_analyzer", "text-generation-benchmark", "perf_client"]
    private static let measuringSubcommands: Set<String> = ["bench", "collect-env", "--version", "--help", "-h"]

    /// Programs that keep a server's image busy with nothing.
    static let idle: Set<String> = ["sleep", "tail", "cat", "echo", "ls", "true", "nvidia-smi"]
    static let shells: Set<String> = ["sh", "bash", "ash", "dash", "zsh", "ksh", "busybox"]
}
