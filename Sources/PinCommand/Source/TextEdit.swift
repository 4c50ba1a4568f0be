/// Bytes of a text, and what shall stand in their place.
package struct TextEdit: Sendable, Hashable {
    package var range: Range<Int>
    package var replacement: [UInt8]

    package init(_ range: Range<Int>, _ replacement: [UInt8]) {
        self.range = range
        self.replacement = replacement
    }

    package init(at offset: Int, insert text: String) { self.init(offset..<offset, Array(text.utf8)) }
}

extension [UInt8] {
    /// The text with every edit made; nil where two of them overlap or one lies outside.
    package func applying(_ edits: [TextEdit]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(count + edits.reduce(0) { $0 + $1.replacement.count })
        var done = 0
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            guard edit.range.lowerBound >= done, edit.range.upperBound <= count else { return nil }
            result += self[done..<edit.range.lowerBound]
            result += edit.replacement
            done = edit.range.upperBound
        }
        return result + self[done...]
    }

    /// Where `needle` stands, from the front; none for an empty one.
    func places(of needle: [UInt8]) -> [Range<Int>] {
        guard let first = needle.first, needle.count <= count else { return [] }
        var found: [Range<Int>] = []
        var start = 0
        while start + needle.count <= count {
            if self[start] == first, self[start..<(start + needle.count)].elementsEqual(needle) {
                found.append(start..<(start + needle.count))
                start += needle.count
            } else {
                start += 1
            }
        }
        return found
    }
}
