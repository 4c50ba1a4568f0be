import Reviewer

/// Policies and the evidence that they judge by, in force together: whoever judges sees both of one moment.
///
/// A class, so that handing it to each decision costs one count, and so that two of them are the same or not.
package final class JudgingState: Sendable {
    package let reviewer: Reviewer
    /// What tells it from every other one of this process: a key of caches, since the same policies judge otherwise by
    /// other evidence.
    package let key: String

    /// - Parameter generation: how many there were before it.
    package init(_ reviewer: Reviewer, generation: Int = 0) {
        self.reviewer = reviewer
        key = "\(reviewer.policies.digest) \(generation)"
    }
}
