/// The loops that have been met, and which rounds of them are being read.
struct PythonLoops {
    /// How many there are; each has a number.
    var count = 0
    /// The round of each loop that is being read.
    var round: [Int: Int] = [:]
    /// INVARIANT: what is read once for each round is bounded.
    private var work = 0

    static let maximumRounds = 512
    private static let maximumWork = 1 << 20

    /// Whether so many tokens may be read so often.
    mutating func mayRead(_ range: Range<Int>, times: Int) -> Bool {
        let cost = (range.count + 16) * times
        guard work + cost <= Self.maximumWork else { return false }
        work += cost
        return true
    }
}

/// Variables that have another value behind a token: what they held before.
struct PythonScope {
    var end: Int
    var saved: [(name: String, value: PythonValue?)]
}

/// What a loop gives its values to.
indirect enum PythonTarget {
    case name(String)
    case tuple([PythonTarget])

    var names: [String] {
        switch self {
        case .name(let name): [name]
        case .tuple(let targets): targets.flatMap(\.names)
        }
    }
}

/// Loops over values that the text shows.
extension PythonReader {
    /// `for name in ["a", "b"]:`: the names hold what each round gives.
    mutating func readLoop(at start: Int) {
        var end = start + 1
        while end < tokens.count, tokens[end] != .newline, !tokens[end].isSymbol(":") {
            end = closing[end].map { $0 + 1 } ?? end + 1
        }
        bindLoop(at: start, end: min(end, tokens.count))
    }

    /// `[load(name) for name in names]`: in the brackets the name holds each of them.
    mutating func enterComprehension(at open: Int) {
        guard let close = closing[open], let first = nextFor(open + 1, close) else { return }
        var scope = PythonScope(end: close, saved: [])
        var start: Int? = first
        while let loop = start, scope.saved.count < 64 {
            let next = nextFor(loop + 1, close)
            if let (target, _) = target(at: loop + 1) {
                scope.saved += target.names.map { ($0, variables[$0]) }
            }
            bindLoop(at: loop, end: endOfIterable(loop + 1, next ?? close))
            start = next
        }
        scopes.append(scope)
    }

    private func nextFor(_ start: Int, _ end: Int) -> Int? {
        var index = start
        while index < end {
            if tokens[index] == .name("for") { return index }
            index = closing[index].map { $0 + 1 } ?? index + 1
        }
        return nil
    }

    /// Up to the `if` of a comprehension.
    private func endOfIterable(_ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end, tokens[index] != .name("if") { index = closing[index].map { $0 + 1 } ?? index + 1 }
        return min(index, end)
    }

    private mutating func bindLoop(at start: Int, end: Int) {
        guard let (target, next) = target(at: start + 1), next < end, tokens[next] == .name("in") else { return }
        let iterable = (next + 1)..<end
        let items = items(of: eachRound(of: iterable)) ?? []
        if items.count > PythonLoops.maximumRounds, case .name(let name) = target { return set(name, .list(items)) }
        guard (1...PythonLoops.maximumRounds).contains(items.count) else {
            for name in target.names { set(name, .unknown(name)) }
            return
        }
        loops.count += 1
        bind(target, to: items, loop: loops.count)
    }

    /// What loops give outranks what the name held: the loop's body sees nothing else.
    mutating func set(_ name: String, _ value: PythonValue) {
        guard variables.count < 2048 || variables[name] != nil else { return }
        variables[name] = value
    }

    private mutating func bind(_ target: PythonTarget, to items: [PythonValue], loop: Int) {
        switch target {
        case .name(let name): set(name, .each(loop: loop, items))
        case .tuple(let targets):
            for (position, target) in targets.enumerated() {
                let parts = items.map { item -> PythonValue in
                    guard case .list(let parts) = item, parts.count == targets.count else { return .unknown("…") }
                    return parts[position]
                }
                bind(target, to: parts, loop: loop)
            }
        }
    }

    /// `name`, `a, b` or `i, (a, b)`, and the index after it.
    func target(at start: Int, depth: Int = 0) -> (target: PythonTarget, end: Int)? {
        var targets: [PythonTarget] = []
        var index = start
        while index < tokens.count, targets.count < 16, depth < 4 {
            switch tokens[index] {
            case .name(let name) where name != "in":
                targets.append(.name(name))
                index += 1
            case .symbol(Byte.openParen):
                guard let (inner, end) = target(at: index + 1, depth: depth + 1), end == closing[index] else {
                    return nil
                }
                targets.append(inner)
                index = end + 1
            default: return nil
            }
            guard index < tokens.count, tokens[index].isSymbol(",") else { break }
            index += 1
        }
        guard let first = targets.first else { return nil }
        return (targets.count == 1 ? first : .tuple(targets), index)
    }

    mutating func leaveScopes(at index: Int) {
        while let scope = scopes.last, index >= scope.end {
            for (name, value) in scope.saved.reversed() { variables[name] = value }
            scopes.removeLast()
        }
    }

    // MARK: - Rounds

    /// Reads a part of the text once for each round of the loops whose values stand in it.
    mutating func forEachRound(in range: Range<Int>, _ body: (inout PythonReader) -> Void) {
        let met = loopsMet(in: range)
        let rounds = met.reduce(1) { $0 * min($1.rounds, 1024) }
        guard !met.isEmpty, rounds <= PythonLoops.maximumRounds, loops.mayRead(range, times: rounds) else {
            return body(&self)
        }
        for number in 0..<rounds {
            var rest = number
            for (loop, count) in met {
                loops.round[loop] = rest % count
                rest /= count
            }
            body(&self)
        }
        for (loop, _) in met { loops.round[loop] = nil }
    }

    /// The value of an expression in each round of the loop whose values stand in it.
    mutating func eachRound(of range: Range<Int>) -> PythonValue {
        let met = loopsMet(in: range)
        guard met.count == 1, let (loop, count) = met.first, loops.mayRead(range, times: count) else {
            return value(from: range.lowerBound, to: range.upperBound)
        }
        let values = (0..<count).map { number -> PythonValue in
            loops.round[loop] = number
            return value(from: range.lowerBound, to: range.upperBound)
        }
        loops.round[loop] = nil
        return .each(loop: loop, values)
    }

    /// Up to three loops whose rounds are still open, with how many each has.
    private func loopsMet(in range: Range<Int>) -> [(loop: Int, rounds: Int)] {
        guard loops.count > 0 else { return [] }
        var met: [(loop: Int, rounds: Int)] = []
        // INVARIANT: calls stand in calls, so how far each is looked through is bounded.
        for index in range.prefix(256) {
            for name in names(at: index) {
                guard met.count < 3, case .each(let loop, let items) = variables[name], !items.isEmpty,
                    loops.round[loop] == nil, !met.contains(where: { $0.loop == loop })
                else { continue }
                met.append((loop, items.count))
            }
        }
        return met
    }

    private func names(at index: Int) -> [String] {
        switch tokens[index] {
        case .name(let name):
            guard index + 1 < tokens.count, tokens[index + 1].isSymbol(".") else { return [name] }
            return [name, dottedName(at: index).name]
        case .string(let pieces):
            return pieces.compactMap { piece in
                guard case .hole(let hole) = piece else { return nil }
                return String(hole.prefix { $0 != "[" })
            }
        default: return []
        }
    }
}
