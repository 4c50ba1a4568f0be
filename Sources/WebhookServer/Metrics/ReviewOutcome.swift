/// What became of a review, as a service level counts it: few values that are there from the first moment.
enum ReviewOutcome: String, Sendable, Hashable, CaseIterable {
    case allowed, denied
    /// Nothing was decided, and it was not the caller's doing: too much load, a deadline, evidence or a record that
    /// cannot be asked.
    case undecided
    /// What was sent can be judged by nobody: malformed, too large, of an unknown version.
    case unreadable

    init(_ decision: ServerMetrics.Decision) {
        switch decision.verdict {
        case "allowed": self = .allowed
        case "denied": self = .denied
        default: self = Self.isCallers(decision.code) ? .unreadable : .undecided
        }
    }

    private static func isCallers(_ code: String) -> Bool {
        code.hasPrefix("object.") || code == "review.malformed" || code == "review.tooLarge"
    }
}
