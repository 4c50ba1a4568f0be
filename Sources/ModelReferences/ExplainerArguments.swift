import KubernetesModel

/// The text that `pedigree explain` was given, cut into words as a shell would.
struct ArgumentText {
    /// Variables in front, such as `MODEL_ID=o/n`.
    private(set) var variables: [(name: String, value: String)] = []
    /// Everything after them.
    private(set) var words: [String] = []
    /// Whether it is more than one command, so that only a shell can read it.
    let isScript: Bool
    private(set) var isUnclosed = false
    let text: String

    /// Whether it is a call in Python, such as `snapshot_download(repo_id="o/n")`.
    var isPython: Bool {
        let name = text.utf8.prefix {
            Scan.isLetter($0) || Scan.isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
        }
        return !name.isEmpty && text.utf8.dropFirst(name.count).first == UInt8(ascii: "(") && text.hasSuffix(")")
    }

    init(_ text: String) {
        self.text = text
        var cutter = WordCutter()
        for scalar in text.unicodeScalars { cutter.take(scalar) }
        let cut = cutter.finish()
        isScript = cutter.hasOperator
        isUnclosed = cutter.isUnclosed
        var rest = cut[...]
        while let word = rest.first, let assignment = Self.assignment(word) {
            variables.append(assignment)
            rest = rest.dropFirst()
        }
        words = Array(rest)
    }

    /// The text where it is one bare reference and nothing else.
    var soleReference: String? {
        // White space at the edges belongs to the reference, and makes it invalid: no tool trims it.
        guard variables.isEmpty, words.count <= 1, !isScript, !isUnclosed, !isPython else { return nil }
        guard let word = words.first else { return text }
        guard !word.hasPrefix("-") else { return nil }
        return text.contains(where: { $0 == "\"" || $0 == "'" || $0 == "\\" }) ? word : text
    }

    /// Reference and revision read from the words alone, for tools whose fields stand in an object of their own; nil for
    /// commands, which their own readers have judged.
    func plainReference(_ consumer: Consumer) -> RawReference? {
        guard let first = words.first, !isScript, !isPython else { return nil }
        let isCommand = ExplainedProgram.of(consumer).isCommand(words)
        // `dvc get --rev main` names no repository: it means the one that it stands in.
        if consumer == .dvc, isCommand { return RawReference(".", consumer: .dvc, revision: revision) }
        guard !first.hasPrefix("-"), !isCommand else { return nil }
        return RawReference(first, consumer: consumer, revision: revision)
    }

    private var revision: String? {
        let names = [
            "--revision", "--model-revision", "--model_revision", "--rev", "--version-id", "--version", "revision",
        ]
        var revision: String?
        for (index, word) in words.enumerated() {
            for name in names {
                if word == name, index + 1 < words.count { revision = words[index + 1] }
                if word.hasPrefix("\(name)=") { revision = String(word.dropFirst(name.count + 1)) }
            }
        }
        return revision
    }

    /// `NAME=value` with a name as shells and Kubernetes take it.
    private static func assignment(_ word: String) -> (name: String, value: String)? {
        guard let (name, value) = Scan.cut(Substring(word), at: "="), let first = name.utf8.first else { return nil }
        let isName = name.utf8.allSatisfy {
            Scan.isDigit($0) || Scan.isLetter($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
                || $0 == UInt8(ascii: "-")
        }
        // Flags and the `key=value` words of MaxText are in lower case.
        let isUpper = name.utf8.allSatisfy { !Scan.isLower($0) }
        return isName && isUpper && !Scan.isDigit(first) && first != UInt8(ascii: "-")
            ? (String(name), String(value)) : nil
    }
}

/// Cuts text at white space outside quotation marks.
private struct WordCutter {
    private var words: [String] = []
    private var current = ""
    private var hasWord = false
    private var quote: UnicodeScalar?
    private var isEscaped = false
    private(set) var hasOperator = false

    var isUnclosed: Bool { quote != nil || isEscaped }

    mutating func take(_ scalar: UnicodeScalar) {
        if isEscaped {
            append(scalar)
            isEscaped = false
        } else if scalar == "\\", quote != "'" {
            isEscaped = true
        } else if let open = quote {
            if scalar == open { quote = nil } else { append(scalar) }
        } else if scalar == "'" || scalar == "\"" {
            quote = scalar
            hasWord = true
        } else if scalar.properties.isWhitespace {
            hasOperator = hasOperator || scalar == "\n" && !words.isEmpty
            end()
        } else {
            hasOperator = hasOperator || scalar == ";" || scalar == "|" || scalar == "&" && current.last == "&"
            append(scalar)
        }
    }

    mutating func finish() -> [String] {
        end()
        return words
    }

    private mutating func append(_ scalar: UnicodeScalar) {
        current.unicodeScalars.append(scalar)
        hasWord = true
    }

    private mutating func end() {
        if hasWord { words.append(current) }
        current = ""
        hasWord = false
    }
}
