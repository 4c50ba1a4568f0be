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

        var isKept: Bool { isOfOld && isOfNew }

        var isOfOld: Bool {
            if case .add = self { return false }
            return true
        }

        var isOfNew: Bool {
            if case .remove = self { return false }
            return true
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

    /// Line by line; where the two differ, the shortest way to where they agree again.
    private static func steps(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Step] {
        var steps: [Step] = []
        var (ours, theirs) = (0, 0)
        while ours < old.count || theirs < new.count {
            if ours < old.count, theirs < new.count, old[ours] == new[theirs] {
                steps.append(.keep(ours, theirs))
                (ours, theirs) = (ours + 1, theirs + 1)
                continue
            }
            let (removed, added) = reunion(old[ours...], new[theirs...])
            let (our, their) = (ours + removed, theirs + added)
            steps += shortest(old[ours..<our], new[theirs..<their])
            (ours, theirs) = (our, their)
        }
        return steps
    }

    /// The fewest lines out and in; for more than `furthest` all of them.
    private static func shortest(
        _ old: ArraySlice<ArraySlice<UInt8>>, _ new: ArraySlice<ArraySlice<UInt8>>
    ) -> [Step] {
        var removed = Set(old.indices)
        var added = Set(new.indices)
        if old.count + new.count <= furthest {
            let difference = Array(new).difference(from: Array(old))
            removed = Set(difference.removals.map { $0.place + old.startIndex })
            added = Set(difference.insertions.map { $0.place + new.startIndex })
        }
        var steps: [Step] = []
        var (ours, theirs) = (old.startIndex, new.startIndex)
        while ours < old.endIndex || theirs < new.endIndex {
            if removed.contains(ours) {
                steps.append(.remove(ours))
                ours += 1
            } else if added.contains(theirs) {
                steps.append(.add(theirs))
                theirs += 1
            } else {
                steps.append(.keep(ours, theirs))
                (ours, theirs) = (ours + 1, theirs + 1)
            }
        }
        return steps
    }

    /// How many lines of each go until a few in a row are the same again. Edits are small, so it is near; where it is
    /// not, the rest is taken out and put in as a whole.
    private static func reunion(
        _ old: ArraySlice<ArraySlice<UInt8>>, _ new: ArraySlice<ArraySlice<UInt8>>
    ) -> (removed: Int, added: Int) {
        for distance in 1...furthest {
            for removed in max(0, distance - new.count)...max(0, min(distance, old.count)) {
                let added = distance - removed
                guard removed <= old.count, added <= new.count else { continue }
                let (ours, theirs) = (old.dropFirst(removed).prefix(context), new.dropFirst(added).prefix(context))
                if ours.elementsEqual(theirs) { return (removed, added) }
            }
        }
        return (old.count, new.count)
    }

    /// Lines; no edit of a reference is longer.
    private static let furthest = 200

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
        var (ours, theirs, done) = (0, 0, 0)
        return ranges.map { range in
            for step in steps[done..<range.lowerBound] {
                ours += step.isOfOld ? 1 : 0
                theirs += step.isOfNew ? 1 : 0
            }
            done = range.lowerBound
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

extension CollectionDifference.Change {
    fileprivate var place: Int {
        switch self {
        case .remove(let offset, _, _), .insert(let offset, _, _): offset
        }
    }
}
