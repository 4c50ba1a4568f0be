import KubernetesModel

extension ModelServer {
    /// Infinity, for embeddings and rerankers: `infinity_emb v2 --model-id X --revision R`, each as often as there are
    /// models (model cards on the hub run its image so; libs/infinity_emb/infinity_emb/cli.py of michaelfeil/infinity).
    static let infinity = ModelServer(
        "Infinity", consumer: .hfHub,
        summary: "Reads `--model-id` and `--revision`, or `INFINITY_MODEL_ID` and `INFINITY_REVISION`.",
        recognition: Recognition(
            programs: ["infinity_emb"], subcommands: ["v2", "v1"], images: ["michaelf34/infinity", "infinity-emb"]),
        options: [ServerOption(.trustsRemoteCode, flags: ["--trust-remote-code"])],
        abbreviates: false, extra: readModels)

    /// The revisions belong to the models in their order. Where their numbers differ nobody can tell which is whose.
    @Sendable private static func readModels(_ command: ServerCommand) -> [FoundReference] {
        let models = values(command, ["--model-id", "--model-name-or-path"], "INFINITY_MODEL_ID")
        let revisions = values(command, ["--revision"], "INFINITY_REVISION")
        return models.enumerated().map { index, model in
            let revision = revisions.count == models.count ? revisions[index] : nil
            return FoundReference(model, consumer: .hfHub, revision: revision)
        }
    }

    /// The variables hold lists with a semicolon between.
    private static func values(_ command: ServerCommand, _ flags: [String], _ variable: String) -> [Word] {
        let flagged = command.line.values(of: flags)
        guard flagged.isEmpty, let word = command.line.environment[variable] else { return flagged }
        return word.text.split(separator: ";").map { word.with(text: String($0)) }
    }
}
