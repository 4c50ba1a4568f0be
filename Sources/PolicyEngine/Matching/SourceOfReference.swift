import ModelReferences

extension SourceURI {
    /// Where a reference comes from, as its consumer reads it, without tag, digest, revision or generation; nil where
    /// it cannot be compared part by part, and so lies in no source.
    package init?(of reference: ModelReference) {
        guard let parsed = try? Self.parse(Self.text(of: reference)) else { return nil }
        self = parsed
    }

    private static func text(of reference: ModelReference) -> String {
        let value = Substring(reference.value)
        guard let colon = value.firstRange(of: ":/") else { return bare(value, reference.consumer) }
        let scheme = value[..<colon.lowerBound]
        let rest = value[colon.upperBound...].drop { $0 == "/" }
        switch scheme {
        case "oci", "docker", "oci+native", "oci+fetch": return image(rest)
        case "hf", "modelscope", "ollama": return "\(scheme)://\(withoutRevision(rest))"
        case "gs": return withoutGeneration(value)
        default: return String(value)
        }
    }

    /// A reference without a scheme: what its consumer makes of it.
    private static func bare(_ value: Substring, _ consumer: Consumer) -> String {
        if consumer == .image || consumer == .nim || consumer == .oras { return image(value) }
        let scheme = hubConsumers.contains(consumer) ? "hf" : consumer.rawValue
        return "\(scheme)://\(withoutRevision(value))"
    }

    private static func image(_ value: Substring) -> String {
        guard let image = ImageReference(value) else { return "" }
        return "oci://\(image.name)"
    }

    /// `org/name:rev`, `org/name@rev`, `org/name@rev/file` without the revision.
    private static func withoutRevision(_ value: Substring) -> Substring {
        value.prefix { $0 != ":" && $0 != "@" }
    }

    /// `gs://b/o#1699` without the generation, where it is one.
    private static func withoutGeneration(_ value: Substring) -> String {
        guard let mark = value.lastIndex(of: "#") else { return String(value) }
        let generation = value[value.index(after: mark)...]
        let isNumber = !generation.isEmpty && generation.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        return String(isNumber ? value[..<mark] : value)
    }

    /// Consumers for which `org/name` is a repository of the Hugging Face hub.
    private static let hubConsumers: Set<Consumer> = [
        .any, .hfHub, .vllm, .tgi, .tei, .sglang, .llamacpp, .kserve, .llmisvc, .ray, .kubeai, .llmaz, .ome,
        .productionStack, .kaito, .jetstream, .mlserver, .mlflow,
    ]
}
