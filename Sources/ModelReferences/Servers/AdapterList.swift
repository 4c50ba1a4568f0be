import KubernetesModel

/// Reads LoRA adapters as servers are given them.
enum AdapterList {
    static func read(_ word: Word, form: ServerOption.AdapterForm, consumer: Consumer) -> [FoundReference] {
        switch form {
        case .namedPaths: namedPaths(word, consumer: consumer)
        case .revisions: revisions(word, consumer: consumer)
        case .values: values(word, consumer: consumer)
        }
    }

    private static func namedPaths(_ word: Word, consumer: Consumer) -> [FoundReference] {
        let text = word.text
        if text.utf8.first == UInt8(ascii: "{") || text.utf8.first == UInt8(ascii: "[") {
            return objects(word, consumer: consumer)
        }
        return pieces(text, separators: [UInt8(ascii: ","), UInt8(ascii: " ")]).map { piece in
            var part = word
            part.text = afterName(piece)
            return FoundReference(part, consumer: consumer, role: .adapter)
        }
    }

    /// `{"name": …, "path": …, "base_model_name": …}`, or a list of them.
    private static func objects(_ word: Word, consumer: Consumer) -> [FoundReference] {
        guard let document = try? JSONParser.parse(word.text) else {
            return [unreadable(word, consumer: consumer, role: .adapter)]
        }
        let items = document.root.isArray ? Array(document.root.elements) : [document.root]
        return items.flatMap { item -> [FoundReference] in
            guard let path = item["path"]?.nonEmptyString ?? item["lora_path"]?.nonEmptyString else {
                guard let text = item.nonEmptyString else {
                    return [unreadable(word, consumer: consumer, role: .adapter)]
                }
                var part = word
                part.text = text
                return namedPaths(part, consumer: consumer)
            }
            var part = word
            part.text = path
            return [FoundReference(part, consumer: consumer, role: .adapter)]
        }
    }

    /// `{"audio": "org/name"}`: vLLM's adapters by modality.
    private static func values(_ word: Word, consumer: Consumer) -> [FoundReference] {
        guard let document = try? JSONParser.parse(word.text), document.root.isObject else {
            return [unreadable(word, consumer: consumer, role: .adapter)]
        }
        return document.root.members.map { member in
            guard let text = member.value.nonEmptyString else {
                return unreadable(word, consumer: consumer, role: .adapter)
            }
            return FoundReference(word.with(text: text), consumer: consumer, role: .adapter)
        }
    }

    /// TGI: `id`, `name=id`, `id@revision`.
    private static func revisions(_ word: Word, consumer: Consumer) -> [FoundReference] {
        pieces(word.text, separators: [UInt8(ascii: ",")]).map { piece in
            var part = word
            part.text = afterName(piece)
            guard let at = part.text.utf8.lastIndex(of: UInt8(ascii: "@")), !LocalPath.isLocal(part.text) else {
                return FoundReference(part, consumer: consumer, role: .adapter)
            }
            var revision = word
            revision.text = String(part.text[part.text.utf8.index(after: at)...])
            part.text = String(part.text[..<at])
            return FoundReference(part, consumer: consumer, role: .adapter, revision: revision)
        }
    }

    private static func pieces(_ text: String, separators: [UInt8]) -> [String] {
        text.utf8.split { separators.contains($0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func afterName(_ piece: String) -> String {
        guard let equals = piece.utf8.firstIndex(of: UInt8(ascii: "=")) else { return piece }
        return String(piece[piece.utf8.index(after: equals)...])
    }

    static func unreadable(_ word: Word, consumer: Consumer, role: ModelReference.Role) -> FoundReference {
        FoundReference(
            word.text, consumer: consumer, role: role, pinning: .unresolved(unreadableOption), at: word.place)
    }
}

/// Reads vLLM's `--speculative-config`: JSON that may name a draft model.
enum SpeculativeConfig {
    static func read(_ word: Word, consumer: Consumer) -> [FoundReference] {
        guard let document = try? JSONParser.parse(word.text), document.root.isObject else {
            return [AdapterList.unreadable(word, consumer: consumer, role: .draftModel)]
        }
        let root = document.root
        // TensorRT-LLM calls it `speculative_model`, and earlier `speculative_model_dir`.
        guard
            let model = (root["model"] ?? root["speculative_model"] ?? root["speculative_model_dir"])?.nonEmptyString,
            !methods.contains(model)
        else { return [] }
        var draft = word
        draft.text = model
        var revision: Word?
        if let text = root["revision"]?.nonEmptyString {
            revision = Word(text, unresolved: word.unresolved, at: word.place)
        }
        return [FoundReference(draft, consumer: consumer, role: .draftModel, revision: revision)]
    }

    /// Methods that need no second model; some releases take them in the place of one.
    private static let methods: Set<String> = ["ngram", "[ngram]", "mtp", "suffix"]
}

// MARK: - What the user reads

private let unreadableOption = "an option that cannot be read from here"
