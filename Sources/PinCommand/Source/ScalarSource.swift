import KubernetesModel

/// One scalar as it was written: how, where, and which bytes of the source each byte of its text came from.
///
/// It is read along the text that the parser made of it, and there is none where the two differ anywhere: then nobody
/// can say what an edit of the source would do to the text.
package struct ScalarSource: Sendable {
    package enum Style: Sendable, Hashable {
        case plain, singleQuoted, doubleQuoted
        /// A string of JSON.
        case json
        /// `|` and `>`, with the spaces in front of each line of text.
        case literal(indent: Int), folded(indent: Int)
    }

    package var style: Style
    /// The scalar without anchor and tag, from its first quote or character to its last.
    package var range: Range<Int>
    package private(set) var text: [UInt8] = []
    /// Where in the source each byte of the text begins and ends.
    private var starts: [Int] = []
    private var ends: [Int] = []

    init(style: Style, at start: Int) {
        self.style = style
        range = start..<start
    }

    mutating func append(_ bytes: some Sequence<UInt8>, from source: Range<Int>) {
        for byte in bytes {
            text.append(byte)
            starts.append(source.lowerBound)
            ends.append(source.upperBound)
        }
    }

    mutating func end(at end: Int) { range = range.lowerBound..<end }

    /// The bytes of the source that the bytes `part` of the text came from.
    func source(of part: Range<Int>) -> Range<Int> {
        guard !part.isEmpty else {
            let place =
                part.lowerBound > 0
                ? ends[part.lowerBound - 1] : starts.first ?? min(range.lowerBound + quoteLength, range.upperBound)
            return place..<place
        }
        return starts[part.lowerBound]..<ends[part.upperBound - 1]
    }

    private var quoteLength: Int {
        switch style {
        case .singleQuoted, .doubleQuoted, .json: 1
        case .plain, .literal, .folded: 0
        }
    }

    var isBlock: Bool {
        switch style {
        case .literal, .folded: true
        case .plain, .singleQuoted, .doubleQuoted, .json: false
        }
    }

    /// The edit that makes `replacement` of the bytes `part` of the text; nil where this style cannot say it.
    func replacing(_ part: Range<Int>, with replacement: String, lineEnd: String) -> TextEdit? {
        guard part.lowerBound >= 0, part.upperBound <= text.count else { return nil }
        if style == .plain {
            let whole = text[..<part.lowerBound] + Array(replacement.utf8) + text[part.upperBound...]
            let new = String(decoding: whole, as: UTF8.self)
            let inFlow = ScalarText.isPlain(string, inFlow: true)
            guard ScalarText.isPlain(new, inFlow: inFlow),
                ScalarText.encoded(replacement, style, lineEnd: lineEnd) != nil
            else { return TextEdit(range, Array(ScalarText.doubleQuoted(new, isJSON: false).utf8)) }
        }
        return ScalarText.encoded(replacement, style, lineEnd: lineEnd).map {
            TextEdit(source(of: part), Array($0.utf8))
        }
    }

    var string: String { String(decoding: text, as: UTF8.self) }
}
