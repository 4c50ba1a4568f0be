import KubernetesModel

/// Reads one container.
final class ContainerReader {
    let fields: ContainerFields
    let volumes: Volumes
    let configMaps: ConfigMaps
    let setting: PodSpecWalk.Setting

    let reading: ContainerReading
    private(set) var imageServer: ModelServer?
    var startsServer = false
    /// A script of the image that a command runs.
    var imageScript: Word?
    /// Scripts of ConfigMaps that a command has run: `name/key`.
    var readFiles: Set<String> = []
    /// The files that the input shows; nil where it shows no ConfigMap, as at admission.
    private(set) lazy var files =
        configMaps.areVisible
        ? ShownFiles(
            mounts: fields.mounts, volumes: volumes, configMaps: configMaps,
            workingDirectory: fields.workingDir?.string) : nil

    static func read(
        _ fields: ContainerFields, volumes: Volumes, configMaps: ConfigMaps, setting: PodSpecWalk.Setting
    ) -> ContainerReading {
        let mayConcern =
            setting.script != nil || setting.server != nil || setting.imagelessServer != nil && fields.image == nil
            || configMaps.areVisible && fields.volumeMounts != nil || setting.expandsOrAttaches
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
        reading.environment = ContainerEnvironment(fields, configMaps: configMaps, parameters: setting.parameters)
        if let starter = setting.starter, let name = starter.variable {
            reading.environment.provide(name, Word(starter.command, at: fields.node))
        }
        let imageless = fields.image == nil ? setting.imagelessServer : nil
        imageServer = ownServer ?? setting.server ?? imageless
        reading.server = imageServer
    }

    /// The server that its image is.
    private var ownServer: ModelServer? {
        guard let image = fields.image?.nonEmptyString.map(setting.parameters.expand),
            let server = ModelServer.recognised(image: image)
        else { return nil }
        guard fields.command == nil, ClientImage.mayBe(image, of: server),
            ClientImage.asksElsewhere(reading.environment.variables),
            GivenFlags(words(fields.args)[...], server).isEmpty
        else { return server }
        return nil
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
        let mounts = (fields.volumeMounts?.count ?? 0) + (fields.attached?.mounts.count ?? 0)
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
        let count =
            (fields.command?.count ?? 0) + (fields.args?.count ?? 0) + (fields.env?.count ?? 0)
            + (fields.attached?.variableCount ?? 0)
        guard count > Self.mostWords, let place = fields.command ?? fields.args ?? fields.env ?? fields.image else {
            return false
        }
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
        guard let image = fields.image, StorageInitializer.isImage(image) else { return false }
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

    // MARK: Words

    func words(_ list: Node?) -> [Word] {
        guard let list else { return [] }
        var words: [Word] = []
        words.reserveCapacity(list.count)
        for node in list.elements {
            guard let text = node.scalarText else { continue }
            let word = setting.parameters.expand(Word(text, at: node))
            let mayExpand = word.text.withBytes(VariableExpansion.mayExpand)
            words.append(mayExpand ? VariableExpansion.expand(word, reading.environment.variables) : word)
        }
        return words
    }

    var imagePlace: Word {
        let node = fields.image ?? fields.node
        return Word(fields.image?.string ?? "", at: node)
    }

    func addOpaque(_ reason: String) {
        let place = fields.command ?? fields.args ?? fields.node
        reading.opaque.append(
            OpaqueCommand(reason: reason, at: .node(place), container: reading.name))
    }
}

// MARK: - What the user reads

private let tooManyWords = "part of a command with more words and variables than are read"
private let tooManyPaths = "more than can be followed over the volumes of the container"
