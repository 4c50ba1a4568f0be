import ModelReferences

extension SourceURI {
    /// Where a reference comes from, as its consumer reads it, without tag, digest, revision or generation; nil where
    /// it cannot be compared part by part, and so lies in no source.
    package init?(of reference: ModelReference) {
        guard let parsed = try? Self.parse(Self.text(of: reference)) else { return nil }
        self = parsed
    }

    // By bytes throughout: a combining character behind a separator would hide it from a comparison by characters.

    private static func text(of reference: ModelReference) -> String {
        let value = Substring(reference.value)
        let bytes = value.utf8
        guard let colon = bytes.firstIndex(of: colon), bytes[bytes.index(after: colon)...].first == slash else {
            return bare(value, reference.consumer)
        }
        let scheme = value[..<colon]
        let rest = value[bytes.index(after: colon)...].utf8.drop { $0 == slash }
        switch scheme {
        case "oci", "docker", "kit", "oci+native", "oci+fetch": return image(Substring(rest))
        case "hf", "modelscope", "ollama": return "\(scheme)://\(withoutRevision(Substring(rest)))"
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
        Substring(value.utf8.prefix { $0 != colon && $0 != UInt8(ascii: "@") })
    }

    /// `gs://b/o#1699` without the generation, where it is one.
    private static func withoutGeneration(_ value: Substring) -> String {
        let bytes = value.utf8
        guard let mark = bytes.lastIndex(of: UInt8(ascii: "#")) else { return String(value) }
        let generation = bytes[bytes.index(after: mark)...]
        let isNumber = !generation.isEmpty && generation.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        return String(isNumber ? value[..<mark] : value)
    }

    private static let colon = UInt8(ascii: ":")
    private static let slash = UInt8(ascii: "/")

    /// Consumers for which `org/name` is a repository of the Hugging Face hub.
    private static let hubConsumers: Set<Consumer> = [
        .any, .hfHub, .vllm, .tgi, .tei, .sglang, .llamacpp, .kserve, .llmisvc, .ray, .kubeai, .llmaz, .ome,
        .productionStack, .kaito, .jetstream, .mlserver, .mlflow,
    ]
}
