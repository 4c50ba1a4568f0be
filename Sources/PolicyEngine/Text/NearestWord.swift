/// The word that a person most likely meant.
package enum NearestWord {
    /// The one of `words` that is nearest to `word`, where it is near enough to be what was meant; nil otherwise.
    package static func to(_ word: String, in words: [String]) -> String? {
        let wanted = Array(word.lowercased().utf8.prefix(longest))
        let limit = max(1, min(3, wanted.count / 3))
        let scored = words.map { (distance(wanted, Array($0.lowercased().utf8.prefix(longest))), $0) }
        return scored.filter { $0.0 <= limit }.min { $0 < $1 }?.1
    }

    /// Words that a person types are short; more is not compared.
    private static let longest = 128

    /// Edits that turn one word into the other: insert, delete, replace, or swap two neighbours.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(substitution, min(last[column + 1], current[column]) + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
