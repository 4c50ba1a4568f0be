/// Tools that scripts take texts apart with, where they are told plainly: `tr ',' ' '`, `cut -d: -f1`, `sed 's/,/ /g'`.
enum ShellTextTools {
    /// What the tool makes of its input; nil where that is more than can be told.
    static func output(of program: String, _ arguments: [String], input: String) -> String? {
        switch program {
        case "tr": translated(input, arguments)
        case "cut": cut(input, arguments)
        case "sed": replaced(input, arguments)
        default: nil
        }
    }

    // MARK: - tr

    private static func translated(_ input: String, _ arguments: [String]) -> String? {
        if arguments.count == 2, arguments[0] == "-d", let set = set(arguments[1]) {
            return String(decoding: input.utf8.filter { !set.contains($0) }, as: UTF8.self)
        }
        let isSqueezing = arguments.first == "-s"
        let sets = isSqueezing ? Array(arguments.dropFirst()) : arguments
        guard sets.count == 2, let from = set(sets[0]), let to = set(sets[1]), let last = to.last else { return nil }
        var output: [UInt8] = []
        for byte in input.utf8 {
            guard let place = from.lastIndex(of: byte) else {
                output.append(byte)
                continue
            }
            let replacement = place < to.count ? to[place] : last
            if !isSqueezing || output.last != replacement { output.append(replacement) }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The characters of a set that has neither ranges nor classes.
    private static func set(_ text: String) -> [UInt8]? {
        let bytes = Array(ShellEscape.decode(text).utf8)
        guard !bytes.isEmpty, bytes.count <= 8, bytes.count == 1 || !bytes.contains(Byte.dash),
            !bytes.contains(UInt8(ascii: "[")), bytes.allSatisfy({ $0 < 0x80 })
        else { return nil }
        return bytes
    }

    // MARK: - cut

    private static func cut(_ input: String, _ arguments: [String]) -> String? {
        var separator = Byte.tab
        var field: Int?
        var rest = arguments[...]
        while let word = rest.popFirst() {
            let value = word.utf8.count > 2 ? String(word.dropFirst(2)) : rest.popFirst() ?? ""
            if word.hasPrefix("-d"), value.utf8.count == 1 {
                separator = value.utf8.first ?? separator
            } else if word.hasPrefix("-f"), let number = Int(value), number > 0 {
                field = number
            } else {
                return nil
            }
        }
        guard let field else { return nil }
        let lines = input.utf8.split(separator: Byte.newline, omittingEmptySubsequences: false).map { line in
            let fields = line.split(separator: separator, omittingEmptySubsequences: false)
            // A line without the separator stays whole.
            if fields.count == 1 { return String(decoding: line, as: UTF8.self) }
            return field <= fields.count ? String(decoding: fields[field - 1], as: UTF8.self) : ""
        }
        return lines.joined(separator: "\n")
    }

    // MARK: - sed

    /// `s/TEXT/TEXT/g` without a pattern in it.
    private static func replaced(_ input: String, _ arguments: [String]) -> String? {
        guard let command = arguments.last, arguments.count == 1 || arguments.dropLast() == ["-e"],
            command.utf8.first == UInt8(ascii: "s"), let mark = command.utf8.dropFirst().first
        else { return nil }
        let parts = command.utf8.dropFirst(2).split(separator: mark, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 3, parts[2] == "g", !parts[0].isEmpty else { return nil }
        let text = parts[1] == "\\n" ? "\n" : parts[1]
        guard !(parts[0] + (text == "\n" ? "" : text)).utf8.contains(where: patternMarks.contains) else { return nil }
        return ShellPattern.replace(input, "\(parts[0])/\(text)", all: true)
    }

    private static let patternMarks = Array("\\/.*[]^$&+?(){}#%".utf8)
}
