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
    /// Why a name that it resolves itself moves (`large-v3` in its list of models); nil for most.
    package let ownNames: String?
    /// Whether it offers whatever lies in its folder of models, on a volume or in its image.
    package let servesFolder: Bool
    /// Whether it loads what a client asks for where nothing names a model.
    package let loadsOnDemand: Bool
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
        /// Programs and scripts among these that others have too; they count with one of `signs` alone.
        package var sharedNames: [String]
        /// What only this server's own users write: options, the beginning of a variable's name, or a part of a word.
        package var signs: Signs

        package struct Signs: Sendable, Hashable {
            package var flags: [String] = []
            package var variables: [String] = []
            package var texts: [String] = []
            /// Options that are a sign where all of one set are given.
            package var flagSets: [[String]] = []
        }

        package init(
            programs: [String] = [], subcommands: [String] = [], modules: [String] = [], scripts: [String] = [],
            images: [String] = [], sharedNames: [String] = [], signs: Signs = Signs()
        ) {
            self.programs = programs
            self.subcommands = subcommands
            self.modules = modules
            self.scripts = scripts
            self.images = images
            self.sharedNames = sharedNames
            self.signs = signs
        }
    }

    package init(
        _ name: String, consumer: Consumer, summary: String, recognition: Recognition, options: [ServerOption],
        names: Names = .hub, takesPositional: Bool = false, defaultModel: String? = nil, abbreviates: Bool = true,
        revisionCoversCode: Bool = true, alwaysMutable: String? = nil, imageIsModel: Bool = false,
        needsModel: Bool = false, ownNames: String? = nil, servesFolder: Bool = false, loadsOnDemand: Bool = false,
        extra: (@Sendable (ServerCommand) -> [FoundReference])? = nil
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
        self.ownNames = ownNames
        self.servesFolder = servesFolder
        self.loadsOnDemand = loadsOnDemand
        self.extra = extra
        flagTable = FlagTable(options, abbreviates: abbreviates)
        var byMeaning = [[Int]](repeating: [], count: ServerOption.Meaning.count)
        for (index, option) in options.enumerated() { byMeaning[option.meaning.number].append(index) }
        optionsByMeaning = byMeaning
        variablesByMeaning = byMeaning.map { numbers in numbers.flatMap { options[$0].environment } }
    }

    /// Whether anything tells it what to load.
    var readsAnything: Bool { !options.isEmpty || extra != nil }

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
    /// The files of its container that the input shows; nil where it shows none.
    var files: ShownFiles?

    package init(line: CommandLine, isCertain: Bool, place: Word) {
        self.line = line
        self.isCertain = isCertain
        self.place = place
    }

    /// The arguments alone.
    package var arguments: ArraySlice<Word> { line.words.dropFirst() }

    /// The same with more options, which stand behind its own ones.
    func adding(_ words: [Word]) -> ServerCommand {
        guard !words.isEmpty else { return self }
        var command = self
        let end = line.words.firstIndex { $0.text == "--" } ?? line.words.endIndex
        command.line.words.insert(contentsOf: words, at: end)
        return command
    }

    /// A file that it is told to read, where the input shows it.
    func file(at path: Word) -> ShownFile? {
        path.unresolved.isEmpty ? files?.file(at: line.absolute(path.text)) : nil
    }
}
