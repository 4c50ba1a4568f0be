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
    func readUnknownSources() {
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
private let pullsOnDemand = "a server that pulls whatever model a client asks for, by a tag that can move"
