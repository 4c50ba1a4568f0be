/// Tells which of two versions comes first, where their names say it.
enum ModelVersion {
    enum Order: Sendable, Hashable { case before, same, after }

    /// nil where nobody can tell: of digests, commits, ids and words none comes before another.
    static func compare(_ left: String, _ right: String) -> Order? {
        guard left != right else { return .same }
        // `2026/01/31` and `v47/1` are versions in more than one folder.
        let ours = Scan.parts(left[...], by: "/")
        let theirs = Scan.parts(right[...], by: "/")
        for (one, other) in zip(ours, theirs) {
            guard let order = compare(part: one, other) else { return nil }
            if order != .same { return order }
        }
        guard ours.count != theirs.count else { return .same }
        return ours.count < theirs.count ? .before : .after
    }

    private static func compare(part left: Substring, _ right: Substring) -> Order? {
        guard left != right else { return .same }
        switch (Reading(left), Reading(right)) {
        case (.date(let ours), .date(let theirs)): return lexical(ours, theirs)
        case (.numbers(let ours), .numbers(let theirs)): return ours.order(to: theirs)
        default: return nil
        }
    }

    private enum Reading {
        /// Its digits, the year first.
        case date([UInt8])
        case numbers(Numbers)
        case unordered

        init(_ text: Substring) {
            guard !text.isEmpty, text.utf8.count <= 128 else {
                self = .unordered
                return
            }
            if VersionSegment.isDate(text) {
                self = .date(text.utf8.filter(Scan.isDigit))
            } else if let numbers = Numbers(VersionSegment.afterWord(text)) {
                self = .numbers(numbers)
            } else {
                self = .unordered
            }
        }
    }

    /// Numbers with dots between, and what a semantic version has behind them.
    private struct Numbers {
        let numbers: [Substring]
        /// Behind `-`, without what follows `+`.
        let preRelease: [Substring]
        /// All behind the numbers, as it is written.
        let suffix: Substring

        init?(_ text: Substring) {
            // A content hash or an id can be all digits.
            guard text.utf8.count < 32 || Scan.has(text, ".") else { return nil }
            let end = Scan.first(in: text) { !Scan.isDigit($0) && $0 != UInt8(ascii: ".") }
            let mark = end ?? text.utf8.count
            numbers = Scan.parts(text.prefix(utf8: mark), by: ".")
            guard numbers.allSatisfy(Scan.isDigits) else { return nil }
            suffix = Scan.drop(mark, from: text)
            guard suffix.isEmpty || suffix.begins(with: "-") || suffix.begins(with: "+") || suffix.begins(with: "_")
            else { return nil }
            let release = Scan.cut(suffix, at: "+")?.before ?? suffix
            preRelease = release.begins(with: "-") ? Scan.parts(Scan.drop(1, from: release), by: ".") : []
        }

        func order(to other: Numbers) -> Order? {
            for index in 0..<max(numbers.count, other.numbers.count) {
                let ours = index < numbers.count ? numbers[index] : "0"
                let theirs = index < other.numbers.count ? other.numbers[index] : "0"
                let order = numeric(ours, theirs)
                if order != .same { return order }
            }
            guard suffix != other.suffix else { return .same }
            // Two builds of one version, or `v3-cpu` beside `v3-gpu`: neither is the earlier one.
            guard numbers.count >= 3, other.numbers.count >= 3, preRelease != other.preRelease else { return nil }
            return order(ofPreRelease: other)
        }

        /// Semantic Versioning 2.0.0, section 11: with a pre-release comes before without one; numbers before words.
        private func order(ofPreRelease other: Numbers) -> Order {
            if preRelease.isEmpty { return .after }
            if other.preRelease.isEmpty { return .before }
            for (ours, theirs) in zip(preRelease, other.preRelease) where ours != theirs {
                switch (Scan.isDigits(ours), Scan.isDigits(theirs)) {
                case (true, true):
                    let order = numeric(ours, theirs)
                    if order != .same { return order }
                case (true, false): return .before
                case (false, true): return .after
                case (false, false): return lexical(Array(ours.utf8), Array(theirs.utf8))
                }
            }
            return preRelease.count < other.preRelease.count ? .before : .after
        }
    }

    /// Of any length, without arithmetic.
    private static func numeric(_ left: Substring, _ right: Substring) -> Order {
        let ours = Array(left.utf8.drop { $0 == UInt8(ascii: "0") })
        let theirs = Array(right.utf8.drop { $0 == UInt8(ascii: "0") })
        guard ours.count == theirs.count else { return ours.count < theirs.count ? .before : .after }
        return lexical(ours, theirs)
    }

    private static func lexical(_ left: [UInt8], _ right: [UInt8]) -> Order {
        guard left != right else { return .same }
        return left.lexicographicallyPrecedes(right) ? .before : .after
    }
}

extension Substring {
    /// The first `count` bytes, which must be ASCII.
    func prefix(utf8 count: Int) -> Substring {
        self[..<(utf8.index(startIndex, offsetBy: count, limitedBy: endIndex) ?? endIndex)]
    }
}
