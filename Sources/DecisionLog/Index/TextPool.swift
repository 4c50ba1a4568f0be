/// Texts that many entries share (writers, namespaces, kinds), each kept in memory once.
struct TextPool {
    private var texts: Set<String> = []

    /// The same text, in memory that it shares with equal ones.
    mutating func shared(_ text: String) -> String {
        guard text.utf8.count > Self.inlineCount, texts.count < Self.limit else { return text }
        return texts.insert(text).memberAfterInsert
    }

    mutating func shared(_ text: String?) -> String? { text.map { shared($0) } }

    /// Shorter ones need no memory of their own.
    private static let inlineCount = 15
    private static let limit = 20_000
}
