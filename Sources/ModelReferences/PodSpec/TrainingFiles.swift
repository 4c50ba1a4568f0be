import KubernetesModel

/// Fine-tuning programs that are told their base model by a YAML file alone: axolotl and LLaMA-Factory.
///
/// Where the input shows the file it is read; elsewhere nobody knows, as with every other program.
enum TrainingFiles {
    static func references(_ line: CommandLine, _ files: ShownFiles?) -> [FoundReference] {
        guard let files, let tool = tool(line) else { return [] }
        return line.arguments.flatMap { word -> [FoundReference] in
            guard word.unresolved.isEmpty, [".yaml", ".yml", ".json"].contains(where: word.text.hasSuffix),
                let file = files.file(at: line.absolute(word.text)), let root = EmbeddedDocument.parse(file.text)
            else { return [] }
            return read(root, tool, Source(file: file, use: word), line)
        }
    }

    private enum Tool { case axolotl, llamaFactory }

    private struct Source {
        var file: ShownFile
        var use: Word

        func word(_ node: Node?) -> Word? {
            guard let node, let text = node.nonEmptyString else { return nil }
            return file.word(text, at: node, from: use)
        }
    }

    private static func tool(_ line: CommandLine) -> Tool? {
        if let module = line.module {
            if module == "axolotl" || module.hasPrefix("axolotl.cli") { return .axolotl }
            return module.hasPrefix("llamafactory") ? .llamaFactory : nil
        }
        switch line.program {
        case "axolotl": return .axolotl
        case "llamafactory-cli", "lmf": return .llamaFactory
        default: return nil
        }
    }

    private static func read(_ root: Node, _ tool: Tool, _ source: Source, _ line: CommandLine) -> [FoundReference] {
        let consumer: Consumer = usesModelScope(line) ? .modelscope : .hfHub
        switch tool {
        case .axolotl:
            // axolotl/loaders of axolotl-ai-cloud/axolotl: the revision goes to model, tokenizer and processor.
            let revision = source.word(root["revision_of_model"])
            return [
                (source.word(root["base_model"]), ModelReference.Role.model, revision),
                (source.word(root["tokenizer_config"]), .tokenizer, revision),
                (source.word(root["lora_model_dir"]), .adapter, nil),
            ].compactMap { word, role, revision in
                word.map { FoundReference($0, consumer: consumer, role: role, revision: revision) }
            }
        case .llamaFactory:
            // src/llamafactory/hparams/model_args.py of hiyouga/LLaMA-Factory.
            let revision = source.word(root["model_revision"])
            let model = source.word(root["model_name_or_path"])
            let found = model.map { [FoundReference($0, consumer: consumer, revision: revision)] } ?? []
            return found
                + (source.word(root["adapter_name_or_path"]).map {
                    AdapterList.read($0, form: .namedPaths, consumer: consumer)
                } ?? [])
        }
    }

    private static func usesModelScope(_ line: CommandLine) -> Bool {
        line.environment["USE_MODELSCOPE_HUB"].map { !["", "0", "false"].contains($0.text.lowercased()) } ?? false
    }
}
