import PolicyEngine

/// What a state serves, as the decision about it says; and how well that decision fits what was seen.
struct ServedContent: Sendable {
    let models: [ServedModel]
    /// `ModelIdentity.name` of each.
    let identities: [String]
    let context: DataContext
    let fingerprint: String
    let fit: Fit

    init(_ pending: PendingDecision, isNamed: Bool) {
        models = pending.decision.models.map(\.served)
        identities = pending.decision.models.map(\.identity)
        context = pending.decision.context
        fingerprint = pending.decision.fingerprint
        fit = Fit(isNamed: isNamed, isJudged: pending.decision.notJudged == nil, moment: pending.moment)
    }

    /// Of several decisions about one state the one that the observation names counts, then one that was judged in full,
    /// then the earliest. The greater fits better.
    struct Fit: Comparable, Sendable {
        var isNamed: Bool
        var isJudged: Bool
        var moment: Moment

        static func < (left: Fit, right: Fit) -> Bool {
            guard left.isNamed == right.isNamed else { return right.isNamed }
            guard left.isJudged == right.isJudged else { return right.isJudged }
            return left.moment > right.moment
        }
    }
}
