import KubernetesModel

/// The JSON Schema (draft 2020-12) of the policy documents, made from the specification that the decoder uses.
package enum JSONSchema {
    /// The schema as JSON, for editors and for `pedigree policy schema`.
    package static var text: String {
        let definitions = PolicySchema.documents.map { ($0.kind, schema(of: $0.record)) }
        let choices = PolicySchema.documents.map { JSONText.object([("$ref", .text("#/$defs/\($0.kind)"))]) }
        return JSONText.object([
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("$id", .text("https://pedigree.dev/schemas/policy-v1alpha1.json")),
            ("title", .text("Pedigree policy documents (\(PolicySchema.apiVersion))")),
            ("oneOf", .list(choices)), ("$defs", .object(definitions)),
        ]).rendered() + "\n"
    }

    private static func schema(of record: RecordSpec) -> JSONText {
        let properties = record.fields.map { field in (field.name, described(field)) }
        let required = record.fields.filter(\.isRequired).map { JSONText.text($0.name) }
        var members: [(String, JSONText)] = [("type", .text("object")), ("additionalProperties", .flag(false))]
        if !required.isEmpty { members.append(("required", .list(required))) }
        if !record.mayBeEmpty { members.append(("minProperties", .number(1))) }
        members.append(("properties", .object(properties)))
        if !record.choices.isEmpty { members.append(("allOf", .list(record.choices.map(schema)))) }
        return .object(members)
    }

    private static func schema(of choice: FieldChoice) -> JSONText {
        let each = choice.names.map { JSONText.object([("required", .list([.text($0)]))]) }
        guard !choice.isRequired else { return .object([("oneOf", .list(each))]) }
        let all = JSONText.object([("required", .list(choice.names.map(JSONText.text)))])
        return .object([("not", all)])
    }

    private static func described(_ field: FieldSpec) -> JSONText {
        var text = field.summary
        if let absent = field.absent { text += " Left out: \(absent)." }
        return .object([("description", .text(text))] + members(of: field.value))
    }

    private static func members(of value: ValueSpec) -> [(String, JSONText)] {
        switch value {
        case .text(let form): return [("type", .text("string")), ("pattern", .text(form.pattern))]
        case .flag: return [("type", .text("boolean"))]
        case .word(let words): return [("enum", .list(words.map(JSONText.text)))]
        case .list(let element, let minimum):
            return [
                ("type", .text("array")), ("minItems", .number(minimum)), ("uniqueItems", .flag(true)),
                ("items", .object(members(of: element))),
            ]
        case .oneOrMore(let element):
            return [
                ("oneOf", .list([.object(members(of: element)), .object(members(of: .list(of: element, atLeast: 1)))]))
            ]
        case .record(let record):
            guard case .object(let members) = schema(of: record) else { return [] }
            return members
        case .texts:
            return [("type", .text("object")), ("additionalProperties", .object([("type", .text("string"))]))]
        case .decimal: return decimal
        case .count(let range):
            return [
                ("type", .text("integer")), ("minimum", .number(range.lowerBound)),
                ("maximum", .number(range.upperBound)),
            ]
        case .decimals:
            return [
                ("type", .text("object")), ("minProperties", .number(1)), ("additionalProperties", .object(decimal)),
            ]
        }
    }
}

private var decimal: [(String, JSONText)] {
    [
        ("type", .list([.text("number"), .text("string")])),
        ("pattern", .text(#"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$"#)),
    ]
}

/// JSON that keeps the order of its members.
private indirect enum JSONText {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([JSONText])
    case object([(String, JSONText)])

    func rendered(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .text(let text): return Self.quoted(text)
        case .number(let number): return String(number)
        case .flag(let flag): return flag ? "true" : "false"
        case .list(let elements) where elements.isEmpty: return "[]"
        case .list(let elements):
            return "[\n" + elements.map { inner + $0.rendered(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members) where members.isEmpty: return "{}"
        case .object(let members):
            let lines = members.map { "\(inner)\(Self.quoted($0.0)): \($0.1.rendered(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
