/// Characters in rows and columns, on which lines join where they meet.
struct TerminalCanvas: Sendable {
    /// What a cell is painted with; the raw value is SGR's (ECMA-48, 8.3.117).
    enum Paint: String, Sendable, Hashable {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    private struct Cell {
        /// One character with its marks; empty behind a character of two columns.
        var text: String?
        var paint = Paint.plain
        /// Lines that pass, each with the directions in which it leaves.
        var lines: [Line] = []
    }

    private struct Line {
        let net: Int
        var directions: Directions
    }

    struct Directions: OptionSet, Hashable {
        let rawValue: UInt8
        static let left = Directions(rawValue: 1)
        static let right = Directions(rawValue: 2)
        static let up = Directions(rawValue: 4)
        static let down = Directions(rawValue: 8)
        static let across: Directions = [.left, .right]
        static let along: Directions = [.up, .down]
    }

    private var rows: [[Cell]]
    private let width: Int

    init(width: Int, height: Int) {
        self.width = max(width, 0)
        rows = Array(repeating: Array(repeating: Cell(), count: max(width, 0)), count: max(height, 0))
    }

    /// Writes safe text from a cell on; what goes beyond the canvas is not written.
    mutating func write(_ text: String, at column: Int, _ row: Int, _ paint: Paint = .plain) {
        guard rows.indices.contains(row) else { return }
        var column = column
        for scalar in text.unicodeScalars {
            let columns = DisplayText.width(String(scalar))
            guard columns > 0 else {
                if rows[row].indices.contains(column - 1) { rows[row][column - 1].text?.unicodeScalars.append(scalar) }
                continue
            }
            guard column >= 0, column + columns <= width else { return }
            rows[row][column].text = String(scalar)
            rows[row][column].paint = paint
            for behind in (column + 1)..<(column + columns) { rows[row][behind].text = "" }
            column += columns
        }
    }

    /// A line along a row, between the middles of two cells.
    mutating func across(_ row: Int, from start: Int, to end: Int, net: Int) {
        for column in stride(from: min(start, end), through: max(start, end), by: 1) {
            var directions = Directions.across
            if column == min(start, end) { directions.remove(.left) }
            if column == max(start, end) { directions.remove(.right) }
            draw(directions, column, row, net)
        }
    }

    /// A line down a column, between the middles of two cells.
    mutating func along(_ column: Int, from start: Int, to end: Int, net: Int) {
        for row in stride(from: min(start, end), through: max(start, end), by: 1) {
            var directions = Directions.along
            if row == min(start, end) { directions.remove(.up) }
            if row == max(start, end) { directions.remove(.down) }
            draw(directions, column, row, net)
        }
    }

    private mutating func draw(_ directions: Directions, _ column: Int, _ row: Int, _ net: Int) {
        guard rows.indices.contains(row), rows[row].indices.contains(column) else { return }
        if let own = rows[row][column].lines.firstIndex(where: { $0.net == net }) {
            rows[row][column].lines[own].directions.formUnion(directions)
        } else {
            rows[row][column].lines.append(Line(net: net, directions: directions))
        }
    }

    /// Rows without spaces at their ends.
    func text(usesColour: Bool) -> [String] {
        rows.map { row in
            let end = row.lastIndex { $0.text.map { $0 != " " } ?? !$0.lines.isEmpty } ?? -1
            var text = ""
            var paint = Paint.plain
            for cell in row.prefix(end + 1) {
                let wanted = cell.text == nil ? Paint.plain : cell.paint
                if usesColour, wanted != paint {
                    if paint != .plain { text += "\u{1B}[0m" }
                    if wanted != .plain { text += "\u{1B}[\(wanted.rawValue)m" }
                    paint = wanted
                }
                text += cell.text ?? Self.glyph(cell.lines)
            }
            return paint == .plain ? text : text + "\u{1B}[0m"
        }
    }

    private static func glyph(_ lines: [Line]) -> String {
        // Two lines that only cross: the one goes under the other.
        if lines.count > 1, lines.allSatisfy({ $0.directions == .across || $0.directions == .along }) { return "│" }
        let all = lines.reduce(into: Directions()) { $0.formUnion($1.directions) }
        return glyphs[all] ?? " "
    }

    private static let glyphs: [Directions: String] = [
        .left: "─", .right: "─", .across: "─", .up: "│", .down: "│", .along: "│", [.right, .down]: "╭",
        [.left, .down]: "╮", [.right, .up]: "╰", [.left, .up]: "╯", [.right, .up, .down]: "├",
        [.left, .up, .down]: "┤", [.left, .right, .down]: "┬", [.left, .right, .up]: "┴",
        [.left, .right, .up, .down]: "┼",
    ]
}
