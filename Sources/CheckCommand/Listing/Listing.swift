/// A table of what Pedigree supports, made from the values that the engine itself uses.
package struct Listing: Sendable {
    /// As `pedigree list` takes it.
    package var name: String
    package var title: String
    /// One paragraph in front of the table.
    package var introduction: String
    package var columns: [Column]
    /// Cells in the order of the columns.
    package var rows: [[Cell]]

    package struct Column: Sendable, Hashable {
        /// The member's name in JSON.
        package var key: String
        package var title: String
        /// Whether the table for terminals has it: some columns are wider than any of them.
        package var isInText: Bool

        init(_ key: String, _ title: String, isInText: Bool = true) {
            self.key = key
            self.title = title
            self.isInText = isInText
        }
    }

    /// One value, or several.
    package enum Cell: Sendable, Hashable {
        case text(String)
        case code(String)
        case list([String])
    }

    package static let all = [kinds, servers, schemes, rules]

    package static func named(_ name: String) -> Listing? { all.first { $0.name == name } }

    package var json: String {
        let objects = rows.map { row in
            JSONValue.object(zip(columns, row).map { JSONValue.Member(key: $0.key, value: $1.json) })
        }
        return JSONValue.object([.init(key: name, value: .array(objects))]).pretty
    }

    /// Columns of even width; the last one is not filled up.
    package var text: String {
        let shown = columns.indices.filter { columns[$0].isInText }
        let cells = [shown.map { columns[$0].title.uppercased() }] + rows.map { row in shown.map { row[$0].plain } }
        let widths = shown.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            row.enumerated().map { column, text in
                column == shown.count - 1
                    ? text : text + String(repeating: " ", count: widths[column] - text.count + 2)
            }.joined() + "\n"
        }.joined()
    }

    package var markdown: String {
        var text = "# \(title)\n\n\(introduction)\n\n"
        text += "| " + columns.map(\.title).joined(separator: " | ") + " |\n"
        text += "|" + String(repeating: " --- |", count: columns.count) + "\n"
        for row in rows { text += "| " + row.map(\.markdown).joined(separator: " | ") + " |\n" }
        return text
    }
}

extension Listing.Cell {
    fileprivate var json: JSONValue {
        switch self {
        case .text(let text), .code(let text): .string(text)
        case .list(let texts): .array(texts.map { .string($0) })
        }
    }

    fileprivate var plain: String {
        switch self {
        case .text(let text), .code(let text): text.isEmpty ? "-" : text
        case .list(let texts): texts.isEmpty ? "-" : texts.joined(separator: ", ")
        }
    }

    fileprivate var markdown: String {
        switch self {
        case .text(let text): Markdown.cell(text)
        case .code(let text): text.isEmpty ? "" : Markdown.code(text)
        case .list(let texts): texts.map(Markdown.code).joined(separator: ", ")
        }
    }
}

/// Text as Markdown's tables take it.
enum Markdown {
    static func cell(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "|": result += "\\|"
            case "<": result += "&lt;"
            case "\n": result += " "
            default: result.append(character)
            }
        }
        return result
    }

    /// A code span; a `|` ends a cell even there (GFM, section 4.10), so that it is escaped.
    static func code(_ text: String) -> String {
        let escaped = text.replacing("|", with: "\\|")
        return text.contains("`") ? "`` \(escaped) ``" : "`\(escaped)`"
    }
}
