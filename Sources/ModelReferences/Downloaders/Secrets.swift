/// Keeps credentials that stand in URLs out of references, and so out of messages and reports.
enum Secrets {
    /// The URL without its user and password, and without parameters that sign it.
    static func removed(from word: Word) -> Word {
        guard let scheme = word.text.firstRange(ofLiteral: "://") else { return word }
        var text = word.text
        let rest = text.utf8[scheme.upperBound...]
        let authority = rest.prefix { $0 != Byte.slash && $0 != UInt8(ascii: "?") && $0 != Byte.hash }
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            text.removeSubrange(scheme.upperBound...at)
        }
        guard let question = text.utf8.firstIndex(of: UInt8(ascii: "?")) else { return word.with(text: text) }
        let kept = text.utf8[text.utf8.index(after: question)...].split(separator: Byte.ampersand)
            .map { String(decoding: $0, as: UTF8.self) }
            .filter { !isSecret($0.lowercased()) }
        text = String(text[..<question]) + (kept.isEmpty ? "" : "?\(kept.joined(separator: "&"))")
        return word.with(text: text)
    }

    /// Parameters of Azure's shared access signatures, of presigned URLs, and tokens.
    private static func isSecret(_ parameter: String) -> Bool {
        let name = String(decoding: parameter.utf8.prefix { $0 != Byte.equals }, as: UTF8.self)
        return name.hasPrefix("x-amz-") || name.hasPrefix("x-goog-") || azure.contains(name) || name.contains("token")
            || name.contains("signature") || name.contains("key") || name.contains("password")
    }

    private static let azure: Set<String> = [
        "sig", "se", "sp", "sv", "sr", "st", "spr", "skoid", "sktid", "skt", "ske", "sks", "skv", "ss", "srt", "sip",
    ]
}
