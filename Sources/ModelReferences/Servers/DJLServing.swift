import KubernetesModel

extension ModelServer {
    /// DJL Serving and AWS's LMI containers (serving/docs/lmi/deployment_guide/configurations.md and
    /// serving/util/ModelStore.java of deepjavalibrary/djl-serving).
    static let djlServing = ModelServer(
        "DJL Serving", consumer: .hfHub,
        summary: "Reads `HF_MODEL_ID` and `HF_REVISION`, `OPTION_MODEL_ID` and `OPTION_REVISION`, and `-m NAME=URL`.",
        recognition: Recognition(programs: ["djl-serving"], images: ["djl-serving", "djl-inference"]),
        options: [
            ServerOption(.model, environment: ["HF_MODEL_ID", "OPTION_MODEL_ID"]),
            ServerOption(.revision, environment: ["HF_REVISION", "OPTION_REVISION"]),
            ServerOption(
                .trustsRemoteCode,
                environment: [
                    "HF_TRUST_REMOTE_CODE", "HF_MODEL_TRUST_REMOTE_CODE",
                    "OPTION_TRUST_REMOTE_CODE",
                ]),
        ],
        abbreviates: false, extra: readURLs)

    /// `-m NAME:VERSION:ENGINE:DEVICE=URL`, with commas between where a variable holds many.
    @Sendable private static func readURLs(_ command: ServerCommand) -> [FoundReference] {
        let listed = [command.line.environment["SERVING_LOAD_MODELS"]].compactMap(\.self)
        return (command.line.values(of: ["-m", "--models"]) + listed).flatMap { word in
            word.text.split(separator: ",").compactMap { entry -> FoundReference? in
                guard let equals = entry.firstIndex(of: "="), entry[equals...].contains("://") else { return nil }
                let url = word.with(text: String(entry[entry.index(after: equals)...]))
                var found = FoundReference(url, consumer: .any)
                if url.text.hasPrefix("djl://"), found.pinning == nil { found.pinning = .mutable(modelZoo) }
                return found
            }
        }
    }

    /// The inference containers of Hugging Face. Each cloud's toolkit knows its own name of the revision alone:
    /// `HF_REVISION` on Google Cloud (huggingface-inference-toolkit, const.py), `HF_MODEL_REVISION` on AWS
    /// (sagemaker-huggingface-inference-toolkit, transformers_utils.py).
    static let huggingFaceContainers = ModelServer(
        "Hugging Face containers", consumer: .hfHub,
        summary: "Read `HF_MODEL_ID`, with `HF_REVISION` on Google Cloud and `HF_MODEL_REVISION` on AWS.",
        recognition: Recognition(images: [
            "huggingface-pytorch-inference", "huggingface-tensorflow-inference", "huggingface-inference",
            "huggingface-inference-toolkit",
        ]),
        options: [], abbreviates: false, extra: readHub)

    @Sendable private static func readHub(_ command: ServerCommand) -> [FoundReference] {
        guard let model = command.line.environment["HF_MODEL_ID"], !model.text.isEmpty else { return [] }
        let names = revisionNames(command.place.text)
        let revisions = names.map { command.line.environment[$0] }
        // In an image of another registry nobody can tell which of them is read: both must say the same.
        let agree = revisions.allSatisfy { $0?.text == revisions.first??.text }
        return [FoundReference(model, consumer: .hfHub, revision: agree ? revisions.first ?? nil : nil)]
    }

    private static func revisionNames(_ image: String) -> [String] {
        if image.contains(".dkr.ecr.") { return ["HF_MODEL_REVISION"] }
        let isGoogles = image.contains(".pkg.dev/") || image.contains("gcr.io/") || image.contains("toolkit")
        return isGoogles ? ["HF_REVISION"] : ["HF_REVISION", "HF_MODEL_REVISION"]
    }
}

// MARK: - What the user reads

private let modelZoo = "a name in DJL's model zoo, whose entry can change at any time"
