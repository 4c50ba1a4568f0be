/// Tools that fine-tune, convert or evaluate models, by the commands with which they fetch one.
extension Downloader {
    static let torchtune = Downloader(
        name: "torchtune", programs: ["tune"], consumer: .hfHub,
        summary: "`tune download REPO --output-dir DIR`, which takes no revision."
    ) { command in
        let flags = [
            "--output-dir", "--output-dir-use-symlinks", "--hf-token", "--ignore-patterns", "--source",
            "--kaggle-username", "--kaggle-api-key",
        ]
        guard let model = command.positionals(afterSubcommands: ["download"], knownValueFlags: flags)?.first else {
            return []
        }
        let consumer: Consumer = command.value(of: ["--source"])?.text == "kaggle" ? .kaggle : .hfHub
        return [
            FoundReference(
                model, consumer: consumer, destination: command.absolute(command.value(of: ["--output-dir"])))
        ]
    }

    static let litgpt = Downloader(
        name: "LitGPT", programs: ["litgpt"], modules: ["litgpt"], consumer: .hfHub,
        summary: "`litgpt download REPO --checkpoint_dir DIR`, which takes no revision."
    ) { command in
        let flags = [
            "--repo-id", "--access-token", "--tokenizer-only", "--convert-checkpoint", "--dtype", "--checkpoint-dir",
            "--model-name",
        ]
        guard let words = command.positionals(afterSubcommands: ["download"], knownValueFlags: flags),
            let model = command.value(of: ["--repo-id"]) ?? words.first, model.text != "list"
        else { return [] }
        return [
            FoundReference(
                model, consumer: .hfHub, destination: command.absolute(command.value(of: ["--checkpoint-dir"])))
        ]
    }

    static let instructLab = Downloader(
        name: "InstructLab", programs: ["ilab"], consumer: .hfHub,
        summary: "`ilab model download --repository REPO [--release REVISION]`, or `docker://IMAGE`."
    ) { command in
        guard command.positionals(afterSubcommands: ["model", "download"]) != nil || command.isOldInstructLab else {
            return []
        }
        let destination = command.absolute(command.value(of: ["--model-dir"]))
        return command.values(of: ["--repository", "-rp"]).map { model in
            guard model.text.hasPrefix("docker://") else {
                return FoundReference(
                    model, consumer: .hfHub, revision: command.value(of: ["--release", "-rl"]),
                    destination: destination)
            }
            return FoundReference(
                model, value: String(model.text.dropFirst("docker://".count)), consumer: .oras,
                destination: destination)
        }
    }

    static let autoTrain = Downloader(
        name: "AutoTrain", programs: ["autotrain"], consumer: .hfHub,
        summary: "`autotrain TASK --train --model MODEL`, which takes no revision."
    ) { command in
        guard command.has("--train") else { return [] }
        return command.values(of: ["--model"]).filter { !LocalPath.isLocal($0.text) }.map {
            FoundReference($0, consumer: .hfHub)
        }
    }

    static let mlc = Downloader(
        name: "MLC LLM", programs: ["mlc_llm"], modules: ["mlc_llm"], consumer: .hfHub,
        summary: "`mlc_llm serve HF://ORG/NAME`, which takes no revision."
    ) { command in
        let words = command.positionals(knownValueFlags: ["--device", "--mode", "--host", "--port", "--model-lib"])
        return words.filter { $0.text.lowercased().hasPrefix("hf://") }.map { word in
            FoundReference(word, value: String(word.text.dropFirst("hf://".count)), consumer: .hfHub)
        }
    }

    /// `--model_args pretrained=org/name,revision=…` names what `--model hf` loads (EleutherAI/lm-evaluation-harness
    /// lm_eval/models/huggingface.py); the `model=` of a client's is none.
    static let evaluationHarness = Downloader(
        name: "lm-evaluation-harness", programs: ["lm_eval", "lm-eval"], modules: ["lm_eval"], consumer: .hfHub,
        summary: "`lm_eval --model hf --model_args pretrained=MODEL,revision=R`, with `peft=` and `tokenizer=`."
    ) { command in
        let words = command.lists(of: ["--model-args", "-a"])
        let tool = command.value(of: ["--model", "-m"])?.text ?? "hf"
        if tool.contains("completions") { return [] }
        if let hidden = words.first(where: \.isUnknownAltogether) {
            return [FoundReference(hidden, consumer: .hfHub)]
        }
        let arguments = HarnessArguments(words)
        guard let model = arguments.value("pretrained") else { return [] }
        // Each loader has arguments of its own; those of the others are not known to read one.
        let isKnown = tool.hasPrefix("hf") || tool == "vllm"
        var found = [
            FoundReference(model, consumer: .hfHub, revision: isKnown ? arguments.value("revision") : nil)
        ]
        if let tokenizer = arguments.value("tokenizer") {
            let name = tool == "vllm" ? "tokenizer_revision" : "revision"
            found.append(
                FoundReference(
                    tokenizer, consumer: .hfHub, role: .tokenizer, revision: isKnown ? arguments.value(name) : nil))
        }
        for name in ["peft", "delta", "lora_local_path"] {
            guard let adapter = arguments.value(name) else { continue }
            found.append(FoundReference(adapter, consumer: .hfHub, role: .adapter))
        }
        return found
    }
}

/// `a=x,b=y`, in one word or in several.
private struct HarnessArguments {
    private let pairs: [Word]

    init(_ words: [Word]) {
        pairs = words.flatMap { word in word.text.split(separator: ",").map { word.with(text: String($0)) } }
    }

    func value(_ name: String) -> Word? {
        guard let pair = pairs.last(where: { $0.text.hasPrefix("\(name)=") }) else { return nil }
        return pair.with(text: String(pair.text.dropFirst(name.count + 1)))
    }
}

extension CommandLine {
    /// `ilab download`, as its first releases had it.
    fileprivate var isOldInstructLab: Bool { positionals(afterSubcommands: ["download"]) != nil }
}
