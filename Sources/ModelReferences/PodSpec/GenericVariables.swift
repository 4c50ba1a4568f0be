/// Variables of containers in which no command has named a model.
extension GenericProgram {
    /// - Parameter mayMake: whether the container's image makes models, so that a path is where it puts one.
    static func variables(
        _ environment: ContainerEnvironment, hasAccelerator: Bool, mayMake: @autoclosure () -> Bool = false
    ) -> [FoundReference] {
        let variables = environment.variables
        let revision = variables["MODEL_REVISION"] ?? variables["HF_MODEL_REVISION"] ?? variables["REVISION"]
        let found = variables.names.compactMap { name -> FoundReference? in
            guard let word = variables[name], !word.text.isEmpty else { return nil }
            let lower = GenericNames.normalised(name)
            guard !GenericNames.isOutput(lower) else { return nil }
            if ModelURI.hasScheme(word.text) || ModelURI.web(word.text) != nil {
                let counts = holdsModel(lower, word.text, hasAccelerator: hasAccelerator)
                return counts ? reference(word, nil) : nil
            }
            if GenericNames.tells(lower), LocalModelFile.isPath(word.text), !mayMake() { return reference(word, nil) }
            if hasAccelerator, GenericNames.isModel(lower), isLeftOpen(word.text) {
                return FoundReference(word, consumer: .hfHub)
            }
            guard isHubName(word.text) else { return nil }
            let own = variables["\(name)_REVISION"] ?? stem(name).flatMap { variables["\($0)_REVISION"] }
            if let own { return FoundReference(word, consumer: .hfHub, revision: own) }
            guard lower == "hf-model-id" || hasAccelerator && GenericNames.isModel(lower) || isOfHub(lower, variables)
            else { return nil }
            return FoundReference(word, consumer: .hfHub, revision: revision ?? variables["HF_REVISION"])
        }
        return found.isEmpty && hasAccelerator ? paths(environment) : found
    }

    /// `X` of `X_ID` and `X_NAME`: beside `X_REVISION` they name a repository that is loaded at that revision.
    private static func stem(_ name: String) -> String? {
        ["_ID", "_NAME"].first(where: name.hasSuffix).map { String(name.dropLast($0.count)) }
    }

    /// Whether the name says that the value is one of the hub, and nothing says that another service is asked for it.
    private static func isOfHub(_ name: String, _ variables: Variables) -> Bool {
        guard hubNames.contains(name), !ClientImage.asksModel(variables) else { return false }
        let type = variables["HF_REPO_TYPE"] ?? variables["REPO_TYPE"]
        return type == nil || type?.text == "model"
    }

    private static let hubNames: Set<String> = [
        "hf-model", "hf-model-name", "hf-model-repo", "hf-model-repo-id", "hf-repo", "hf-repo-id", "hf-model-path",
        "huggingface-model", "huggingface-model-id", "huggingface-model-name", "huggingface-repo",
        "huggingface-repo-id", "hugging-face-model", "hugging-face-model-id",
    ]

    /// Whether a setting of this name (`MODEL_URI`, `model_uri`) holds the URI of a model that is loaded.
    static func holdsModel(_ name: String, _ value: String, hasAccelerator: Bool = false) -> Bool {
        let name = GenericNames.normalised(name)
        guard !GenericNames.isOutput(name) else { return false }
        if ModelURI.hasModelScheme(value) { return true }
        if !hasAccelerator, GenericNames.isAboutOther(name, value) { return false }
        switch ModelURI.web(value) {
        case .page: return GenericNames.tells(name) && GenericNames.isRepository(name)
        case .fileOnHub: return GenericNames.tells(name) || ModelLook.byExtension(ModelLook.withoutQuery(value)) == true
        case .file: return GenericNames.tells(name)
        case nil: return ModelURI.hasScheme(value) && (GenericNames.tells(name) || GenericNames.mentionsModels(value))
        }
    }

    /// The directory of a model, where no variable names a model itself; beside one that does it is as often the output.
    private static func paths(_ environment: ContainerEnvironment) -> [FoundReference] {
        environment.variables.names.compactMap { name in
            guard pathNames.contains(GenericNames.normalised(name)), let word = environment.variables[name],
                word.text.utf8.first == Byte.slash
            else { return nil }
            return FoundReference(word, consumer: .hfHub)
        }
    }

    /// Variables that hold the directory of what is loaded; `MODEL_DIR` is as often where a training job writes.
    private static let pathNames: Set<String> = [
        "model", "model-path", "model-id", "model-name", "hf-model-path", "base-model", "base-model-path",
        "pretrained-model-path", "llm-model-path",
    ]
}
