extension ModelServer {
    /// Web interfaces that make images. They offer what lies in their folder of models, and fetch what a user picks;
    /// AUTOMATIC1111's and its forks download one where the folder is empty (modules/sd_models.py list_models).
    static let imageGeneration = ModelServer(
        "Image generation", consumer: .any,
        summary: "AUTOMATIC1111 and its forks, ComfyUI, InvokeAI, Fooocus: `--ckpt`, or the folder of models.",
        recognition: Recognition(
            programs: ["invokeai-web"],
            scripts: ["webui.sh", "webui.py", "launch.py", "main.py", "entry_with_update.py"],
            images: [
                "stable-diffusion-webui", "stable-diffusion", "sd-webui", "automatic1111", "sdnext", "comfyui",
                "invokeai", "fooocus", "max-diffusion",
            ],
            sharedNames: ["webui.py", "launch.py", "main.py"],
            signs: Recognition.Signs(
                flags: [
                    "--medvram", "--lowvram", "--novram", "--highvram", "--no-half", "--no-half-vae", "--xformers",
                    "--skip-torch-cuda-test", "--enable-insecure-extension-access", "--extra-model-paths-config",
                    "--cuda-malloc",
                ], texts: ["comfyui/main.py", "stable-diffusion-webui/"])),
        options: [
            ServerOption(.model, flags: ["--ckpt"]), ServerOption(.config, flags: ["--vae-path"]),
        ],
        names: .path, abbreviates: false, servesFolder: true, extra: readVariables)

    /// Images hand their arguments on in a variable.
    @Sendable private static func readVariables(_ command: ServerCommand) -> [FoundReference] {
        guard command.line.values(of: ["--ckpt"]).isEmpty else { return [] }
        return command.line.words(inVariables: ["COMMANDLINE_ARGS", "CLI_ARGS", "WEBUI_ARGS"]).values(of: ["--ckpt"])
            .filter { LocalPath.isLocal($0.text) }.map { FoundReference($0, consumer: .any) }
    }

    /// Oobabooga's text-generation-webui: `--model` is a name below its folder of models (modules/shared.py).
    static let textGenerationWebUI = ModelServer(
        "text-generation-webui", consumer: .any,
        summary: "The folder of models that `--model` is chosen from.",
        recognition: Recognition(
            scripts: ["server.py"], images: ["text-generation-webui"], sharedNames: ["server.py"],
            signs: Recognition.Signs(
                flags: [
                    "--auto-devices", "--wbits", "--groupsize", "--cai-chat", "--api-blocking-port",
                    "--api-streaming-port",
                ], texts: ["text-generation-webui/"], flagSets: [["--listen", "--api", "--model"]])),
        options: [], names: .path, abbreviates: false, servesFolder: true, extra: readFolder)

    @Sendable private static func readFolder(_ command: ServerCommand) -> [FoundReference] {
        let variable = command.line.words(inVariables: ["EXTRA_LAUNCH_ARGS", "CLI_ARGS"])
        return [command.line, variable].flatMap { $0.values(of: ["--model", "--model-dir"]) }
            .filter { LocalPath.isLocal($0.text) }.map { FoundReference($0, consumer: .any) }
    }
}

extension CommandLine {
    /// The words of the first of these variables that is set, as arguments of the same program.
    fileprivate func words(inVariables names: [String]) -> CommandLine {
        let given = names.lazy.compactMap { environment[$0] }.first
        let parts = given.map { word in word.text.split(separator: " ").map { word.with(text: String($0)) } } ?? []
        return CommandLine(words: words.prefix(1) + parts, environment: environment)
    }
}
