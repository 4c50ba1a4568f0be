import KubernetesModel

/// What a new member of a map is.
enum NewValue {
    case text(String)
    case list([String])
    case map([(String, String)])
}

/// New elements and members, written like those beside them.
extension SourceDocument {
    /// Texts as elements behind `element` of `list`.
    func inserting(_ texts: [String], behind element: Node, in list: Node) -> TextEdit? {
        // What came here over an alias is written elsewhere.
        guard let end = end(of: element), let start = start(of: element), let listStart = self.start(of: list),
            let listEnd = self.end(of: list), listStart <= start, end <= listEnd
        else { return nil }
        let inFlow = isJSON || isFlow(list)
        let style = scalar(element)?.style ?? (isJSON ? .json : .plain)
        let items = texts.map { ScalarText.whole($0, like: style, inFlow: inFlow) }
        if inFlow {
            let gap = gap(before: start)
            return TextEdit(at: end, insert: items.map { ",\(gap)\($0)" }.joined())
        }
        guard let dash = dash(before: start) else { return nil }
        let margin = String(repeating: " ", count: dash.column)
        let lines = items.map { "\(lineEnd)\(margin)-\(dash.blanks)\($0)" }.joined()
        return TextEdit(at: lineEnd(of: end), insert: lines)
    }

    /// An element that is a map of texts, behind the element `map`.
    func insertingEntry(_ members: [(String, String)], behind map: Node) -> TextEdit? {
        guard let start = start(of: map), let end = end(of: map) else { return nil }
        let inFlow = isJSON || isFlow(map)
        let pairs = members.map { key, value in
            let style = map[key].flatMap { scalar($0)?.style } ?? (isJSON ? .json : .plain)
            return ScalarText.whole(key, like: isJSON ? .json : .plain, inFlow: inFlow) + ": "
                + ScalarText.whole(value, like: style, inFlow: inFlow)
        }
        guard let dash = isJSON ? nil : dash(before: start) else {
            return inFlow ? TextEdit(at: end, insert: ",\(gap(before: start))\(flowMap(pairs, like: map, end))") : nil
        }
        let margin = String(repeating: " ", count: dash.column)
        let indent = margin + " " + String(repeating: " ", count: dash.blanks.utf8.count)
        let body = inFlow ? "{\(pairs.joined(separator: ", "))}" : pairs.joined(separator: "\(lineEnd)\(indent)")
        return TextEdit(at: lineEnd(of: end), insert: "\(lineEnd)\(margin)-\(dash.blanks)\(body)")
    }

    /// On one line, or a member a line, as `map` is.
    private func flowMap(_ pairs: [String], like map: Node, _ end: Int) -> String {
        let front = blanks(before: map.members.first { _ in true }.flatMap { start(of: $0.keyNode) } ?? 0)
        let isSpread = front.utf8.contains(0x0A)
        return "{\(front)\(pairs.joined(separator: isSpread ? ",\(front)" : ", "))\(blanks(before: end - 1))}"
    }

    /// A member behind the member of `map` whose value is `value`.
    func inserting(_ key: String, _ new: NewValue, behind value: Node, in map: Node) -> TextEdit? {
        guard let member = map.members.first(where: { $0.value.index == value.index }),
            let keyStart = start(of: member.keyNode), let end = end(of: value), let valueStart = start(of: value),
            let mapStart = start(of: map), mapStart <= keyStart, keyStart < valueStart
        else { return nil }
        let style = scalar(value)?.style ?? (isJSON ? .json : .plain)
        if isJSON || isFlow(map) {
            let gap = gap(before: keyStart)
            return TextEdit(at: end, insert: ",\(gap)\(flow(key, new, like: style))")
        }
        let column = keyStart - lineStart(of: keyStart)
        // Behind a `? ` or in a line that holds more than dashes in front of the key nothing can be said of the margin.
        guard bytes[lineStart(of: keyStart)..<keyStart].allSatisfy({ $0 == 0x20 || $0 == UInt8(ascii: "-") }) else {
            return nil
        }
        let margin = String(repeating: " ", count: column)
        return TextEdit(at: lineEnd(of: end), insert: "\(lineEnd)\(margin)\(block(key, new, like: style, margin))")
    }

    private func flow(_ key: String, _ new: NewValue, like style: ScalarSource.Style) -> String {
        let quoting: ScalarSource.Style = isJSON ? .json : style
        let name = ScalarText.whole(key, like: isJSON ? .json : .plain, inFlow: true)
        let text: (String) -> String = { ScalarText.whole($0, like: quoting, inFlow: true) }
        switch new {
        case .text(let value): return "\(name): \(text(value))"
        case .list(let values): return "\(name): [\(values.map(text).joined(separator: ", "))]"
        case .map(let pairs):
            let members = pairs.map { "\(isJSON ? text($0) : $0): \(text($1))" }
            return "\(name): {\(members.joined(separator: ", "))}"
        }
    }

    private func block(_ key: String, _ new: NewValue, like style: ScalarSource.Style, _ margin: String) -> String {
        let text: (String) -> String = { ScalarText.whole($0, like: style, inFlow: false) }
        switch new {
        case .text(let value): return "\(key): \(text(value))"
        case .list(let values): return "\(key):" + values.map { "\(lineEnd)\(margin)  - \(text($0))" }.joined()
        case .map(let pairs): return "\(key):" + pairs.map { "\(lineEnd)\(margin)  \($0): \(text($1))" }.joined()
        }
    }

    // MARK: What stands in front

    private struct Dash {
        var column: Int
        var blanks: String
    }

    /// The dash that makes what begins at `start` an element.
    private func dash(before start: Int) -> Dash? {
        let line = lineStart(of: start)
        // An anchor or a tag may stand between.
        guard let dash = bytes[line..<start].lastIndex(of: UInt8(ascii: "-")), dash + 1 < bytes.count,
            bytes[line..<dash].allSatisfy({ $0 == 0x20 || $0 == UInt8(ascii: "-") })
        else { return nil }
        let blanks = bytes[(dash + 1)..<start].prefix { $0 == 0x20 }
        guard !blanks.isEmpty else { return nil }
        return Dash(column: dash - line, blanks: String(decoding: blanks, as: UTF8.self))
    }

    /// What stands between the element before and what begins at `offset`.
    private func gap(before offset: Int) -> String {
        let text = blanks(before: offset)
        let start = offset - text.utf8.count
        // `["a"]`: the blank after a comma is a custom of its own.
        let opens = start > 0 && (bytes[start - 1] == UInt8(ascii: "[") || bytes[start - 1] == UInt8(ascii: "{"))
        return opens && text.isEmpty ? " " : text
    }

    /// The blanks and line ends in front of `offset`.
    private func blanks(before offset: Int) -> String {
        let text = bytes[..<offset].reversed().prefix { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        return String(decoding: text.reversed(), as: UTF8.self)
    }
}
