/// A model of MLflow's registry that variables name by its parts, as programs of one's own read them.
enum MLflowVariables {
    static func references(_ variables: Variables) -> [FoundReference] {
        guard servers.contains(where: variables.contains),
            let name = value(of: names, variables), isName(name)
        else { return [] }
        if let alias = value(of: aliases, variables) { return [reference(name, "@", alias)] }
        if let stage = value(of: stages, variables) { return [reference(name, "/", stage)] }
        // An application's own version is called so as well.
        guard let version = value(of: versions, variables),
            Scan.isDigits(version.text[...]) || version.text == "latest" || !version.unresolved.isEmpty
        else { return [] }
        return [reference(name, "/", version)]
    }

    private static func reference(_ name: Word, _ mark: String, _ part: Word) -> FoundReference {
        FoundReference(
            part.doubted(all: name.unresolved), value: "models:/\(name.text)\(mark)\(part.text)", consumer: .mlflow)
    }

    private static func value(of names: [String], _ variables: Variables) -> Word? {
        for name in names {
            if let word = variables[name], !word.text.isEmpty { return word }
        }
        return nil
    }

    /// Whether it is a registered model's name, and no URI, path or repository.
    private static func isName(_ word: Word) -> Bool {
        !word.text.utf8.contains { $0 == Byte.slash || $0 == Byte.colon }
    }

    private static let servers = ["MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI"]
    private static let names = [
        "MLFLOW_MODEL_NAME", "MLFLOW_REGISTERED_MODEL_NAME", "REGISTERED_MODEL_NAME", "MODEL_NAME",
    ]
    private static let stages = ["MLFLOW_MODEL_STAGE", "MODEL_STAGE"]
    private static let aliases = ["MLFLOW_MODEL_ALIAS", "MODEL_ALIAS"]
    private static let versions = ["MLFLOW_MODEL_VERSION", "MODEL_VERSION"]
}
