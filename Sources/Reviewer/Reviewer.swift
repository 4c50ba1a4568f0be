import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Judges one object by one policy set. Every face of Pedigree calls this and nothing else, so that the answer is the
/// same at admission, in CI and in an audit.
package struct Reviewer: Sendable {
    package let policies: PolicySet

    package init(policies: PolicySet) { self.policies = policies }

    /// - Parameter time: what "now" means for exceptions and freshness.
    /// - Throws: `Undecided` where no verdict can be given; the caller fails closed.
    package func review(_ request: ReviewRequest, at time: Date) throws(Undecided) -> Review {
        throw Undecided(code: ReasonCode(rawValue: "object.malformed"), message: "not judged yet")
    }
}
