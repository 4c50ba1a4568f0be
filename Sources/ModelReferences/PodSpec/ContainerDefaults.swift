import KubernetesModel

/// What holds where the commands of a container do not say which model it serves.
extension ContainerReader {
    /// Whether what is not said here is said nowhere, so that the server takes its default model.
    var takesDefaults: Bool {
        setting.mounted.isEmpty && !setting.isTemplate && reading.environment.unknownSources.isEmpty
    }

    /// Whether it computes with a model itself: it asks for an accelerator, or is a patch that leaves all that out.
    var computesItself: Bool { fields.hasAccelerator || fields.image == nil }

    func readVariables() {
        if let word = reading.environment.variables["STORAGE_URI"], !word.text.isEmpty { readStorage(word) }
        guard reading.found.isEmpty, reading.downloads.isEmpty, !fetchesDataset else { return }
        readApplication()
        readOwnDownloader()
        guard reading.downloads.isEmpty else { return }
        reading.found += GenericProgram.variables(
            reading.environment, hasAccelerator: computesItself, mayMake: mayMakeModels)
        if reading.found.isEmpty { reading.found += MLflowVariables.references(reading.environment.variables) }
    }

    /// Whether its image or what it runs says that it makes models: then a path is where one is put.
    private var mayMakeModels: Bool {
        let image = fields.image?.string.map { LocalPath.name(ImageName.repository($0)) } ?? ""
        return LocalModelFile.isMaker(image) || words(fields.command).contains { LocalModelFile.isMaker($0.text) }
            || words(fields.args).contains { LocalModelFile.isMaker($0.text) }
    }

    /// Kubeflow Trainer's initializer of datasets has the variables of that of models (kubeflow/trainer
    /// pkg/initializers).
    private var fetchesDataset: Bool { isInitializer("dataset-initializer") }
    private var fetchesForTrainer: Bool { isInitializer("model-initializer") }

    private func isInitializer(_ name: String) -> Bool {
        guard let image = fields.image?.string else { return false }
        return LocalPath.name(ImageName.repository(image)) == name
    }

    /// `STORAGE_URI` makes KServe add the download to a custom predictor; Kubeflow Trainer's initializer reads it itself.
    private func readStorage(_ word: Word) {
        guard !fetchesDataset else { return }
        if fetchesForTrainer {
            reading.downloads.append(FoundReference(word, consumer: .trainer, destination: "/workspace/model"))
        } else if isOfModel(word) {
            reading.readsStorageURI = true
            reading.downloads.append(
                FoundReference(word, consumer: .kserve, destination: StorageInitializer.destination))
        }
    }

    /// Many programs keep something at a `STORAGE_URI`. INVARIANT: KServe reads the variable in its own kinds alone
    /// (its webhook looks at pods of an InferenceService, pkg/webhook/admission/pod/mutator.go); elsewhere what is no
    /// URI of a model counts beside a server or an accelerator.
    private func isOfModel(_ word: Word) -> Bool {
        if reading.server != nil || computesItself || !setting.mounted.isEmpty || setting.isTemplate { return true }
        guard word.unresolved.isEmpty else { return false }
        return ModelURI.hasScheme(word.text) || Self.isModelFile(word.text)
    }

    private static func isModelFile(_ text: String) -> Bool {
        guard let name = RemoteName(text), ["http", "https"].contains(name.scheme), let file = name.segments.last else {
            return false
        }
        return ModelLook.isModel(text) || [".tar.gz", ".tgz", ".tar", ".zip", ".git"].contains(where: file.hasSuffix)
    }

    /// `envFrom` gives a server any of its variables, and nobody sees which.
    func readUnknownSources() {
        guard let server = reading.server, !setting.isTemplate, !reading.environment.unknownSources.isEmpty,
            !startsNothing, server.readsAnything
        else { return }
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
    func reportUnreadable() {
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

    func readDefaults() {
        if holdsModel { reading.imageIsModel = true }
        readFolders()
        guard let server = reading.server, reading.found.isEmpty, reading.downloads.isEmpty else { return }
        if server.imageIsModel { reading.imageIsModel = true }
        if server.needsModel, !setting.isTemplate, setting.mounted.isEmpty, startsServer || imageScript != nil {
            let place = imageScript ?? imagePlace
            reading.found.append(
                FoundReference(
                    place.text, consumer: server.consumer, pinning: .unresolved(hiddenModel(server.name)),
                    suggestion: writeOut, at: place.place))
        }
        if server.consumer == .ollama || server.loadsOnDemand && !startsNothing, !setting.isTemplate {
            let place = imagePlace
            let reason = server.consumer == .ollama ? pullsOnDemand : loadsOnDemand
            reading.found.append(
                FoundReference(place.text, consumer: server.consumer, pinning: .mutable(reason), at: place.place))
        }
    }
}

// MARK: - Models inside images

extension ContainerReader {
    /// Whether the image starts as it was built, is named after a model, and is given none from elsewhere.
    private var holdsModel: Bool {
        guard let image = fields.image?.nonEmptyString, let imageServer, fields.command == nil, !setting.isTemplate,
            setting.mounted.isEmpty, setting.script == nil, setting.starter == nil, !reading.fetches,
            reading.found.allSatisfy({ !$0.isLikelyModel }), reading.environment.unknownSources.isEmpty,
            startsEntrypoint, fields.mounts.allSatisfy({ BakedModel.isAside($0.path) })
        else { return false }
        return BakedModel.isNamed(by: image, of: imageServer)
    }

    /// Whether the arguments are the server's, and no program of their own.
    private var startsEntrypoint: Bool {
        guard let first = words(fields.args).first else { return true }
        return Flag.looksLikeFlag(first.text) || ["serve", "start"].contains(first.text)
    }
}

// MARK: - What the user reads

private let hiddenVariables =
    "a source of variables that the object does not show, and any of them may name a model or a server"
private let nameVariables = "name each variable under env, with valueFrom where it is a secret"
private let shorten = "write a shorter command, or put the script into the image"
private func unreadable(_ reason: String) -> String { "unknown, since the command \(reason)" }
private func hiddenModel(_ server: String) -> String {
    "what starts \(server), and which model it serves stands nowhere in the object"
}
private let writeOut = "write the server's command out in the manifest"
private let pullsOnDemand = "a server that pulls whatever model a client asks for, and the tag of a model can move"
private let loadsOnDemand = "a server that loads whatever model a client asks for"
