import KubernetesModel

/// One word of a command after expansion.
package struct Word: Sendable, Hashable {
    package var text: String
    /// The variables in it that the object does not say (a Secret, a ConfigMap, the image's own environment); empty
    /// where the text is exactly what the program gets.
    package var unresolved: [String]
    /// Where it was written, for messages.
    package var path: FieldPath
    package var position: SourcePosition

    package init(_ text: String, unresolved: [String] = [], path: FieldPath, position: SourcePosition) {
        self.text = text
        self.unresolved = unresolved
        self.path = path
        self.position = position
    }
}

/// One simple command, as a container or a line of a script runs it: `env` prefixes, `exec`, `nohup`, `sudo`, `time`
/// and the like are gone, and `$(VAR)` or `${VAR}` are expanded where the value is known.
package struct CommandLine: Sendable, Hashable {
    /// The program and its arguments.
    package var words: [Word]
    /// The variables that the program sees: the container's own, and those that the script set before.
    package var environment: [String: Word]

    package init(words: [Word], environment: [String: Word] = [:]) {
        self.words = words
        self.environment = environment
    }
}

/// A reference that a server or a downloader was given, before it is classified.
package struct FoundReference: Sendable, Hashable {
    package var value: String
    package var consumer: Consumer
    package var role: ModelReference.Role
    package var revision: String?
    /// Set where the classifier cannot know what is known here (run-time loading, an unresolved variable, a config file
    /// from elsewhere); nil where the classifier decides.
    package var pinning: Pinning?
    package var suggestion: String?
    package var path: FieldPath
    package var position: SourcePosition
    /// Where a download puts it: a server that reads from there reads this reference. nil where nobody can tell.
    package var destination: String?

    package init(
        _ value: String, consumer: Consumer, role: ModelReference.Role = .model, revision: String? = nil,
        pinning: Pinning? = nil, suggestion: String? = nil, path: FieldPath, position: SourcePosition,
        destination: String? = nil
    ) {
        self.value = value
        self.consumer = consumer
        self.role = role
        self.revision = revision
        self.pinning = pinning
        self.suggestion = suggestion
        self.path = path
        self.position = position
        self.destination = destination
    }
}
