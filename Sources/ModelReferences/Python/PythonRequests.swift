/// Requests that make a server fetch a model: `requests.post("http://ollama:11434/api/pull", json={"name": "llama3"})`.
extension PythonReader {
    static let posting: Set<String> = ["post", "request"]

    /// Whether the call is such a request.
    mutating func readRequest(_ call: PythonCallSite) -> Bool {
        guard Self.posting.contains(call.function),
            let url = value(of: call.argument(call.function == "post" ? 0 : 1, ["url"]))?.word,
            let keys = ModelRequest.keys(of: url.text)
        else { return false }
        guard let body = value(of: call.argument(call.function == "post" ? 1 : nil, ["json", "data", "content"])) else {
            return true
        }
        if let reference = reference(in: body, keys, url) { add(reference) }
        return true
    }

    private func reference(in body: PythonValue, _ keys: [String], _ url: Word) -> FoundReference? {
        switch body {
        case .text(let text): return ModelRequest.reference(url, body: text)
        case .dictionary:
            for key in keys {
                switch entry(key, of: body) {
                case .text(let word): return ModelRequest.reference(word, to: url.text)
                case .unknown(let name): return ModelRequest.reference(origin.unknown(name), to: url.text)
                default: continue
                }
            }
            return nil
        case .unknown(let name): return ModelRequest.reference(origin.unknown(name), to: url.text)
        default: return nil
        }
    }
}
