import KubernetesModel

extension ModelServer {
    /// TorchServe: a store of archives, and which of them to load.
    static let torchServe = ModelServer(
        "TorchServe", consumer: .torchserve,
        summary: "Reads `--model-store` and `--models name=URL`; `--enable-model-api` loads at run time.",
        recognition: Recognition(programs: ["torchserve"], images: ["torchserve"]),
        options: [
            ServerOption(.model, flags: ["--model-store"]),
            ServerOption(.runTimeLoading(values: []), flags: ["--enable-model-api"]),
        ],
        names: .path, extra: readArchives)

    /// `--models NAME=URL`: archives of the store have no scheme, and then the store is what is read.
    @Sendable private static func readArchives(_ command: ServerCommand) -> [FoundReference] {
        command.line.lists(of: ["--models"]).compactMap { word in
            var archive = word
            if let equals = word.text.utf8.firstIndex(of: UInt8(ascii: "=")) {
                archive.text = String(word.text[word.text.utf8.index(after: equals)...])
            }
            guard archive.text.contains("://") || LocalPath.isLocal(archive.text) else { return nil }
            return FoundReference(archive, consumer: .torchserve)
        }
    }
}
