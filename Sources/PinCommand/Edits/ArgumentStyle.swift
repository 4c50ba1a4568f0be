/// How the arguments of one server are written, so that a new one is written like them.
struct ArgumentStyle {
    private let hasUnderscores: Bool

    init(_ arguments: [String]) {
        let flags = arguments.filter { $0.hasPrefix("--") }.map { $0.dropFirst(2).prefix { $0 != "=" } }
        hasUnderscores = flags.contains { $0.contains("_") } && !flags.contains { $0.contains("-") }
    }

    func spelled(_ flag: String) -> String {
        guard hasUnderscores else { return flag }
        return "--" + flag.dropFirst(2).replacing("-", with: "_")
    }

    /// Whether flags and their values are elements of their own: `--port`, `8000`.
    static func isSplit(_ arguments: [String]) -> Bool {
        let flags = arguments.filter { $0.hasPrefix("--") }
        guard !flags.contains(where: { $0.contains("=") }) else { return false }
        return zip(arguments, arguments.dropFirst()).contains { $0.hasPrefix("--") && !$1.hasPrefix("-") }
    }
}
