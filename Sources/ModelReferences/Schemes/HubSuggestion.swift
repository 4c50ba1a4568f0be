import KubernetesModel

/// How one tool is told which revision of a repository to load, as a message says it.
enum HubSuggestion {
    /// - Parameter repository: what stands in front of a revision; a broken one is mended where it can be.
    static func of(_ reference: RawReference, _ repository: Substring) -> String? {
        guard let name = name(repository) else { return nil }
        switch reference.consumer {
        case .kserve, .llmisvc: return write("hf://\(withOrganisation(name)):\(commit)")
        case .nim: return isURI(reference) ? write("hf://\(name):\(commit)") : setField("revision")
        case .ome: return write("hf://\(name)@\(commit)")
        case .hfHub where isURI(reference): return write("hf://\(name)@\(commit)")
        case .any where isURI(reference): return write("hf://\(name):\(commit)")
        case .llmaz: return setField("revision")
        case .kubeai: return reference.role == .adapter ? fromStore : add(flag("revision"), "spec.args")
        case .aibrix, .trainer: return fromStore
        case .ray: return setField(reference.role == .tokenizer ? rayTokenizer : rayRevision)
        case .tgi where reference.role == .adapter: return write("\(name)@\(commit)")
        case .jetstream: return downloadFirst(name)
        default: return byRole(reference, name)
        }
    }

    /// The flags of vLLM, which most servers have taken over for the model itself and for nothing else.
    private static func byRole(_ reference: RawReference, _ name: String) -> String {
        let isVLLM = reference.consumer == .vllm || reference.consumer == .productionStack
        switch reference.role {
        case .tokenizer where isVLLM: return add(flag("tokenizer-revision"))
        case .code where isVLLM: return add(flag("code-revision"))
        case .draftModel where isVLLM: return setField("revision of the speculative config")
        case .draftModel where reference.consumer == .sglang: return add(flag("speculative-draft-model-revision"))
        case .adapter where isVLLM || reference.consumer == .sglang: return downloadFirst(name)
        default: return add(flag("revision"))
        }
    }

    private static func isURI(_ reference: RawReference) -> Bool { reference.value.contains("://") }

    /// `ORG/NAME` of what may have a type in front, a revision behind, or too many parts; nil for what is no model.
    private static func name(_ text: Substring) -> String? {
        guard !isOtherType(text) else { return nil }
        var parts = Scan.parts(text, by: "/")
        if parts.count > 2, parts.first == "models" { parts.removeFirst() }
        let plain = parts.prefix(2).map { part in
            Scan.firstMark(in: part, of: "@:?#").flatMap { Scan.cut(part, at: $0)?.before } ?? part
        }
        let name = plain.joined(separator: "/")
        return isRepository(name[...]) ? clip(name) : nil
    }

    /// `datasets/ORG/NAME` and what else the hub keeps beside models (huggingface_hub `utils/_hf_uris.py`).
    static func isOtherType(_ text: Substring) -> Bool {
        let parts = Scan.parts(text, by: "/")
        guard parts.count > 2, let type = parts.first else { return false }
        return ["datasets", "spaces", "buckets", "kernels"].contains(type)
    }

    /// What to write for a tool that knows the hub, but not its scheme.
    static func withoutScheme(_ text: Substring, _ tool: Tool) -> String? {
        guard tool.bare.name == Scheme.huggingFace.name else { return nil }
        return name(text).map(write)
    }

    /// KServe refuses a repository of one part, which the hub knows below an organisation as well.
    private static func withOrganisation(_ name: String) -> String { name.contains("/") ? name : "ORG/\(name)" }
}

// MARK: - What the user reads

private let commit = "<40-hex commit>"
private let rayTokenizer = "engine_kwargs.tokenizer_revision"
private let rayRevision = "engine_kwargs.revision"
private func flag(_ name: String) -> String { "--\(name)=\(commit)" }
private func write(_ text: String) -> String { "write \(text)" }
private func add(_ flag: String, _ field: String? = nil) -> String {
    field.map { "add \(flag) to \($0)" } ?? "add \(flag)"
}
private func setField(_ field: String) -> String { "set the \(field) to a \(commit)" }
private func downloadFirst(_ name: String) -> String {
    "download it by commit and name the path: hf download \(name) --revision=\(commit)"
}
private let fromStore = "load one version from a store, since no revision is read here: s3://BUCKET/MODEL/v1/"
