import KubernetesModel

@testable import ModelReferences

/// Words, readings and their texts, for tests about commands.
enum CommandTexts {
    static let origin = Word("", path: FieldPath("args[0]"), position: SourcePosition(line: 1, column: 1))

    static func word(_ text: String, unresolved: [String] = []) -> Word {
        Word(text, unresolved: unresolved, path: origin.path, position: origin.position)
    }

    static func words(_ texts: [String]) -> [Word] { texts.map { word($0) } }

    static func line(_ texts: String...) -> CommandLine { CommandLine(words: words(texts)) }

    static func environment(_ values: [String: String]) -> Variables { Variables(values.mapValues { word($0) }) }

    static func read(_ script: String, _ environment: [String: String] = [:]) -> ShellReading {
        ShellScript.read(word(script), environment: self.environment(environment))
    }

    /// One line a command: its words, those with blanks in angle quotes, and `?` behind what is unresolved.
    static func render(_ reading: ShellReading) -> [String] {
        reading.commands.map { command in
            command.words.map { word in
                let needsQuotes = word.text.isEmpty || word.text.contains { $0 == " " || $0 == "\n" }
                return (needsQuotes ? "«\(word.text)»" : word.text) + (word.unresolved.isEmpty ? "" : "?")
            }.joined(separator: " ")
        }
    }
}
