import KubernetesModel

extension ModelServer {
    /// llama.cpp. The `:` of `--hf-repo REPO:QUANT` is a quantisation, and there is no flag for a revision.
    static let llamaCpp = ModelServer(
        "llama.cpp", consumer: .llamacpp,
        summary: "Reads `-m`, `--model-url`, `--hf-repo`, `--lora` and the draft model, or `LLAMA_ARG_…`.",
        recognition: Recognition(
            programs: ["llama-server", "llama-cli", "llama-run", "server"], modules: ["llama_cpp.server"],
            images: ["llama.cpp", "llama-cpp", "llamacpp", "llama-server"]),
        options: [
            ServerOption(.model, flags: ["-m", "--model"], environment: ["LLAMA_ARG_MODEL", "MODEL"]),
            // The router of newer releases loads what clients ask for (tools/server/README.md).
            ServerOption(.model, flags: ["--models-dir"], environment: ["LLAMA_ARG_MODELS_DIR"]),
            ServerOption(.configFile, flags: ["--models-preset"], environment: ["LLAMA_ARG_MODELS_PRESET"]),
            ServerOption(.adapters(.namedPaths), flags: ["--lora", "--control-vector"]),
            ServerOption(
                .draftModel, flags: ["-md", "--model-draft", "--spec-draft-model"],
                environment: ["LLAMA_ARG_MODEL_DRAFT"]),
            ServerOption(.config, flags: ["-mm", "--mmproj"], environment: ["LLAMA_ARG_MMPROJ"]),
        ],
        names: .path, abbreviates: false, extra: readHubFlags)

    @Sendable private static func readHubFlags(_ command: ServerCommand) -> [FoundReference] {
        repositories(command) + urls(command)
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
