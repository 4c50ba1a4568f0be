/// What a variable of a script holds.
struct ShellValue: Hashable {
    /// One word; more or fewer for arrays.
    var words: [Word]

    init(_ word: Word) { words = [word] }
    init(words: [Word]) { self.words = words }

    /// As `$NAME` gives it for a variable that is no array.
    func joined(at origin: Word) -> Word {
        guard let first = words.first else { return origin.known("") }
        guard words.count > 1 else { return first }
        var joined = first
        joined.text = words.map(\.text).joined(separator: " ")
        joined.unresolved = Word.names(of: words)
        return joined
    }
}

/// What a script has set so far.
struct ShellState: Hashable {
    /// What programs see: the container's variables and those that the script exports.
    var environment: Variables = [:]
    /// What the script itself has set.
    var variables: [String: ShellValue] = [:]
    /// `$1`, `$2`, …
    var positional: [Word] = []
    /// `$0`
    var name: Word?
    var directory: Word?
    /// `readonly`
    var constants: Set<String> = []
    /// `set -a`
    var exportsAll = false
    /// `set -e`
    var stopsOnError = false

    func value(of name: String) -> ShellValue? {
        if let value = variables[name] { return value }
        return environment[name].map { ShellValue($0) }
    }

    /// What may not be set any more stays what it was in Bash, and ends other shells: from here on nobody should rest on it.
    mutating func set(_ name: String, _ value: ShellValue, exported: Bool = false, origin: Word) {
        var value = value
        if constants.contains(name), let old = self.value(of: name), old != value {
            value = ShellValue(words: old.words.map { $0.doubted(name) })
        }
        variables[name] = value
        guard exported || exportsAll || environment[name] != nil else { return }
        environment[name] = value.joined(at: origin)
    }

    /// What holds after a part of the script that may or may not have run. A variable that it changed keeps the likelier
    /// value for messages, and is unresolved.
    func merged(with other: ShellState, origin: Word) -> ShellState {
        guard self != other else { return self }
        var merged = other
        merged.constants = constants.union(other.constants)
        merged.stopsOnError = stopsOnError && other.stopsOnError
        merged.environment = environment.merging(other.environment)
        for name in merged.environment.names {
            guard let word = merged.environment[name] else { continue }
            let isSure = environment[name] == word && other.environment[name] == word
            if !isSure { merged.environment[name] = word.doubted(name) }
        }
        for name in Set(variables.keys).union(other.variables.keys) {
            let (before, after) = (value(of: name), other.value(of: name))
            guard before != after else { continue }
            let likely = after.flatMap { $0.words.contains { !$0.text.isEmpty } ? $0 : nil } ?? before ?? after
            let words = likely?.words ?? []
            merged.variables[name] = ShellValue(
                words: words.isEmpty ? [origin.known("").doubted(name)] : words.map { $0.doubted(name) })
        }
        if directory != other.directory { merged.directory = other.directory?.doubted("PWD") }
        if positional != other.positional { merged.positional = other.positional.map { $0.doubted("@") } }
        return merged
    }
}

extension Word {
    /// A word with this text at this place, of which nothing is unknown.
    func known(_ text: String) -> Word { Word(text, at: place) }

    /// The placeholder of a variable that nobody knows.
    func unknown(_ name: String, text: String? = nil) -> Word {
        Word(text ?? "$\(name)", unresolved: [name], at: place)
    }

    func doubted(_ name: String) -> Word {
        guard !unresolved.contains(name) else { return self }
        var word = self
        word.unresolved.append(name)
        return word
    }

    static func names(of words: [Word]) -> [String] {
        var names: [String] = []
        for word in words {
            for name in word.unresolved where !names.contains(name) { names.append(name) }
        }
        return names
    }

    func isOption(_ letter: Character) -> Bool {
        text.hasPrefix("-") && !text.hasPrefix("--") && text.contains(letter)
    }
}
