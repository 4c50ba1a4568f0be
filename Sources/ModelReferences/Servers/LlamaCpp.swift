import KubernetesModel

extension ModelServer {
    /// llama.cpp. The `:` of `--hf-repo REPO:QUANT` is a quantisation, and there is no flag for a revision.
    static let llamaCpp = ModelServer(
        "llama.cpp", consumer: .llamacpp,
        summary: "Reads `-m`, `--model-url`, `--hf-repo`, `--lora` and the draft model, or `LLAMA_ARG_…`.",
        recognition: Recognition(
            programs: ["llama-server", "llama-cli", "llama-run", "server"], modules: ["llama_cpp.server"],
            images: ["llama.cpp", "llama-cpp", "llamacpp", "llama-server"],
            // Its binary's name until 2024 is also that of MinIO's, Vault's and anybody's subcommand.
            sharedNames: ["server"],
            signs: Recognition.Signs(
                flags: [
                    "-hf", "-hfr", "--hf-repo", "--hf-file", "-mu", "--model-url", "-ngl", "--n-gpu-layers",
                    "--gpu-layers", "--ctx-size", "-md", "--model-draft", "--mmproj", "--hf_model_repo_id", "-fa",
                    "--flash-attn", "--n-predict", "--mlock", "--models-dir",
                ], variables: ["LLAMA_ARG_"], texts: ["gguf", "ggml"])),
        options: [
            ServerOption(.model, flags: ["-m", "--model"], environment: ["LLAMA_ARG_MODEL", "MODEL"]),
            // The router of newer releases loads what clients ask for (tools/server/README.md).
            ServerOption(.model, flags: ["--models-dir"], environment: ["LLAMA_ARG_MODELS_DIR"]),
            ServerOption(
                .configFile, flags: ["--models-preset"], environment: ["LLAMA_ARG_MODELS_PRESET"], form: .presets),
            ServerOption(.adapters(.namedPaths), flags: ["--lora", "--control-vector"]),
            ServerOption(
                .draftModel, flags: ["-md", "--model-draft", "--spec-draft-model"],
                environment: ["LLAMA_ARG_MODEL_DRAFT"]),
            ServerOption(.config, flags: ["-mm", "--mmproj"], environment: ["LLAMA_ARG_MMPROJ"]),
        ],
        names: .path, abbreviates: false, extra: readHubFlags)

    @Sendable private static func readHubFlags(_ command: ServerCommand) -> [FoundReference] {
        repositories(command) + urls(command) + images(command) + builtIn(command)
    }

    /// Docker Hub's models: `ai/` in front and `latest` behind where nothing else is said (common/arg.cpp).
    private static func images(_ command: ServerCommand) -> [FoundReference] {
        values(command, ["-dr", "--docker-repo"], "LLAMA_ARG_DOCKER_REPO").map { word in
            var reference = FoundReference(word, consumer: .llamacpp)
            if reference.pinning == nil { reference.pinning = .mutable(ofTag) }
            reference.suggestion = nameFile
            return reference
        }
    }

    /// `--gpt-oss-20b-default` and its like stand for a repository of the hub, which they download.
    private static func builtIn(_ command: ServerCommand) -> [FoundReference] {
        command.arguments.prefix { $0.text != "--" }.compactMap { word in
            guard let flag = Flag(word.text), flag.isBuiltIn else { return nil }
            return FoundReference(
                String(flag.name), consumer: .llamacpp, pinning: .mutable(ofBranch), suggestion: nameFile,
                at: word.place)
        }
    }

    private static func repositories(_ command: ServerCommand) -> [FoundReference] {
        let table: [(flags: [String], variable: String, role: ModelReference.Role)] = [
            (["-hf", "-hfr", "--hf-repo"], "LLAMA_ARG_HF_REPO", .model),
            (["-hfd", "-hfrd", "--hf-repo-draft"], "LLAMA_ARG_HFD_REPO", .draftModel),
            (["-hfv", "-hfrv", "--hf-repo-v"], "LLAMA_ARG_HF_REPO_V", .config),
            (["--hf_model_repo_id"], "HF_MODEL_REPO_ID", .model),
        ]
        return table.flatMap { row in
            values(command, row.flags, row.variable).map {
                FoundReference($0, consumer: .llamacpp, role: row.role)
            }
        }
    }

    private static func urls(_ command: ServerCommand) -> [FoundReference] {
        let urls =
            values(command, ["-mu", "--model-url"], "LLAMA_ARG_MODEL_URL")
            + values(command, ["-mmu", "--mmproj-url"], "LLAMA_ARG_MMPROJ_URL")
        return urls.map { FoundReference($0, consumer: .http) }
    }

    private static func values(_ command: ServerCommand, _ flags: [String], _ variable: String) -> [Word] {
        let flagged = command.line.values(of: flags)
        return flagged.isEmpty ? [command.line.environment[variable]].compactMap { $0 } : flagged
    }
}

extension Flag {
    /// Whether it is one of llama.cpp's shorthands for a model: `--fim-qwen-7b-default`, `--fim-qwen-7b-spec`.
    fileprivate var isBuiltIn: Bool {
        let name = String(decoding: name.utf8.drop { $0 == UInt8(ascii: "-") }, as: UTF8.self).replacing("_", with: "-")
        return Self.builtIn.contains(where: name.hasPrefix) && (name.hasSuffix("-default") || name.hasSuffix("-spec"))
    }

    private static let builtIn = ["gpt-oss-", "fim-qwen-", "embd-", "vision-gemma-", "tts-"]
}

// MARK: - What the user reads

private let ofTag = "a tag of a registry, which can move: llama.cpp takes no digest"
private let ofBranch = "a model that llama.cpp chooses, from the default branch of its repository"
private let nameFile =
    "download the file by commit and name its path, e.g. hf download ORG/NAME --revision=<40-hex commit>"
