import KubernetesModel

/// Compares a document with its specification and says everything that is wrong with it.
package struct SchemaCheck {
    let file: String
    package private(set) var problems: [PolicyProblem] = []

    package init(file: String) { self.file = file }

    package mutating func check(_ node: Node, against record: RecordSpec) {
        guard node.isObject else {
            report(node, expected("a mapping with \(fieldNames(record))", node))
            return
        }
        for member in node.members {
            guard let field = record.field(member.key) else {
                report(member.keyNode, unknownField(member.key, in: record))
                continue
            }
            check(member.value, field.value)
        }
        for field in record.fields where field.isRequired && node[field.name] == nil {
            report(node, missingField(field, in: record))
        }
        if !record.mayBeEmpty, node.count == 0 {
            report(node, emptyRecord(record))
        }
        for choice in record.choices { check(node, choice, of: record) }
    }

    private mutating func check(_ node: Node, _ choice: FieldChoice, of record: RecordSpec) {
        let given = choice.names.filter { node[$0] != nil }
        if given.count > 1 { report(node, onlyOne(given, of: record)) }
        if given.isEmpty, choice.isRequired { report(node, oneNeeded(choice, of: record)) }
    }

    private mutating func check(_ node: Node, _ value: ValueSpec) {
        switch value {
        case .text(let form): check(node, form)
        case .flag: if node.bool == nil { report(node, expected("true or false", node)) }
        case .word(let words): check(node, words: words)
        case .list(let element, let minimum): check(node, listOf: element, atLeast: minimum)
        case .oneOrMore(let element):
            if node.isArray { check(node, listOf: element, atLeast: 1) } else { check(node, element) }
        case .record(let record): check(node, against: record)
        case .texts:
            guard node.isObject else { return report(node, expected("a mapping of texts", node)) }
            for member in node.members where member.value.string == nil {
                report(member.value, expected("a text", member.value))
            }
        case .decimal: checkDecimal(node)
        case .count(let range):
            if node.int.map(range.contains) != true { report(node, expected(aCount(range), node)) }
        case .decimals:
            guard node.isObject else { return report(node, expected("a mapping of numbers", node)) }
            if node.count == 0 { report(node, emptyMapping(node)) }
            for member in node.members { checkDecimal(member.value) }
        }
    }

    private mutating func checkDecimal(_ node: Node) {
        guard ExactDecimal(node) == nil else { return }
        report(node, expected("a number, such as 0.95", node))
    }

    private mutating func check(_ node: Node, _ form: TextForm) {
        guard let text = node.string else { return report(node, expected(form.expected, node)) }
        guard let problem = form.problem(text) else { return }
        report(node, wrongForm(text, problem, form, node))
    }

    private mutating func check(_ node: Node, words: [String]) {
        guard let text = node.string else { return report(node, expected(oneOf(words), node)) }
        guard !words.contains(text) else { return }
        report(node, unknownWord(text, words, node))
    }

    private mutating func check(_ node: Node, listOf element: ValueSpec, atLeast minimum: Int) {
        guard node.isArray else { return report(node, expected("a list", node)) }
        guard node.count >= minimum else { return report(node, emptyList(node)) }
        var seen: Set<String> = []
        for item in node.elements {
            check(item, element)
            guard let text = item.string, !seen.insert(text).inserted else { continue }
            report(item, listedTwice(text, node))
        }
    }

    private mutating func report(_ node: Node, _ message: String) {
        problems.append(PolicyProblem(.error, file: file, position: node.position, message: message))
    }
}

// What a policy's author reads.

private func expected(_ what: String, _ node: Node) -> String {
    "\(place(node)): expected \(what), found \(found(node))"
}

private func place(_ node: Node) -> String {
    node.path.description.isEmpty ? "the document" : node.path.description
}

private func found(_ node: Node) -> String {
    switch node.kind {
    case .null: "nothing"
    case .bool, .number: printable(node.scalarText ?? "", limit: 60)
    case .string: quoted(node.string ?? "", limit: 60)
    case .array: "a list"
    case .object: "a mapping"
    }
}

private func fieldNames(_ record: RecordSpec) -> String { record.fields.map(\.name).joined(separator: ", ") }

private func oneOf(_ words: [String]) -> String {
    words.count == 1 ? words[0] : "one of " + words.joined(separator: ", ")
}

private func didYouMean(_ word: String, _ words: [String]) -> String {
    guard let nearest = NearestWord.to(word, in: words) else { return "" }
    return "; did you mean \(nearest)?"
}

private func unknownField(_ key: String, in record: RecordSpec) -> String {
    let unknown = "unknown field \(quoted(key, limit: 60)) in \(record.name), expected one of \(fieldNames(record))"
    let nearest = didYouMean(key, record.fields.map(\.name))
    let elsewhere = PolicySchema.places(of: key)
    guard nearest.isEmpty, !elsewhere.isEmpty else { return unknown + nearest }
    return unknown + "; it belongs to \(elsewhere.joined(separator: " or "))"
}

private func missingField(_ field: FieldSpec, in record: RecordSpec) -> String {
    "\(record.name) has no \(field.name), which it must have: \(field.summary)"
}

private func onlyOne(_ given: [String], of record: RecordSpec) -> String {
    "\(record.name) has \(given.joined(separator: " and ")), which say the same thing; keep one of them"
}

private func oneNeeded(_ choice: FieldChoice, of record: RecordSpec) -> String {
    "\(record.name) has neither \(choice.names.joined(separator: " nor ")), and must have one of them"
}

private func aCount(_ range: ClosedRange<Int>) -> String {
    "a whole number from \(range.lowerBound) to \(range.upperBound)"
}

private func emptyMapping(_ node: Node) -> String {
    "\(place(node)): the mapping is empty and would check nothing; leave the field out or name something"
}

private func emptyRecord(_ record: RecordSpec) -> String {
    "\(record.name) is empty and would check nothing, expected at least one of \(fieldNames(record))"
}

private func emptyList(_ node: Node) -> String {
    "\(place(node)): the list is empty and would match nothing; leave the field out or name something"
}

private func listedTwice(_ text: String, _ node: Node) -> String {
    "\(place(node)): \(quoted(text, limit: 60)) is listed twice"
}

private func unknownWord(_ text: String, _ words: [String], _ node: Node) -> String {
    "\(place(node)): unknown word \(quoted(text, limit: 60)), expected \(oneOf(words))" + didYouMean(text, words)
}

private func wrongForm(_ text: String, _ problem: String, _ form: TextForm, _ node: Node) -> String {
    "\(place(node)): \(quoted(text, limit: 60)) is not \(form.expected): \(problem)"
}
