import HTTPTransport

/// Link fields (RFC 8288) that say where a listing goes on.
enum LinkHeader {
    /// The target of the link `rel="next"`; nil where there is none. A link that does not say what it is counts: a listing
    /// cut short would hide evidence.
    static func next(in response: HTTPResponse) -> String? {
        for header in response.headers where header.name.lowercased() == "link" {
            if let target = next(in: header.value) { return target }
        }
        return nil
    }

    private static func next(in text: String) -> String? {
        var rest = text.utf8[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[rest.index(after: start)...]
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
            let target = rest[..<end]
            rest = rest[rest.index(after: end)...]
            // No parameter that registries send has a `<` in it.
            let parameters = rest.prefix { $0 != UInt8(ascii: "<") }
            if isNext(Substring(parameters).lowercased()) { return String(Substring(target)) }
        }
        return nil
    }

    private static func isNext(_ parameters: String) -> Bool {
        for parameter in parameters.split(whereSeparator: { $0 == ";" || $0 == "," }) {
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].filter({ $0 != " " }) == "rel" else { continue }
            return parts[1].split(whereSeparator: { $0 == "\"" || $0 == " " }).contains("next")
        }
        return true
    }
}
