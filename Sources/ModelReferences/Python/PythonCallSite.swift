/// A call, split into its arguments.
struct PythonCallSite {
    /// As its module calls it: `transformers.AutoModel.from_pretrained`.
    let name: String
    /// As it is written: `AutoModel.from_pretrained`.
    let written: String
    var positional: [Range<Int>] = []
    var keywords: [(name: String, range: Range<Int>)] = []
    /// `**options`: what stands behind the stars.
    private(set) var spreads: [Range<Int>] = []
    var end: Int
    /// Whether its arguments are those of many calls, as `map(f, items)` makes them.
    var isMapped = false

    /// A call that another function makes: `submit(f, x)`.
    init(_ reader: PythonReader, name: String, positional: [Range<Int>], end: Int) {
        self.name = reader.qualified(name)
        written = name
        self.positional = positional
        self.end = end
    }

    init(_ reader: PythonReader, name: String, open: Int) {
        self.name = reader.qualified(name)
        written = name
        end = reader.closing[open] ?? reader.tokens.count
        for part in reader.parts(open + 1, end) { append(reader, part) }
    }

    private mutating func append(_ reader: PythonReader, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        if range.count > 2, reader.tokens[range.lowerBound] == .otherOperator,
            reader.tokens[range.lowerBound + 1] == .otherOperator
        {
            spreads.append((range.lowerBound + 2)..<range.upperBound)
        }
        guard case .name(let name) = reader.tokens[range.lowerBound] else { return positional.append(range) }
        var equals = range.lowerBound + 1
        // `name: type = value` in a definition.
        if equals < range.upperBound, reader.tokens[equals].isSymbol(":") {
            while equals < range.upperBound, !reader.tokens[equals].isSymbol("=") { equals += 1 }
        }
        guard equals < range.upperBound, reader.tokens[equals].isSymbol("=") else { return positional.append(range) }
        keywords.append((name, (equals + 1)..<range.upperBound))
    }

    /// The last part of the name: `from_pretrained`.
    var function: String { Self.cut(name).function }
    /// The same as it is written, where an import has given it another name.
    var writtenFunction: String { Self.cut(written).function }

    /// What stands before the function's name as it is written: `self`, `models`.
    var writtenReceiver: String { Self.cut(written).receiver }

    /// What it is called on: `AutoModel`, `mlflow.pyfunc`; empty where it is called by itself.
    var receiver: String { Self.cut(name).receiver }

    /// The last part of the receiver: `PeftModel`.
    var receiverName: String { Self.cut(receiver).function }

    func isCalledOn(_ prefix: String) -> Bool {
        receiver.hasPrefix(prefix) || Self.cut(written).receiver.hasPrefix(prefix)
    }

    func isNamed(in names: Set<String>) -> Bool { names.contains(name) || names.contains(written) }

    private static func cut(_ name: String) -> (receiver: String, function: String) {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return ("", name) }
        return (String(name[..<dot]), String(name[name.utf8.index(after: dot)...]))
    }

    func keyword(_ names: [String]) -> Range<Int>? {
        for name in names {
            if let found = keywords.last(where: { $0.name == name }) { return found.range }
        }
        return nil
    }

    func argument(_ position: Int?, _ names: [String]) -> Range<Int>? {
        if let range = keyword(names) { return range }
        guard let position, position < positional.count else { return nil }
        return positional[position]
    }
}

extension PythonReader {
    /// What stands between the commas of a bracket's inside.
    func parts(_ start: Int, _ end: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = start
        while start < end {
            var stop = start
            while stop < end, !tokens[stop].isSymbol(",") { stop = min(closing[stop].map { $0 + 1 } ?? stop + 1, end) }
            parts.append(start..<stop)
            start = stop + 1
        }
        return parts
    }
}
