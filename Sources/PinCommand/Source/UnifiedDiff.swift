/// Two versions of a file as `diff -u` shows them, for people and for `git apply`.
package enum UnifiedDiff {
    package static func text(_ old: [UInt8], _ new: [UInt8], name: String) -> String {
        guard old != new else { return "" }
        let (before, after) = (lines(old), lines(new))
        var text = "--- \(header("a", name))\n+++ \(header("b", name))\n"
        for hunk in hunks(steps(before, after)) { text += hunk.text(before, after) }
        return text
    }

    /// The name as git writes and reads it: in quotes where a character in it could end the line, and with a tab behind
    /// one that has blanks. `/x/y` of the root has no `a/` in front that any tool would take away again.
    private static func header(_ side: String, _ name: String) -> String {
        let path = "\(side)/\(String(name.drop { $0 == "/" }))"
        let isPlain = path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") && $0 != 0x5C }
        guard !isPlain else { return path.utf8.contains(0x20) ? path + "\t" : path }
        let escaped = path.utf8.map { byte in
            let octal = String(byte, radix: 8)
            let isLiteral = (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != 0x5C
            return isLiteral
                ? String(Unicode.Scalar(byte)) : "\\" + String(repeating: "0", count: 3 - octal.utf8.count) + octal
        }
        return "\"\(escaped.joined())\""
    }

    private enum Step {
        case keep(Int, Int), remove(Int), add(Int)

        var isKept: Bool {
            if case .keep = self { return true }
            return false
        }
    }

    /// Lines with what ends them.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
            lines.append(bytes[start..<end])
            start = end
        }
        return lines
    }

    private static func steps(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Step] {
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var steps: [Step] = []
        var (ours, theirs) = (0, 0)
        while ours < old.count || theirs < new.count {
            if removed.contains(ours) {
                steps.append(.remove(ours))
                ours += 1
            } else if added.contains(theirs) {
                steps.append(.add(theirs))
                theirs += 1
            } else {
                steps.append(.keep(ours, theirs))
                ours += 1
                theirs += 1
            }
        }
        return steps
    }

    /// Changes with three lines around them; those that stand near each other are one hunk.
    private static func hunks(_ steps: [Step]) -> [Hunk] {
        var ranges: [Range<Int>] = []
        for index in steps.indices where !steps[index].isKept {
            let range = max(0, index - context)..<min(steps.count, index + context + 1)
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        return ranges.map { range in
            var (ours, theirs) = (0, 0)
            for step in steps[..<range.lowerBound] {
                switch step {
                case .keep: (ours, theirs) = (ours + 1, theirs + 1)
                case .remove: ours += 1
                case .add: theirs += 1
                }
            }
            return Hunk(steps: Array(steps[range]), oldStart: ours, newStart: theirs)
        }
    }

    private static let context = 3

    private struct Hunk {
        var steps: [Step]
        var oldStart: Int
        var newStart: Int

        func text(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> String {
            var body = ""
            var (ours, theirs) = (0, 0)
            for step in steps {
                switch step {
                case .keep(let line, _):
                    body += shown(" ", old[line])
                    (ours, theirs) = (ours + 1, theirs + 1)
                case .remove(let line):
                    body += shown("-", old[line])
                    ours += 1
                case .add(let line):
                    body += shown("+", new[line])
                    theirs += 1
                }
            }
            return "@@ -\(span(oldStart, ours)) +\(span(newStart, theirs)) @@\n" + body
        }

        /// GNU diff counts from 1, and names the line before where there is none.
        private func span(_ start: Int, _ count: Int) -> String {
            count == 0 ? "\(start),0" : count == 1 ? "\(start + 1)" : "\(start + 1),\(count)"
        }

        private func shown(_ mark: String, _ line: ArraySlice<UInt8>) -> String {
            let text = mark + String(decoding: line, as: UTF8.self)
            return line.last == 0x0A ? text : text + "\n\\ No newline at end of file\n"
        }
    }
}
