import KubernetesModel

extension ModelReference {
    /// The repository of the Hugging Face hub that it names, with the revision that the tool reads out of the reference or
    /// out of what stands beside it; nil where it names none.
    package var hubRepository: (name: String, revision: String?)? {
        let value = Substring(value)
        if let address = HubAddress.read(value) { return address }
        if value.begins(with: "hf://") { return HubAddress.split(Scan.drop(5, from: value), revision) }
        // NVIDIA's and Ray's fields among them: without a scheme the hub's names are what the tool says.
        guard Tool.of(consumer).bare.name == Scheme.huggingFace.name, !value.contains("://"), !PathText.isPath(value)
        else { return nil }
        return HubAddress.split(value, revision)
    }
}

enum HubAddress {
    /// `ORG/NAME`, with `:REVISION` or `@REVISION` behind it.
    static func split(_ text: Substring, _ revision: String?) -> (name: String, revision: String?)? {
        var rest = text.begins(with: "models/") && Scan.count(text, of: "/") >= 2 ? Scan.drop(7, from: text) : text
        rest = Scan.cut(rest, at: "?")?.before ?? rest
        guard let mark = Scan.firstMark(in: rest, of: "@:"), let (name, end) = Scan.cut(rest, at: mark) else {
            return isRepository(rest) ? (String(rest), revision) : nil
        }
        guard isRepository(name) else { return nil }
        let own = end.begins(with: "refs/") ? end : Scan.cut(end, at: "/")?.before ?? end
        return (String(name), own.isEmpty ? revision : String(own))
    }

    /// `https://huggingface.co/ORG/NAME/resolve/REVISION/FILE`.
    static func read(_ text: Substring) -> (name: String, revision: String?)? {
        guard let address = WebAddress(text), ["huggingface.co", "www.huggingface.co", "hf.co"].contains(address.host),
            address.segments.count >= 5, ["resolve", "raw", "blob"].contains(address.segments[2]),
            !["datasets", "spaces"].contains(address.segments[0])
        else { return nil }
        let name = "\(address.segments[0])/\(address.segments[1])"
        return isRepository(name[...]) ? (name, String(address.segments[3])) : nil
    }
}
