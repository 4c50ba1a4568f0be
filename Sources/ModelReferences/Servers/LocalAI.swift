import KubernetesModel

extension ModelServer {
    /// LocalAI: models of its gallery, URIs and configurations by URL, as arguments or variables; none of them has a
    /// revision (localai.io/docs/getting-started/models).
    static let localAI = ModelServer(
        "LocalAI", consumer: .any,
        summary: "Reads the words after `local-ai run`, `MODELS`, `PRELOAD_MODELS` and its folder of models.",
        recognition: Recognition(
            programs: ["local-ai"], subcommands: ["run"], images: ["localai/localai", "local-ai", "localai"]),
        // It serves what lies in its folder, and installs what clients ask for (core/http/routes/localai.go).
        options: [], names: .own, abbreviates: false, servesFolder: true, loadsOnDemand: true, extra: readModels)

    @Sendable private static func readModels(_ command: ServerCommand) -> [FoundReference] {
        var found = command.line.positionals(knownValueFlags: valueFlags).filter { $0.text != "run" }
        for name in ["MODELS", "LOCALAI_MODELS"] {
            guard let list = command.line.environment[name] else { continue }
            found += list.text.split { $0 == "," || $0 == " " }.map { list.with(text: String($0)) }
        }
        for name in ["PRELOAD_MODELS", "LOCALAI_PRELOAD_MODELS"] {
            guard let list = command.line.environment[name], !list.text.isEmpty else { continue }
            found += preloaded(list)
        }
        return found.map { FoundReference($0, consumer: .any).asOfLocalAI }
            + LocalAIModels(command: command).references()
    }

    /// `[{"url": "github:…/x.yaml", "name": …}]`.
    private static func preloaded(_ list: Word) -> [Word] {
        guard let document = try? JSONParser.parse(list.text), document.root.isArray else { return [list] }
        return document.root.elements.compactMap { item in
            (item["url"]?.nonEmptyString ?? item["id"]?.nonEmptyString).map { list.with(text: $0) }
        }
    }

    private static let valueFlags = [
        "--models-path", "--context-size", "--threads", "--address", "--api-keys", "--galleries", "--upload-path",
        "--config-path", "--image-path", "--backends-path", "--log-level", "-f", "--models-config-file",
        "--config-file",
        "--preload-models-config",
    ]
}

extension FoundReference {
    /// With what LocalAI makes of the name: an entry of its gallery, or a file of the hub.
    var asOfLocalAI: FoundReference {
        guard pinning == nil else { return self }
        var reference = self
        if value.hasPrefix("huggingface://") {
            reference.pinning = .mutable(ofBranch)
        } else if !value.contains(":"), !LocalPath.isLocal(value) {
            reference.pinning = .mutable(galleryName)
        }
        return reference
    }
}

// MARK: - What the user reads

private let galleryName = "a name in a gallery, whose entry can change at any time"
private let ofBranch = "of a branch of the hub, which moves: LocalAI asks for no commit"
