/// Lists, tuples and dictionaries that the text shows, and what is made of them.
extension PythonReader {
    static let maximumItems = 4096

    func isTuple(_ start: Int, _ end: Int) -> Bool {
        var index = start + 1
        while index < end - 1 {
            if tokens[index].isSymbol(",") { return true }
            index = closing[index].map { $0 + 1 } ?? index + 1
        }
        return false
    }

    /// What the bracket from `open` to `close` is.
    func bracket(_ open: Int, _ close: Int, _ depth: Int) -> PythonValue {
        if tokens[open].isSymbol("("), !isTuple(open, close + 1) {
            return value(from: open + 1, to: close, depth: depth + 1)
        }
        let parts = parts(open + 1, close)
        guard parts.count <= Self.maximumItems, !isComprehension(parts) else { return .unknown(description(open)) }
        let entries = tokens[open].isSymbol("{") ? parts.compactMap { entry($0, depth) } : []
        if tokens[open].isSymbol("{"), entries.count == parts.count { return .dictionary(entries) }
        return .list(parts.map { value(from: $0.lowerBound, to: $0.upperBound, depth: depth + 1) })
    }

    private func isComprehension(_ parts: [Range<Int>]) -> Bool {
        guard parts.count == 1, let only = parts.first else { return false }
        var index = only.lowerBound
        while index < only.upperBound {
            if tokens[index] == .name("for") { return true }
            index = closing[index].map { $0 + 1 } ?? index + 1
        }
        return false
    }

    /// `"key": value`
    private func entry(_ range: Range<Int>, _ depth: Int) -> PythonEntry? {
        var colon = range.lowerBound
        while colon < range.upperBound, !tokens[colon].isSymbol(":") {
            colon = closing[colon].map { $0 + 1 } ?? colon + 1
        }
        guard colon < range.upperBound else { return nil }
        return PythonEntry(
            key: value(from: range.lowerBound, to: colon, depth: depth + 1),
            value: value(from: colon + 1, to: range.upperBound, depth: depth + 1))
    }

    // MARK: - Elements

    /// What a loop over a value goes through; nil where nobody knows.
    func items(of value: PythonValue) -> [PythonValue]? {
        switch value {
        case .list(let items): return items
        case .dictionary(let entries): return entries.map(\.key)
        case .each(_, let rounds):
            var all: [PythonValue] = []
            for round in rounds {
                guard case .list(let items) = round, all.count + items.count <= Self.maximumItems else { return nil }
                all += items
            }
            return all
        case .text, .fetched, .unknown, .none: return nil
        }
    }

    /// `names[key]`; nil where nobody knows.
    func element(of value: PythonValue, _ range: Range<Int>, depth: Int) -> PythonValue? {
        if case .list(let items) = value { return element(of: items, range) }
        guard case .text(let key) = self.value(from: range.lowerBound, to: range.upperBound, depth: depth + 1),
            key.unresolved.isEmpty
        else { return nil }
        return entry(key.text, of: value)
    }

    private func element(of items: [PythonValue], _ range: Range<Int>) -> PythonValue? {
        guard let first = range.first, case .number(let number?) = tokens[first] else { return nil }
        if range.count == 1 { return number < items.count ? items[number] : nil }
        // `names[1:]`
        guard range.count == 2, tokens[first + 1].isSymbol(":") else { return nil }
        return .list(Array(items.dropFirst(number)))
    }

    /// What stands under a key. One that nobody knows may be this one.
    func entry(_ key: String, of value: PythonValue) -> PythonValue? {
        guard case .dictionary(let entries) = value else { return nil }
        var found: PythonValue?
        for entry in entries {
            guard case .text(let word) = entry.key, word.unresolved.isEmpty else { return nil }
            guard word.text == key else { continue }
            // Which of two holds is open: either may stand in a branch.
            if let found, found != entry.value { return nil }
            found = entry.value
        }
        return found
    }

    // MARK: - Calls

    /// What a method of a value returns; nil where nobody knows.
    func result(of call: PythonCallSite, on value: PythonValue, depth: Int) -> PythonValue? {
        switch (value, call.writtenFunction) {
        case (.dictionary(let entries), "items"): return .list(entries.map { .list([$0.key, $0.value]) })
        case (.dictionary(let entries), "keys"): return .list(entries.map(\.key))
        case (.dictionary(let entries), "values"): return .list(entries.map(\.value))
        case (.dictionary, "get"):
            guard let key = self.value(of: call.positional.first, depth: depth + 1)?.word else { return nil }
            return entry(key.text, of: value)
        case (.text(let word), "split"): return pieces(of: word, call, depth)
        case (.text(let word), "strip"), (.text(let word), "rstrip"), (.text(let word), "lstrip"):
            guard call.positional.isEmpty else { return nil }
            return .text(word.with(text: String(Substring(word.text.utf8.trimmingBlanks))))
        case (.list, "copy"): return value
        default: return nil
        }
    }

    private func pieces(of word: Word, _ call: PythonCallSite, _ depth: Int) -> PythonValue? {
        guard word.unresolved.isEmpty else { return nil }
        guard let range = call.argument(0, ["sep"]) else {
            let pieces = word.text.utf8.split(whereSeparator: Byte.isBlank)
            guard pieces.count <= Self.maximumItems else { return nil }
            return .list(pieces.map { .text(word.with(text: String(Substring($0)))) })
        }
        guard let separator = value(of: range, depth: depth + 1)?.word, separator.unresolved.isEmpty,
            let byte = separator.text.utf8.first, separator.text.utf8.count == 1, call.positional.count < 2
        else { return nil }
        let pieces = word.text.utf8.split(separator: byte, omittingEmptySubsequences: false)
        guard pieces.count <= Self.maximumItems else { return nil }
        return .list(pieces.map { .text(word.with(text: String(Substring($0)))) })
    }

    /// What functions of Python itself make of what a loop can go through.
    func collection(of call: PythonCallSite, depth: Int) -> PythonValue? {
        guard Self.makers.contains(call.name) else { return nil }
        let given = call.positional.map { value(from: $0.lowerBound, to: $0.upperBound, depth: depth + 1) }
        if call.name == "dict", given.isEmpty {
            let entries = call.keywords.map { keyword in
                PythonEntry(
                    key: .text(origin.known(keyword.name)),
                    value: value(from: keyword.range.lowerBound, to: keyword.range.upperBound, depth: depth + 1))
            }
            return .dictionary(entries)
        }
        if case .dictionary = given.first, call.name == "dict" { return given.first }
        let lists = given.compactMap(items)
        guard let first = lists.first, lists.count == given.count else { return nil }
        switch call.name {
        case "enumerate": return .list(first.map { .list([.unknown("…"), $0]) })
        case "zip":
            let count = lists.reduce(first.count) { min($0, $1.count) }
            return .list((0..<count).map { index in .list(lists.map { $0[index] }) })
        default: return .list(first)
        }
    }

    private static let makers: Set<String> = [
        "list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "enumerate", "zip", "dict", "tqdm",
        "tqdm.tqdm", "tqdm.auto.tqdm",
    ]

    // MARK: - Additions

    /// `names.append("x")`: what a list of the text holds grows.
    mutating func readAddition(_ call: PythonCallSite) -> Bool {
        let name = call.writtenReceiver
        guard !name.isEmpty, let old = variables[name] else { return false }
        if case .list = old, Self.reorderings.contains(call.writtenFunction) {
            variables[name] = .unknown(name)
            return true
        }
        if case .dictionary(let entries) = old, let changed = changed(entries, by: call, name) {
            variables[name] = changed
            return true
        }
        guard let range = call.positional.last else { return false }
        let added = value(from: range.lowerBound, to: range.upperBound)
        switch (old, call.writtenFunction) {
        case (.list(let items), "append"), (.list(let items), "add"):
            variables[name] = items.count < Self.maximumItems ? .list(items + [added]) : .unknown(name)
        case (.list(let items), "extend"), (.list(let items), "update"):
            let more = self.items(of: added)
            let all = more.map { items + $0 } ?? []
            variables[name] = more == nil || all.count > Self.maximumItems ? .unknown(name) : .list(all)
        case (.dictionary(let entries), "update"):
            guard case .dictionary(let more) = added, entries.count + more.count <= Self.maximumItems else {
                variables[name] = .unknown(name)
                return true
            }
            variables[name] = .dictionary(entries + more)
        default: return false
        }
        return true
    }

    /// What is left of a dictionary where something is taken out, or put in unless it is there; nil for other methods.
    private func changed(_ entries: [PythonEntry], by call: PythonCallSite, _ name: String) -> PythonValue? {
        guard Self.exchanges.contains(call.writtenFunction) else { return nil }
        let keys = entries.compactMap { entry -> String? in
            guard let word = entry.key.word, word.unresolved.isEmpty else { return nil }
            return word.text
        }
        guard let key = value(of: call.positional.first)?.word, key.unresolved.isEmpty, keys.count == entries.count
        else { return .unknown(name) }
        switch call.writtenFunction {
        case "pop": return .dictionary(entries.filter { $0.key.word?.text != key.text })
        case "setdefault" where keys.contains(key.text): return .dictionary(entries)
        case "setdefault" where entries.count < Self.maximumItems:
            let value = value(of: call.positional.dropFirst().first) ?? .none
            return .dictionary(entries + [PythonEntry(key: .text(key), value: value)])
        default: return .unknown(name)
        }
    }

    /// Nobody can tell which element has which number then.
    private static let reorderings: Set<String> = [
        "insert", "pop", "remove", "sort", "reverse", "clear", "discard", "rotate", "__setitem__", "__delitem__",
    ]
    private static let exchanges: Set<String> = [
        "pop", "popitem", "setdefault", "clear", "__setitem__", "__delitem__",
    ]
    /// Methods after which a collection holds something else.
    static let changes = reorderings.union(exchanges).union(["append", "add", "extend", "update"])
}
