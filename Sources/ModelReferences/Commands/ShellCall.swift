/// The options and operands of a shell.
struct ShellCall {
    var code: Word?
    /// `$0`, `$1`, … of `-c`; else the script and its arguments.
    var operands: [Word] = []
    /// `-e`, `-o errexit`
    var stopsOnError = false
    /// `-s`: the script comes from standard input whatever the operands.
    var readsInput = false

    init(_ words: [Word]) {
        var rest = words.dropFirst()
        var hasCode = false
        while let word = rest.first, word.text.hasPrefix("-") || word.text.hasPrefix("+") {
            rest = rest.dropFirst()
            if word.text == "--" || word.text == "-" { break }
            if word.text.hasPrefix("--") {
                if ["--rcfile", "--init-file"].contains(word.text) { rest = rest.dropFirst() }
                continue
            }
            let letters = word.text.dropFirst()
            // `-euxo pipefail -c`: the name of the option is the next word.
            if letters.contains("o") || letters.contains("O") {
                if rest.first?.text == "errexit", word.text.hasPrefix("-") { stopsOnError = true }
                rest = rest.dropFirst()
            }
            if letters.contains("e"), word.text.hasPrefix("-") { stopsOnError = true }
            if letters.contains("c") { hasCode = true }
            if letters.contains("s") { readsInput = true }
        }
        operands = Array(rest)
        guard hasCode else { return }
        // `sh -c -- CODE`
        if operands.first?.text == "--" { operands.removeFirst() }
        guard !operands.isEmpty else { return }
        code = operands.removeFirst()
    }
}
