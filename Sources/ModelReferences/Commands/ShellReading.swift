/// Everything that one container command or script says.
package struct ShellReading: Sendable, Hashable {
    /// The simple commands in the order in which they stand, those inside branches, loops and functions included.
    package var commands: [CommandLine] = []
    /// What the script downloads, or what Python code in it loads, that looks like a model.
    package var references: [FoundReference] = []
    /// What else it downloads: a model only where a server reads from its `destination`.
    package var otherDownloads: [FoundReference] = []
    /// Files that are run but do not stand here: look them up among the mounted ConfigMaps, or count them as unreadable.
    package var scripts: [ScriptFile] = []
    /// Why parts of it cannot be read; half-sentences that can follow "the command".
    package var opaque: [String] = []
    /// The variables at its end.
    package var environment: Variables = [:]

    package init() {}
}

/// A script that a command runs by its path.
package struct ScriptFile: Sendable, Hashable {
    package enum Language: String, Sendable, Hashable {
        case shell, python, other
    }

    package var language: Language
    package var path: Word
    package var arguments: [Word]
    package var environment: Variables

    package init(language: Language, path: Word, arguments: [Word], environment: Variables) {
        self.language = language
        self.path = path
        self.arguments = arguments
        self.environment = environment
    }
}
