/// Whose signature a rule asks for, and how fresh what is signed must be.
package struct EvidenceDemand: Sendable, Hashable {
    /// Names of trust roots.
    package var signedBy: [String]
    /// How many different signers one statement needs.
    package var threshold: Int
    /// nil: any age.
    package var maxAge: Lifetime?

    package init(signedBy: [String], threshold: Int = 1, maxAge: Lifetime? = nil) {
        self.signedBy = signedBy
        self.threshold = threshold
        self.maxAge = maxAge
    }
}
