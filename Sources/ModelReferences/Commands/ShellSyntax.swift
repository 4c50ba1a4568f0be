/// The parts of a shell script (POSIX sh, and what Bash adds), as far as they decide what is run.
struct ShellList {
    var items: [ShellItem] = []
}

/// Pipelines joined by `&&` and `||`.
struct ShellItem {
    var first: ShellPipeline
    var rest: [(isAnd: Bool, pipeline: ShellPipeline)] = []
    var isBackground = false
}

struct ShellPipeline {
    var commands: [ShellCommand]
    var isNegated = false
}

indirect enum ShellCommand {
    case simple(ShellSimpleCommand)
    case group(ShellList, [ShellRedirection])
    case subshell(ShellList, [ShellRedirection])
    case conditional([(condition: ShellList, body: ShellList)], otherwise: ShellList?, [ShellRedirection])
    /// `while` and `until`.
    case loop(condition: ShellList, body: ShellList, [ShellRedirection])
    /// `for` and `select`; nil words stand for `"$@"`.
    case forEach(name: String, words: [ShellWord]?, body: ShellList, [ShellRedirection])
    case match([ShellList], [ShellRedirection])
    case function(name: String, body: ShellCommand)
    /// `[[ … ]]` and `(( … ))`: run nothing by themselves, but hold words in which something can run.
    case test([ShellWord], [ShellRedirection])
}

struct ShellSimpleCommand {
    var assignments: [ShellAssignment] = []
    var words: [ShellWord] = []
    /// Those that stand after `export`, `local`, `declare` and the like.
    var declarations: [ShellAssignment] = []
    var redirections: [ShellRedirection] = []
}

struct ShellAssignment {
    enum Value {
        case word(ShellWord)
        case array([ShellWord])
    }

    var name: String
    var value: Value
    var appends = false
    /// `name[index]=…`
    var isElement = false
}

struct ShellWord {
    indirect enum Part {
        case text(String, isQuoted: Bool)
        case variable(ShellVariable, isQuoted: Bool)
        case command(ShellList, isQuoted: Bool)
        /// `$(( … ))`: a number that nobody here computes.
        case arithmetic(ShellWord)
        /// `<( … )`: a file that a command fills while it is read.
        case process(ShellList)
    }

    var parts: [Part] = []

    /// The text of a word in which nothing is quoted or expanded.
    var plainText: String? {
        guard parts.count == 1, case .text(let text, isQuoted: false) = parts[0] else { return nil }
        return text
    }
}

struct ShellVariable {
    indirect enum Operation {
        case none
        /// `:-` and `-`, `:=` and `=`, `:?` and `?`.
        case fallback(ShellWord, assigns: Bool)
        /// `:+` and `+`.
        case alternative(ShellWord)
        case trimStart(ShellWord, longest: Bool)
        case trimEnd(ShellWord, longest: Bool)
        case replace(ShellWord, all: Bool)
        /// Lengths, substrings, case changes, indirection.
        case other(ShellWord)
    }

    var name: String
    /// `name[@]`, `name[*]`.
    var isWholeArray = false
    /// `name[3]`, `name[$i]`.
    var isElement = false
    var operation = Operation.none
}

struct ShellRedirection {
    enum Kind {
        case input(ShellWord)
        case output(ShellWord, appends: Bool)
        case hereDocument(HereDocument)
        case hereString(ShellWord)
        /// Of other descriptors than standard input and output.
        case other(ShellWord)
    }

    var kind: Kind

    /// Whether it gives standard input.
    var isInput: Bool {
        switch kind {
        case .input, .hereDocument, .hereString: true
        case .output, .other: false
        }
    }
}

/// `<<EOF`: its text stands below the line, so it is filled in once that has been read.
final class HereDocument {
    let delimiter: String
    let stripsTabs: Bool
    let isLiteral: Bool
    var body = ShellWord()

    init(delimiter: String, stripsTabs: Bool, isLiteral: Bool) {
        self.delimiter = delimiter
        self.stripsTabs = stripsTabs
        self.isLiteral = isLiteral
    }
}

/// Why a script cannot be read further; a half-sentence that can follow "the command".
struct ShellSyntaxError: Error {
    var reason: String
}
