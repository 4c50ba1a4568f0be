import EvidenceStores
import Reviewer

/// Policies and the evidence that they judge by, in force together: whoever judges sees both of one moment.
///
/// A class, so that handing it to each decision costs one count, and so that two of them are the same or not.
package final class JudgingState: Sendable {
    package let reviewer: Reviewer
    /// Whom to ask for evidence that is not known yet.
    package let desk: EvidenceDesk

    package init(_ reviewer: Reviewer, desk: EvidenceDesk = .nobody) {
        self.reviewer = reviewer
        self.desk = desk
    }
}
