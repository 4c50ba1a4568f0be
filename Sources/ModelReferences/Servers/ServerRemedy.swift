extension ModelServer {
    /// How this server is told the commit of a repository on the hub, by its own table of options; nil where what holds
    /// for its consumer holds for it too.
    ///
    /// - Parameter byVariables: whether no option is given as a flag, so that a variable fits better.
    func remedy(for found: FoundReference, byVariables: Bool) -> String? {
        guard names == .hub, Self.hubConsumers.contains(found.consumer), ModelURI.isRepository(found.value) else {
            return nil
        }
        switch found.role {
        case .model: return tell(.revision, byVariables) ?? download(found)
        case .tokenizer: return tell(.tokenizerRevision, byVariables) ?? download(found)
        case .draftModel: return options.contains { $0.meaning == .draftRevision } ? nil : download(found)
        case .adapter: return takesAdapterRevisions ? nil : download(found)
        case .config: return download(found)
        default: return nil
        }
    }

    private func tell(_ meaning: ServerOption.Meaning, _ byVariables: Bool) -> String? {
        let named = options.filter { $0.meaning == meaning }
        let flag = named.lazy.compactMap(\.flags.first).first
        let variable = named.lazy.compactMap(\.environment.first).first
        if let variable, byVariables || flag == nil { return "set the variable \(variable) to a \(commit)" }
        return flag.map { "add \($0)=\(commit)" }
    }

    private func download(_ found: FoundReference) -> String {
        "download it by commit and name the path: hf download \(clip(found.value)) --revision=\(commit)"
    }

    private var takesAdapterRevisions: Bool {
        consumer == .tgi && options.contains { $0.meaning == .adapters(.revisions) }
    }

    private static let hubConsumers: Set<Consumer> = [.hfHub, .vllm, .sglang, .tgi, .tei, .any]
}

// MARK: - What the user reads

private let commit = "<40-hex commit>"
