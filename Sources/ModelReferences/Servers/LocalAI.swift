import KubernetesModel

extension ModelServer {
    /// LocalAI: models of its gallery, URIs and configurations by URL, as arguments or variables; none of them has a
    /// revision (localai.io/docs/getting-started/models).
    static let localAI = ModelServer(
        "LocalAI", consumer: .any,
        summary: "Reads the words after `local-ai run`, `MODELS` and `PRELOAD_MODELS`.",
        recognition: Recognition(
            programs: ["local-ai"], subcommands: ["run"], images: ["localai/localai", "local-ai", "localai"]),
        options: [], names: .own, abbreviates: false, extra: readModels)

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
        return found.map { word in
            var reference = FoundReference(word, consumer: .any)
            let isName = !word.text.contains(":") && !LocalPath.isLocal(word.text)
            if word.text.hasPrefix("huggingface://"), reference.pinning == nil {
                reference.pinning = .mutable(ofBranch)
            }
            if isName, reference.pinning == nil { reference.pinning = .mutable(galleryName) }
            return reference
        }
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
        "--config-path", "--image-path", "--backends-path", "--log-level", "-f",
    ]
}

// MARK: - What the user reads

private let galleryName = "a name in a gallery, whose entry can change at any time"
private let ofBranch = "of a branch of the hub, which moves: LocalAI asks for no commit"
