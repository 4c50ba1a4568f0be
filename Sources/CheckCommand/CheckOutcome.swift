/// How a check ends, and the exit status that says so. The worse outranks the better.
package enum CheckOutcome: Int32, Sendable, Comparable {
    case allowed = 0
    case denied = 1
    /// Bad input, an unreadable policy, wrong usage, or an object that nobody could judge.
    case undecided = 2

    package static func < (left: CheckOutcome, right: CheckOutcome) -> Bool { left.rawValue < right.rawValue }
}

/// What else a check shall fail on.
package struct Strictness: Sendable, Hashable {
    package var failsOnWarnings: Bool
    package var failsOnUncovered: Bool

    package init(failsOnWarnings: Bool = false, failsOnUncovered: Bool = false) {
        self.failsOnWarnings = failsOnWarnings
        self.failsOnUncovered = failsOnUncovered
    }
}

extension CheckReport {
    package func outcome(_ strictness: Strictness = Strictness()) -> CheckOutcome {
        let counts = counts
        if !problems.isEmpty || counts.undecided > 0 { return .undecided }
        if counts.denied > 0 { return .denied }
        if strictness.failsOnWarnings && counts.warned > 0 { return .denied }
        if strictness.failsOnUncovered && counts.uncovered > 0 { return .denied }
        return .allowed
    }

    package var counts: Counts {
        var counts = Counts()
        counts.objects = objects.count
        counts.problems = problems.count
        counts.skipped = skipped.count
        for object in objects {
            counts.references += object.review?.references.count ?? 0
            counts.denied += object.isDenied ? 1 : 0
            counts.warned += object.hasWarnings ? 1 : 0
            counts.uncovered += object.isUncovered ? 1 : 0
            counts.undecided += object.undecided == nil ? 0 : 1
        }
        return counts
    }

    /// How many of what; all but `references`, `problems` and `skipped` count objects.
    package struct Counts: Sendable, Hashable {
        package var objects = 0
        package var references = 0
        package var denied = 0
        package var warned = 0
        package var uncovered = 0
        package var undecided = 0
        package var problems = 0
        package var skipped = 0
    }
}
