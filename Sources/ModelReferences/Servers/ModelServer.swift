import KubernetesModel

/// A program that loads a model and serves it: how it is recognised, and the options that tell it what to load. One
/// file under `Servers/` and one line in `all` each.
package final class ModelServer: Sendable {
    /// As its users call it: `vLLM`.
    package let name: String
    package let consumer: Consumer
    /// One sentence for `pedigree list servers`.
    package let summary: String
    /// How it is started, and in which images it is.
    package let recognition: Recognition
    package let options: [ServerOption]
    /// What a model without scheme and slash in front is.
    package let names: Names
    /// The first word after the program (and its subcommand) is the model.
    package let takesPositional: Bool
    /// What it loads when nothing is said; nil where it loads nothing.
    package let defaultModel: String?
    /// Whether `--rev` is taken for `--revision`, as Python's argparse does.
    package let abbreviates: Bool
    /// Whether a revision of the model holds for its remote code too.
    package let revisionCoversCode: Bool
    /// Why nothing that it reads can be pinned (it serves the newest version of a directory); nil for most.
    package let alwaysMutable: String?
    /// Whether its image without any model option is itself the model.
    package let imageIsModel: Bool
    /// Whether it starts only with a model, so that one that the object does not show is hidden somewhere.
    package let needsModel: Bool
    /// Its flags, by name.
    let flagTable: FlagTable
    /// Its options by what they mean.
    let optionsByMeaning: [[Int]]
    /// Its environment variables by what they mean.
    let variablesByMeaning: [[String]]
    /// What only this server does.
    package let extra: (@Sendable (ServerCommand) -> [FoundReference])?

    package enum Names: Sendable, Hashable {
        /// A repository of a hub.
        case hub
        /// A directory or file.
        case path
        /// A name that the server itself resolves (`llama3`).
        case own
    }

    package struct Recognition: Sendable, Hashable {
        /// Names of programs, without their directory.
        package var programs: [String]
        /// Words that must follow the program: `vllm serve` and not `vllm bench`. An empty one, as the last, lets the
        /// program stand alone as well.
        package var subcommands: [String]
        /// Python modules (`python -m`), those below them included.
        package var modules: [String]
        /// Names of Python scripts, without their directory.
        package var scripts: [String]
        /// Words or phrases of an image's repository: `vllm` is in `lmcache/vllm-openai`.
        package var images: [String]

        package init(
            programs: [String] = [], subcommands: [String] = [], modules: [String] = [], scripts: [String] = [],
            images: [String] = []
        ) {
            self.programs = programs
            self.subcommands = subcommands
            self.modules = modules
            self.scripts = scripts
            self.images = images
        }
    }

    package init(
        _ name: String, consumer: Consumer, summary: String, recognition: Recognition, options: [ServerOption],
        names: Names = .hub, takesPositional: Bool = false, defaultModel: String? = nil, abbreviates: Bool = true,
        revisionCoversCode: Bool = true, alwaysMutable: String? = nil, imageIsModel: Bool = false,
        needsModel: Bool = false, extra: (@Sendable (ServerCommand) -> [FoundReference])? = nil
    ) {
        self.name = name
        self.consumer = consumer
        self.summary = summary
        self.recognition = recognition
        self.options = options
        self.names = names
        self.takesPositional = takesPositional
        self.defaultModel = defaultModel
        self.abbreviates = abbreviates
        self.revisionCoversCode = revisionCoversCode
        self.alwaysMutable = alwaysMutable
        self.imageIsModel = imageIsModel
        self.needsModel = needsModel
        self.extra = extra
        flagTable = FlagTable(options, abbreviates: abbreviates)
        var byMeaning = [[Int]](repeating: [], count: ServerOption.Meaning.count)
        for (index, option) in options.enumerated() { byMeaning[option.meaning.number].append(index) }
        optionsByMeaning = byMeaning
        variablesByMeaning = byMeaning.map { numbers in numbers.flatMap { options[$0].environment } }
    }

    /// Every environment variable that tells it what to load.
    package var environment: [String] { options.flatMap(\.environment) }
}

/// One start of a server, as a container's command, its entrypoint, or a line of a script.
package struct ServerCommand: Sendable {
    /// The program and its arguments; a Python module or a subcommand between them is gone.
    package var line: CommandLine
    /// Whether the program is known; false where only the image says which server this may be.
    package var isCertain: Bool
    /// Where to point when no word can be named: the container's image or command.
    package var place: Word

    package init(line: CommandLine, isCertain: Bool, place: Word) {
        self.line = line
        self.isCertain = isCertain
        self.place = place
    }

    /// The arguments alone.
    package var arguments: ArraySlice<Word> { line.words.dropFirst() }
}
