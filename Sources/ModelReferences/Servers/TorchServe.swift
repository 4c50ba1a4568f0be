import KubernetesModel

extension ModelServer {
    /// TorchServe: a store of archives, and which of them to load.
    static let torchServe = ModelServer(
        "TorchServe", consumer: .torchserve,
        summary: "Reads `--model-store` and `--models name=URL`; `--enable-model-api` loads at run time.",
        recognition: Recognition(programs: ["torchserve"], images: ["torchserve"]),
        options: [
            ServerOption(.runTimeLoading(values: []), flags: ["--enable-model-api"]),
            ServerOption(.configFile, flags: ["--ts-config"], form: .properties),
            // Both are read, since the variable outranks the flag (docs/configuration.md).
            ServerOption(.configFile, environment: ["TS_CONFIG_FILE"], form: .properties),
        ],
        names: .path, extra: readModels)

    @Sendable private static func readModels(_ command: ServerCommand) -> [FoundReference] {
        let archives = command.line.lists(of: ["--models"]).map(afterName)
        let named = archives.filter { $0.text.contains("://") || LocalPath.isLocal($0.text) }
        // Archives of the store have no scheme. Where all have one, the store is only where they are unpacked.
        let isStoreRead = archives.isEmpty || named.count < archives.count
        let stores = command.line.values(of: ["--model-store"]).map { store in
            let isPath = !store.unresolved.isEmpty || LocalPath.isLocal(store.text) || store.text.contains(":/")
            var found = FoundReference(isPath ? store : store.with(text: "./" + store.text), consumer: .torchserve)
            found.isLikelyModel = isStoreRead
            return found
        }
        if stores.isEmpty, named.isEmpty, let store = defaultStore(of: command) { return [store] }
        return stores + named.map { FoundReference($0, consumer: .torchserve) }
    }

    /// What the image's own configuration names (docker/config.properties of pytorch/serve): a volume there holds the
    /// models, and without one it is empty.
    private static func defaultStore(of command: ServerCommand) -> FoundReference? {
        guard command.isCertain, command.arguments.allSatisfy({ $0.text == "serve" }) else { return nil }
        var store = FoundReference(
            command.place.with(text: "/home/model-server/model-store"), consumer: .torchserve)
        store.isLikelyModel = false
        return store
    }

    /// `NAME=URL` without its name.
    private static func afterName(_ word: Word) -> Word {
        guard let equals = word.text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return word }
        return word.with(text: String(word.text[word.text.utf8.index(after: equals)...]))
    }
}
