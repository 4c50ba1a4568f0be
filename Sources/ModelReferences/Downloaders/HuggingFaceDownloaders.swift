extension Downloader {
    static let huggingFace = Downloader(
        name: "Hugging Face CLI", programs: ["hf", "huggingface-cli"],
        modules: ["huggingface_hub.commands.huggingface_cli", "huggingface_hub.cli.hf"], consumer: .hfHub,
        summary: "`hf download REPO [--revision R] [--local-dir D]`; datasets and spaces are no models."
    ) { command in
        let flags = ["--repo-type", "--type"]
        if let kind = command.value(of: flags)?.text, kind != "model" { return [] }
        let valueFlags =
            flags + [
                "--revision", "--include", "--exclude", "--cache-dir", "--local-dir", "--local-dir-use-symlinks",
                "--token", "--max-workers",
            ]
        let words = command.positionals(afterSubcommands: ["download"], knownValueFlags: valueFlags) ?? []
        guard let repository = words.first else { return [] }
        return [
            FoundReference(
                repository, consumer: .hfHub, revision: command.value(of: ["--revision"]),
                destination: command.absolute(command.value(of: ["--local-dir"]) ?? command.value(of: ["--cache-dir"])))
        ]
    }

    static let transformersCLI = Downloader(
        name: "transformers and TGI", programs: ["transformers-cli", "transformers", "text-generation-server"],
        consumer: .hfHub,
        summary: "`text-generation-server download-weights MODEL [--revision R]`, `transformers-cli download MODEL`."
    ) { command in
        let valueFlags = ["--revision", "--cache-dir", "--extension", "--logger-level", "--merge-lora"]
        for subcommand in ["download-weights", "download"] {
            guard
                let word = command.positionals(afterSubcommands: [subcommand], knownValueFlags: valueFlags)?.first
            else { continue }
            return [
                FoundReference(
                    word, consumer: .hfHub, revision: command.value(of: ["--revision"]),
                    destination: command.absolute(command.value(of: ["--cache-dir"])))
            ]
        }
        return []
    }

    static let converters = Downloader(
        name: "model converters", programs: ["optimum-cli", "ct2-transformers-converter"], consumer: .hfHub,
        summary: "`optimum-cli export … --model MODEL [--revision R]`, `ct2-transformers-converter --model MODEL`."
    ) { command in
        guard let model = command.value(of: ["--model", "-m"]) else { return [] }
        return [FoundReference(model, consumer: .hfHub, revision: command.value(of: ["--revision"]))]
    }

    static let modelScope = Downloader(
        name: "ModelScope CLI", programs: ["modelscope"], consumer: .modelscope,
        summary: "`modelscope download [--model] MODEL [--revision R] [--local_dir D]`; datasets are no models."
    ) { command in
        if command.has("--dataset") || command.value(of: ["--repo-type"])?.text == "dataset" { return [] }
        let valueFlags = [
            "--model", "--revision", "--local-dir", "--cache-dir", "--include", "--exclude", "--token", "--repo-type",
            "--max-workers",
        ]
        guard let words = command.positionals(afterSubcommands: ["download"], knownValueFlags: valueFlags),
            let model = command.value(of: ["--model"]) ?? words.first
        else { return [] }
        return [
            FoundReference(
                model, consumer: .modelscope, revision: command.value(of: ["--revision"]),
                destination: command.absolute(command.value(of: ["--local-dir"]) ?? command.value(of: ["--cache-dir"])))
        ]
    }
}
