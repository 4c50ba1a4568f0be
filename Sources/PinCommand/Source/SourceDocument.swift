import KubernetesModel

/// A text that holds documents, and where their values stand in it: a part of a file, or a string in a file whose text
/// is a document itself (`serveConfigV2`, JSON in a variable).
package struct SourceDocument: Sendable {
    package let bytes: [UInt8]
    /// The outermost value of each document.
    package let roots: [Node]
    package let isJSON: Bool
    private let offsets: SourceOffsets
    /// Which nodes come from one place of the text: more than one where an alias or a merge key repeats it.
    private let uses: [Use: [Node]]
    /// `\n` or `\r\n`, as the text has it.
    let lineEnd: String

    private struct Use: Hashable {
        var position: SourcePosition
        var kind: Document.Kind
    }

    /// - Parameter limits: what bounds the text.
    package init(_ bytes: [UInt8], asJSON: Bool = false, limits: ParseLimits = .standard) throws(ParseError) {
        self.bytes = bytes
        if asJSON {
            roots = [try JSONParser.parse(bytes, limits: limits).root]
        } else {
            roots = try YAMLParser.parse(bytes, limits: limits).map(\.root)
        }
        isJSON = roots.first?.withSource { _ in true } ?? false
        offsets = SourceOffsets(bytes, isJSON: isJSON)
        var uses: [Use: [Node]] = [:]
        // Without an anchor nothing stands for more than itself.
        if !isJSON, bytes.contains(UInt8(ascii: "&")) {
            for root in roots {
                root.forEachValue { uses[Use(position: $0.position, kind: $0.kind), default: []].append($0) }
            }
        }
        self.uses = uses
        let line = bytes.firstIndex(of: 0x0A)
        lineEnd = line.map { $0 > 0 && bytes[$0 - 1] == 0x0D } == true ? "\r\n" : "\n"
    }

    /// Whether an alias or a merge key repeats anything.
    var repeatsValues: Bool { uses.contains { $0.value.count > 1 } }

    /// Every value that the text of `node` gives, itself among them.
    func users(of node: Node) -> [Node] {
        isJSON ? [node] : uses[Use(position: node.position, kind: node.kind)] ?? [node]
    }

    /// Where a value begins, behind its anchor and tag.
    func start(of node: Node) -> Int? {
        // Columns are counted from the beginning of the line, and all of a file may stand on one.
        if isJSON, let offset = node.sourceOffset, offset + markLength < bytes.count { return offset + markLength }
        guard var at = offsets.offset(of: node.position), at < bytes.count else { return nil }
        guard !isJSON else { return at }
        while at < bytes.count, bytes[at] == UInt8(ascii: "&") || bytes[at] == UInt8(ascii: "!") {
            while at < bytes.count, bytes[at] > 0x20 { at += 1 }
            at = behindBlanks(at)
        }
        return at < bytes.count ? at : nil
    }

    /// How a scalar was written; nil where that cannot be told for sure.
    func scalar(_ node: Node) -> ScalarSource? {
        guard let text = node.scalarText, let start = start(of: node) else { return nil }
        return ScalarReader.read(bytes, at: start, text: text, isJSON: isJSON)
    }

    /// The end of a value: behind its last character.
    func end(of node: Node) -> Int? {
        guard node.isObject || node.isArray else {
            return scalar(node)?.range.upperBound ?? start(of: node).map(endOfWord)
        }
        guard let start = start(of: node) else { return nil }
        if isFlow(node) { return endOfFlow(from: start) }
        // What an alias repeats stands elsewhere, so the last is the one that reaches furthest behind the beginning.
        let children = node.isArray ? Array(node.elements) : node.members.map(\.value)
        return children.compactMap { end(of: $0) }.max()
    }

    /// Whether a list or map is written with brackets or braces.
    func isFlow(_ node: Node) -> Bool {
        guard let start = start(of: node) else { return false }
        return bytes[start] == UInt8(ascii: "[") || bytes[start] == UInt8(ascii: "{")
    }

    // MARK: Lines

    /// Of a byte order mark, which the parser does not see.
    private var markLength: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// The beginning of the line that holds `offset`.
    func lineStart(of offset: Int) -> Int {
        var start = offset
        while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
        return start == 0 ? min(markLength, offset) : start
    }

    /// The end of the line that holds `offset`, in front of what ends it.
    func lineEnd(of offset: Int) -> Int {
        let end = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.count
        return end > offset && bytes[end - 1] == 0x0D ? end - 1 : end
    }

    private func behindBlanks(_ offset: Int) -> Int {
        var at = offset
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0A || bytes[at] == 0x0D {
            at += 1
        }
        return at
    }

    /// The end of a plain word that is no string, such as `null` or `true`.
    private func endOfWord(_ start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] > 0x20, ![UInt8(ascii: ","), 0x5D, 0x7D].contains(bytes[end]) { end += 1 }
        return end
    }

    private func endOfFlow(from start: Int) -> Int? {
        var depth = 0
        var at = start
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return at + 1 }
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                // A quote in the middle of a plain word is a character like any other.
                if at == 0 || bytes[at - 1] <= 0x20 || [0x5B, 0x7B, 0x2C, 0x3A].contains(bytes[at - 1]) {
                    guard let end = endOfQuoted(from: at) else { return nil }
                    at = end
                    continue
                }
            case UInt8(ascii: "#") where !isJSON && at > 0 && bytes[at - 1] <= 0x20:
                while at < bytes.count, bytes[at] != 0x0A { at += 1 }
                continue
            default: break
            }
            at += 1
        }
        return nil
    }

    private func endOfQuoted(from start: Int) -> Int? {
        let quote = bytes[start]
        var at = start + 1
        while at < bytes.count {
            if quote == UInt8(ascii: "\""), bytes[at] == UInt8(ascii: "\\") {
                at += 2
            } else if bytes[at] == quote {
                guard quote == UInt8(ascii: "'"), at + 1 < bytes.count, bytes[at + 1] == quote else { return at + 1 }
                at += 2
            } else {
                at += 1
            }
        }
        return nil
    }
}

extension Node {
    /// Runs `body` on this value and every value below it; keys are left out.
    func forEachValue(_ body: (Node) -> Void) {
        var waiting = [self]
        while let node = waiting.popLast() {
            body(node)
            for element in node.elements { waiting.append(element) }
            for member in node.members { waiting.append(member.value) }
        }
    }
}
