/// The reference of all policy documents as Markdown, made from the specification that the decoder uses.
package enum SchemaMarkdown {
    package static var text: String {
        var lines = ["## All fields", "", begin]
        for document in PolicySchema.documents {
            lines += ["", "### \(document.kind)", "", document.summary, "", tableHead, "| --- | --- | --- | --- |"]
            lines += rows(document.spec, below: "spec")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func rows(_ record: RecordSpec, below path: String) -> [String] {
        record.fields.flatMap { field -> [String] in
            let place = "\(path).\(field.name)"
            let absent = field.isRequired ? "required" : field.absent ?? "-"
            let row = "| `\(place)` | \(cell(name(of: field.value))) | \(cell(absent)) | \(cell(field.summary)) |"
            guard let (inner, suffix) = field.value.record else { return [row] }
            return [row] + rows(inner, below: place + suffix)
        }
    }

    private static func name(of value: ValueSpec) -> String {
        switch value {
        case .text(let form): form.expected
        case .flag: "true or false"
        case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .list(.word(let words), _): "list of " + words.map { "`\($0)`" }.joined(separator: ", ")
        case .list(.record, _): "list"
        case .list(let element, _): "list; each " + name(of: element)
        case .oneOrMore(let element): name(of: element) + ", or a list of such"
        case .record: "mapping"
        case .texts: "mapping of texts"
        case .decimal: "a number"
        case .count(let range): "a whole number, \(range.lowerBound) to \(range.upperBound)"
        case .decimals: "mapping of numbers"
        }
    }

    /// A star or a bar in a table's cell would be markup.
    private static func cell(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "|" || character == "*" || character == "<" { result += "\\" }
            result.append(character)
        }
        return result
    }
}

private let begin =
    "Every document begins with `apiVersion: \(PolicySchema.apiVersion)`, its `kind`, and `metadata.name`."
private let tableHead = "| field | value | left out | meaning |"
