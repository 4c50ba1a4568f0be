import KubernetesModel

/// Reads a scalar's source along the text that the parser made of it (YAML 1.1 chapter 9, as libyaml reads it).
struct ScalarReader {
    private let bytes: [UInt8]
    private let expected: [UInt8]
    private var at: Int

    /// - Parameter start: behind anchor and tag.
    static func read(_ bytes: [UInt8], at start: Int, text: String, isJSON: Bool) -> ScalarSource? {
        guard start < bytes.count else { return nil }
        var reader = ScalarReader(bytes: bytes, expected: Array(text.utf8), at: start)
        let source: ScalarSource?
        switch bytes[start] {
        case UInt8(ascii: "\""): source = reader.doubleQuoted(isJSON ? .json : .doubleQuoted)
        case UInt8(ascii: "'"): source = reader.singleQuoted()
        case UInt8(ascii: "|"): source = reader.block(isFolded: false)
        case UInt8(ascii: ">"): source = reader.block(isFolded: true)
        default: source = reader.plain()
        }
        guard let source, source.text == reader.expected else { return nil }
        return source
    }

    private init(bytes: [UInt8], expected: [UInt8], at: Int) {
        self.bytes = bytes
        self.expected = expected
        self.at = at
    }

    private var current: UInt8? { at < bytes.count ? bytes[at] : nil }

    // MARK: Flow scalars

    private mutating func plain() -> ScalarSource? {
        var source = ScalarSource(style: .plain, at: at)
        while source.text.count < expected.count {
            guard let byte = current else { return nil }
            if Self.isBlank(byte) || Self.isBreak(byte) {
                fold(into: &source)
            } else {
                source.append([byte], from: at..<(at + 1))
                at += 1
            }
        }
        source.end(at: at)
        return source
    }

    private mutating func singleQuoted() -> ScalarSource? {
        var source = ScalarSource(style: .singleQuoted, at: at)
        at += 1
        while let byte = current {
            if byte == UInt8(ascii: "'") {
                guard at + 1 < bytes.count, bytes[at + 1] == byte else { return finished(source) }
                source.append([byte], from: at..<(at + 2))
                at += 2
            } else {
                step(byte, into: &source)
            }
        }
        return nil
    }

    private mutating func doubleQuoted(_ style: ScalarSource.Style) -> ScalarSource? {
        var source = ScalarSource(style: style, at: at)
        at += 1
        while let byte = current {
            if byte == UInt8(ascii: "\"") { return finished(source) }
            if byte == UInt8(ascii: "\\") {
                guard escape(into: &source) else { return nil }
            } else {
                step(byte, into: &source)
            }
        }
        return nil
    }

    private mutating func finished(_ source: ScalarSource) -> ScalarSource {
        var source = source
        at += 1
        source.end(at: at)
        return source
    }

    private mutating func step(_ byte: UInt8, into source: inout ScalarSource) {
        guard !Self.isBlank(byte), !Self.isBreak(byte) else { return fold(into: &source) }
        source.append([byte], from: at..<(at + 1))
        at += 1
    }

    /// Blanks, and lines that are folded: one line end is a space, and each further one stands for itself.
    private mutating func fold(into source: inout ScalarSource) {
        let start = at
        var lines = 0
        while let byte = current, Self.isBlank(byte) || Self.isBreak(byte) {
            if Self.isBreak(byte) {
                lines += 1
                at = behindBreak(at)
            } else {
                at += 1
            }
        }
        guard lines > 0 else {
            for place in start..<at { source.append([bytes[place]], from: place..<(place + 1)) }
            return
        }
        let folded = lines == 1 ? [0x20] : [UInt8](repeating: 0x0A, count: lines - 1)
        source.append(folded, from: start..<at)
    }

    private mutating func escape(into source: inout ScalarSource) -> Bool {
        let start = at
        guard at + 1 < bytes.count else { return false }
        let letter = bytes[at + 1]
        at += 2
        if Self.isBreak(letter) {
            at = behindBreak(at - 1)
            while let byte = current, Self.isBlank(byte) { at += 1 }
            return true
        }
        if let simple = Self.escapes[letter] {
            source.append(simple, from: start..<at)
            return true
        }
        let digits = letter == UInt8(ascii: "x") ? 2 : letter == UInt8(ascii: "u") ? 4 : 8
        guard [UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U")].contains(letter), var value = hex(digits)
        else { return false }
        // JSON writes what is beyond the first plane as two.
        if (0xD800..<0xDC00).contains(value), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
            bytes[at + 1] == UInt8(ascii: "u")
        {
            at += 2
            guard let low = hex(4), (0xDC00..<0xE000).contains(low) else { return false }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { return false }
        source.append(String(scalar).utf8, from: start..<at)
        return true
    }

    private mutating func hex(_ digits: Int) -> UInt32? {
        guard at + digits <= bytes.count,
            let value = UInt32(String(decoding: bytes[at..<(at + digits)], as: UTF8.self), radix: 16)
        else { return nil }
        at += digits
        return value
    }

    private static let escapes: [UInt8: [UInt8]] = {
        let pairs: [(Unicode.Scalar, String)] = [
            ("0", "\u{0}"), ("a", "\u{7}"), ("b", "\u{8}"), ("t", "\t"), ("\t", "\t"), ("n", "\n"), ("v", "\u{B}"),
            ("f", "\u{C}"), ("r", "\r"), ("e", "\u{1B}"), (" ", " "), ("\"", "\""), ("/", "/"), ("\\", "\\"),
            ("N", "\u{85}"), ("_", "\u{A0}"), ("L", "\u{2028}"), ("P", "\u{2029}"),
        ]
        return Dictionary(pairs.map { (UInt8($0.value), Array($1.utf8)) }) { first, _ in first }
    }()

    // MARK: Block scalars

    private mutating func block(isFolded: Bool) -> ScalarSource? {
        let start = at
        skipLine()
        let body = at
        guard let indent = indent(from: body) else { return nil }
        var source = ScalarSource(style: isFolded ? .folded(indent: indent) : .literal(indent: indent), at: start)
        var end = body
        while source.text.count < expected.count {
            let line = lineContent(indent)
            if line.isEmpty, !isFolded || source.text.isEmpty || source.text.last == 0x0A {
                guard expected[source.text.count] == 0x0A, at < bytes.count else { return nil }
            }
            for place in line { source.append([bytes[place]], from: place..<(place + 1)) }
            if !line.isEmpty { end = line.upperBound }
            at = line.upperBound
            guard source.text.count < expected.count else { break }
            guard at < bytes.count, breaks(isFolded, indent, into: &source) else { return nil }
        }
        source.end(at: max(end, start + 1))
        return source
    }

    /// The ends of one line and of the empty ones after it, as the text has them.
    private mutating func breaks(_ isFolded: Bool, _ indent: Int, into source: inout ScalarSource) -> Bool {
        guard isFolded else {
            let start = at
            at = behindBreak(at)
            source.append([0x0A], from: start..<at)
            return true
        }
        var places: [Range<Int>] = []
        repeat {
            let start = at
            at = behindBreak(at)
            places.append(start..<at)
        } while at < bytes.count && skipIfEmpty(indent)
        let wanted = expected[source.text.count...].prefix { $0 == 0x0A }.count
        if wanted == 0, places.count == 1 {
            source.append([0x20], from: places[0])
        } else if wanted >= 1, wanted <= places.count {
            for place in places.suffix(wanted) { source.append([0x0A], from: place) }
        } else {
            return false
        }
        return true
    }

    /// Moves to the end of a line that holds nothing but blanks in front of the text's margin.
    private mutating func skipIfEmpty(_ indent: Int) -> Bool {
        let end = at + bytes[at...].prefix { $0 == 0x20 }.count
        guard end < bytes.count, Self.isBreak(bytes[end]), end - at <= indent else { return false }
        at = end
        return true
    }

    /// What of the line from here is text.
    private func lineContent(_ indent: Int) -> Range<Int> {
        var start = at
        while start < bytes.count, start - at < indent, bytes[start] == 0x20 { start += 1 }
        var end = start
        while end < bytes.count, !Self.isBreak(bytes[end]) { end += 1 }
        return start..<end
    }

    /// The spaces in front of the block's lines: those of its first line with text, less those that the text has itself.
    private func indent(from body: Int) -> Int? {
        let own = expected.split(separator: 0x0A).first { $0.contains { $0 != 0x20 } }?.prefix { $0 == 0x20 }.count
        guard let own else { return 0 }
        var line = body
        while line < bytes.count {
            let spaces = bytes[line...].prefix { $0 == 0x20 }.count
            if line + spaces < bytes.count, !Self.isBreak(bytes[line + spaces]) {
                return spaces >= own ? spaces - own : nil
            }
            line = behindBreak(line + spaces)
        }
        return nil
    }

    private mutating func skipLine() {
        while let byte = current, !Self.isBreak(byte) { at += 1 }
        at = behindBreak(at)
    }

    // MARK: Bytes

    private func behindBreak(_ place: Int) -> Int {
        guard place < bytes.count else { return bytes.count }
        let isPair = bytes[place] == 0x0D && place + 1 < bytes.count && bytes[place + 1] == 0x0A
        return place + (isPair ? 2 : 1)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
