import KubernetesModel

/// What a container runs: its command and arguments, or the entrypoint of its image with these.
extension ContainerReader {
    func readCommands() {
        let command = words(fields.command)
        let args = words(fields.args)
        if readStarted(command + args) { return }
        if !command.isEmpty {
            take(CommandLine.commands(command: command, args: args, environment: reading.environment.variables))
            return readUncertain(command, args)
        }
        guard let first = args.first else { return readEntrypoint([]) }
        if let program = entrypoint, !Self.shells.contains(first.text), first.text != program {
            let words = [first.with(text: program)] + args
            return take(CommandLine.commands(command: words, args: [], environment: reading.environment.variables))
        }
        if first.text == "-c" || first.text == "-lc", args.count > 1 {
            let shell = first.with(text: "sh")
            take(CommandLine.commands(command: [shell], args: args, environment: reading.environment.variables))
        } else if first.text.utf8.first == UInt8(ascii: "-") || !isCommand(args) {
            readEntrypoint(args)
        } else {
            take(CommandLine.commands(command: args, args: [], environment: reading.environment.variables))
        }
    }

    /// What a controller starts instead of the image's entrypoint; true where nothing else is to be read.
    func readStarted(_ words: [Word]) -> Bool {
        guard let starter = setting.starter else { return false }
        guard let first = words.first else { return true }
        if fields.command == nil, !starter.joinsWords, !Flag.looksLikeFlag(first.text) {
            take(CommandLine.commands(command: words, args: [], environment: reading.environment.variables))
            return true
        }
        // One line for a shell: a word of its own can be a whole script.
        guard starter.joinsWords, first.text.utf8.contains(UInt8(ascii: " ")) else { return false }
        let line = first.with(text: words.map(\.text).joined(separator: " "))
        take(
            ShellScript.read(line.doubted(all: words.flatMap(\.unresolved)), environment: reading.environment.variables)
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
            ServerCommand(line: arguments, isCertain: takesDefaults && setting.starter == nil, place: place))
    }

    /// A server's image with a command of its own: what it starts is not known, but its flags may be the server's.
    func readUncertain(_ command: [Word], _ args: [Word]) {
        guard !startsServer, let imageServer, reading.found.isEmpty, reading.downloads.isEmpty,
            let first = command.first
        else { return }
        let line = CommandLine(words: command + args, environment: reading.environment.variables)
        guard !Self.shells.contains(line.program), !Self.idle.contains(line.program), !line.isPython,
            ModelServer.recognised(line) == nil
        else { return }
        guard !imageServer.recognition.programs.contains(line.program) else { return }
        reading.found += ServerReader.read(imageServer, ServerCommand(line: line, isCertain: false, place: first))
    }

    func readPlaces() {
        guard !setting.mounted.isEmpty, !setting.isTemplate, imageServer == nil, !startsServer else { return }
        let line = CommandLine(words: [imagePlace] + words(fields.command) + words(fields.args))
        reading.placesOfModels = ModelPlaces.read(line)
    }

    /// A script is for the shell, unless the container's own command is an interpreter that gets it as a file.
    func readScript() {
        guard let script = setting.script, let text = script.nonEmptyString else { return }
        let word = Word(text, at: script)
        if let program = words(fields.command).first, program.text.contains("python") {
            let command = [program.with(text: "python"), program.with(text: "-c"), word]
            take(CommandLine.commands(command: command, args: [], environment: reading.environment.variables))
        } else {
            take(ShellScript.read(word, environment: reading.environment.variables))
        }
    }

    func readHooks() {
        for hook in fields.hooks {
            take(
                CommandLine.commands(command: words(hook), args: [], environment: reading.environment.variables))
        }
    }

    /// Everything that a command or script said.
    func take(_ script: ShellReading, depth: Int = 0) {
        for line in script.commands {
            if let (server, command) = ModelServer.recognised(line) {
                startsServer = true
                reading.server = server
                var command = command
                command.isCertain = takesDefaults
                reading.found += ServerReader.read(server, command).map { found in
                    var found = found
                    found.scriptEnvironment = line.environment
                    return found
                }
            } else if line.words.count > 1 {
                reading.found += GenericProgram.read(line, hasAccelerator: computesItself)
            }
        }
        reading.downloads += script.references
        reading.otherDownloads += script.otherDownloads
        for reason in script.opaque { addOpaque(reason) }
        for file in script.scripts { take(file, depth: depth) }
    }

    /// Programs that keep a server's image busy with nothing.
    static let idle: Set<String> = ["sleep", "tail", "cat", "echo", "ls", "true", "nvidia-smi"]
    static let shells: Set<String> = ["sh", "bash", "ash", "dash", "zsh", "ksh", "busybox"]
}
