/// What an expression yields, as far as the text says.
extension PythonReader {
    func value(of range: Range<Int>?, depth: Int = 0) -> PythonValue? {
        range.map { value(from: $0.lowerBound, to: $0.upperBound, depth: depth) }
    }

    func value(from start: Int, to end: Int, depth: Int = 0) -> PythonValue {
        guard start < end, end <= tokens.count, depth < 8 else { return .unknown("…") }
        var start = start
        var end = end
        // Brackets around the whole, as in a string over several lines.
        while end - start > 2, tokens[start].isSymbol("("), closing[start] == end - 1, !isTuple(start, end) {
            start += 1
            end -= 1
        }
        var joined: Word?
        var index = start
        while index < end {
            guard let (operand, next) = operand(at: index, end: end, depth: depth) else {
                return .unknown(description(start))
            }
            switch operand {
            case .text(let word):
                if var sum = joined {
                    guard sum.text.utf8.count + word.text.utf8.count < 1 << 16 else { return .unknown("…") }
                    sum.text += word.text
                    joined = sum.doubted(all: word.unresolved)
                } else {
                    joined = word
                }
            case .fetched: return .fetched
            case .none, .list, .dictionary, .each:
                return index == start && next == end ? operand : .unknown(description(start))
            case .unknown(let name):
                guard next < end, case .name("or") = tokens[next] else {
                    let placeholder = origin.unknown(name)
                    if joined == nil, next == end { return operand }
                    joined =
                        joined.map { sum in
                            var sum = sum
                            sum.text += placeholder.text
                            return sum.doubted(name)
                        } ?? placeholder
                    break
                }
            }
            index = next
            guard index < end else { break }
            switch tokens[index] {
            case .symbol(Byte.plus), .symbol(Byte.slash): index += 1
            case .string: break
            // `a or "b"`: which one holds is open, except where the first is known and not empty.
            case .name("or"):
                if let word = joined, !word.text.isEmpty { return .text(word) }
                guard case .text(let word) = value(from: index + 1, to: end, depth: depth + 1) else {
                    return .unknown(description(start))
                }
                return .text(word.doubted(description(start)))
            default: return .unknown(description(start))
            }
        }
        return joined.map { .text($0) } ?? .unknown(description(start))
    }

    /// One operand with the subscripts and methods behind it, and the index after them.
    private func operand(at start: Int, end: Int, depth: Int) -> (PythonValue, Int)? {
        guard var (value, index) = plainOperand(at: start, end: end, depth: depth) else { return nil }
        while index < end {
            guard let close = closing[index], tokens[index].isSymbol("[") else {
                guard tokens[index].isSymbol("."), index + 2 < end, case .name(let method) = tokens[index + 1],
                    tokens[index + 2].isSymbol("(")
                else { break }
                let call = PythonCallSite(self, name: method, open: index + 2)
                value = result(of: call, on: value, depth: depth) ?? .unknown(".\(method)()")
                index = min(call.end + 1, end)
                continue
            }
            value = element(of: value, (index + 1)..<min(close, end), depth: depth) ?? .unknown(description(start))
            index = min(close + 1, end)
        }
        return (value, index)
    }

    private func plainOperand(at index: Int, end: Int, depth: Int) -> (PythonValue, Int)? {
        switch tokens[index] {
        case .string(let pieces): return (.text(string(pieces)), index + 1)
        case .number: return (.text(origin.unknown("…", text: "…")), index + 1)
        case .name(let name):
            if name == "None" { return (.none, index + 1) }
            if name == "True" || name == "False" { return (.text(origin.known(name)), index + 1) }
            return named(at: index, end: end, depth: depth)
        case .symbol:
            guard let close = closing[index], close < end else { return nil }
            return (bracket(index, close, depth), close + 1)
        default: return nil
        }
    }

    private func named(at start: Int, end: Int, depth: Int) -> (PythonValue, Int) {
        let (name, next) = dottedName(at: start)
        guard next < end else { return (variable(name), next) }
        let after = min((closing[next] ?? next) + 1, end)
        if tokens[next].isSymbol("["), name == "os.environ" || name == "environ" {
            let key = value(from: next + 1, to: after - 1, depth: depth + 1)
            return (key.word.map { environmentValue($0.text, fallback: nil) } ?? .unknown(name), after)
        }
        guard tokens[next].isSymbol("(") else { return (variable(name), next) }
        let call = PythonCallSite(self, name: name, open: next)
        if variables[call.writtenReceiver] != nil,
            let result = result(of: call, on: variable(call.writtenReceiver), depth: depth)
        {
            return (result, after)
        }
        return (result(of: call, depth: depth), after)
    }

    /// In a round of a loop what that round gives.
    func variable(_ name: String) -> PythonValue {
        guard let value = variables[name] else { return .unknown(name) }
        guard case .each(let loop, let items) = value, let round = loops.round[loop], round < items.count else {
            return value
        }
        return items[round]
    }

    /// What a call returns, where that is a string that the text shows, or a local path of something downloaded.
    private func result(of call: PythonCallSite, depth: Int) -> PythonValue {
        switch call.name {
        case "os.environ.get", "os.getenv", "getenv", "environ.get":
            guard let name = value(of: call.argument(0, ["key"]), depth: depth + 1)?.word else {
                return .unknown(call.name)
            }
            return environmentValue(name.text, fallback: value(of: call.argument(1, ["default"]), depth: depth + 1))
        case "str", "Path", "pathlib.Path", "os.path.expanduser", "os.path.abspath":
            return value(of: call.positional.first, depth: depth + 1) ?? .unknown(call.name)
        case "os.path.join":
            var parts: [Word] = []
            for range in call.positional {
                switch value(from: range.lowerBound, to: range.upperBound, depth: depth + 1) {
                case .text(let word): parts.append(word)
                case .fetched: return .fetched
                case .unknown(let name): parts.append(origin.unknown(name))
                case .list, .dictionary, .each, .none: return .unknown(call.name)
                }
            }
            guard var joined = parts.first else { return .unknown(call.name) }
            for part in parts.dropFirst() { joined.text = CommandLine.join(joined.text, part.text) }
            joined.unresolved = Word.names(of: parts)
            return .text(joined)
        default:
            if let collection = collection(of: call, depth: depth) { return collection }
        }
        // `"a/{}".format(x)`, `name.strip()` and the like depend on more than is read here.
        return PythonLoader.returnsLocalPath(call) ? .fetched : .unknown("\(call.name)()")
    }

    private func environmentValue(_ name: String, fallback: PythonValue?) -> PythonValue {
        if let word = environment[name] { return .text(word) }
        guard let fallback = fallback?.word else { return .unknown(name) }
        // The image may set what the object does not.
        return .text(fallback.doubted(name))
    }

    private func string(_ pieces: [PythonStringPiece]) -> Word {
        var word = origin.known("")
        for piece in pieces {
            switch piece {
            case .text(let text): word.text += text
            case .hole(let name):
                if case .text(let value) = hole(name) {
                    guard word.text.utf8.count + value.text.utf8.count < 1 << 16 else { return word.doubted(name) }
                    word.text += value.text
                    word = word.doubted(all: value.unresolved)
                } else {
                    word.text += "$\(name)"
                    word = word.doubted(name)
                }
            }
        }
        return word
    }

    /// `{name}`, `{names["key"]}`
    private func hole(_ text: String) -> PythonValue {
        guard text.utf8.last == Byte.closeBracket, let open = text.firstIndex(of: "[") else { return variable(text) }
        let key = text[text.index(after: open)...].dropLast()
        guard let quote = key.first, quote == "'" || quote == "\"", key.count > 2, key.last == quote else {
            return .unknown(text)
        }
        return entry(String(key.dropFirst().dropLast()), of: variable(String(text[..<open]))) ?? .unknown(text)
    }

    func description(_ start: Int) -> String {
        let (name, _) = dottedName(at: start)
        return name.isEmpty ? "…" : name
    }
}
