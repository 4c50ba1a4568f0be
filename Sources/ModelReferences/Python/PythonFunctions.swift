/// The functions that the text defines, and what it calls them with.
struct PythonFunctions {
    struct Function {
        var parameters: [(name: String, fallback: Range<Int>?)]
        /// Whether it belongs to a class, and gets the object before its arguments.
        var isMethod: Bool
        /// Whether others call it too: a framework does what a decorator asked for.
        var isOpen: Bool
        /// The token behind its body.
        var end: Int
    }

    var byName: [String: Function] = [:]
    /// What the last reading of the text has found: for each call the values of the parameters.
    var known: [String: [[PythonValue]]] = [:]
    /// What this one has found so far.
    var calls: [String: [[PythonValue]]] = [:]
    /// Functions that the text hands to others, which call them with what nobody knows.
    var handedOn: Set<String> = []
    /// Names of functions that are called right there: `map(load, names)`.
    var calledThere: Set<Int> = []

    /// The calls of each function, with one more where others call it as well.
    var rows: [String: [[PythonValue]]] {
        var rows = calls
        for (name, calls) in calls {
            guard let function = byName[name], function.isOpen || handedOn.contains(name) else { continue }
            rows[name] = calls + [function.parameters.map { .unknown($0.name) }]
        }
        return rows
    }

    static let maximumFunctions = 512
    static let maximumCalls = 256
}

extension PythonReader {
    mutating func findFunctions() {
        var open: [(name: String, indentation: Int)] = []
        var last = 0
        var isDecorated = false
        var doubled: Set<String> = []
        for index in tokens.indices {
            if let depth = indentation[index] {
                last = depth
                while let function = open.last, function.indentation >= depth {
                    functions.byName[function.name]?.end = index
                    open.removeLast()
                }
                if tokens[index].isSymbol("@") { isDecorated = isDecorated || !isHarmless(at: index) }
            }
            guard tokens[index] == .name("def"), index + 2 < tokens.count, case .name(let name) = tokens[index + 1],
                tokens[index + 2].isSymbol("("), functions.byName.count < PythonFunctions.maximumFunctions
            else { continue }
            // Of two functions of one name nobody can tell which is called.
            if functions.byName[name] != nil { doubled.insert(name) }
            functions.byName[name] = function(name, at: index, isDecorated)
            open.append((name, last))
            isDecorated = false
        }
        for name in doubled { functions.byName[name] = nil }
    }

    private func function(_ name: String, at start: Int, _ isDecorated: Bool) -> PythonFunctions.Function {
        let site = PythonCallSite(self, name: name, open: start + 2)
        var parameters: [(name: String, fallback: Range<Int>?)] = site.positional.compactMap { range in
            guard case .name(let name) = tokens[range.lowerBound] else { return nil }
            return (name, nil)
        }
        parameters += site.keywords.map { ($0.name, $0.range) }
        let isMethod = parameters.first.map { $0.name == "self" || $0.name == "cls" } ?? false
        if isMethod { parameters.removeFirst() }
        return PythonFunctions.Function(
            parameters: Array(parameters.prefix(32)), isMethod: isMethod, isOpen: isDecorated, end: tokens.count)
    }

    /// `@lru_cache`, `@retry(…)`: these call a function with what it is called with.
    private func isHarmless(at index: Int) -> Bool {
        guard index + 1 < tokens.count else { return false }
        let name = dottedName(at: index + 1).name
        return Self.harmless.contains(name.split(separator: ".").last ?? "")
    }

    private static let harmless: Set<Substring> = [
        "cache", "lru_cache", "retry", "staticmethod", "classmethod", "contextmanager", "no_grad", "inference_mode",
        "timeit", "wraps", "cached",
    ]

    // MARK: - Bodies

    /// In the body the parameters hold what the function is called with, one value for each call.
    mutating func enterFunction(_ site: PythonCallSite, at start: Int) {
        guard let function = functions.byName[site.written], let calls = functions.known[site.written],
            !calls.isEmpty, function.end > start
        else { return readDefaults(site) }
        loops.count += 1
        let saved = function.parameters.map { (name: $0.name, value: variables[$0.name]) }
        for (position, parameter) in function.parameters.enumerated() {
            set(parameter.name, .each(loop: loops.count, calls.map { $0[position] }))
        }
        scopes.append(PythonScope(end: function.end, saved: saved))
    }

    private mutating func readDefaults(_ site: PythonCallSite) {
        for (name, range) in site.keywords {
            if case .text(let word) = value(from: range.lowerBound, to: range.upperBound), variables[name] == nil {
                variables[name] = .text(word.doubted(name))
            }
        }
    }

    // MARK: - Calls

    /// The function of the text that a call names.
    private func function(of call: PythonCallSite) -> PythonFunctions.Function? {
        guard !functions.byName.isEmpty, let function = functions.byName[call.writtenFunction],
            function.isMethod == !call.writtenReceiver.isEmpty
        else { return nil }
        return function
    }

    func isDefinedHere(_ call: PythonCallSite) -> Bool { function(of: call) != nil }

    /// Remembers what a function of the text is called with.
    mutating func noteCall(_ call: PythonCallSite) {
        guard let function = function(of: call), !function.parameters.isEmpty else { return }
        let name = call.writtenFunction
        // `load(*names)`
        guard !call.positional.contains(where: { tokens[$0.lowerBound] == .otherOperator }) else {
            return note(row: function.parameters.map { .unknown($0.name) }, of: name)
        }
        let values = function.parameters.enumerated().map { position, parameter in
            given(call.argument(position, [parameter.name]) ?? parameter.fallback, parameter.name)
        }
        guard call.isMapped else { return note(row: values, of: name) }
        guard let first = values.first, let items = items(of: first), !items.isEmpty else {
            return note(row: values.map { _ in .unknown("…") }, of: name)
        }
        for (number, item) in items.enumerated() {
            let others = values.dropFirst().map { value -> PythonValue in
                guard let items = self.items(of: value) else { return value }
                return number < items.count ? items[number] : .unknown("…")
            }
            note(row: [item] + others, of: name)
        }
    }

    private func given(_ range: Range<Int>?, _ name: String) -> PythonValue {
        guard let value = value(of: range) else { return .unknown(name) }
        // A loop whose round is open has been too long to be followed.
        if case .each = value { return .unknown(name) }
        return value
    }

    private mutating func note(row: [PythonValue], of name: String) {
        let rows = functions.calls[name] ?? []
        guard !rows.contains(row) else { return }
        guard rows.count < PythonFunctions.maximumCalls else {
            functions.handedOn.insert(name)
            return
        }
        functions.calls[name] = rows + [row]
    }

    /// A function that is named without being called is handed to somebody, who calls it.
    mutating func noteHandedOn(_ name: String, at start: Int, _ end: Int) {
        guard !functions.byName.isEmpty, !functions.calledThere.contains(start) else { return }
        let name = name.split(separator: ".").last.map(String.init) ?? name
        guard functions.byName[name] != nil, end >= tokens.count || !tokens[end].isSymbol("=") else { return }
        functions.handedOn.insert(name)
    }

    /// The call that `map(f, items)`, `pool.submit(f, x)` or `Thread(target=f, args=(x,))` makes.
    mutating func handedCall(_ call: PythonCallSite) -> PythonCallSite? {
        let isMapped = Self.mapping.contains(call.function)
        if isMapped || Self.submitting.contains(call.function) {
            guard call.positional.count > 1, let first = call.positional.first else { return nil }
            return handedCall(first, Array(call.positional.dropFirst()), call.end, isMapped: isMapped)
        }
        guard call.function == "Thread" || call.function == "Process", let target = call.keyword(["target"]),
            let list = call.keyword(["args"]), let close = closing[list.lowerBound]
        else { return nil }
        return handedCall(target, parts(list.lowerBound + 1, close), call.end, isMapped: false)
    }

    private mutating func handedCall(
        _ function: Range<Int>, _ arguments: [Range<Int>], _ end: Int, isMapped: Bool
    ) -> PythonCallSite? {
        let (name, behind) = dottedName(at: function.lowerBound)
        guard !name.isEmpty, behind == function.upperBound else { return nil }
        functions.calledThere.insert(function.lowerBound)
        var inner = PythonCallSite(self, name: name, positional: arguments, end: end)
        inner.isMapped = isMapped
        return inner
    }

    static let mapping: Set<String> = ["map", "imap", "imap_unordered", "map_async", "thread_map", "process_map"]
    static let submitting: Set<String> = ["submit", "to_thread"]
}
