import KubernetesModel

/// One word of a command after expansion.
package struct Word: Sendable, Hashable {
    package var text: String
    /// The variables in it that the object does not say (a Secret, a ConfigMap, the image's own environment); empty
    /// where the text is exactly what the program gets.
    package var unresolved: [String]
    /// Where it was written, for messages.
    package private(set) var place: Place

    package init(_ text: String, unresolved: [String] = [], path: FieldPath, position: SourcePosition) {
        self.text = text
        self.unresolved = unresolved
        place = .at(path, position)
    }

    /// A word that is, or stands for, the value at `node`.
    package init(_ text: String, unresolved: [String] = [], at node: Node) {
        self.text = text
        self.unresolved = unresolved
        place = .node(node)
    }

    package init(_ text: String, unresolved: [String] = [], at place: Place) {
        self.text = text
        self.unresolved = unresolved
        self.place = place
    }

    package var path: FieldPath {
        get { place.path }
        set { place = .at(newValue, position) }
    }

    package var position: SourcePosition { place.position }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(unresolved)
    }
}

/// One simple command, as a container or a line of a script runs it: `env` prefixes, `exec`, `nohup`, `sudo`, `time`
/// and the like are gone, and `$(VAR)` or `${VAR}` are expanded where the value is known.
package struct CommandLine: Sendable, Hashable {
    /// The program and its arguments.
    package var words: [Word]
    /// The variables that the program sees: the container's own, and those that the script set before.
    package var environment: Variables
    /// What the command reads from its standard input, where that stands in the object: a here-document, or what
    /// `echo` and `cat` pass on to it through a pipe.
    package var input: Word?
    /// The file that its standard output goes to (`> file`).
    package var outputFile: Word?
    /// The directory that the script has changed to; nil where it has not.
    package var workingDirectory: Word?
    /// Whether its failure ends the script (`set -e`, or nothing runs after it), so that a check holds what follows.
    package var stopsOnFailure = false
    /// Whether a launcher of training and inference runs it (`torchrun`, `accelerate launch`), which calls no service.
    package var isLaunched = false

    package init(
        words: [Word], environment: Variables = [:], input: Word? = nil, outputFile: Word? = nil,
        workingDirectory: Word? = nil
    ) {
        self.words = words
        self.environment = environment
        self.input = input
        self.outputFile = outputFile
        self.workingDirectory = workingDirectory
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
    /// How the program that reads it is told one version, where it moves; nil where what holds for its consumer holds.
    package var remedy: String?
    /// Where it was written.
    package var place: Place
    /// Where a download puts it: a server that reads from there reads this reference. nil where nobody can tell.
    package var destination: String?
    /// Whether it looks like a model at all. What does not (an archive of unknown purpose) counts only where a server
    /// reads from its destination.
    package var isLikelyModel: Bool
    /// Settings in the command itself that send the same URI to another server (`--endpoint-url`).
    package var endpointOverrides: [EndpointOverride] = []
    /// What the program saw, where a script or a prefix has changed the container's variables; nil where it has not.
    package var scriptEnvironment: Variables?

    package init(
        _ value: String, consumer: Consumer, role: ModelReference.Role = .model, revision: String? = nil,
        pinning: Pinning? = nil, suggestion: String? = nil, at place: Place, destination: String? = nil,
        isLikelyModel: Bool = true
    ) {
        self.value = value
        self.consumer = consumer
        self.role = role
        self.revision = revision
        self.pinning = pinning
        self.suggestion = suggestion
        self.place = place
        self.destination = destination
        self.isLikelyModel = isLikelyModel
    }

    package init(
        _ value: String, consumer: Consumer, role: ModelReference.Role = .model, revision: String? = nil,
        pinning: Pinning? = nil, suggestion: String? = nil, path: FieldPath, position: SourcePosition,
        destination: String? = nil, isLikelyModel: Bool = true
    ) {
        self.init(
            value, consumer: consumer, role: role, revision: revision, pinning: pinning, suggestion: suggestion,
            at: .at(path, position), destination: destination, isLikelyModel: isLikelyModel)
    }

    package var path: FieldPath { place.path }
    package var position: SourcePosition { place.position }
}
