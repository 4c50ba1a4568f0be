import KubernetesModel

/// The list of LoRA adapters that the LoRA syncer follows: `vLLMLoRAConfig.ensureExist.models[].source`.
enum AdapterConfig {
    /// nil where the text cannot be read as such a list.
    static func read(
        _ node: Node, named map: String, at place: FoundReference, consumer: Consumer
    ) -> [FoundReference]? {
        guard let root = EmbeddedDocument.parse(node), let config = root["vLLMLoRAConfig"],
            let models = config[path: "ensureExist", "models"]
        else { return nil }
        return models.elements.compactMap { item in
            guard let source = item["source"]?.nonEmptyString else { return nil }
            return FoundReference(
                source, consumer: consumer, role: .adapter,
                path: FieldPath("\(map): \(item.path)").appending(key: "source"), position: place.position)
        }
    }
}
