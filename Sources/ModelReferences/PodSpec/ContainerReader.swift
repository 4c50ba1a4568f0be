import KubernetesModel

/// Reads one container.
final class ContainerReader {
    let fields: ContainerFields
    let volumes: Volumes
    let configMaps: ConfigMaps
    let setting: PodSpecWalk.Setting

    private let reading: ContainerReading
    private var imageServer: ModelServer?
    private var startsServer = false
    /// A script of the image that a command runs.
    private var imageScript: Word?
    /// Scripts of ConfigMaps that a command has run: `name/key`.
    private var readFiles: Set<String> = []

    static func read(
        _ fields: ContainerFields, volumes: Volumes, configMaps: ConfigMaps, setting: PodSpecWalk.Setting
    ) -> ContainerReading {
        let mayConcern =
            setting.script != nil || setting.server != nil || setting.imagelessServer != nil && fields.image == nil
            || configMaps.areVisible && fields.volumeMounts != nil
            || ContainerHints.mayConcernModels(fields)
        guard mayConcern else { return ContainerReading(fields) }
        let reader = ContainerReader(fields, volumes: volumes, configMaps: configMaps, setting: setting)
        reader.readAll()
        return reader.reading
    }

    private init(
        _ fields: ContainerFields, volumes: Volumes, configMaps: ConfigMaps, setting: PodSpecWalk.Setting
    ) {
        self.fields = fields
        self.volumes = volumes
        self.configMaps = configMaps
        self.setting = setting
        reading = ContainerReading(fields)
        reading.environment = ContainerEnvironment(fields, configMaps: configMaps)
        if let starter = setting.starter, let name = starter.variable {
            reading.environment.provide(name, Word(starter.command, at: fields.node))
        }
        let imageless = fields.image == nil ? setting.imagelessServer : nil
        imageServer =
            fields.image?.nonEmptyString.flatMap(ModelServer.recognised(image:)) ?? setting.server ?? imageless
        reading.server = imageServer
    }

    private func readAll() {
        if refuseTooManyWords() { return }
        if readStorageInitializer() { return }
        readModelcar()
        readCommands()
        readPlaces()
        readScript()
        readHooks()
        readMountedFiles()
        readSettings()
        readVariables()
        readUnknownSources()
        reportUnreadable()
        readDefaults()
        boundPaths()
    }

    /// INVARIANT: each path is followed over each mount, so their product is bounded. Nothing honest comes near.
    private func boundPaths() {
        let paths =
            reading.found.count + reading.downloads.count + reading.otherDownloads.count
            + reading.placesOfModels.count
        let mounts = fields.volumeMounts?.count ?? 0
        guard mounts > 0, paths > Self.mostLookups / mounts, let place = fields.args ?? fields.command ?? fields.image
        else { return }
        reading.downloads = []
        reading.otherDownloads = []
        reading.placesOfModels = []
        reading.found = [
            FoundReference(
                "\(paths) references", consumer: reading.server?.consumer ?? .any,
                pinning: .unresolved(tooManyPaths), at: .node(place))
        ]
    }

    private static let mostLookups = 262_144

    /// INVARIANT: every word is looked at for each option of a server, so their number is bounded.
    private func refuseTooManyWords() -> Bool {
        let count = (fields.command?.count ?? 0) + (fields.args?.count ?? 0) + (fields.env?.count ?? 0)
        guard count > Self.mostWords, let place = fields.command ?? fields.args ?? fields.env else { return false }
        reading.found = [
            FoundReference(
                "\(count) words and variables", consumer: reading.server?.consumer ?? .any,
                pinning: .unresolved(tooManyWords), at: .node(place))
        ]
        return true
    }

    private static let mostWords = 10_000

    // MARK: KServe's own containers

    /// `args` are pairs of URI and destination; so in pods and in any Job with that image.
    private func readStorageInitializer() -> Bool {
        guard let image = fields.image?.string, StorageInitializer.isImage(image) else { return false }
        let arguments = words(fields.command) + words(fields.args)
        // A shell in that image is a shell, and Python with a script of the manifest is Python.
        if let first = arguments.first, Self.shells.contains(LocalPath.name(first.text)) { return false }
        if arguments.count > 1, arguments[1].text == "-c" { return false }
        reading.downloads = StorageInitializer.downloads(arguments)
        return true
    }

    /// The image of a modelcar sidecar is the model (pkg/utils/storage.go).
    private func readModelcar() {
        guard reading.name == "modelcar" || reading.name == "modelcar-init" else { return }
        reading.imageIsModel = true
    }

    // MARK: Commands

    private func readCommands() {
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
    private func readStarted(_ words: [Word]) -> Bool {
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

    private var entrypoint: String? {
        guard imageServer == nil, let image = fields.image?.nonEmptyString else { return nil }
        return ImageEntrypoint.program(of: image)
    }

    /// Whether the arguments begin with a program of their own, and are not those of the image's entrypoint.
    private func isCommand(_ args: [Word]) -> Bool {
        let line = CommandLine(words: args, environment: reading.environment.variables)
        // A directory or `org/name` is no program: the image has one, and takes it for its model.
        if imageServer == nil { return !GenericProgram.isModel(first: args) }
        if line.isPython || ModelServer.recognised(line) != nil { return true }
        return Self.shells.contains(line.program) || Downloader.running(line) != nil
    }

    /// The entrypoint of the image is the server, and gets these arguments.
    private func readEntrypoint(_ args: [Word]) {
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
    private func readUncertain(_ command: [Word], _ args: [Word]) {
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

    private func readPlaces() {
        guard !setting.mounted.isEmpty, !setting.isTemplate, imageServer == nil, !startsServer else { return }
        let line = CommandLine(words: [imagePlace] + words(fields.command) + words(fields.args))
        reading.placesOfModels = ModelPlaces.read(line)
    }

    /// A script is for the shell, unless the container's own command is an interpreter that gets it as a file.
    private func readScript() {
        guard let script = setting.script, let text = script.nonEmptyString else { return }
        let word = Word(text, at: script)
        if let program = words(fields.command).first, program.text.contains("python") {
            let command = [program.with(text: "python"), program.with(text: "-c"), word]
            take(CommandLine.commands(command: command, args: [], environment: reading.environment.variables))
        } else {
            take(ShellScript.read(word, environment: reading.environment.variables))
        }
    }

    private func readHooks() {
        for hook in fields.hooks {
            take(
                CommandLine.commands(command: words(hook), args: [], environment: reading.environment.variables))
        }
    }

    /// Everything that a command or script said.
    private func take(_ script: ShellReading, depth: Int = 0) {
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

    /// A script that a command runs: from a ConfigMap beside the object it is read, from the image it is part of the
    /// image, and from any other volume nobody can tell.
    private func take(_ file: ScriptFile, depth: Int) {
        let path = LocalPath.absolute(file.path.text, in: fields.workingDir?.string)
        guard let mount = volumes.mount(for: path, in: fields) else {
            if !file.servesNothing { imageScript = imageScript ?? file.path }
            return
        }
        guard case .configMap(let name, let key) = volumes.backing(of: mount),
            let text = configMaps.data(of: name)?[key]?.string, depth < 4
        else {
            addOpaque(scriptFromVolume(file.path.text))
            return
        }
        var file = file
        file.path = file.path.known(text).at(configMap: name, key: key)
        readFiles.insert("\(name)/\(key)")
        read(file, depth: depth)
    }

    /// `file.path` holds the text of the file.
    private func read(_ file: ScriptFile, depth: Int) {
        switch file.language {
        case .shell: take(ShellScript.read(file.path, environment: file.environment), depth: depth + 1)
        case .python: take(PythonText.read(file.path, environment: file.environment), depth: depth + 1)
        case .other: addOpaque(scriptFromVolume(file.path.path.description))
        }
    }

    /// Scripts of ConfigMaps beside the object that are mounted here, whoever runs them.
    private func readMountedFiles() {
        guard configMaps.areVisible else { return }
        for mount in fields.mounts {
            guard case .configMap(let name, _) = volumes.backing(of: mount),
                let data = configMaps.data(of: name)
            else { continue }
            for member in data.members {
                guard let text = member.value.string, let language = ScriptFile.Language(fileName: member.key),
                    readFiles.insert("\(name)/\(member.key)").inserted
                else { continue }
                let word = Word(text, at: mount.node).at(configMap: name, key: member.key)
                read(
                    ScriptFile(
                        language: language, path: word, arguments: [], environment: reading.environment.variables),
                    depth: 0)
            }
        }
    }

    private func readSettings() {
        guard reading.server?.consumer == .mlserver, !setting.isTemplate else { return }
        reading.found += MLServerSettings(volumes: volumes, configMaps: configMaps).references(of: fields)
    }

    /// Whether what is not said here is said nowhere, so that the server takes its default model.
    private var takesDefaults: Bool {
        setting.mounted.isEmpty && !setting.isTemplate && reading.environment.unknownSources.isEmpty
    }

    /// Whether it computes with a model itself: it asks for an accelerator, or is a patch that leaves all that out.
    private var computesItself: Bool { fields.hasAccelerator || fields.image == nil }

    // MARK: Variables

    private func readVariables() {
        // `STORAGE_URI` makes KServe's webhook add the download, whatever the container is.
        if let word = reading.environment.variables["STORAGE_URI"], !word.text.isEmpty, !fetchesDataset {
            let reference = FoundReference(
                word, consumer: .kserve, destination: StorageInitializer.destination)
            reading.downloads.append(reference)
        }
        guard reading.found.isEmpty, reading.downloads.isEmpty, !fetchesDataset else { return }
        reading.found += GenericProgram.variables(reading.environment, hasAccelerator: computesItself)
    }

    /// Kubeflow Trainer's initializer of datasets has the variables of that of models (kubeflow/trainer
    /// pkg/initializers).
    private var fetchesDataset: Bool {
        guard let image = fields.image?.string else { return false }
        return LocalPath.name(ImageName.repository(image)) == "dataset-initializer"
    }

    /// `envFrom` gives a server any of its variables, and nobody sees which.
    private func readUnknownSources() {
        guard let server = reading.server, !setting.isTemplate else { return }
        for source in reading.environment.unknownSources {
            reading.found.append(
                FoundReference(
                    "envFrom \(source.description)", consumer: server.consumer, role: .config,
                    pinning: .unresolved(hiddenVariables), suggestion: nameVariables,
                    at: .node(source.node)))
        }
    }

    // MARK: What is left

    /// On a server that shows no reference, a command that cannot be read may load anything.
    private func reportUnreadable() {
        if let command = reading.opaque.first(where: { ShellBounds.isExceeded($0.reason) }), !setting.isTemplate {
            reading.found.append(
                FoundReference(
                    fields.image?.string ?? command.path.description, consumer: reading.server?.consumer ?? .any,
                    pinning: .unresolved(unreadable(command.reason)), suggestion: shorten, at: command.place))
            return
        }
        guard let server = reading.server, reading.found.isEmpty, reading.downloads.isEmpty,
            let command = reading.opaque.first, !setting.isTemplate
        else { return }
        reading.found.append(
            FoundReference(
                fields.image?.string ?? server.name, consumer: server.consumer,
                pinning: .unresolved(unreadable(command.reason)), suggestion: writeOut, at: command.place))
    }

    private func readDefaults() {
        guard let server = reading.server, reading.found.isEmpty, reading.downloads.isEmpty else { return }
        if server.imageIsModel { reading.imageIsModel = true }
        if server.needsModel, !setting.isTemplate, setting.mounted.isEmpty, startsServer || imageScript != nil {
            let place = imageScript ?? imagePlace
            reading.found.append(
                FoundReference(
                    place.text, consumer: server.consumer, pinning: .unresolved(hiddenModel(server.name)),
                    suggestion: writeOut, at: place.place))
        }
        if server.consumer == .ollama, !setting.isTemplate {
            let place = imagePlace
            reading.found.append(
                FoundReference(
                    place.text, consumer: .ollama, pinning: .mutable(pullsOnDemand), at: place.place))
        }
    }

    // MARK: Words

    private func words(_ list: Node?) -> [Word] {
        guard let list else { return [] }
        var words: [Word] = []
        words.reserveCapacity(list.count)
        for node in list.elements {
            guard let text = node.scalarText else { continue }
            let word = Word(text, at: node)
            let mayExpand = text.withBytes(VariableExpansion.mayExpand)
            words.append(mayExpand ? VariableExpansion.expand(word, reading.environment.variables) : word)
        }
        return words
    }

    private var imagePlace: Word {
        let node = fields.image ?? fields.node
        return Word(fields.image?.string ?? "", at: node)
    }

    private func addOpaque(_ reason: String) {
        let place = fields.command ?? fields.args ?? fields.node
        reading.opaque.append(
            OpaqueCommand(reason: reason, at: .node(place), container: reading.name))
    }

    /// Programs that keep a server's image busy with nothing.
    private static let idle: Set<String> = ["sleep", "tail", "cat", "echo", "ls", "true", "nvidia-smi"]
    private static let shells: Set<String> = ["sh", "bash", "ash", "dash", "zsh", "ksh", "busybox"]
}

// MARK: - What the user reads

private func scriptFromVolume(_ path: String) -> String { "runs \(path) from a volume, which nobody here can read" }
private let hiddenVariables =
    "a source of variables that the object does not show, and any of them may name a model or a server"
private let nameVariables = "name each variable under env, with valueFrom where it is a secret"
private let tooManyWords = "part of a command with more words and variables than are read"
private let shorten = "write a shorter command, or put the script into the image"
private func unreadable(_ reason: String) -> String { "unknown, since the command \(reason)" }
private func hiddenModel(_ server: String) -> String {
    "what starts \(server), and which model it serves stands nowhere in the object"
}
private let tooManyPaths = "more than can be followed over the volumes of the container"
private let writeOut = "write the server's command out in the manifest"
private let pullsOnDemand = "a server that pulls whatever model a client asks for, by a tag that can move"
